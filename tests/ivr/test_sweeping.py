"""Calls that nobody ends: closed after a while with what was said, but never under somebody who still talks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from casework import call_tries
from casework.callbacks import owe
from casework.contacts import contact_for
from casework.office import Office
from ivr import sweeping
from ivr.answering import answered
from ivr.calling import Forgotten, NoAnswer, NoCallCarrier, State
from ivr.position import dump, load
from ivr.script import Connect, Script
from ivr.turns import begin_call, take_turn
from ivr.values import Heard, Pressed, Started
from models import Call, CallReason, CallTry, Database, Job, JobState, TryState
from tests.due import DueJobs

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CALLER = "081234567890"


class Asked(NoCallCarrier):
    """A carrier that says one thing of every call."""

    def __init__(self, says: State | Forgotten | NoAnswer) -> None:
        self.says = says
        self.about: list[str] = []

    def state(self, provider_id: str) -> State | Forgotten | NoAnswer:  # type: ignore[override]
        self.about.append(provider_id)
        return self.says


class Swept(DueJobs):
    """A line whose only jobs are sweeps."""

    def __init__(self, database: Database, office: Office, script: Script) -> None:
        super().__init__(database, office, NOON)
        self.script, self.carriers = script, [Asked(NoAnswer())]
        with database.write() as session:
            sweeping.schedule(session, at=NOON)

    def run(self, job: Job) -> None:
        if job.kind == sweeping.SWEEP:
            now = partial(getattr, self, "at")
            sweeping.sweep(self.database, self.office, self.script, self.carriers, job, now=now)

    def call(self, *heard: Heard, provider_id: str = "CA1", caller: str = CALLER) -> None:
        with self.database.write() as session:
            call = begin_call(session, self.office, provider_id=provider_id, caller=caller, at=self.at)
            for one in heard:
                take_turn(session, self.office, self.script, call, one, at=self.at)
            call.streamed = True

    def found(self) -> Call:
        with self.database.read() as session:
            call = session.scalars(select(Call).order_by(Call.id).limit(1)).one()
            assert call.turns is not None
            return call


@pytest.fixture
def line(database: Database, office: Office, script: Script) -> Swept:
    return Swept(database, office, script)


def test_a_call_that_fell_silent_is_closed_at_the_time_it_was_last_heard(line: Swept) -> None:
    line.call(Started(), Pressed(keys="1"))
    line.run_for(14 * MINUTE)
    assert line.found().ended_at is None
    line.run_for(4 * MINUTE)
    call = line.found()
    assert call.ended_at == NOON
    assert [turn.heard_kind for turn in call.turns] == ["started", "pressed", "hung_up"]


def test_who_calls_again_after_that_goes_on_for_as_long_as_was_promised(line: Swept) -> None:
    for later, step in ((18, "tanya_lanjut"), (25, "menu")):
        line.call(Started(), Pressed(keys="1"), provider_id=f"CA{later}")
        line.run_for(later * MINUTE)
        line.call(Started(), provider_id=f"CA{later}b")
        with line.database.read() as session:
            again = session.scalars(select(Call).where(Call.provider_id == f"CA{later}b")).one()
            assert load(again.position).step == step
        line.run_for(60 * MINUTE)


def test_a_call_without_a_single_turn_is_closed_too(line: Swept) -> None:
    line.call()
    line.run_for(18 * MINUTE)
    assert line.found().ended_at == NOON


@pytest.mark.parametrize("says", [State(status="completed"), Forgotten()])
def test_a_carrier_that_knows_that_it_is_over_is_believed(line: Swept, says: State | Forgotten) -> None:
    line.carriers = [Asked(NoAnswer()), Asked(says)]
    line.call(Started())
    line.run_for(18 * MINUTE)
    assert line.found().ended_at is not None
    assert line.carriers[1].about == ["CA1"]


def test_nobody_is_cut_off_who_still_talks_as_their_carrier_says_but_not_for_ever(line: Swept) -> None:
    line.carriers = [Asked(State(status="in-progress"))]
    line.call(Started())
    line.run_for(40 * MINUTE)
    assert line.found().ended_at is None
    line.run_for(10 * MINUTE)
    assert line.found().ended_at is not None


def test_a_talk_with_an_officer_takes_no_turns_and_is_left_alone(line: Swept) -> None:
    line.call(Started())
    step = next(name for name, step in line.script.steps.items() if isinstance(step, Connect))
    with line.database.write() as session:
        call = session.scalars(select(Call)).one()
        call.position = dump(replace(load(call.position), step=step))
    line.run_for(40 * MINUTE)
    assert line.found().ended_at is None
    line.run_for(10 * MINUTE)
    assert line.found().ended_at is not None


def test_a_call_of_ours_that_broke_off_counts_as_a_try_and_is_made_again(line: Swept) -> None:
    with line.database.write() as session:
        contact = contact_for(session, line.database.vault, CALLER, at=NOON)
        owed = owe(session, line.office, contact, reason=CallReason.ASKED, cause="asked:1", at=NOON)
        owed.state = "calling"
        owed.tries.append(CallTry(number=1, token="a" * 32, state=TryState.PLACED, placed_at=NOON))
        session.flush()
        found = call_tries.find(session, "a" * 32)
        assert found is not None
        call = answered(session, line.script, found, provider_id="asterisk-" + "a" * 32, at=NOON)
        assert call is not None
        take_turn(session, line.office, line.script, call, Started(), at=NOON)
    line.run_for(18 * MINUTE)
    with line.database.read() as session:
        tried = session.scalars(select(CallTry)).one()
        assert (tried.state, tried.call_back.state) == (TryState.ENDED, "waiting")


def test_a_call_that_goes_on_while_the_carrier_is_asked_is_not_closed(line: Swept) -> None:
    line.call(Started())

    class Slow(Asked):
        def state(self, provider_id: str) -> State | Forgotten | NoAnswer:  # type: ignore[override]
            line.call(Pressed(keys="1"))
            return Forgotten()

    line.carriers = [Slow(Forgotten())]
    line.run_for(17 * MINUTE)
    assert line.found().ended_at is None


def test_sweeps_follow_each_other_once_however_many_processes_begin(line: Swept) -> None:
    for _ in range(3):
        with line.database.write() as session:
            sweeping.schedule(session, at=line.at)
    line.run_for(11 * MINUTE)
    with line.database.read() as session:
        states = list(session.scalars(select(Job.state).where(Job.kind == sweeping.SWEEP)))
    assert states.count(JobState.DONE) == 5
    assert states.count(JobState.READY) == 1
