"""The telephone dialogue: `advance(script, position, heard) -> Turn`. Pure: no clock, database, network or chance.

    Started ──> enter the first step ──┐
    Pressed, Said ──> understood? ─yes─┼──> enter the next step ──> Turn
                          │            │
                          no, or Silence: same words, then shorter, then keys only, then an officer
    an outcome of casework ──> the way on that the step names for it

Nobody is lost: every question has a way to a person, and no path ends on an error.
"""

from dataclasses import replace
from typing import assert_never

from ivr import answers, services
from ivr.lines import line, lines_for
from ivr.outcomes import command_of
from ivr.outcomes import read as read_outcome
from ivr.position import PACES, Position
from ivr.questions import wait_for
from ivr.repeating import repeatable, said_before
from ivr.script import (
    Connect,
    Do,
    EnterCode,
    Goodbye,
    Menu,
    PickService,
    RecordStory,
    Say,
    Script,
    Slower,
    Step,
    YesNo,
)
from ivr.values import (
    Ask,
    Heard,
    HungUp,
    Line,
    Pressed,
    Recorded,
    Said,
    Silence,
    Started,
    StreamLost,
    TooBusy,
    TransferEnded,
    Turn,
)
from speech.grammar import Band

MAX_TRIES = 3
"""Silences and misunderstandings in a row; the next one leads to a person."""

MAX_STEPS = 20
"""Steps entered in one turn; more would be a circle in the content."""


QUESTIONS = (Menu, EnterCode, YesNo, PickService, RecordStory)


class DialogueError(RuntimeError):
    """The content leads in a circle, or an event came that its step cannot have caused."""


def advance(script: Script, position: Position, heard: Heard) -> Turn:
    """The answer to what was heard. Raises DialogueError only for broken content or a wrong host."""
    if position.ended and not isinstance(heard, Recorded):  # a story is kept even when its teller has hung up
        return Turn(position=position, say=(), wait=None)
    match heard:
        case Started(speech=speech):
            return _enter(script, replace(position, speech=speech), script.start)
        case HungUp():
            return Turn(position=replace(position, ended=True), say=(), wait=None)
        case StreamLost() | TooBusy():
            return _on_keys(script, position)
        case TransferEnded(answered=answered):
            return _after_transfer(script, position, answered)
        case Silence():
            return _again(script, position, "tidak_terdengar")
        case Pressed(keys=keys):
            return _pressed(script, position, keys)
        case Said():
            return _said(script, position, heard)
        case Recorded(recording_id=recording_id):
            step = _step(script, position)
            if not isinstance(step, RecordStory):
                raise DialogueError(f"a recording at step {position.step}")
            told = _answered(replace(position, ended=False), rekaman=str(recording_id))
            return _enter(script, told, step.then)
        case _:
            return _after_command(script, position, *read_outcome(heard))


def _pressed(script: Script, position: Position, keys: str) -> Turn:
    step = _step(script, position)
    if isinstance(step, EnterCode):
        if keys.endswith("*"):
            return _enter(script, position, position.step) if len(keys) > 1 else _back(script, position)
    else:
        if keys == "0" and not isinstance(step, RecordStory):
            return _to_officer(script, position)
        if keys == "9":
            return _repeat(script, position)
        if keys == "*":
            return _back(script, position)
    if keys == "":
        return _again(script, position, "tidak_terdengar")
    return _answer(script, position, answers.by_keys(script, position, step, keys))


def _said(script: Script, position: Position, said: Said) -> Turn:
    step, band = _step(script, position), _band(script, position, said)
    match answers.universal(script, said, band):
        case "petugas":
            return _to_officer(script, position)
        case "ulang":
            return _repeat(script, position)
        case "kembali":
            return _back(script, position)
        case "pelan":
            return _repeat(script, _slower(position))
        case _:
            return _answer(script, position, answers.by_voice(script, position, step, said, band))


def _band(script: Script, position: Position, said: Said) -> Band:
    """How sure these words are for the question that was asked."""
    match wait_for(script, position):
        case Ask(speech=grammar) if grammar is not None:
            return grammar.bands.of(said.confidence)
        case _:
            return Band.REFUSE


def _answer(script: Script, position: Position, found: answers.Answer) -> Turn:
    """What an understood, half understood or not understood answer leads to."""
    match found:
        case answers.Next(step=then, line=key, values=values):
            position = _answered(position, **values)
            return _enter(script, position, then, said=_lines(script, position, (key,) if key else ()))
        case answers.More(position=further, lines=lines, prompt=prompt):
            said = lines + (_prompt(script, further) if prompt else ())
            return _turn(script, replace(further, tries=0), said)
        case answers.Unclear(reason=reason):
            return _again(script, position, reason)
        case _:
            assert_never(found)


