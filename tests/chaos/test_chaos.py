"""A selection of the faults, quick ones, on one line of its own; `python -m tests.chaos` does all of them."""

import asyncio
from collections.abc import Iterator

import pytest

from simulator.outages import Trouble
from tests.chaos import faults
from tests.chaos.counting import DEAD
from tests.chaos.house import House, house
from tests.chaos.running import QUICK, Break, settled, under


@pytest.fixture(scope="module")
def hurt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("chaos")) as running:
        yield running


@pytest.mark.parametrize(
    ("breaks", "ends"),
    [
        (faults.read_only, {"told where to turn"}),
        (faults.carrier(Trouble.TOO_MANY), {"answered", "message"}),
    ],
    ids=["read-only", "429"],
)
def test_nothing_is_lost_or_done_twice_and_nobody_is_left(hurt: House, breaks: Break, ends: set[str]) -> None:
    load = asyncio.run(under(hurt, breaks, QUICK))
    came = settled(load, 20)
    assert came.lost == []
    assert came.twice == []
    assert came.ends[DEAD] == 0
    assert set(came.ends) <= ends | {"message", "answered"}
    assert sum(came.ends.values()) == 2
    assert load.refused == load.undone == 0
