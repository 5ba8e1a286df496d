"""Content that the voice would have to guess at is refused, with the place and the remedy."""

from pathlib import Path

import pytest

from casework.catalogue import load_catalogue
from casework.content import ContentError
from casework.mpp import load_mpp
from casework.texts import load_texts
from casework.words import load_words
from ivr import readable
from ivr.lines import line, shown, text
from ivr.script import Script
from ivr.script_file import load_script

CONTENT = Path(__file__).resolve().parents[2] / "content"
WORDS = load_words(CONTENT / "words.yaml", ())
TABLE = WORDS.pronunciation


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    written = (CONTENT / name).read_text(encoding="utf-8")
    assert old in written
    (folder / name).write_text(written.replace(old, new, 1), encoding="utf-8")
    return folder / name


def test_the_content_can_be_read() -> None:
    catalogue = load_catalogue(CONTENT / "services.yaml")
    texts = load_texts(CONTENT / "texts.yaml", "MPP Contoh")
    assert list(readable.catalogue(catalogue, TABLE)) == []
    assert list(readable.texts(texts, catalogue, TABLE)) == []
    assert list(readable.mpp(load_mpp(CONTENT / "mpp.yaml"), TABLE)) == []


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (
            "Bawa KTPX dan {kode}.",
            'ucapan.x: "KTPX" tidak dikenal; tulis kepanjangannya, atau tambahkan ke content/pronunciation.yaml di '
            'bawah ucapan, misalnya KTPX: "ka te pe eks"',
        ),
        ("Biaya €5.", 'ucapan.x: "€" tidak bisa dibaca; hapus, atau tulis dengan kata-kata'),
        ("Kоde", 'ucapan.x: "о" (U+043E) tidak bisa dibaca; hapus, atau tulis dengan kata-kata'),
        ("satu\u200bdua", "ucapan.x: tanda yang tidak terlihat (U+200B) tidak bisa dibaca; hapus, atau tulis dengan "
         "kata-kata"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_remedy(written: str, problem: str) -> None:
    assert list(readable.lines({"x": written}, TABLE)) == [problem]


def test_a_line_and_a_service_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    catalogue = load_catalogue(CONTENT / "services.yaml")
    call = changed(tmp_path, "call.yaml", "Saya masih di sini.", "Saya masih di XYZQ.")
    (tmp_path / "requests.yaml").write_bytes((CONTENT / "requests.yaml").read_bytes())
    with pytest.raises(
        ContentError, match=r'call\.yaml: ucapan\.tidak_terdengar: "XYZQ" .*pronunciation\.yaml'
    ):
        load_script(call, catalogue, WORDS)
    odd = load_catalogue(changed(tmp_path, "services.yaml", 'ucap: "KTP pertama"', 'ucap: "KTP XYZQ"'))
    with pytest.raises(ContentError, match=r'^services\.yaml: ktp_baru\.ucap: "XYZQ"'):
        load_script(CONTENT / "call.yaml", odd, WORDS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('NIK: "nik"', 'NIK: "n1k"', r"ucapan\.NIK"),
        ('NIK: "nik"', 'NIK: "[[nik]]"', r"ucapan\.NIK"),
        ("- [akadémi,", "- [akademi,", "akademi"),
        ("- [akadémi,", "- [akadémi, akadémi,", "sudah ada"),
        ("jam: jelas", "jam: cepat", "jam"),
    ],
)
def test_a_pronunciation_that_a_voice_cannot_say_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    changed(tmp_path, "words.yaml", "ya:", "ya:")
    changed(tmp_path, "pronunciation.yaml", old, new)
    with pytest.raises(ContentError, match=rf"pronunciation\.yaml: .*{said}"):
        load_words(tmp_path / "words.yaml", ())


def test_the_clock_of_every_day_can_be_chosen(tmp_path: Path) -> None:
    assert not WORDS.conversational_clock
    changed(tmp_path, "words.yaml", "ya:", "ya:")
    changed(tmp_path, "pronunciation.yaml", "jam: jelas", "jam: sehari_hari")
    assert load_words(tmp_path / "words.yaml", ()).conversational_clock


def test_people_read_no_marks(script: Script) -> None:
    said = line("petugas_tutup", waktu_buka="2026-11-25T08:30")
    assert "Novémber" in text(script, said)
    assert not set("éê") & set(shown(script, said))
    for key, template in script.lines.items():
        assert not set("éê") & set(template), key
