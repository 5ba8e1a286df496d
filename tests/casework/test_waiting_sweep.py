"""What is left over in the line after a crash, a lost report, or a call-back that reached nobody."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from casework.waiting_commands import (
    KeepPlace,
    TurnCame,
)
from models import (
    CallBack,
    CallBackState,
    Case,
    CaseStatus,
    Job,
    WaitingState,
)
from tests.casework.hall import Hall

Orphan = Callable[[Hall], None]


@pytest.mark.parametrize(
    ("happens", "state"),
    [
        (lambda hall: hall.passes(minutes=3), WaitingState.CALL_BACK),
        (lambda hall: hall.passes(seconds=30), WaitingState.WAITING),
    ],
)
def test_who_asks_no_more_has_hung_up_and_is_rung_back(
    hall: Hall, happens: Orphan, state: WaitingState
) -> None:
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
    hall.leaves("a")
    hall.leaves("b")
    hall.passes(seconds=15)
    hall.tidied()
    assert jobs() == 2


def test_a_call_back_that_reached_nobody_leaves_a_case(hall: Hall) -> None:
    hall.officer("sari", "081290001111")
    hall.asks("a", KeepPlace(service_id="kk"))
    hall.tidied()
    with hall.database.write() as session:
        session.scalars(select(CallBack)).one().state = CallBackState.UNREACHED
    hall.tidied()
    hall.tidied()
    assert hall.row("a").state is WaitingState.MISSED
    with hall.database.read() as session:
        case = session.scalars(select(Case)).one()
    assert (case.service_id, case.status) == ("kk", CaseStatus.NEW), "what they had said is with the officers"