def _enter(script: Script, position: Position, name: str, said: tuple[Line, ...] = ()) -> Turn:
    """Goes to that step and on from it, saying what is on the way, until something must be awaited or done."""
    for _ in range(MAX_STEPS):
        step = script.steps[name]
        position = _at(script, position, name)
        match step:
            case Say(lines=lines, then=then, protected=protected):
                said += _lines(script, position, lines, protected=protected)
                name = then
            case Slower(line=line, then=then):
                position = _slower(position)
                said += _lines(script, position, (line,))
                name = then
            case Do():
                command = command_of(step.command, position)
                return Turn(position=_keep(position, said), say=said, wait=None, command=command)
            case Goodbye(lines=lines):
                said += _lines(script, position, lines)
                return Turn(position=replace(_keep(position, said), ended=True), say=said, wait=None)
            case Connect(lines=lines):
                said += _lines(script, position, lines)
                return _turn(script, position, said)
            case Menu() | EnterCode() | YesNo() | PickService() | RecordStory():
                return _turn(script, position, said + _prompt(script, position))
            case _:
                assert_never(step)
    raise DialogueError(f"the content leads in a circle through step {name}")


def _again(script: Script, position: Position, reason: str) -> Turn:
    """Not understood, or nothing heard: the next rung of the ladder, and at its end a person."""
    step = _step(script, position)
    position = replace(position, tries=position.tries + 1)
    if isinstance(step, RecordStory):
        if position.tries > 1:
            return _enter(script, position, step.then)
    elif not isinstance(step, QUESTIONS):
        raise DialogueError(f"step {position.step} asks nothing")
    elif position.tries > (MAX_TRIES if position.speech else MAX_TRIES - 1):
        return _enter(script, position, step.on_failure, (line("tidak_apa_apa"),))
    return _turn(script, position, (line(reason), *_prompt(script, position)))


def _repeat(script: Script, position: Position) -> Turn:
    """The last answer once more, in the present pace."""
    said = said_before(position)
    return _turn(script, position, said or _prompt(script, position))


def _back(script: Script, position: Position) -> Turn:
    """The question before this one; inside the choice of a service, its groups; at the first, the same again."""
    if position.choices or len(position.trail) < 2:
        return _enter(script, position, position.step)
    return _enter(script, replace(position, trail=position.trail[:-2]), position.trail[-2])


def _to_officer(script: Script, position: Position) -> Turn:
    return _enter(script, position, script.officer)


def _on_keys(script: Script, position: Position) -> Turn:
    """The stream is gone: the same question, by keys."""
    position = replace(position, speech=False, tries=0)
    if not position.step:
        return _enter(script, position, script.start)
    step = _step(script, position)
    if isinstance(step, Connect):
        return _turn(script, position, ())
    if isinstance(step, QUESTIONS):
        return _turn(script, position, (line("beralih_ke_tombol"), *_prompt(script, position)))
    return _enter(script, position, position.step)


def _after_transfer(script: Script, position: Position, answered: bool) -> Turn:
    step = _step(script, position)
    if not isinstance(step, Connect):
        raise DialogueError(f"a transfer ended at step {position.step}")
    if answered:
        return Turn(position=replace(position, ended=True), say=(), wait=None)
    return _enter(script, position, step.otherwise)


def _after_command(script: Script, position: Position, name: str, found: dict[str, str]) -> Turn:
    step = _step(script, position)
    if not isinstance(step, Do) or name not in step.results:
        raise DialogueError(f"outcome {name} at step {position.step}")
    position = _answered(position, **found)
    result = step.results[name]
    return _enter(script, position, result.then, _lines(script, position, result.lines))


def _turn(script: Script, position: Position, said: tuple[Line, ...]) -> Turn:
    wait = wait_for(script, position)
    return Turn(position=_keep(position, said), say=said, wait=wait)


def _keep(position: Position, said: tuple[Line, ...]) -> Position:
    kept = repeatable(said)
    return replace(position, said=kept) if kept else position


def _prompt(script: Script, position: Position) -> tuple[Line, ...]:
    """The question of the present step, in the form that the tries so far call for."""
    step = _step(script, position)
    if not isinstance(step, QUESTIONS):
        raise DialogueError(f"step {position.step} asks nothing")
    keys_only = not position.speech or position.tries >= MAX_TRIES
    suffix = "_tombol" if keys_only else "_singkat" if position.tries == 2 else ""
    lines = _lines(script, position, (step.prompt + suffix,))
    if isinstance(step, PickService):
        if position.choices:
            return services.prompt(script, position)
        return lines + services.groups(script)
    return lines


def _lines(
    script: Script, position: Position, keys: tuple[str, ...], *, protected: bool = False
) -> tuple[Line, ...]:
    return lines_for(script, position.answers, keys, protected=protected)


def _at(script: Script, position: Position, name: str) -> Position:
    """The position at that step; a question is remembered for going back."""
    trail = position.trail
    if isinstance(script.steps[name], QUESTIONS) and trail[-1:] != (name,):
        trail = (*trail, name)[-8:]
    if isinstance(script.steps[name], EnterCode):
        position = _answered(position, kode_awal="")
    return replace(position, step=name, tries=0, choices=(), page=0, trail=trail)


def _step(script: Script, position: Position) -> Step:
    return script.steps[position.step or script.start]


def _answered(position: Position, **values: str) -> Position:
    return replace(position, answers={**position.answers, **values})


def _slower(position: Position) -> Position:
    return replace(position, pace=PACES[min(PACES.index(position.pace) + 1, len(PACES) - 1)])
