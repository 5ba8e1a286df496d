"""The second proof by telephone, where the MPP wants one: asked for kindly, counted with texts, never by default."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.contacts import contact_for
from casework.office import Office
from ivr.position import Position, load
from ivr.resuming import resumed
from ivr.script import Script
from ivr.turns import Taken, begin_call, end_call, take_turn
from ivr.values import Heard, Pressed, Started
from models import Call, Contact, Database
from tests.ivr.talk import said
from tests.sms.citizen import NOON, Citizen, put_ktp

OWNER = "+6281234567899"
OTHER = "+6281234567890"
CODE = (Pressed(keys="1"), Pressed(keys="48213096"), Pressed(keys="1"))
ASKED = "Untuk menjaga data Bapak atau Ibu, sebutkan empat angka terakhir nomor ha pe yang terdaftar"


class Caller:
    """Calls an MPP that wants a second proof by telephone, or not."""

    def __init__(self, database: Database, office: Office, script: Script) -> None:
        self.database, self.script = database, script
        self.office = replace(office, mpp=replace(office.mpp, call_proof="kode_dan_telepon"))
        self.calls, self.step = 0, ""

    def call(self, *heard: Heard, caller: str = OTHER, hang_up: bool = True) -> str:
        """What is said last."""
        self.calls += 1
        at = NOON + timedelta(minutes=30 * self.calls)  # too late to go on with the call before
        with self.database.write() as session:
            call = begin_call(session, self.office, provider_id=f"CA{self.calls}", caller=caller, at=at)
            taken: Taken | None = None
            for one in (Started(), *heard):
                taken = take_turn(session, self.office, self.script, call, one, at=at)
            self.step = load(call.position).step
            if hang_up:
                end_call(session, self.office, self.script, call, at=at)
        assert taken is not None
        words = " ".join(line.text for line in taken.say).replace(" |", "")
        return words.translate(str.maketrans("éê", "ee"))


@pytest.fixture
def caller(database: Database, office: Office, script: Script) -> Caller:
    put_ktp(database, office, OWNER)
    return Caller(database, office, script)


def test_somebody_elses_status_takes_the_end_of_the_registered_number(caller: Caller) -> None:
    assert ASKED in caller.call(*CODE)
    assert caller.step == "minta_bukti"
    words = caller.call(*CODE, Pressed(keys="7890"))
    assert words.startswith("Maaf, angkanya belum cocok.")
    assert "KTP" not in words.upper()
    assert "sudah jadi" in caller.call(*CODE, Pressed(keys="7899"))
    assert caller.step == "sesudah_status"


def test_it_can_be_said_as_well_as_keyed(caller: Caller) -> None:
    assert "sudah jadi" in caller.call(*CODE, said("tujuh delapan sembilan sembilan"))


def test_three_digits_are_asked_for_again_and_count_for_nothing(caller: Caller) -> None:
    assert "empat angka yang terakhir" in caller.call(*CODE, Pressed(keys="789"))
    with caller.database.read() as session:
        assert [one.wrong_codes for one in session.scalars(select(Contact))] == [0]


def test_ones_own_telephone_needs_no_second_proof(caller: Caller) -> None:
    with caller.database.write() as session:  # shared, so that the whole code is asked for
        contact_for(session, caller.office.vault, OWNER, at=NOON).shared = True
    assert "sudah jadi" in caller.call(*CODE, caller=OWNER)


def test_nobody_is_asked_where_the_mpp_wants_only_the_code(caller: Caller, office: Office) -> None:
    caller.office = office
    assert "sudah jadi" in caller.call(*CODE)


@pytest.mark.parametrize("number", [OTHER, ""])
def test_without_a_registered_number_the_counter_answers_and_an_officer_helps(
    database: Database, office: Office, script: Script, number: str
) -> None:
    put_ktp(database, office)
    caller = Caller(database, office, script)
    words = caller.call(*CODE, caller=number)
    assert "hanya di loket" in words
    assert "sudah jadi" not in words
    assert caller.step == "tanpa_petugas"


def test_wrong_proofs_by_call_and_by_text_lock_the_number_for_both(caller: Caller, office: Office) -> None:
    mpp = replace(caller.office.mpp, text_proof="kode_dan_telepon")
    caller.office = replace(office, mpp=mpp)
    citizen = Citizen(caller.database, caller.office, OTHER)
    caller.call(*CODE, Pressed(keys="0001"), Pressed(keys="0002"))
    citizen.at = NOON + timedelta(minutes=31)
    citizen.text("STATUS 4821 3096")
    citizen.text("0003")
    citizen.text("0004")
    assert "Mohon coba lagi sesudah" in (citizen.text("0005") or "")
    caller.calls = 0
    with caller.database.write() as session:
        session.scalars(select(Call)).one().provider_id = "CA-earlier"
    assert "beberapa kali kodenya belum cocok" in caller.call(*CODE)


def test_a_right_proof_does_not_let_others_be_guessed_anew(caller: Caller) -> None:
    for guess in ("0001", "0002", "0003", "0004"):
        caller.call(*CODE, Pressed(keys=guess))
    assert "sudah jadi" in caller.call(*CODE, Pressed(keys="7899"))
    assert "beberapa kali kodenya belum cocok" in caller.call(*CODE, Pressed(keys="0005"))


def test_a_call_that_broke_off_never_goes_on_at_the_proof(script: Script) -> None:
    before = {"step": "minta_bukti", "answers": {}, "trail": ["menu", "minta_kode", "minta_bukti"]}
    assert resumed(script, Position(before=before), "menu")[1] == "minta_kode"
