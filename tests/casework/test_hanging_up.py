"""Whoever hangs up while they wait for an officer is not lost: they are rung, or their matter becomes a case."""

import pytest
from sqlalchemy import select

from casework import wishes
from casework.call_commands import TakeCall
from casework.commands import CaseOpened
from casework.waiting_commands import (
    HangUpInLine,
    JoinLine,
    KeepPlace,
    LineLeft,
    PlaceKept,
    StandsInLine,
    TurnCame,
    TurnReached,
)
from models import Call, CallBack, CallBackState, Case, CaseStatus, Contact, WaitingState, Wish
from tests.casework.hall import Hall, kept, rung_back

SAID = {"service_id": "kk", "code": "48213096"}


@pytest.fixture
def hall(hall: Hall) -> Hall:
    """One officer, who talks."""
    hall.officer("sari", "081290001111")
    hall.asks("first")
    hall.accepts("first")
    return hall


def cases(hall: Hall) -> list[Case]:
    with hall.database.read() as session:
        found = list(session.scalars(select(Case).where(Case.status == CaseStatus.NEW)))
        assert all(case.timeline for case in found)
        return found


def wish(hall: Hall, name: str, said: Wish) -> None:
    with hall.database.write() as session:
        call = session.get_one(Call, hall.call(name))
        wishes.say(session.get_one(Contact, call.contact_id), said, at=hall.at)


def test_they_are_rung_when_it_is_their_turn_with_what_they_had_said(hall: Hall) -> None:
    hall.asks("a", JoinLine(**SAID, asked="status"))
    assert hall.hangs_up("a") == PlaceKept(opens_at=None)
    assert hall.hangs_up("a") == LineLeft(), "hearing it twice changes nothing"
    assert hall.asks("b") == StandsInLine(place=2, minutes=None)
    hall.over("first")
    hall.tidied()
    hall.passes(seconds=30)
    rung_back(hall, "a", "a2")
    assert hall.asks("a2", TakeCall()) == TurnReached(**SAID, asked="status")
    assert hall.asks("a2") == TurnCame()
    assert cases(hall) == []


def test_while_an_officer_is_rung_for_them_they_may_hang_up_as_well(hall: Hall) -> None:
    hall.over("first")
    assert hall.asks("a") == TurnCame()
    hall.hangs_up("a")
    assert not hall.accepts("a"), "the officer who still heard the briefing is hung up"
    hall.tidied()
    assert kept(hall, "a") is not None


def test_after_a_talk_nothing_is_owed(hall: Hall) -> None:
    assert hall.hangs_up("first") == LineLeft()
    assert hall.row("first").state is WaitingState.TALKED


def test_a_number_that_cannot_be_rung_leaves_a_case(hall: Hall) -> None:
    hall.call("hidden", "anonymous")
    hall.asks("hidden", JoinLine(**SAID))
    outcome = hall.hangs_up("hidden", HangUpInLine(**SAID, helper="tetangga", consent=True))
    assert isinstance(outcome, CaseOpened)
    hall.hangs_up("hidden", HangUpInLine(**SAID))
    (case,) = cases(hall)
    assert (case.service_id, case.call_id) == ("kk", hall.calls["hidden"])
    told = " ".join(str(event.detail) for event in case.timeline)
    assert "menutup telepon saat menunggu petugas" in told
    assert "4821 3096" in told
    assert "tetangga" in told
    assert hall.row("hidden").state is WaitingState.LEFT


def test_who_wants_no_calls_is_not_rung_but_has_a_case(hall: Hall) -> None:
    hall.asks("a", JoinLine(**SAID))
    wish(hall, "a", Wish.NO_CALLS)
    assert isinstance(hall.hangs_up("a"), CaseOpened)
    assert len(cases(hall)) == 1


def test_who_said_so_while_we_owed_them_a_call_has_no_case(hall: Hall) -> None:
    hall.asks("a", KeepPlace())
    hall.over("first")
    hall.tidied()
    with hall.database.write() as session:
        owed = session.scalars(select(CallBack)).one()
        owed.state, owed.why = CallBackState.DROPPED, "opted_out"
    hall.tidied()
    assert hall.row("a").state is WaitingState.MISSED
    assert cases(hall) == []


def test_who_calls_again_has_the_place_that_they_had(hall: Hall) -> None:
    hall.asks("a", JoinLine(**SAID))
    hall.asks("b")
    hall.hangs_up("a")
    hall.passes(minutes=1)
    again(hall, "a", "a2")
    assert hall.asks("a2") == StandsInLine(place=1, minutes=None)
    assert (hall.row("a2").code, hall.row("a2").since) == ("48213096", hall.row("b").since)


def test_who_calls_again_while_we_were_about_to_ring_is_not_rung(hall: Hall) -> None:
    hall.asks("a")
    hall.hangs_up("a")
    hall.over("first")
    hall.tidied()
    owed = kept(hall, "a")
    assert owed is not None
    again(hall, "a", "a2")
    assert hall.asks("a2") == TurnCame()
    with hall.database.read() as session:
        assert session.get_one(CallBack, owed.id).state is CallBackState.DONE


def test_on_a_shared_telephone_somebody_else_gets_a_place_of_their_own(hall: Hall) -> None:
    hall.asks("a", JoinLine(**SAID))
    hall.hangs_up("a")
    wish(hall, "a", Wish.SHARED)
    again(hall, "a", "a2")
    assert hall.asks("a2") == StandsInLine(place=2, minutes=None)
    assert hall.row("a2").code is None


def test_who_was_rung_and_hangs_up_again_is_rung_once_more(hall: Hall) -> None:
    hall.asks("a")
    hall.hangs_up("a")
    hall.over("first")
    hall.tidied()
    first = kept(hall, "a")
    rung_back(hall, "a", "a2")
    hall.asks("a2", TakeCall())
    hall.hangs_up("a2")
    hall.passes(seconds=15)
    hall.tidied()
    second = kept(hall, "a2")
    assert first is not None
    assert second is not None
    assert (second.id != first.id, second.state) == (True, CallBackState.WAITING)


def again(hall: Hall, name: str, other: str) -> None:
    """The same telephone, in another call."""
    with hall.database.write() as session:
        contact_id = session.get_one(Call, hall.calls[name]).contact_id
        call = Call(provider_id=other, contact_id=contact_id, started_at=hall.at)
        session.add(call)
        session.flush()
        hall.calls[other] = call.id
