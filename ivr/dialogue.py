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

from ivr import answers, carried, holding, resuming, universal
from ivr.lines import line, lines_for
from ivr.outcomes import TELL, command_of
from ivr.outcomes import read as read_outcome
from ivr.position import Position
from ivr.questions import band_of, wait_for
from ivr.repeating import repeatable, said_before
from ivr.script import (
    AskFreely,
    Branch,
    Connect,
    Do,
    EnterCode,
    Goodbye,
    Menu,
    PickService,
    RecordStory,
    Resume,
    Say,
    Script,
    YesNo,
)
from ivr.standing import MAX_TRIES, QUESTIONS, answered, asks_turn, at, in_line, paced, prompt, step_of
from ivr.values import (
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

MAX_STEPS = 20
"""Steps entered in one turn; more would be a circle in the content."""


class DialogueError(RuntimeError):
    """The content leads in a circle, or an event came that its step cannot have caused."""


def advance(script: Script, position: Position, heard: Heard) -> Turn:
    """The answer to what was heard. Raises DialogueError only for broken content or a wrong host."""
    if position.ended and not isinstance(heard, Recorded):  # a story is kept even when its teller has hung up
        return Turn(position=position, say=(), wait=None)
    position = replace(position, again=False)
    if position.held:
        return _held(script, position, heard)
    match heard:
        case Started():
            position = resuming.begun(script, position, heard)
            return _enter(script, position, position.start or script.start)
        case HungUp():
            return Turn(position=replace(position, ended=True), say=(), wait=None)
        case StreamLost() | TooBusy():
            return _on_keys(script, position)
        case TransferEnded(answered=talked):
            return _after_transfer(script, position, talked)
        case Silence():
            return _again(script, position, "tidak_terdengar")
        case Pressed(keys=keys):
            return _pressed(script, position, keys)
        case Said():
            return _said(script, position, heard)
        case Recorded(recording_id=recording_id):
            step = step_of(script, position)
            if not isinstance(step, RecordStory):
                raise DialogueError(f"a recording at step {position.step}")
            told = answered(replace(position, ended=False), rekaman=str(recording_id))
            return _enter(script, told, step.then)
        case _:
            return _after_command(script, position, *read_outcome(heard))


def _held(script: Script, position: Position, heard: Heard) -> Turn:
    """The line waits because the caller said so. A noise does not end that; a key or a word does, and may be the
    answer already."""
    awake = replace(position, held=0)
    match heard:
        case Silence():
            longer = holding.longer(position)
            if longer is None:
                return _give_up(script, awake, "tunggu_habis")
            return _turn(script, longer, (line("tunggu_tanda"),))
        case Said() if holding.is_noise(step_of(script, position), heard, band_of(script, position, heard)):
            return _turn(script, position, ())
        case Said() if universal.known(heard) in universal.GO_ON:
            return _turn(script, awake, prompt(script, awake))
        case _:
            turn = advance(script, awake, heard)
            if turn.position.step == awake.step and turn.position.tries > awake.tries:
                return _turn(script, awake, prompt(script, awake))
            return turn


def _pressed(script: Script, position: Position, keys: str) -> Turn:
    step = step_of(script, position)
    if isinstance(step, EnterCode) and keys.endswith("*") and len(keys) > 1:
        return _enter(script, position, position.step)
    command = universal.pressed(step, keys)
    if command is not None:
        return _commanded(script, position, command)
    if keys == "":
        return _again(script, position, "tidak_terdengar")
    found = answers.by_keys(script, position, step, keys)
    if isinstance(found, answers.Unclear) and in_line(script, position):
        return _where(script, position, found.reason)
    return _answer(script, position, found)


def _said(script: Script, position: Position, said: Said) -> Turn:
    step, band = step_of(script, position), band_of(script, position, said)
    if universal.emergency(script, said):
        return _enter(script, position, script.emergency)
    if (digits := carried.before_person(script, step, said, band)) is not None:
        return _enter(script, answered(position, kode_awal=digits), script.officer)
    command = universal.said(script, said, band)
    if command is not None:
        return _commanded(script, position, command)
    return _answer(script, position, answers.by_voice(script, position, step, said, band))


def _commanded(script: Script, position: Position, command: str) -> Turn:
    match command:
        case "petugas" if in_line(script, position):
            return _where(script, position)
        case "petugas":
            return _enter(script, position, script.officer)
        case "menu":
            return _enter(script, position, script.main)
        case "kembali":
            return _back(script, position)
        case "bantuan":
            return _turn(script, position, (line("bantuan"), *prompt(script, position)))
        case "tunggu" if not in_line(script, position):
            waiting = holding.begun(position)
            if waiting is None:
                return _give_up(script, position, "tunggu_habis")
            return _turn(script, waiting, (line("tunggu"),))
        case "pelan":
            return _repeat(script, paced(position, 1))
        case "cepat":
            return _repeat(script, paced(position, -1))
        case "keras":
            return _repeat(script, replace(position, louder=True))
        case _:
            return _repeat(script, replace(position, again=True))


def _where(script: Script, position: Position, *apology: str) -> Turn:
    """Whoever waits for an officer and presses something hears where they stand."""
    said = lines_for(script, position.answers, apology)
    return _enter(script, answered(position, **{TELL: "ya"}), asks_turn(script, position), said)


def _answer(script: Script, position: Position, found: answers.Answer) -> Turn:
    """What an understood, half understood or not understood answer leads to."""
    match found:
        case answers.Next(step=then, line=key, values=values):
            position = answered(position, **values)
            passing = lines_for(script, position.answers, (key,) if key else ())
            return _enter(script, position, then, passing)
        case answers.More(position=further, lines=lines, prompt=ask):
            said = lines + (prompt(script, further) if ask else ())
            return _turn(script, replace(further, tries=0), said)
        case answers.Unclear(reason=reason):
            return _again(script, position, reason)
        case _:
            assert_never(found)


def _enter(script: Script, position: Position, name: str, said: tuple[Line, ...] = ()) -> Turn:
    """Goes to that step and on from it, saying what is on the way, until something must be awaited or done."""
    for _ in range(MAX_STEPS):
        step = script.steps[name]
        position = at(script, position, name)
        match step:
            case Say(lines=lines, then=then, protected=protected, notes=notes):
                position = answered(position, **notes)
                said += lines_for(script, position.answers, lines, protected=protected)
                name = then
            case Branch(answer=answer, ways=ways, otherwise=otherwise):
                name = ways.get(position.answers.get(answer, ""), otherwise)
            case Resume(otherwise=otherwise):
                position, name = resuming.resumed(script, position, otherwise)
            case Do():
                command = command_of(step.command, position)
                return Turn(position=_keep(position, said), say=said, wait=None, command=command)
            case Goodbye(lines=lines):
                said += lines_for(script, position.answers, lines)
                return Turn(position=replace(_keep(position, said), ended=True), say=said, wait=None)
            case Connect(lines=lines):
                said += lines_for(script, position.answers, lines)
                return _turn(script, position, said)
            case Menu() | AskFreely() | EnterCode() | YesNo() | PickService() | RecordStory():
                # Whoever waits hears the choices with news only.
                asks = bool(said) or not in_line(script, position)
                return _turn(script, position, said + prompt(script, position) if asks else ())
            case _:
                assert_never(step)
    raise DialogueError(f"the content leads in a circle through step {name}")


def _again(script: Script, position: Position, reason: str) -> Turn:
    """Not understood, or nothing heard: the next rung of the ladder, and at its end a person."""
    step = step_of(script, position)
    position = replace(position, tries=position.tries + 1, missed=True)
    if isinstance(step, RecordStory):
        if position.tries > 1:
            return _enter(script, position, step.then)
    elif not isinstance(step, QUESTIONS):
        raise DialogueError(f"step {position.step} asks nothing")
    elif isinstance(step, Menu) and step.once:
        return _enter(script, position, step.on_failure)
    elif position.tries > (MAX_TRIES if position.speech else MAX_TRIES - 1):
        return _give_up(script, position, "tidak_apa_apa")
    return _turn(script, position, (line(reason), *prompt(script, position)))


def _give_up(script: Script, position: Position, kindly: str) -> Turn:
    """The end of the ladder: a person, a call-back or a message is offered, and that is not asked as often."""
    step = step_of(script, position)
    if isinstance(step, RecordStory) or not isinstance(step, QUESTIONS):
        raise DialogueError(f"step {position.step} cannot be given up")
    turn = _enter(script, position, step.on_failure, (line(kindly),))
    again = isinstance(step_of(script, turn.position), Menu)
    return replace(turn, position=replace(turn.position, tries=MAX_TRIES - 1)) if again else turn


def _repeat(script: Script, position: Position) -> Turn:
    """The last answer once more."""
    return _turn(script, position, said_before(position) or prompt(script, position))


def _back(script: Script, position: Position) -> Turn:
    """The question before this one; inside the choice of a service, its groups; at the first, the same again."""
    if position.choices or len(position.trail) < 2:
        return _enter(script, position, position.step)
    return _enter(script, replace(position, trail=position.trail[:-2]), position.trail[-2])


def _on_keys(script: Script, position: Position) -> Turn:
    """The stream is gone: the same question, by keys."""
    position = replace(position, speech=False, tries=0)
    if not position.step:
        return _enter(script, position, position.start or script.start)
    step = step_of(script, position)
    if isinstance(step, Connect):
        return _turn(script, position, ())
    if isinstance(step, QUESTIONS):
        return _turn(script, position, (line("beralih_ke_tombol"), *prompt(script, position)))
    return _enter(script, position, position.step)


def _after_transfer(script: Script, position: Position, answered: bool) -> Turn:
    step = step_of(script, position)
    if not isinstance(step, Connect):
        raise DialogueError(f"a transfer ended at step {position.step}")
    if answered:
        return Turn(position=replace(position, ended=True), say=(), wait=None)
    return _enter(script, position, step.otherwise)


def _after_command(script: Script, position: Position, name: str, found: dict[str, str]) -> Turn:
    step = step_of(script, position)
    if not isinstance(step, Do) or name not in step.results:
        raise DialogueError(f"outcome {name} at step {position.step}")
    position = answered(position, **found)
    result = step.results[name]
    return _enter(script, position, result.then, lines_for(script, position.answers, result.lines))


def _turn(script: Script, position: Position, said: tuple[Line, ...]) -> Turn:
    wait = wait_for(script, position)
    return Turn(position=_keep(position, said), say=said, wait=wait)


def _keep(position: Position, said: tuple[Line, ...]) -> Position:
    kept = repeatable(said)
    return replace(position, said=kept) if kept else position
