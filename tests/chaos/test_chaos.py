"""A selection of the faults, quick ones, on one line of its own; `python -m tests.chaos` does all of them."""

import asyncio
from collections.abc import Iterator

import pytest

from simulator.outages import Trouble
from tests.chaos import faults
from tests.chaos.counting import Came
from tests.chaos.house import House, house
from tests.chaos.running import QUICK, TEXTS, Break, Plan, settled, under


@pytest.fixture(scope="module")
def hurt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("chaos")) as running:
        yield running


def came_of(hurt: House, breaks: Break, plan: Plan) -> Came:
    load = asyncio.run(under(hurt, breaks, plan))
    came = settled(load, 20)
    assert came.lost == []
    assert came.twice == []
    assert load.refused == load.undone == 0
    return came


def test_a_disk_that_takes_nothing_loses_nothing_and_callers_hear_where_to_turn(hurt: House) -> None:
    came = came_of(hurt, faults.read_only, QUICK)
    assert sum(came.ends.values()) == 2
    assert set(came.ends) <= {"told where to turn", "answered", "message"}


def test_a_carrier_that_takes_nothing_for_a_while_has_each_text_once(hurt: House) -> None:
    assert came_of(hurt, faults.carrier(Trouble.TOO_MANY), TEXTS).waiting == 0
