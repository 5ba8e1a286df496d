"""What a number brings along from its earlier calls, and what it keeps of the caller's choices."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import duty
from casework.applications import ApplicationData, put_application
from casework.office import Office
from ivr.position import Position, dump, load
from ivr.script import Script
from ivr.turns import Taken, begin_call, end_call, take_turn
from ivr.values import Heard, Pressed, Recorded, Said, Silence, Started
from models import ApplicationStatus, Call, Case, Contact, Database, Officer, Recording, SurveyMark
from tests.ivr.talk import Talk, said

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
CALLER = "081234567890"
CODE = "48213096"


class Caller:
    """Calls again and again from one number."""

    def __init__(self, database: Database, office: Office, script: Script) -> None:
        self.database, self.office, self.script = database, office, script
        self.calls = 0

    def call(
        self, *heard: Heard, at: datetime = AT, hang_up: bool = True, lasts: timedelta = timedelta(0)
    ) -> Taken:
        self.calls += 1
        with self.database.write() as session:
            call = begin_call(session, self.office, provider_id=f"CA{self.calls}", caller=CALLER, at=at)
            for one in (Started(), *heard):
                taken = take_turn(session, self.office, self.script, call, one, at=at)
            self.step = load(call.position).step
            if hang_up:
                end_call(session, self.office, self.script, call, at=at + lasts)
        return taken

    def owns(self, code: str = CODE) -> None:
        with self.database.write() as session:
            data = ApplicationData(
                code=code, service_id="ktp_hilang", status=ApplicationStatus.RECEIVED, phone=CALLER
            )
            put_application(session, self.database.vault, data, source="csv", at=AT)


@pytest.fixture
def caller(database: Database, office: Office, script: Script) -> Caller:
    return Caller(database, office, script)


def words(taken: Taken) -> str:
    return " ".join(line.text for line in taken.say).translate(str.maketrans("éê", "ee"))


def test_a_dropped_call_goes_on_at_the_same_place(caller: Caller) -> None:
    caller.call(Pressed(keys="1"), Pressed(keys=CODE))
    taken = caller.call(at=AT + timedelta(minutes=5), hang_up=False)
    assert caller.step == "tanya_lanjut"
    assert "Tadi sambungan terputus saat menyebutkan kode" in words(taken)
    assert "empat delapan" not in words(taken), "only the place, nothing of what was said"
    caller.call(Pressed(keys="1"), Pressed(keys=CODE), at=AT + timedelta(minutes=7))
    taken = caller.call(Pressed(keys="1"), at=AT + timedelta(minutes=8))
    assert caller.step == "minta_kode"
    assert "Kodenya" not in words(taken), "a code is not read out to whoever holds this telephone now"


def test_who_is_cut_off_before_they_could_say_so_is_asked_again(caller: Caller) -> None:
    caller.call(Pressed(keys="1"))
    caller.call(at=AT + timedelta(minutes=1))
    caller.call(Silence(), at=AT + timedelta(minutes=2))
    caller.call(Pressed(keys="1"), at=AT + timedelta(minutes=3))
    assert caller.step == "minta_kode"
    caller.call(Pressed(keys="2"), at=AT + timedelta(minutes=4))
    caller.call(at=AT + timedelta(minutes=5))
    assert caller.step == "menu", "they did not want to go on"


def test_a_ring_that_was_never_answered_does_not_lose_the_place(caller: Caller) -> None:
    caller.call(Pressed(keys="1"))
    with caller.database.write() as session:
        call = begin_call(session, caller.office, provider_id="CAmissed", caller=CALLER, at=AT)
        call.ended_at, call.position = AT, dump(Position(ended=True))
    caller.call(at=AT + timedelta(minutes=1))
    assert caller.step == "tanya_lanjut"


def test_who_heard_the_answer_to_its_end_is_not_asked_whether_to_go_on(caller: Caller) -> None:
    """Not in the call after one that went on either, which once asked without end."""
    heard = (Pressed(keys="2"), said("kartu keluarga"))
    caller.call(*heard, lasts=timedelta(seconds=4))
    assert caller.step == "sesudah_layanan"
    caller.call(Pressed(keys="1"), at=AT + timedelta(minutes=1), lasts=timedelta(seconds=40))
    assert caller.step == "sesudah_layanan", "cut off in the middle of it, they go on"
    caller.call(at=AT + timedelta(minutes=2))
    assert caller.step == "menu"


def test_who_was_cut_off_while_waiting_for_an_officer_waits_again(caller: Caller) -> None:
    with caller.database.write() as session:
        officer = Officer(username="sari", name="Sari", password_hash="x", created_at=AT)
        session.add(officer)
        duty.set_duty(caller.office, officer, phone="081290001111")
        busy = begin_call(session, caller.office, provider_id="CAbusy", caller="081355550001", at=AT)
        for heard in (Started(), Pressed(keys="0")):
            take_turn(session, caller.office, caller.script, busy, heard, at=AT)
    caller.call(Pressed(keys="0"))
    assert caller.step == "tunggu_petugas"
    taken = caller.call(at=AT + timedelta(minutes=1), hang_up=False)
    assert "terputus saat menunggu petugas" in words(taken)
    taken = caller.call(Pressed(keys="1"), at=AT + timedelta(minutes=2))
    assert caller.step == "tunggu_petugas"
    assert "Sesudah ini giliran" in words(taken), "the place is theirs still"


def test_a_call_that_nobody_ended_has_broken_off_as_well(caller: Caller) -> None:
    """The line died in its middle; who calls again at once is not told that they must begin anew."""
    caller.call(Pressed(keys="1"), hang_up=False)
    caller.call(at=AT + timedelta(minutes=21), hang_up=False)
    assert caller.step == "menu", "too long ago"
    caller.call(Pressed(keys="1"), at=AT + timedelta(minutes=22), hang_up=False)
    caller.call(Pressed(keys="1"), at=AT + timedelta(minutes=23), hang_up=False)
    assert caller.step == "minta_kode"


@pytest.mark.parametrize(
    ("heard", "step"),
    [
        (Said(words="apa syarat bikin kartu keluarga", confidence=0.01, least=0.9), "sesudah_layanan"),
        (said("status"), "minta_kode"),
        (said("tidak"), "menu"),
        (Pressed(keys="2"), "menu"),
        (said("ya"), "pilih_layanan"),
    ],
)
def test_whoever_says_what_they_need_is_not_held_up_by_the_dropped_call(
    caller: Caller, heard: Heard, step: str
) -> None:
    caller.call(Pressed(keys="2"))
    assert caller.step == "pilih_layanan"
    caller.call(heard, at=AT + timedelta(minutes=1))
    assert caller.step == step


def test_what_was_opened_in_the_dropped_call_is_not_told_in_the_next(caller: Caller) -> None:
    caller.owns()
    caller.call(*(Pressed(keys=keys) for keys in ("1", "3096", "2", "2")))
    assert caller.step == "pilih_layanan"
    keys = ("1", "1", "2", "3")  # go on, KTP, KTP hilang, done
    taken = caller.call(*(Pressed(keys=key) for key in keys), at=AT + timedelta(minutes=2))
    assert "Ringkasnya" not in words(taken)
    with caller.database.read() as session:
        last = session.scalars(select(Call).order_by(Call.id.desc())).first()
        assert not {"kode", "status", "kurang", "tanggal"} & load(last.position).answers.keys()


def test_a_code_of_the_dropped_call_is_not_even_kept_for_the_next(caller: Caller) -> None:
    caller.call(Pressed(keys="1"), Pressed(keys=CODE))
    caller.call(at=AT + timedelta(minutes=2))
    with caller.database.read() as session:
        last = session.scalars(select(Call).order_by(Call.id.desc())).first()
        before = load(last.position).before
    assert before["step"] == "pastikan_kode"
    assert CODE not in str(before)


def test_a_call_that_was_dropped_long_ago_begins_anew(caller: Caller) -> None:
    caller.call(Pressed(keys="1"))
    caller.call(at=AT + timedelta(minutes=21))
    assert caller.step == "menu"


def test_whoever_hung_up_after_the_answer_is_not_asked(caller: Caller) -> None:
    caller.owns()
    caller.call(Pressed(keys="1"), Pressed(keys="3096"))
    assert caller.step == "sesudah_status"
    caller.call(at=AT + timedelta(minutes=1))
    assert caller.step == "menu"


def test_on_a_shared_telephone_nothing_goes_on_and_no_matter_is_presumed(caller: Caller) -> None:
    caller.owns()
    taken = caller.call(Pressed(keys="4"), Pressed(keys="3"))
    assert "Yang pribadi tidak akan kami sebut tanpa kode" in words(taken)
    caller.call(Pressed(keys="1"))
    assert caller.step == "minta_kode", "the whole code"
    caller.call(at=AT + timedelta(minutes=1))
    assert caller.step == "menu"


def test_the_single_matter_of_a_number_opens_by_the_end_of_its_code_only(caller: Caller) -> None:
    caller.owns()
    taken = caller.call(Pressed(keys="1"))
    assert caller.step == "milik_akhir"
    assert "KTP" not in words(taken)
    taken = caller.call(Pressed(keys="2"), Pressed(keys="1"), Pressed(keys="1234"))
    assert "belum cocok" in words(taken)
    caller.call(Pressed(keys="2"), Pressed(keys="1"), Pressed(keys="3096"))
    assert caller.step == "sesudah_status"


def test_pace_and_loudness_are_kept_for_the_next_call(caller: Caller) -> None:
    caller.call(Pressed(keys="7"), Pressed(keys="6"))
    taken = caller.call(at=AT + timedelta(days=3))
    assert (taken.pace, taken.louder) == ("slow", True)
    caller.call(Pressed(keys="8"), at=AT + timedelta(days=4))
    assert caller.call(at=AT + timedelta(days=5)).pace == "normal"


def test_who_helps_and_whether_the_citizen_agrees_stand_in_the_case(caller: Caller) -> None:
    with caller.database.write() as session:
        at = AT - timedelta(hours=10)  # closed: a message is taken
        call = begin_call(session, caller.office, provider_id="CAX", caller=CALLER, at=at)
        keys = ("4", "1", "2", "1", "3", "2", "1", "1")
        for heard in (Started(), *(Pressed(keys=key) for key in keys)):
            take_turn(session, caller.office, caller.script, call, heard, at=at)
        recording = Recording(call_id=call.id, seconds=5.0, created_at=at)
        session.add(recording)
        session.flush()
        heard_story = Recorded(recording_id=recording.id, seconds=5.0)
        take_turn(session, caller.office, caller.script, call, heard_story, at=at)
        case = session.scalars(select(Case)).one()
        notes = [event.detail["text"] for event in case.timeline if event.kind == "noted"]
    assert notes == ["Penelepon membantu orang lain (tetangga), dengan izin pemiliknya."]


def test_jangan_sms_is_kept(caller: Caller) -> None:
    caller.call(Pressed(keys="4"), Pressed(keys="4"))
    with caller.database.read() as session:
        contact = session.scalars(select(Contact)).one()
        assert contact.no_texts_at == AT
        assert not contact.may_text


def test_marks_are_kept_and_nobody_has_to_give_one(caller: Caller) -> None:
    caller.owns()
    done = (Pressed(keys="1"), Pressed(keys="3096"), Pressed(keys="3"))
    caller.call(*done, Pressed(keys="4"), Pressed(keys="2"))
    caller.call(*done, Silence())
    with caller.database.read() as session:
        marks = session.scalars(select(SurveyMark).order_by(SurveyMark.id))
        assert [(mark.element, mark.mark) for mark in marks] == [("prosedur", 4), ("produk", 2)]
        assert all(load(call.position).ended for call in session.scalars(select(Call)))


def test_opening_hours_and_address_are_told(caller: Caller) -> None:
    assert "Sekarang kantor buka" in words(caller.call(said("jam berapa buka")))
    closed = words(caller.call(said("jam berapa buka"), at=AT + timedelta(hours=12)))
    assert "buka lagi Rabu" in closed
    assert "Jalan" in words(caller.call(said("alamatnya dimana")))


def test_wherever_a_call_goes_on_every_key_has_an_answer(script: Script) -> None:
    """What was found in the call before is not known any more: going on where a time was offered, and taking it, once
    broke the call, and the next one was asked again."""
    for place in script.places:
        unfinished = {"step": place, "answers": {"layanan": "ktp_hilang", "maksud": ""}, "trail": [place]}
        for key in "1234":
            talk = Talk(script).hear(Started(unfinished=unfinished), Pressed(keys="1"))
            if talk.turn.command is not None:
                assert place in script.resumes, place
            else:
                talk.hear(Pressed(keys=key))
