"""Numbers at the counters by telephone: whole calls on the real database and dialogue."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from casework import callbacks
from casework.contacts import contact_for
from casework.office import Office
from ivr.answering import beginning
from ivr.position import dump, load
from ivr.script import Script
from ivr.turns import begin_call, take_turn
from ivr.values import Heard, Pressed, Started
from models import (
    Call,
    CallBack,
    CallBackState,
    CallReason,
    CallTry,
    Database,
    Message,
    QueueTicket,
    TicketState,
    TryState,
)
from tests.ivr.talk import said
from tests.sms.citizen import NOON

PHONE = "+6281234567890"
YES, OTHER_TIME, OTHER_DAY, NOT_NOW = (Pressed(keys=key) for key in "1234")


class Caller:
    """One telephone; each call is a new one."""

    def __init__(self, database: Database, office: Office, script: Script) -> None:
        self.database, self.office, self.script = database, office, script
        self.calls, self.id, self.step, self.words = 0, 0, "", ""

    def calls_in(self, *heard: Heard, phone: str = PHONE) -> str:
        """What is said last."""
        self.calls += 1
        with self.database.write() as session:
            at = NOON + timedelta(minutes=40 * self.calls)
            call = begin_call(session, self.office, provider_id=f"CA{self.calls}", caller=phone, at=at)
            self.id = call.id
        return self.hears(Started(), *heard)

    def hears(self, *heard: Heard) -> str:
        with self.database.write() as session:
            call = session.get_one(Call, self.id)
            for one in heard:
                taken = take_turn(session, self.office, self.script, call, one, at=call.started_at)
                words = " ".join(line.text for line in taken.say).replace(" |", "")
                self.words = words.translate(str.maketrans("éêÉÊ", "eeEE"))
            self.step = load(call.position).step
        return self.words

    def tickets(self) -> list[QueueTicket]:
        with self.database.read() as session:
            return list(session.scalars(select(QueueTicket).order_by(QueueTicket.id)))

    def texts(self) -> list[str]:
        with self.database.read() as session:
            return [text.body for text in session.scalars(select(Message).order_by(Message.id))]


@pytest.fixture
def caller(database: Database, office: Office, script: Script) -> Caller:
    return Caller(database, office, script)


def test_from_the_first_question_to_the_ticket_and_a_text_that_says_the_same(caller: Caller) -> None:
    asked = caller.calls_in(said("saya mau ambil nomor antrean"))
    assert caller.step == "antre_pilih", asked
    offer = caller.hears(said("katepe hilang"))
    assert "bisa datang Selasa, dua puluh empat November, pukul dua siang" in offer
    assert "loket duk capil" in offer
    assert caller.step == "antre_mau"
    told = caller.hears(said("ya"))
    assert "Nomor antrean Bapak atau Ibu, a, satu." in told
    assert "surat kehilangan dari polisi" in told
    assert caller.step == "ada_lagi"
    assert [text[:36] for text in caller.texts()] == ["Nomor A 1, Selasa 24 Nov jam 14.00, "]


def test_coming_tomorrow_and_a_named_service_lead_there_too(caller: Caller) -> None:
    caller.calls_in(said("saya mau datang besok"))
    assert caller.step == "antre_pilih"
    caller.calls_in(said("nomor antrean skck"))
    assert caller.step == "antre_mau"


def test_from_what_a_service_needs_by_key(caller: Caller) -> None:
    caller.calls_in(said("syarat skck apa saja"))
    assert caller.step == "sesudah_layanan"
    assert "di loket Polri" in caller.hears(Pressed(keys="4"))


def test_at_most_three_offers_then_people(caller: Caller) -> None:
    caller.calls_in(said("nomor antrean skck"))
    assert "Rabu, dua puluh lima November, pukul delapan lewat tiga puluh" in caller.hears(OTHER_DAY)
    assert "Rabu, dua puluh lima November, pukul sepuluh lewat tiga puluh" in caller.hears(OTHER_TIME)
    assert "Belum ada waktu yang cocok" in caller.hears(OTHER_DAY)
    assert caller.step == "bantu"
    assert caller.tickets() == []


def test_not_wanting_one_takes_nothing(caller: Caller) -> None:
    caller.calls_in(said("nomor antrean skck"), NOT_NOW)
    assert caller.step == "ada_lagi"
    assert caller.tickets() == []


def test_the_next_call_hears_it_moves_it_and_cancels_it(caller: Caller) -> None:
    caller.calls_in(said("nomor antrean skck"), OTHER_DAY, YES)
    assert "nomor antrean." in caller.calls_in(said("nomor antrean saya"))
    assert caller.step == "tiket_menu"
    assert "Rabu, dua puluh lima November, pukul delapan lewat tiga puluh" in caller.words
    assert "pukul sebelas siang" in caller.hears(said("pindah"), OTHER_TIME)
    assert "ce, satu.| Datang Rabu, dua puluh lima November, pukul sebelas siang" in caller.hears(YES)
    assert [one.start.hour for one in caller.tickets() if one.start] == [11]
    caller.calls_in(said("batal antrean"), Pressed(keys="2"))
    assert caller.step == "tiket_batal_pasti"
    assert "nomor ce, satu sudah dibatalkan" in caller.hears(said("ya"))
    assert [one.state for one in caller.tickets()] == [TicketState.CANCELLED]


def test_another_telephone_hears_nothing_of_it(caller: Caller) -> None:
    caller.calls_in(said("nomor antrean skck"), YES)
    caller.calls_in(said("nomor antrean saya"), phone="+6281300000001")
    assert caller.step == "antre_pilih"


def test_a_counter_without_numbers_says_so_and_when_it_is_open(caller: Caller) -> None:
    assert "diambil di tempat" in caller.calls_in(said("nomor antrean nikah"))


def test_the_end_of_the_call_says_the_number_once_more(caller: Caller) -> None:
    caller.calls_in(said("nomor antrean skck"), YES)
    assert "Ringkasnya. Nomor antrean Bapak atau Ibu, ce, satu." in caller.hears(Pressed(keys="2"))


def test_the_reminder_by_call_tells_after_one_key_and_is_done(caller: Caller, script: Script) -> None:
    caller.calls_in(said("nomor antrean skck"), OTHER_DAY, YES)
    at = datetime.fromisoformat("2026-11-24T15:00+07:00")
    with caller.database.write() as session:
        contact = contact_for(session, caller.database.vault, PHONE, at=at)
        owed = callbacks.owe(
            session, caller.office, contact, reason=CallReason.TICKET, cause="ticket:1", words="x", at=at
        )
        call = Call(
            provider_id="CAout",
            contact_id=contact.id,
            started_at=at,
            position=dump(beginning(script, CallReason.TICKET)),
        )
        session.add(call)
        session.flush()
        session.add(
            CallTry(
                call_back_id=owed.id,
                number=1,
                token="t",
                state=TryState.PLACED,
                placed_at=at,
                call_id=call.id,
            )
        )
        caller.id = call.id
    assert "ce, satu" not in caller.hears(Started())  # whoever picks up hears nothing of it yet
    assert "Nomor antrean Bapak atau Ibu, ce, satu.| Datang Rabu" in caller.hears(YES)
    assert caller.step == "tiket_menu"
    with caller.database.read() as session:
        assert session.scalars(select(CallBack.state)).all() == [CallBackState.DONE]


def test_somebody_was_faster(caller: Caller) -> None:
    one_place = replace(caller.office.counters.by_name["Polri"], places=1)
    counters = replace(caller.office.counters, by_name={"Polri": one_place})
    caller.office = replace(caller.office, counters=counters)
    caller.calls_in(said("nomor antrean skck"))
    slow = caller.id
    caller.calls -= 1
    with caller.database.write() as session:
        call = session.get_one(Call, slow)
        call.provider_id = "CAslow"
    caller.calls_in(said("nomor antrean skck"), YES, phone="+6281300000001")
    caller.id = slow
    assert "baru saja diambil orang lain. Bapak atau Ibu bisa datang" in caller.hears(YES)
    caller.hears(YES)
    assert len({(one.day, one.start) for one in caller.tickets()}) == 2
