"""Who may be rung: only numbers that an administrator set, only at work, only in their hours."""

from dataclasses import replace
from datetime import datetime

import pytest

from casework import duty
from casework.commands import FindOfficer, NobodyReachable, OfficerReachable
from casework.waiting_commands import (
    JoinLine,
    TurnCame,
)
from models import (
    Officer,
)
from tests.casework.hall import CLOSED, OPEN, Hall


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
