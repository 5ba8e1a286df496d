"""Whole conversations on the real database: what is remembered, for how long, of whom, and what it never tells."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.office import Office
from models import CallBack, CallBackState, Contact, Database, Direction, Message, TextConversation
from tests.sms.citizen import Citizen, put_ktp

READY = "Silakan ambil KTP di loket"


def test_a_question_is_answered_by_the_next_text(citizen: Citizen) -> None:
    put_ktp(citizen.database, citizen.office)
    assert (citizen.text("STATUS") or "").startswith("Silakan balas delapan angka")
    assert (citizen.text("4821 3096") or "").startswith(READY)


def test_after_half_an_hour_the_question_is_forgotten(citizen: Citizen) -> None:
    citizen.text("akta")
    citizen.at += timedelta(minutes=28)
    assert (citizen.text("2") or "").startswith("AKTA KEMATIAN")
    citizen.text("akta")
    citizen.at += timedelta(minutes=29)
    assert "belum kami pahami" in (citizen.text("2") or "")


def test_two_telephones_never_answer_each_others_questions(citizen: Citizen) -> None:
    citizen.text("akta")
    other = Citizen(citizen.database, citizen.office, "+6281234567891")
    assert "belum kami pahami" in (other.text("2") or "")


def test_a_repeated_answer_changes_nothing(citizen: Citizen) -> None:
    citizen.text("akta")
    assert citizen.text("2", sid="SM-once") is not None
    assert citizen.text("2", sid="SM-once") is None


def test_the_memory_is_sealed(citizen: Citizen) -> None:
    citizen.text("bapak itu orangnya rahasia sekali ya kemarin")
    with citizen.database.read() as session:
        assert "rahasia" in str(session.scalars(select(TextConversation)).one().memory)
    with citizen.database.engine.connect() as connection:
        dump = "".join(connection.connection.driver_connection.iterdump())
    assert b"rahasia".hex().upper() not in dump.upper()


# Whose data ---------------------------------------------------------------------------------------------------------


def test_ones_own_telephone_needs_no_code(citizen: Citizen) -> None:
    put_ktp(citizen.database, citizen.office, citizen.number)
    assert (citizen.text("ktp saya sudah jadi blm") or "").startswith(READY)


def test_another_telephone_needs_the_code(citizen: Citizen) -> None:
    put_ktp(citizen.database, citizen.office, "+6281234567899")
    assert "KTP" not in (citizen.text("STATUS") or "")
    assert (citizen.text("4821 3096") or "").startswith(READY)


@pytest.fixture
def careful(database: Database, office: Office) -> Citizen:
    """Texts an MPP that wants a second proof."""
    return Citizen(database, replace(office, mpp=replace(office.mpp, text_proof="kode_dan_telepon")))


def test_the_second_proof_is_the_end_of_the_registered_number(careful: Citizen) -> None:
    put_ktp(careful.database, careful.office, "+6281234567899")
    asked = careful.text("STATUS 4821 3096")
    assert (asked or "").startswith("Silakan balas empat angka terakhir nomor HP")
    assert (careful.text("7890") or "").startswith("Silakan coba lagi")
    assert (careful.text("7899") or "").startswith(READY)


def test_ones_own_telephone_needs_no_second_proof(careful: Citizen) -> None:
    put_ktp(careful.database, careful.office, careful.number)
    assert (careful.text("STATUS 4821 3096") or "").startswith(READY)


def test_without_a_registered_number_only_the_counter_answers(careful: Citizen) -> None:
    put_ktp(careful.database, careful.office)
    assert (careful.text("STATUS 4821 3096") or "").startswith("Mohon datang ke loket")


def test_guessing_the_second_proof_locks_the_telephone_for_calls_and_texts(careful: Citizen) -> None:
    put_ktp(careful.database, careful.office, "+6281234567899")
    careful.text("STATUS 4821 3096")
    answers = [careful.text(f"{guess:04}") for guess in range(5)]
    assert "Mohon coba lagi sesudah" in (answers[-1] or "")
    assert "Mohon coba lagi sesudah" in (careful.text("STATUS 4821 3096") or "")
    with careful.database.read() as session:
        assert session.scalars(select(Contact)).one().locked_until is not None


# Calls, stop and start ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["HUBUNGI", "SUARA", "tlg telp sy bu"])
def test_a_wish_to_be_rung_is_owed_and_told_in_one_text(citizen: Citizen, body: str) -> None:
    answer = citizen.text(body)
    assert "kami menelepon" in (answer or "") or "Kami akan menelepon" in (answer or "")
    with citizen.database.read() as session:
        assert len(session.scalars(select(CallBack)).all()) == 1
        assert len(session.scalars(select(Message).where(Message.direction == Direction.OUT)).all()) == 1


def test_asking_twice_is_one_call_and_still_answered(citizen: Citizen) -> None:
    citizen.text("HUBUNGI")
    assert citizen.text("hubungi saya") is not None
    assert len(citizen.replies()) == 2


def test_a_call_that_was_promised_is_taken_back_by_no(citizen: Citizen) -> None:
    citizen.text("HUBUNGI")
    assert (citizen.text("gak usah") or "").startswith("Baik, kami tidak akan menelepon")
    with citizen.database.read() as session:
        assert session.scalars(select(CallBack)).one().state is CallBackState.DROPPED


def test_from_abroad_nobody_is_rung_and_nothing_is_sent(database: Database, office: Office) -> None:
    worker = Citizen(database, office, "+6591234567")
    assert worker.text("HUBUNGI") is None
