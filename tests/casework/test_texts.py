"""The texts of content/texts.yaml: all there, one segment each, and mistakes told in one sentence."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from casework import letters
from casework.commands import ApplicationFound, CaseFound
from casework.content import ContentError
from casework.gsm7 import SEGMENT, fits, septets
from casework.office import Office
from casework.texts import TEXTS, WHERE_IT_FITS, Texts, load_texts
from models import ApplicationStatus, CaseStatus

FILE = Path(__file__).resolve().parents[2] / "content" / "texts.yaml"
LONGEST_SENDER = "MPP Kota Jauh."
LONGEST = YAML(typ="safe", pure=True).load(FILE)["contoh_terpanjang"]


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load_texts(FILE, LONGEST_SENDER)


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_is_one_segment_even_with_its_longest_values(texts: Texts, key: str) -> None:
    assert len(LONGEST_SENDER) == 14, "content/mpp.yaml allows no longer one"
    text = texts.templates[key].format(mpp=LONGEST_SENDER, **LONGEST)
    assert (septets(text) or 999) <= SEGMENT or key in WHERE_IT_FITS, text
    assert texts.write(key, **{name: LONGEST[name] for name in TEXTS[key].split()}), key


@pytest.mark.parametrize("key", sorted(TEXTS.keys() - {"permohonan", "laporan"}))
def test_every_text_is_polite_and_plain(texts: Texts, key: str) -> None:
    text = texts.templates[key]
    assert text.endswith("-{mpp}"), "the sender is named"
    cold = r"anda|kamu|https?|www|verifikasi|pemohon|melampirkan|domisili"
    assert not re.search(rf"\b({cold})\b|!", text, re.IGNORECASE)


def test_no_text_asks_for_one_word_that_our_own_reading_would_not_take(texts: Texts) -> None:
    """PETUGAS alone only gets "tell us your story": every text says that the story follows."""
    for key, text in texts.templates.items():
        for part in text.split("balas PETUGAS")[1:] + text.split("Balas PETUGAS")[1:]:
            assert part.startswith(" lalu "), key


def test_dates_and_codes_are_written_for_people(texts: Texts) -> None:
    text = texts.write("status_diproses_janji", layanan="KTP", kode="48213096", tanggal=date(2026, 8, 17))
    assert "17 Agu" in text
    assert "4821 3096" in text
    locked = texts.write("kode_dikunci", waktu=datetime(2026, 12, 1, 9, 5, tzinfo=UTC))
    assert "1 Des jam 09.05" in locked


def test_a_value_that_is_too_long_is_cut_behind_what_matters(texts: Texts) -> None:
    missing = "surat keterangan lahir, buku nikah orang tua, kartu keluarga, dan dua saksi yang membawa KTP"
    text = texts.write("status_kurang_berkas", kode="48213096", layanan="Akta kelahiran", kurang=missing)
    assert fits(text)
    assert text.startswith(f"Mohon bawa {missing} ke loket.")
    assert text.endswith("..")


def test_braces_in_a_value_are_only_characters(texts: Texts) -> None:
    assert "{kode}" in texts.write(
        "status_kurang_berkas", kode="48213096", layanan="KTP", kurang="{kode} {mpp}"
    )


# Letters ------------------------------------------------------------------------------------------------------------


def found(status: ApplicationStatus, **changed: object) -> ApplicationFound:
    values: dict[str, object] = {
        "code": "48213096", "service_id": "ktp_hilang", "status": status, "missing": None, "expected_on": None,
    }  # fmt: skip
    return ApplicationFound(**{**values, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize("status", ApplicationStatus)
@pytest.mark.parametrize("missing", [None, "fotokopi KK"])
@pytest.mark.parametrize("expected_on", [None, date(2026, 11, 30)])
def test_every_status_of_an_application_has_a_letter(
    office: Office, status: ApplicationStatus, missing: str | None, expected_on: date | None
) -> None:
    text = letters.status(office, found(status, missing=missing, expected_on=expected_on))
    assert "4821 3096" in text
    assert ("fotokopi KK" in text) == (missing is not None and status == ApplicationStatus.INCOMPLETE)
    promised = status in (ApplicationStatus.RECEIVED, ApplicationStatus.IN_PROCESS)
    assert ("30 Nov" in text) == (expected_on is not None and promised)


@pytest.mark.parametrize(
    "status", sorted(set(CaseStatus) - {CaseStatus.MERGED})
)  # whose code tells of another case
def test_every_status_of_a_case_has_a_letter(office: Office, status: CaseStatus) -> None:
    assert "4821 3096" in letters.status(office, CaseFound(code="48213096", status=status))


def test_an_application_of_a_service_that_is_offered_no_more_has_a_letter_too(office: Office) -> None:
    text = letters.status(office, found(ApplicationStatus.READY, service_id="sudah_tidak_ada"))
    assert text.startswith("Silakan ambil Permohonan di loket.")


# Mistakes in the file -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  berhenti:", "  berhenti_salah:", r"teks lacks berhenti"),
        ("teks:\n", 'teks:\n  halo: "Halo"\n', r"teks has halo, which nothing sends"),
        ("Bapak/Ibu tetap boleh", "{tanggal} tetap boleh", r"teks\.berhenti names \{tanggal\}; .* only \{mpp\}"),
        ("Bapak/Ibu tetap boleh", "{} tetap boleh", r"teks\.berhenti names \{\}"),
        ("Bapak/Ibu tetap boleh", "{mpp tetap boleh", r"teks\.berhenti"),
        ("Bapak/Ibu tetap boleh", "{mpp:>9} tetap boleh", r"teks\.berhenti: write \{mpp\} without"),
        ("Bapak/Ibu tetap boleh", "“Bapak” tetap boleh", r"teks\.berhenti has a character"),
        ("Bapak/Ibu tetap boleh", "Bapak/Ibu tetap boleh " * 7, r"teks\.berhenti can become \d+ characters"),
        ('  jam: "Senin', '  hari: "Senin', r"names \{jam\}, which contoh_terpanjang does not have"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_that_names_the_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    content = FILE.read_text(encoding="utf-8")
    assert old in content
    broken = tmp_path / "texts.yaml"
    broken.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=r"^texts\.yaml: " + ".*" + said):
        load_texts(broken, "MPP Contoh")
