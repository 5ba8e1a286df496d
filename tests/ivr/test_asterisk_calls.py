"""What comes next in a call through Asterisk, in the database alone: officers, the line again, or the end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.callbacks import owe
from casework.commands import Channel, Origin
from casework.contacts import contact_for
from casework.jobs import claim
from casework.office import Office
from casework.officer_rings import Ring, accept
from casework.perform import perform
from casework.waiting_commands import JoinLine
from config import SettingsError
from ivr import asterisk_calls
from ivr.asterisk_calls import Next, Opening
from ivr.position import dump, load
from ivr.script import Connect, Script
from ivr.values import Started
from models import Call, CallBackState, CallReason, CallTry, Database, Job, TryState
from tests.line import settings_for

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OPEN = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
"""Ten in the morning on a Tuesday, WIB."""
ID = "pbx-1795538545.7"


class Pbx:
    """Opens, ends and asks, as the dialplan does."""

    def __init__(self, database: Database, office: Office, script: Script) -> None:
        self.database, self.script = database, script
        self.office = replace(office, mpp=replace(office.mpp, officer_numbers=("+622150001235",)))

    def open(self, caller: str = "081234567890") -> Opening | None:
        return asterisk_calls.open_call(
            self.database, self.office, self.script, call_id=ID, caller=caller, at=AT
        )

    def started(self) -> Opening:
        opening = self.open()
        assert opening is not None
        opening.store.take(Started())
        return opening

    def ended(self, opening: Opening, *, hung_up: bool = False) -> None:
        asterisk_calls.stream_ended(
            self.database, self.office, self.script, opening.store.call_id, hung_up=hung_up, at=AT
        )

    def next(self, dialled: str = "", *, over: bool = False, call_id: str = ID) -> Next | Ring:
        with self.database.write() as session:
            return asterisk_calls.what_next(
                session, self.office, self.script, call_id, dialled=dialled, over=over, at=AT
            )

    def at_officers(self) -> None:
        """The dialogue has got to the officers, and the stream has ended."""
        opening = self.started()
        step = next(name for name, step in self.script.steps.items() if isinstance(step, Connect))
        with self.database.write() as session:
            call = session.get_one(Call, opening.store.call_id)
            call.position = dump(replace(load(call.position), step=step))
            origin = Origin(channel=Channel.CALL, contact_id=call.contact_id, call_id=call.id, at=OPEN)
            perform(session, self.office, JoinLine(), origin)
        self.ended(opening)

    @property
    def call(self) -> Call:
        with self.database.read() as session:
            call = session.scalars(select(Call).where(Call.provider_id == f"asterisk-{ID}")).one()
            assert call.turns is not None
            assert call.contact is not None
            return call

    def job(self) -> Job:
        with self.database.write() as session:
            job = claim(session, at=AT + timedelta(days=1))
            assert job is not None
            return job


@pytest.fixture
def pbx(database: Database, office: Office, script: Script) -> Pbx:
    return Pbx(database, office, script)


def test_one_call_has_one_stream_at_a_time(pbx: Pbx) -> None:
    assert pbx.open() is not None
    assert pbx.open() is None


@pytest.mark.parametrize(("by", "speaks"), [("machine", False), ("human", True), ("", True)])
def test_a_machine_that_takes_a_call_of_ours_hears_nothing(pbx: Pbx, by: str, speaks: bool) -> None:
    token = "a" * 32
    with pbx.database.write() as session:
        contact = contact_for(session, pbx.database.vault, "081234567890", at=AT)
        owed = owe(session, pbx.office, contact, reason=CallReason.ASKED, cause="asked:1", at=AT)
        owed.state = CallBackState.CALLING
        owed.tries.append(CallTry(number=1, token=token, state=TryState.PLACED, placed_at=AT))
    opening = asterisk_calls.open_call(
        pbx.database, pbx.office, pbx.script, call_id=token, caller="", answered_by=by, at=AT
    )
    assert (opening is not None) == speaks
    with pbx.database.read() as session:
        assert session.scalars(select(CallTry)).one().answered_by == (by or None)


def test_a_hidden_caller_is_nobody_we_know(pbx: Pbx) -> None:
    pbx.open(caller="")
    assert pbx.call.contact.phone == ""


def test_a_stream_that_dies_goes_on_by_keys_in_a_new_one(pbx: Pbx) -> None:
    pbx.ended(pbx.started())
    assert pbx.next() is Next.LINE
    again = pbx.open()
    assert again is not None
    assert again.going_on is not None
    assert again.going_on.say
    assert again.going_on.number == pbx.call.turn
    assert pbx.call.position["speech"] is False


def test_a_stream_that_dies_before_its_first_word_begins_again(pbx: Pbx) -> None:
    opening = pbx.open()
    assert opening is not None
    pbx.ended(opening)
    assert pbx.next() is Next.LINE
    again = pbx.open()
    assert again is not None
    assert again.going_on is None


def test_a_hang_up_is_the_end(pbx: Pbx) -> None:
    pbx.ended(pbx.started(), hung_up=True)
    assert pbx.call.ended_at == AT
    assert [turn.heard_kind for turn in pbx.call.turns] == ["started", "hung_up"]
    assert pbx.next() is Next.HANGUP
    assert pbx.open() is None


def test_officers_are_rung_and_the_line_comes_back_when_nobody_answers(pbx: Pbx) -> None:
    pbx.at_officers()
    ring = pbx.next()
    assert isinstance(ring, Ring)
    assert asterisk_calls.told(ring) == f"ring-+622150001235-{ring.token}"
    assert pbx.next("NOANSWER") is Next.LINE
    assert pbx.call.turns[-1].heard == "unanswered"
    again = pbx.open()
    assert again is not None
    assert again.going_on is not None


def test_a_talk_with_an_officer_ends_the_call(pbx: Pbx) -> None:
    pbx.at_officers()
    ring = pbx.next()
    assert isinstance(ring, Ring)
    with pbx.database.write() as session:
        assert accept(session, pbx.office, ring.token, at=AT)
    assert pbx.next("ANSWER") is Next.HANGUP
    assert pbx.call.turns[-1].heard == "answered"
    assert pbx.call.ended_at == AT


def test_a_voicemail_that_answers_is_no_talk(pbx: Pbx) -> None:
    pbx.at_officers()
    assert isinstance(pbx.next(), Ring)
    assert pbx.next("ANSWER") is Next.LINE
    assert pbx.call.turns[-1].heard == "unanswered"


def test_without_officers_in_the_settings_nobody_is_rung(pbx: Pbx) -> None:
    pbx.office = replace(pbx.office, mpp=replace(pbx.office.mpp, officer_numbers=()))
    pbx.at_officers()
    assert pbx.next() is Next.LINE


def test_the_end_may_be_told_more_than_once(pbx: Pbx) -> None:
    pbx.ended(pbx.started())
    assert pbx.next(over=True) is Next.HANGUP
    assert pbx.next(over=True) is Next.HANGUP
    assert [turn.heard_kind for turn in pbx.call.turns] == ["started", "hung_up"]


def test_a_call_that_nobody_knows_is_over(pbx: Pbx) -> None:
    assert pbx.next(call_id="no-such-call") is Next.HANGUP


def test_a_call_whose_dialplan_falls_silent_is_ended_by_a_job(pbx: Pbx) -> None:
    pbx.ended(pbx.started())
    asterisk_calls.end_silent_call(pbx.database, pbx.office, pbx.script, pbx.job())
    assert pbx.call.ended_at is not None


def test_a_call_that_the_dialplan_never_leads_back_to_the_line_is_ended_by_a_job(pbx: Pbx) -> None:
    pbx.ended(pbx.started())
    assert pbx.next() is Next.LINE
    for job in (pbx.job(), pbx.job()):
        asterisk_calls.end_silent_call(pbx.database, pbx.office, pbx.script, job)
    assert pbx.call.ended_at is not None
    assert pbx.call.turns[-1].heard_kind == "hung_up"


@pytest.mark.parametrize("spoken", [True, False], ids=["in the greeting", "before it"])
def test_the_job_leaves_a_call_alone_that_went_on(pbx: Pbx, spoken: bool) -> None:
    opening = pbx.started() if spoken else pbx.open()
    assert opening is not None
    pbx.ended(opening)
    assert pbx.next() is Next.LINE
    assert pbx.open() is not None
    for job in (pbx.job(), pbx.job()):
        asterisk_calls.end_silent_call(pbx.database, pbx.office, pbx.script, job)
    assert pbx.call.ended_at is None


def test_a_talk_with_an_officer_may_last(pbx: Pbx) -> None:
    pbx.at_officers()
    with pbx.database.read() as session:
        job = session.scalars(select(Job).where(Job.kind == asterisk_calls.OVER)).one()
        assert job.run_at >= AT + timedelta(minutes=30)


@pytest.mark.parametrize("secret", ["", "too-short"])
def test_the_line_does_not_start_without_a_secret(tmp_path: Path, secret: str) -> None:
    with pytest.raises(SettingsError, match="SUARA_ASTERISK_SECRET"):
        settings_for(tmp_path, asterisk_secret=secret)
    assert settings_for(tmp_path, asterisk=False, asterisk_secret=secret)
