"""Taking a turn of a call inside one transaction: hear, advance, ask casework, store, and say what to play.

Both edges use it, the live stream and keypad-only TwiML, so that a call can change from one to the other at any
turn. Blocks; knows no carrier and no sound.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import matters, waiting
from casework.call_ways import BETWEEN
from casework.commands import Channel, Origin
from casework.contacts import contact_for
from casework.office import Office
from casework.perform import perform
from ivr import carried, lines, remembered, tally
from ivr.dialogue import DialogueError, advance
from ivr.position import Position, dump, load
from ivr.questions import wait_for
from ivr.repeating import repeatable
from ivr.script import EnterCode, Script
from ivr.standing import in_line, spoken_pace
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
    Wait,
)
from models import Call, CallTurn, Contact

MAX_COMMANDS = 5
"""Commands in one turn; more would be a circle in the content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One line in words for the voice. `personal`: it holds a citizen's data and must not be kept on disk."""

    text: str
    protected: bool
    personal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A turn that is stored: what to play in which pace, and what to wait for (nothing: goodbye)."""

    call_id: int
    number: int
    say: tuple[Spoken, ...]
    pace: str
    wait: Wait | None
    louder: bool = False


def begin_call(session: Session, office: Office, *, provider_id: str, caller: str, at: datetime) -> Call:
    """The call with the carrier's id, made if need be: the carrier may tell of it twice."""
    call = find_call(session, provider_id)
    if call is None:
        contact = contact_for(session, office.vault, caller, at=at, hidden_id=provider_id)
        call = Call(provider_id=provider_id, contact_id=contact.id, started_at=at, position=dump(Position()))
        session.add(call)
        session.flush()
        tally.begin(session, call)
    return call


def find_call(session: Session, provider_id: str) -> Call | None:
    """The call with the carrier's id."""
    return session.scalar(select(Call).where(Call.provider_id == provider_id))


def take_turn(
    session: Session, office: Office, script: Script, call: Call, heard: Heard, *, at: datetime
) -> Taken:
    """Advances the dialogue, has casework do what it asks, and stores where it stands now."""
    position = replace(load(call.position), way=(), missed=False)
    step = position.step
    if isinstance(heard, Said) and isinstance(script.steps.get(step), EnterCode):
        heard = replace(heard, own_codes=matters.codes_of(session, session.get_one(Contact, call.contact_id)))
    if isinstance(heard, Started):
        heard = remembered.with_memory(session, script, call, heard, at=at)
    turn = advance(script, position, heard)
    said, outcomes = turn.say, []
    origin = Origin(channel=Channel.CALL, contact_id=call.contact_id, call_id=call.id, at=at)
    for _ in range(MAX_COMMANDS):
        if turn.command is None:
            break
        outcome = perform(session, office, turn.command, origin)
        outcomes.append(outcome)
        turn = advance(script, turn.position, outcome)
        said += turn.say
    else:
        raise DialogueError(f"the content asks for command after command at step {turn.position.step}")
    spoken = tuple(_spoken(script, line) for line in said)
    if not isinstance(heard, Started):
        remembered.remember(session, call, position, turn.position)
        if in_line(script, position) and not in_line(script, turn.position):
            if isinstance(heard, HungUp):
                outcomes.append(perform(session, office, carried.on_hanging_up(position.answers), origin))
            else:
                waiting.leave(session, call.id, at=at)
    if isinstance(heard, Silence) and not said and position.step == turn.position.step:
        call.position = dump(
            turn.position
        )  # they wait on: that was no turn of theirs, and nothing need be kept
        return _taken(call, turn, ())
    tally.count(call, script.words, heard, turn.position, outcomes, said)
    call.turn += 1
    call.position = dump(_with_said(turn, said))
    kind, words, confidence = _heard(heard)
    session.add(
        CallTurn(
            call_id=call.id,
            number=call.turn,
            step=step,
            heard_kind=kind,
            heard=words,
            confidence=confidence,
            said=" ".join(lines.shown(script, line) for line in said),
            voiced="\n".join(line.text for line in spoken),
            waits_for=_waits_for(turn.wait),
            way=BETWEEN.join(turn.position.way),
            missed=turn.position.missed,
            at=at,
        )
    )
    return _taken(call, turn, spoken)


def current_turn(session: Session, script: Script, call: Call) -> Taken:
    """The last turn once more, for a carrier that repeats a request. Raises LookupError before the first."""
    last = session.scalar(select(CallTurn).where(CallTurn.call_id == call.id, CallTurn.number == call.turn))
    if last is None:
        raise LookupError(f"call {call.id} has no turn yet")
    position = load(call.position)
    wait = None if position.ended else wait_for(script, position)
    say = tuple(Spoken(text=text, protected=False, personal=True) for text in last.voiced.split("\n") if text)
    return Taken(
        call_id=call.id,
        number=call.turn,
        say=say,
        pace=spoken_pace(position),
        wait=wait,
        louder=position.louder,
    )


def end_call(session: Session, office: Office, script: Script, call: Call, *, at: datetime) -> None:
    """The carrier says that the call is over. Hearing it twice changes nothing."""
    call.ended_at = call.ended_at or at
    if not load(call.position).ended:
        take_turn(session, office, script, call, HungUp(), at=at)


def _taken(call: Call, turn: Turn, say: tuple[Spoken, ...]) -> Taken:
    return Taken(
        call_id=call.id,
        number=call.turn,
        say=say,
        pace=spoken_pace(turn.position),
        wait=turn.wait,
        louder=turn.position.louder,
    )


def _with_said(turn: Turn, said: tuple[Line, ...]) -> Position:
    """All lines of this turn can be said again, not only those after the last command."""
    kept = repeatable(said)
    return replace(turn.position, said=kept) if kept else turn.position


def _spoken(script: Script, line: Line) -> Spoken:
    return Spoken(text=lines.text(script, line), protected=line.protected, personal=bool(line.values))


def _waits_for(wait: Wait | None) -> str:
    return "nothing" if wait is None else type(wait).__name__.lower()


def _heard(heard: Heard) -> tuple[str, str | None, float | None]:
    match heard:
        case Pressed(keys=keys):
            return "pressed", keys, None
        case Said(words=words, confidence=confidence):
            return "said", words, confidence
        case Recorded(seconds=seconds):
            return "recorded", f"{seconds:.1f}", None
        case TransferEnded(answered=answered):
            return "transfer_ended", "answered" if answered else "unanswered", None
        case Started():
            return "started", None, None
        case Silence():
            return "silence", None, None
        case StreamLost():
            return "stream_lost", None, None
        case TooBusy():
            return "too_busy", None, None
        case HungUp():
            return "hung_up", None, None
        case _:
            raise DialogueError("an outcome is not heard from a caller")
