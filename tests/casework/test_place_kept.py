"""A call-back instead of waiting keeps the place in the line."""

from datetime import timedelta

from casework.call_commands import CallImpossible, CallPlanned, CallTaken, TakeCall
from casework.commands import NobodyReachable
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
)
from models import (
    CallBackState,
    CallReason,
    WaitingState,
)
from tests.casework.hall import CLOSED, OPEN, Hall, kept, rung_back


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
    hall.leaves("a")
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
