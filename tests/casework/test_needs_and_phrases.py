"""What citizens need to come in, taken from what they say plainly; and ready phrases for officers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework import cases, clocks
from casework.content import ContentError
from casework.gsm7 import fits
from casework.needs import load_needs
from casework.office import Office
from casework.phrases import load_phrases
from models import Case, Database
from tests.casework.people import People

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("story", "needs"),
    [
        ("ibu saya pakai kursi roda, mau urus KTP", ["kursi_roda"]),
        ("saya Tuli, perlu bahasa isyarat", ["bahasa_isyarat"]),
        ("bapak rabun dan minta didampingi", ["huruf_besar", "pendamping"]),
        ("saya tidak pakai kursi roda", []),
        ("saya bukan tuli, cuma kurang jelas", []),
        ("kursi tamu roda dua", []),
        ("", []),
    ],
)
def test_what_is_plainly_said(office: Office, story: str, needs: list[str]) -> None:
    assert office.needs.said(story) == needs


def test_a_new_case_has_what_its_story_says_and_keeps_it_sealed(
    database: Database, office: Office, people: People
) -> None:
    with database.write() as session:
        case = cases.open_case(
            session, channel="text", contact_id=people.contact, at=NOW, story="ibu saya pakai kursi roda"
        )
        clocks.sort(session, office, case, at=NOW)
        number = case.id
    with database.read() as session:
        assert session.get_one(Case, number).needs == ["kursi_roda"]
        raw = session.connection().exec_driver_sql("SELECT needs FROM cases").scalar()
        assert b"kursi" not in raw


def test_what_the_draft_of_a_story_says_is_taken_over_too(
    database: Database, office: Office, people: People
) -> None:
    with database.write() as session:
        case = cases.open_case(session, channel="call", contact_id=people.contact, at=NOW)
        clocks.sort(session, office, case, at=NOW)
        case.story = "saya tuna rungu"
        session.flush()
        clocks.sort_again(session, office, case.id, at=NOW)
        session.refresh(case)
        assert case.needs == ["bahasa_isyarat"]


def test_every_phrase_fits_one_segment_and_the_services_own_come_first(office: Office) -> None:
    for phrase in office.phrases.all:
        assert fits(f"{phrase.text} -{office.texts.sender}")
    names = [phrase.name for phrase in office.phrases.of("ktp_hilang")]
    assert names[0] == "KTP siap diambil"
    assert "Akta lahir: bawa surat lahir" not in names
    assert all(not phrase.services for phrase in office.phrases.of(None))
    assert office.phrases.named("tidak ada") is None


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (f'{{nama: "Panjang", isi: "{"a" * 160}"}}', "has 172 characters"),
        ('{nama: "Tanda", isi: "Silakan \u2013 datang"}', "a plain SMS cannot carry"),
        ('{nama: "Layanan", isi: "Silakan", layanan: [terbang]}', "terbang"),
        ('{nama: "Dua", isi: "Satu"}\n  - {nama: "Dua", isi: "Dua"}', "twice"),
    ],
)
def test_a_phrase_that_could_not_be_sent_is_refused(
    office: Office, tmp_path: Path, entry: str, said: str
) -> None:
    file = tmp_path / "jawaban.yaml"
    file.write_text(f"jawaban:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(ContentError, match=said):
        load_phrases(file, office.catalogue, "MPP Contoh")


def test_needs_that_nobody_could_say_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "kebutuhan.yaml"
    file.write_text('bukan: [tidak]\nkebutuhan:\n  tongkat: {nama: "Tongkat", kata: ["Tongkat!"]}\n')
    with pytest.raises(ContentError, match="small letters"):
        load_needs(file)
