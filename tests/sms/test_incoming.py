"""Texts that come in, on the real database: kept, done, answered, and a repeat changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.codes import is_code
from casework.gsm7 import fits
from casework.messages import SEND
from casework.office import Office
from models import (
    Case,
    Contact,
    Database,
    Delivery,
    Direction,
    Job,
    Message,
)
from tests.sms.citizen import NOON, Citizen, put_ktp, row_counts


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


def test_stopping_is_confirmed_once_and_questions_are_still_answered(citizen: Citizen) -> None:
    assert citizen.text("BERHENTI") == (
        "Baik, kami tidak akan mengirim kabar lagi. Bapak/Ibu tetap boleh bertanya kapan saja. "
        "Mau dikabari lagi? Balas MULAI. -MPP Contoh"
    )
    assert citizen.text("berhenti") is None
    assert citizen.text("BIAYA SKCK") is not None
    with citizen.database.read() as session:
        assert session.scalars(select(Contact)).one().stopped_at == NOON + timedelta(minutes=1)
    assert citizen.text("MULAI") is not None
    with citizen.database.read() as session:
        assert session.scalars(select(Contact)).one().stopped_at is None


def test_guessing_codes_is_stopped_and_the_time_is_told(citizen: Citizen) -> None:
    put_ktp(citizen.database, citizen.office)
    unused = [code for code in map(str, range(71550400, 71550500)) if is_code(code)][:5]
    answers = [citizen.text(f"STATUS {code}") for code in unused]
    last = citizen.text("STATUS 48213096")
    assert last is not None
    assert ["belum cocok. Sulit" in (answer or "") for answer in answers] == [True] * 4 + [False]
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
    assert citizen.text("Saya sedang sibuk, nanti saya balas.") is None
    assert [citizen.text("Sent from my phone") is not None for _ in range(40)] == [True] * 3 + [False] * 37
    assert citizen.text("halo") is not None
    answers = [citizen.text("halo") for _ in range(40)]
    assert answers[0] is not None
    assert answers[-1] is None
    citizen.at += timedelta(hours=1)
    assert citizen.text("halo") is not None


def test_a_text_that_gets_no_answer_is_kept_all_the_same(citizen: Citizen) -> None:
    assert citizen.text("") is None
    with citizen.database.read() as session:
        assert session.scalars(select(Message)).one().delivery == Delivery.RECEIVED


def test_what_people_write_is_sealed_at_rest(citizen: Citizen, office: Office) -> None:
    citizen.text("LAPOR rahasia keluarga saya")
    citizen.text("ini tambahan rahasia keluarga yang lain lagi")
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
