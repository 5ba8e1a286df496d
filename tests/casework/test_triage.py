"""Which counter, how urgent, by when, and which rule said so."""

import re
from pathlib import Path

import pytest

from casework.content import ContentError
from casework.office import Office
from casework.triage import BY_SERVICE, USUAL, Decision, Matter, Priority, load_triage

CONTENT = Path(__file__).resolve().parents[2] / "content"


def sort(office: Office, **matter: object) -> Decision:
    return office.triage.sort(office.catalogue, Matter(**matter))  # type: ignore[arg-type]


def test_nothing_known_goes_to_the_usual_counter_with_the_usual_time(office: Office) -> None:
    found = sort(office)
    assert (found.counter, found.priority, found.kind, found.first_days, found.days) == (
        "Informasi", Priority.USUAL, "ringan", 3, 5,
    )  # fmt: skip
    assert set(found.why.values()) == {USUAL}


def test_a_service_goes_to_its_own_counter(office: Office) -> None:
    found = sort(office, service_id="ktp_hilang", story="KTP saya hilang di pasar")
    assert (found.counter, found.why["loket"]) == ("Dukcapil", BY_SERVICE)


@pytest.mark.parametrize(
    ("story", "service", "counter", "priority", "days"),
    [
        ("Saya disuruh bayar lima puluh ribu untuk KTP", "ktp_baru", "Pengaduan", Priority.HIGH, 60),
        (
            "istri saya dirawat di rumah sakit tapi BPJS-nya mati",
            "bpjs_kes",
            "BPJS Kesehatan",
            Priority.URGENT,
            5,
        ),
        ("Ibu saya LUMPUH, tidak bisa ke kantor", "ktp_baru", "Dukcapil", Priority.HIGH, 14),
        ("saya dipukuli suami", None, "Informasi", Priority.URGENT, 5),
        ("sertifikat ganda dengan tetangga", "tanah", "Pertanahan", Priority.HIGH, 60),
    ],
)
def test_signals_in_the_story(
    office: Office, story: str, service: str | None, counter: str, priority: Priority, days: int
) -> None:
    found = sort(office, service_id=service, story=story)
    assert (found.counter, found.priority, found.days) == (counter, priority, days)


def test_the_first_rule_that_fits_decides_and_later_ones_fill_what_is_left(office: Office) -> None:
    found = sort(office, story="dipukuli dan disuruh bayar")
    assert (found.priority, found.why["prioritas"]) == (Priority.URGENT, "Kekerasan dalam rumah tangga")
    assert (found.counter, found.why["loket"]) == ("Pengaduan", "Pungutan liar atau calo")
    assert (found.first_days, found.days) == (1, 60)


def test_a_broken_promise_and_a_third_report_are_more_urgent(office: Office) -> None:
    assert sort(office, late=True).why["prioritas"] == "Sudah lewat dari janji"
    assert sort(office, cases_before=1).priority == Priority.USUAL
    assert sort(office, cases_before=2).priority == Priority.HIGH


def test_a_word_is_a_whole_word(office: Office) -> None:
    assert sort(office, story="kesakitan hati", service_id="bpjs_kes").priority == Priority.USUAL


@pytest.mark.parametrize(
    ("what", "instead", "told"),
    [
        ("kelas_biasa: ringan", "kelas_biasa: berat", "no class berat"),
        ("layanan: [bpjs_kes, bansos]", "layanan: [bpjs]", "no services"),
        ("    lewat_janji: true\n", "", "fits every case"),
        ("kata: [kdrt,", "kata: [KDRT,", "small letters"),
        ("    prioritas: penting\n$", "", "decides nothing"),
    ],
)
def test_a_file_with_a_mistake_is_refused(
    office: Office, tmp_path: Path, what: str, instead: str, told: str
) -> None:
    text = (CONTENT / "triage.yaml").read_text(encoding="utf-8")
    broken = re.sub(what if what.endswith("$") else re.escape(what), instead, text, count=1)
    assert broken != text
    (tmp_path / "triage.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(ContentError, match=told):
        load_triage(tmp_path / "triage.yaml", office.catalogue)
