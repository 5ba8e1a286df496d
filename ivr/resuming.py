"""The beginning of a call as this caller knows it: at their pace, perhaps where their last call broke off. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ivr.lines import names
from ivr.position import Position
from ivr.script import EnterCode, Script
from ivr.standing import answered
from ivr.values import Started

KEPT = frozenset({"layanan", "maksud", "pendamping", "izin"})
"""Answers that say nothing of anybody's matter."""
CODES = frozenset({"kode", "kode_depan", "kode_belakang"})


def begun(script: Script, position: Position, started: Started) -> Position:
    """With what is known of the number. The place of the last call is kept only where one can go on there, and of its
    answers only those that say nothing of anybody's matter."""
    position = replace(position, speech=started.speech, pace=started.pace, louder=started.louder)
    before = started.unfinished
    if before is None or before["step"] not in script.places or position.start:
        return position
    kept = {name: value for name, value in before["answers"].items() if name in KEPT}
    position = replace(position, before={**before, "answers": kept})
    return answered(position, terputus="ya", tempat=script.places[before["step"]])


def resumed(script: Script, position: Position, otherwise: str) -> tuple[Position, str]:
    """(the position with what was kept of the last call, the step that it had reached).

    Somebody else may hold the telephone now: where the step would read a code out, the question before it is asked
    again. Where the question is of something found in that call, it is found again first.
    """
    before = position.before
    if before is None:
        return position, otherwise
    reached = (before["step"], *reversed(before["trail"]))
    step = next((name for name in reached if name in script.steps and not _tells(script, name)), otherwise)
    step = script.resumes.get(step, step)
    return replace(answered(position, **before["answers"]), before=None, trail=tuple(before["trail"])), step


def undecided(position: Position) -> Mapping[str, Any] | None:
    """The place of the call before, where this one ended before its caller said whether to go on there."""
    return position.before if len(position.trail) <= 1 else None


def _tells(script: Script, name: str) -> bool:
    """Whether the step reads out a code, or asks for a part of one."""
    step = script.steps[name]
    part = isinstance(step, EnterCode) and step.part is not None
    return part or bool(names(script.lines.get(getattr(step, "prompt", ""), "")) & CODES)
