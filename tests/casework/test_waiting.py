"""The line for an officer on a real database: joining, being rung, accepted, and going on to the next."""

from sqlalchemy import select

from casework import officer_rings
from casework.waiting_commands import (
    JoinLine,
    NobodyAnswered,
    StandsInLine,
    StillWaiting,
    TurnCame,
)
from models import (
    Case,
    CaseStatus,
    WaitingState,
)
from tests.casework.hall import OPEN, Hall


def test_the_second_caller_waits_and_hears_where_and_how_long(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a")
    assert hall.asks("b") == StandsInLine(place=1, minutes=None), "no talk was ever measured"
    assert hall.asks("c") == StandsInLine(place=2, minutes=None)
    hall.passes(seconds=5)
    assert hall.asks("c") == StillWaiting()
    hall.leaves("b")
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


def test_whoever_asks_for_something_else_leaves_the_line(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    for name in ("a", "b"):
        hall.asks(name)
    hall.leaves("a")
    assert hall.row("a").state is WaitingState.LEFT
    assert not hall.accepts("a"), "the officer who still heard the briefing is hung up"
    assert hall.asks("b") == TurnCame()


def test_who_asks_where_they_stand_is_told_again(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a")
    hall.asks("b")
    assert hall.asks("b") == StillWaiting()
    assert hall.asks("b", JoinLine(tell=True)) == StandsInLine(place=1, minutes=None)
