"""Simulated callers on the real line: every call must come to its goal, nobody is left in silence, and together the
callers go every way of the dialogue that a caller can go.
"""

import pytest

from app import create_app
from ivr.script import Script
from persona_calls import CallReport, undriven
from persona_commands import drive
from simulator.callers import load_callers

CALLERS = load_callers()
QUICK = CALLERS.quick
pytestmark = pytest.mark.timeout(900)  # all calls are made before the first test


@pytest.fixture(scope="module")
def driven() -> tuple[Script, list[CallReport]]:
    """What came of all calls."""
    return drive(create_app, list(QUICK))


@pytest.mark.parametrize("name", [persona.name for persona in QUICK])
def test_every_call_comes_to_its_goal(driven: tuple[Script, list[CallReport]], name: str) -> None:
    calls = [report for report in driven[1] if report.persona == name]
    assert calls
    for report in calls:
        assert not report.problems, f"{report.goal}: {'; '.join(report.problems)}\n{report.told}"


def test_together_they_go_every_way(driven: tuple[Script, list[CallReport]]) -> None:
    missing, needless = undriven(driven[0], CALLERS, driven[1])
    assert not missing, "nobody goes these ways: let a caller of simulator/callers.yaml do so"
    assert not needless, "these stand under not_driven, but were driven or are no ways"
