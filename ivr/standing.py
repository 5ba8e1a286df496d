"""Where a caller stands after a step was reached or an answer was given, and how its question is put. Pure."""

from dataclasses import replace

from ivr import asking, services
from ivr.lines import lines_for
from ivr.position import PACES, Position
from ivr.script import (
    AskFreely,
    Connect,
    EnterCode,
    Menu,
    PickService,
    RecordStory,
    Script,
    Step,
    YesNo,
)
from ivr.values import Line

MAX_TRIES = 3
"""Silences and misunderstandings in a row; the next one leads to a person."""

QUESTIONS = (Menu, AskFreely, EnterCode, YesNo, PickService, RecordStory)


def step_of(script: Script, position: Position) -> Step:
    """The step that the caller is at."""
    return script.steps[position.step or position.start or script.start]


def in_line(script: Script, position: Position) -> bool:
    """Whether they wait for an officer, or talk with one."""
    step = step_of(script, position)
    return not position.ended and (isinstance(step, Connect) or (isinstance(step, Menu) and step.waiting))


def asks_turn(script: Script, position: Position) -> str:
    """The step that asks for who waits for an officer whether it is their turn, and says where they stand."""
    step = step_of(script, position)
    match step:
        case Menu(on_failure=asks):
            return asks
        case Connect(otherwise=asks):
            return asks
        case _:
            raise LookupError(f"nobody waits for an officer at step {position.step}")


def at(script: Script, position: Position, name: str) -> Position:
    """The position at that step; a question is remembered for going back."""
    step, trail = script.steps[name], position.trail
    if isinstance(step, QUESTIONS) and trail[-1:] != (name,):
        trail = (*trail, name)[-8:]
    if isinstance(step, EnterCode):
        position = answered(position, kode_awal="")
    if isinstance(step, AskFreely):
        position = answered(position, layanan="", maksud="")
    way = (*position.way, name)
    return replace(position, step=name, tries=0, held=0, choices=(), page=0, trail=trail, way=way)


def answered(position: Position, **values: str) -> Position:
    """With these answers too."""
    return replace(position, answers={**position.answers, **values})


def paced(position: Position, slower: int) -> Position:
    """So many paces slower, as far as there are any; a negative number is faster."""
    place = max(0, min(PACES.index(position.pace) + slower, len(PACES) - 1))
    return replace(position, pace=PACES[place])


def spoken_pace(position: Position) -> str:
    """The pace in which the last answer is said: what is said once more, a pace slower, this once."""
    return paced(position, 1).pace if position.again else position.pace


def prompt(script: Script, position: Position) -> tuple[Line, ...]:
    """The question of the present step, in the form that the tries so far call for. Raises LookupError where the
    step asks nothing."""
    step = step_of(script, position)
    if not isinstance(step, QUESTIONS):
        raise LookupError(f"step {position.step} asks nothing")
    keys_only = not position.speech or position.tries >= MAX_TRIES
    suffix = "_tombol" if keys_only else "_singkat" if position.tries == 2 else ""
    if isinstance(step, AskFreely) and position.choices:
        return asking.offered(script, position)
    if isinstance(step, PickService):
        if position.choices:
            return services.prompt(script, position)
        groups = services.groups(script, position)
        # Whoever can be heard says the name; the groups are for those who were not understood, or must press keys.
        if position.page:
            return groups
        lines = lines_for(script, position.answers, (step.prompt + suffix,))
        return lines + groups if suffix else lines
    return lines_for(script, position.answers, (step.prompt + suffix,))
