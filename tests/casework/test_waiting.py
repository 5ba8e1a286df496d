"""The line for an officer on a real database: joining, being rung, keeping one's place, and what is left over."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from casework import duty, officer_rings, waiting_sweep
from casework.call_commands import CallImpossible, CallPlanned, CallTaken, TakeCall
from casework.commands import Channel, FindOfficer, NobodyReachable, OfficerReachable, Origin, Outcome
from casework.contacts import contact_for
from casework.office import Office
from casework.perform import perform
from casework.waiting import leave
from casework.waiting_commands import (
    JoinLine,
    KeepPlace,
    NobodyAnswered,
    PlaceKept,
    StandsInLine,
    StaysInLine,
    StillWaiting,
    TurnCame,
    TurnReached,
    WaitingCommand,
)
from models import (
    Call,
    CallBack,
    CallBackState,
    CallReason,
    CallTry,
    Case,
    CaseStatus,
    Database,
    Job,
    Officer,
    TryState,
    WaitingCaller,
    WaitingState,
)

OPEN = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
"""Ten in the morning on a Tuesday, WIB."""
CLOSED = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@dataclass
class Hall:
    """An MPP with officers and callers."""

    database: Database
    office: Office
    at: datetime = OPEN
    calls: dict[str, int] = field(default_factory=dict)

    def officer(self, name: str, phone: str | None = None, **more: object) -> int:
        with self.database.write() as session:
            officer = Officer(username=name, name=name, password_hash="x", created_at=self.at)
            session.add(officer)
            session.flush()
            duty.set_duty(self.office, officer, phone=phone, **more)  # type: ignore[arg-type]
            return officer.id

    def call(self, name: str, phone: str = "") -> int:
        if name not in self.calls:
            with self.database.write() as session:
                number = phone or f"08123450{len(self.calls):04d}"
                contact = contact_for(session, self.office.vault, number, at=self.at, hidden_id=name)
                call = Call(provider_id=name, contact_id=contact.id, started_at=self.at)
                session.add(call)
                session.flush()
                self.calls[name] = call.id
        return self.calls[name]

    def asks(self, name: str, command: WaitingCommand | FindOfficer | TakeCall | None = None) -> Outcome:
        call_id = self.call(name)
        with self.database.write() as session:
            call = session.get_one(Call, call_id)
            origin = Origin(channel=Channel.CALL, contact_id=call.contact_id, call_id=call_id, at=self.at)
            return perform(session, self.office, command or JoinLine(), origin)

    def row(self, name: str) -> WaitingCaller:
        with self.database.read() as session:
            wanted = select(WaitingCaller).where(WaitingCaller.call_id == self.calls[name])
            return session.scalars(wanted.order_by(WaitingCaller.id.desc()).limit(1)).one()

    def rung(self, name: str) -> str | None:
        with self.database.read() as session:
            ring = officer_rings.ring_of(session, self.office, self.calls[name])
            return ring.number if ring else None

    def accepts(self, name: str) -> bool:
        token = self.row(name).ring_token
        with self.database.write() as session:
            return officer_rings.accept(session, self.office, token or "", at=self.at)

    def over(self, name: str) -> bool:
        with self.database.write() as session:
            return officer_rings.over(session, self.calls[name], at=self.at)

    def hangs_up(self, name: str) -> None:
        with self.database.write() as session:
            session.get_one(Call, self.calls[name]).ended_at = self.at
            leave(session, self.calls[name], at=self.at)

    def passes(self, **time: float) -> None:
        self.at += timedelta(**time)

    def tidied(self) -> None:
        with self.database.write() as session:
            waiting_sweep.tidy(session, self.office, at=self.at)

    def talked(self, *minutes: int) -> None:
        for number, length in enumerate(minutes):
            name = f"before{number}"
            assert isinstance(self.asks(name), TurnCame)
            assert self.accepts(name)
            self.passes(minutes=length)
            assert self.over(name)


@pytest.fixture
def hall(database: Database, office: Office) -> Hall:
    return Hall(database, office)


def test_only_numbers_that_an_administrator_set_are_ever_rung(hall: Hall) -> None:
    """Whatever callers say or send, the numbers stay these."""
    hall.officer("sari", "0812 9000 1111")
    for command in (JoinLine(service_id="+6281111", code="08123456", asked="0812"), JoinLine()):
        hall.asks("a", command)
        assert hall.rung("a") == "+6281290001111"


@pytest.mark.parametrize("number", ["112", "1500537", "+14155550100", "0900123456", "+62868123456", "abc"])
def test_a_number_that_costs_or_is_none_cannot_be_set(hall: Hall, number: str) -> None:
    with pytest.raises(duty.DutyRefused):
        hall.officer("sari", number)


def test_the_number_lies_sealed(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    with hall.database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT phone FROM officers").scalar_one()
    assert b"81290001111" not in bytes(kept)


def test_without_an_officers_telephone_the_mpps_own_are_rung(hall: Hall) -> None:
    assert hall.asks("a", FindOfficer()) == NobodyReachable(opens_at=None)
    hall.office = replace(hall.office, mpp=replace(hall.office.mpp, officer_numbers=("+622150001235",)))
    assert hall.asks("a", FindOfficer()) == OfficerReachable()
    assert isinstance(hall.asks("a"), TurnCame)
    assert hall.rung("a") == "+622150001235"
    hall.officer("sari", "081290001111")
    assert isinstance(hall.asks("b"), TurnCame)
    assert hall.rung("b") == "+6281290001111"


@pytest.mark.parametrize(
    ("at", "duty_hours", "there"),
    [
        (OPEN, {}, True),
        (CLOSED, {}, False),
        (CLOSED, {"selasa": "08.00-20.00"}, True),
        (OPEN, {"selasa": "-"}, False),
        (OPEN, {"selasa": "13.00-15.00"}, False),
        (OPEN, {"rabu": "-"}, True),
    ],
)
def test_hours_are_those_of_the_mpp_but_for_ones_own(
    hall: Hall, at: datetime, duty_hours: dict[str, str], there: bool
) -> None:
    hall.officer("sari", "081290001111", duty=duty_hours)
    hall.at = at
    assert isinstance(hall.asks("a", FindOfficer()), OfficerReachable) is there


def test_whoever_has_a_break_or_has_left_is_not_rung(hall: Hall) -> None:
    officer_id = hall.officer("sari", "081290001111")
    for name in ("at_work", "active"):
        with hall.database.write() as session:
            setattr(session.get_one(Officer, officer_id), name, False)
        assert hall.asks("a", FindOfficer()) == NobodyReachable(opens_at=None)
        with hall.database.write() as session:
            setattr(session.get_one(Officer, officer_id), name, True)


def test_the_second_caller_waits_and_hears_where_and_how_long(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a")
    assert hall.asks("b") == StandsInLine(place=1, minutes=None), "no talk was ever measured"
    assert hall.asks("c") == StandsInLine(place=2, minutes=None)
    hall.passes(seconds=5)
    assert hall.asks("c") == StillWaiting()
    hall.hangs_up("b")
    assert hall.asks("c") == StandsInLine(place=1, minutes=None)
    hall.passes(seconds=60)
    assert hall.asks("c") == StandsInLine(place=1, minutes=None), "said again, so that nobody wonders"


def test_the_wait_comes_from_talks_that_were_measured(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.talked(4, 5, 6)
    hall.asks("a")
    hall.accepts("a")
    assert hall.asks("b") == StandsInLine(place=1, minutes=5)
    assert hall.asks("c") == StandsInLine(place=2, minutes=10)


def test_when_the_talk_is_over_it_is_the_next_ones_turn(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a")
    assert hall.accepts("a")
    hall.asks("b")
    assert hall.over("a")
    assert hall.asks("c") == StandsInLine(place=2, minutes=None), "b came first"
    assert hall.asks("b") == TurnCame()
    assert hall.row("a").state is WaitingState.TALKED


def test_a_ring_that_nobody_takes_goes_on_to_the_next_officer_and_then_to_the_line(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.officer("tono", "081290002222")
    hall.asks("a")
    first = hall.rung("a")
    assert not hall.over("a")
    assert hall.asks("a") == TurnCame(again=True)
    assert {first, hall.rung("a")} == {"+6281290001111", "+6281290002222"}
    assert not hall.over("a")
    assert hall.asks("a") == NobodyAnswered()
    assert hall.row("a").state is WaitingState.MISSED


def test_a_late_key_of_an_officer_connects_nobody(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a")
    token = hall.row("a").ring_token
    hall.over("a")
    with hall.database.write() as session:
        assert not officer_rings.accept(session, hall.office, token or "", at=hall.at)


def test_accepting_twice_is_accepting_once(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a")
    assert hall.accepts("a")
    hall.passes(seconds=3)
    assert hall.accepts("a")
    assert hall.row("a").connected_at == OPEN


def test_the_call_becomes_the_officers_case_with_what_was_said(hall: Hall) -> None:
    officer_id = hall.officer("sari", "081290001111")
    hall.asks("a", JoinLine(service_id="kk", code="48213096"))
    hall.accepts("a")
    with hall.database.read() as session:
        case = session.scalars(select(Case)).one()
        assert (case.service_id, case.status, case.officer_id) == ("kk", CaseStatus.TAKEN, officer_id)
        assert case.id == hall.row("a").case_id
        assert any("4821 3096" in str(event.detail) for event in case.timeline)


def test_whoever_hangs_up_while_waiting_leaves_the_line(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    for name in ("a", "b"):
        hall.asks(name)
    hall.hangs_up("a")
    assert hall.row("a").state is WaitingState.LEFT
    assert not hall.accepts("a"), "the officer who still heard the briefing is hung up"
    assert hall.asks("b") == TurnCame()


def kept(hall: Hall, name: str) -> CallBack | None:
    with hall.database.read() as session:
        row_id = hall.row(name).call_back_id
        return session.get(CallBack, row_id) if row_id else None


def rung_back(hall: Hall, name: str, again: str) -> None:
    """Their telephone rings, and they answer: a call of its own, with the try that placed it."""
    owed = kept(hall, name)
    assert owed is not None
    with hall.database.write() as session:
        call = Call(provider_id=again, contact_id=owed.contact_id, started_at=hall.at)
        session.add(call)
        session.flush()
        hall.calls[again] = call.id
        session.add(
            CallTry(call_back_id=owed.id, number=1, token=again.ljust(32, "0"), state=TryState.PLACED,
                    call_id=call.id, placed_at=hall.at)
        )  # fmt: skip
        session.get_one(CallBack, owed.id).state = CallBackState.CALLING


def test_a_call_back_keeps_the_place_in_the_line(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a")
    hall.asks("b", JoinLine(service_id="kk", code="48213096", asked="status"))
    assert hall.asks("b", KeepPlace()) == PlaceKept(opens_at=None)
    hall.hangs_up("b")
    assert hall.asks("c") == StandsInLine(place=2, minutes=None), "b is still before them"
    hall.tidied()
    assert kept(hall, "b") is None, "it is not their turn yet"
    hall.accepts("a")
    hall.over("a")
    assert hall.asks("c") == StillWaiting(), "b is rung first"
    hall.tidied()
    owed = kept(hall, "b")
    assert owed is not None
    assert (owed.reason, owed.state) == (CallReason.TURN, CallBackState.WAITING)
    hall.passes(seconds=30)
    rung_back(hall, "b", "b2")
    assert hall.asks("b2", TakeCall()) == TurnReached(service_id="kk", code="48213096", asked="status")
    assert hall.asks("b2") == TurnCame()
    assert hall.asks("c") == StandsInLine(place=1, minutes=None)


def test_while_a_call_back_rings_too_long_the_officer_goes_to_who_is_on_the_line(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a")
    hall.asks("b")
    hall.asks("b", KeepPlace())
    hall.over("a")
    hall.hangs_up("a")
    hall.tidied()
    assert hall.asks("c") == StandsInLine(place=2, minutes=None)
    hall.passes(seconds=91)
    assert hall.asks("c") == TurnCame()
    rung_back(hall, "b", "b2")
    hall.asks("b2", TakeCall())
    assert hall.asks("b2") == StandsInLine(place=1, minutes=None), "and b has the place that they had"


def test_outside_hours_the_place_is_kept_for_the_opening(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.at = CLOSED
    assert isinstance(hall.asks("a"), NobodyReachable)
    answer = hall.asks("a", KeepPlace())
    assert isinstance(answer, PlaceKept)
    assert answer.opens_at is not None
    hall.hangs_up("a")
    hall.tidied()
    assert kept(hall, "a") is None
    hall.at = OPEN + timedelta(days=1)
    hall.tidied()
    assert kept(hall, "a") is not None


def test_when_nobody_took_the_call_the_place_is_kept_all_the_same(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a")
    hall.passes(seconds=30)
    hall.over("a")
    assert hall.asks("a") == NobodyAnswered()
    hall.asks("a", KeepPlace())
    assert (hall.row("a").since, hall.row("a").state) == (OPEN, WaitingState.CALL_BACK)


def test_a_hidden_caller_cannot_be_rung_and_waits_on(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a")
    hall.call("hidden", "anonymous")
    hall.asks("hidden")
    assert hall.asks("hidden", KeepPlace()) == StaysInLine()
    assert hall.row("hidden").state is WaitingState.WAITING
    hall.hangs_up("hidden")
    assert hall.asks("hidden", KeepPlace()) == CallImpossible()


def test_where_no_officer_can_ever_be_rung_the_line_itself_calls_back(hall: Hall) -> None:
    assert isinstance(hall.asks("a", KeepPlace()), CallPlanned)
    assert isinstance(hall.asks("a", TakeCall()), CallTaken)


Orphan = Callable[[Hall], None]


@pytest.mark.parametrize(
    ("happens", "state"),
    [
        (lambda hall: hall.passes(minutes=3), WaitingState.LEFT),
        (lambda hall: hall.passes(seconds=30), WaitingState.WAITING),
    ],
)
def test_the_job_closes_who_asks_no_more(hall: Hall, happens: Orphan, state: WaitingState) -> None:
    """As after a crash: nobody ever said that the call is over."""
    hall.officer("sari", "081290001111", duty={"selasa": "00.00-23.59"})
    hall.asks("a")
    hall.accepts("a")
    hall.asks("b")
    happens(hall)
    hall.tidied()
    assert hall.row("b").state is state


def test_the_job_gives_up_rings_and_talks_of_which_nobody_tells(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a")
    hall.passes(seconds=91)
    hall.tidied()
    assert hall.row("a").state is WaitingState.WAITING
    hall.officer("tono", "081290002222")
    assert hall.asks("a") == TurnCame(again=True)
    hall.accepts("a")
    hall.passes(minutes=46)
    hall.tidied()
    assert hall.row("a").state is WaitingState.TALKED
    assert hall.row("a").connected_at is None, "nobody knows how long it was"


def test_the_job_comes_again_as_long_as_somebody_waits(hall: Hall) -> None:
    def jobs() -> int:
        with hall.database.read() as session:
            wanted = select(func.count()).select_from(Job).where(Job.kind == "sweep_line")
            return session.scalar(wanted) or 0

    hall.officer("sari", "081290001111")
    hall.asks("a")
    hall.asks("b")
    assert jobs() == 1, "once however many wait"
    hall.passes(seconds=15)
    hall.tidied()
    assert jobs() == 2
    hall.hangs_up("a")
    hall.hangs_up("b")
    hall.passes(seconds=15)
    hall.tidied()
    assert jobs() == 2


def test_a_call_back_that_reached_nobody_is_missed(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a", KeepPlace())
    hall.tidied()
    with hall.database.write() as session:
        session.scalars(select(CallBack)).one().state = CallBackState.UNREACHED
    hall.tidied()
    assert hall.row("a").state is WaitingState.MISSED
