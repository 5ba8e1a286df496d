"""Texts that come in, on the real database: kept, done, answered, and a repeat changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework import cases
from casework.applications import ApplicationData, put_application
from casework.codes import is_code
from casework.gsm7 import fits
from casework.messages import SEND
from casework.office import Office
from models import (
    ApplicationStatus,
    Case,
    CaseEventKind,
    CaseStatus,
    Contact,
    Database,
    Delivery,
    Direction,
    Job,
    Message,
    Officer,
)
from sms.reading import STORY
from tests.sms.citizen import NOON, Citizen, row_counts


@pytest.fixture
def citizen(database: Database, office: Office) -> Citizen:
    return Citizen(database, office)


def put_ktp(database: Database, office: Office) -> None:
    data = ApplicationData(code="48213096", service_id="ktp_hilang", status=ApplicationStatus.READY)
    with database.write() as session:
        put_application(session, office.vault, data, source="api", at=NOON)


def only_case(database: Database) -> Case:
    with database.read() as session:
        case = session.scalars(select(Case)).one()
        _ = case.timeline, case.contact
        return case


def with_officer(database: Database, then: Callable[[Case, Officer], None]) -> None:
    """An officer takes the only case, and then does this with it."""
    with database.write() as session:
        officer = Officer(username="sari", name="Sari", password_hash="x", created_at=NOON)
        session.add(officer)
        case = session.scalars(select(Case)).one()
        cases.take(case, officer, at=NOON)
        session.flush()
        then(case, officer)


def test_a_status_is_answered_with_the_next_step(citizen: Citizen) -> None:
    put_ktp(citizen.database, citizen.office)
    answer = citizen.text("STATUS 4821 3096")
    assert answer == "Silakan ambil KTP di loket. Bawa tanda terima, dan sebutkan kode 4821 3096. -MPP Contoh"


def test_the_answer_is_queued_with_a_job_that_knows_only_its_id(citizen: Citizen) -> None:
    citizen.text("BANTUAN")
    with citizen.database.read() as session:
        answer = session.scalars(select(Message).where(Message.direction == Direction.OUT)).one()
        job = session.scalars(select(Job)).one()
        assert answer.delivery == Delivery.QUEUED
        assert (job.kind, job.payload) == (SEND, {"message": answer.id})


@pytest.mark.parametrize(
    "body",
    ["STATUS 48213096", "PETUGAS ktp saya hilang", "STATUS 51730424", "BERHENTI", "besok saya datang", ""],
)
def test_a_repeated_text_changes_nothing(citizen: Citizen, body: str) -> None:
    put_ktp(citizen.database, citizen.office)
    citizen.text("PETUGAS ini yang pertama")
    citizen.text(body, sid="SM-once")
    before = row_counts(citizen.database)
    assert citizen.text(body, sid="SM-once") is None
    assert row_counts(citizen.database) == before


def test_a_story_becomes_a_case(citizen: Citizen) -> None:
    answer = citizen.text("PETUGAS ktp saya hilang, rumah saya jauh")
    case = only_case(citizen.database)
    assert (case.channel, case.status) == ("text", CaseStatus.NEW)
    assert case.story == "ktp saya hilang, rumah saya jauh"
    assert answer is not None
    assert f"{case.code[:4]} {case.code[4:]}" in answer
    with citizen.database.read() as session:
        assert set(session.scalars(select(Message.case_id))) == {case.id}


def test_the_code_of_the_answer_works(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    code = only_case(citizen.database).code
    assert citizen.text(f"status {code}") == (
        f"Laporan {code[:4]} {code[4:]} sudah kami terima, sedang menunggu petugas. "
        "Bapak/Ibu tidak perlu mengirim lagi. -MPP Contoh"
    )


def test_a_story_that_is_sent_again_is_the_same_case(citizen: Citizen) -> None:
    first = citizen.text("PETUGAS ktp saya hilang")
    assert citizen.text("petugas  ktp saya hilang") == first
    assert only_case(citizen.database).story == "ktp saya hilang"
    assert citizen.text("PETUGAS kk saya hilang juga") not in (first, None)


def test_a_story_from_abroad_is_kept_though_no_answer_goes_there(database: Database, office: Office) -> None:
    worker = Citizen(database, office, "+6591234567")
    assert worker.text("PETUGAS paspor saya hilang di Singapura") is None
    assert only_case(database).story == "paspor saya hilang di Singapura"


def test_an_emergency_in_a_story_names_112_and_is_a_case(citizen: Citizen) -> None:
    answer = citizen.text("PETUGAS suami saya pingsan di pasar")
    assert answer is not None
    assert "112" in answer
    assert only_case(citizen.database).story == "suami saya pingsan di pasar"


def test_what_is_told_later_is_on_the_timeline_of_the_open_case(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    answer = citizen.text("suratnya sudah saya ambil di polsek")
    case = only_case(citizen.database)
    assert answer is not None
    assert answer.startswith("Terima kasih, sudah kami tambahkan ke laporan")
    event = case.timeline[-1]
    assert event.kind == CaseEventKind.TEXT_RECEIVED
    with citizen.database.read() as session:
        told = session.get_one(Message, event.detail["message"])
        assert (told.body, told.case_id) == ("suratnya sudah saya ambil di polsek", case.id)


def test_a_command_is_not_put_on_the_timeline(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    citizen.text("SYARAT KK")
    assert [event.kind for event in only_case(citizen.database).timeline] == [CaseEventKind.OPENED]


def test_a_case_that_waits_for_the_citizen_is_with_its_officer_again(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    with_officer(citizen.database, lambda case, officer: cases.wait(case, officer, at=NOON))
    citizen.text("ini sudah saya bawa semua")
    case = only_case(citizen.database)
    assert case.status == CaseStatus.TAKEN
    assert case.officer_id is not None


def test_texts_about_a_resolved_case_are_not_added_to_it(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    with_officer(citizen.database, lambda case, officer: cases.resolve(case, officer, "beres", at=NOON))
    answer = citizen.text("masih belum jadi apa apa bu")
    assert answer is not None
    assert answer.startswith("Maaf, kami belum paham")
    assert only_case(citizen.database).timeline[-1].kind == CaseEventKind.NOTED


def test_one_telephone_never_reaches_anothers_case(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    stranger = Citizen(citizen.database, citizen.office, "+6281234567891")
    stranger.text("suratnya sudah ada")
    assert len(only_case(citizen.database).timeline) == 1


def test_stopping_is_confirmed_once_and_questions_are_still_answered(citizen: Citizen) -> None:
    assert citizen.text("BERHENTI") == (
        "Baik, kami tidak akan mengirim kabar lagi. Bapak/Ibu tetap boleh bertanya kapan saja. -MPP Contoh"
    )
    assert citizen.text("berhenti") is None
    assert citizen.text("BIAYA SKCK") is not None
    with citizen.database.read() as session:
        assert session.scalars(select(Contact)).one().stopped_at == NOON + timedelta(minutes=1)


def test_guessing_codes_is_stopped_and_the_time_is_told(citizen: Citizen) -> None:
    put_ktp(citizen.database, citizen.office)
    unused = [code for code in map(str, range(71550400, 71550500)) if is_code(code)][:5]
    answers = [citizen.text(f"STATUS {code}") for code in unused]
    last = citizen.text("STATUS 48213096")
    assert last is not None
    assert [answer.split()[0] if answer else None for answer in answers] == ["Kode"] * 4 + ["Mohon"]
    locked = citizen.at - timedelta(minutes=1)
    until = locked + timedelta(minutes=citizen.office.mpp.lockout_minutes + 1)
    assert last.startswith(f"Mohon coba lagi sesudah {until + timedelta(hours=7):%d Nov jam %H.%M},")
    citizen.at = until - timedelta(minutes=1)
    assert citizen.text("STATUS 48213096") != last


@pytest.mark.parametrize("sender", ["+62858", "858", "TELKOMSEL", "Dana-Info"])
def test_machines_are_kept_and_not_answered(database: Database, office: Office, sender: str) -> None:
    machine = Citizen(database, office, sender)
    assert machine.text("STATUS 48213096") is None
    with database.read() as session:
        assert session.scalars(select(Message.direction)).all() == [Direction.IN]


def test_machines_open_no_cases(database: Database, office: Office) -> None:
    Citizen(database, office, "INFO-PROMO").text("PETUGAS kami siap membantu Anda")
    with database.read() as session:
        assert session.scalars(select(Case)).all() == []


def test_two_machines_do_not_talk_for_ever(citizen: Citizen) -> None:
    answer = citizen.text("halo")
    assert answer is not None
    assert citizen.text(answer) is None
    answers = [citizen.text("Saya sedang sibuk, nanti saya balas.") for _ in range(40)]
    assert answers[0] is not None
    assert answers[-1] is None
    citizen.at += timedelta(hours=1)
    assert citizen.text("halo") is not None


def test_a_text_that_gets_no_answer_is_kept_all_the_same(citizen: Citizen) -> None:
    assert citizen.text("") is None
    with citizen.database.read() as session:
        assert session.scalars(select(Message)).one().delivery == Delivery.RECEIVED


def test_what_people_write_is_sealed_at_rest(citizen: Citizen, office: Office) -> None:
    citizen.text(f"{min(STORY)} rahasia keluarga saya")
    with citizen.database.engine.connect() as connection:
        dump = "".join(connection.connection.driver_connection.iterdump())
    assert "rahasia keluarga" not in dump
    assert "81234567890" not in dump
    assert b"rahasia keluarga".hex().upper() not in dump.upper()


def test_every_answer_is_one_plain_text(citizen: Citizen) -> None:
    put_ktp(citizen.database, citizen.office)
    bodies = [
        "STATUS 48213096",
        "STATUS",
        "KTP",
        "BIAYA KTP",
        "jam buka",
        "PETUGAS a",
        "makasih",
        "kebakaran",
        "BERHENTI",
    ]
    for body in bodies:
        answer = citizen.text(body)
        assert answer is not None, body
        assert fits(answer), body
        assert answer.endswith("-MPP Contoh"), body
