"""How calls went through the dialogue on one day: how many along each way, and where they had trouble.

Counts steps and calls, and knows nothing of what was said or of who called. What the steps are, `ivr` knows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.mpp import Mpp
from models import CallTurn

START = ""
"""What calls come from when they begin."""
BETWEEN = ">"
"""Between the steps of a way, as it is stored."""


class How(StrEnum):
    """What led along a way."""

    KEY = "key"
    SPEECH = "speech"
    UNCLEAR = "unclear"
    """Not understood so often that the dialogue went on by itself."""
    SILENCE = "silence"
    LINE = "line"
    """The line itself: what a step does, or how a ring or a recording ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """From one step straight to the next: distinct calls, and how often by what."""

    calls: int
    by: Mapping[How, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtStep:
    """At one step: distinct calls that came there; how often somebody was not understood there, or was silent; and
    calls that were hung up there."""

    calls: int = 0
    unclear: int = 0
    silent: int = 0
    hung_up: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """One day in the MPP's own time. A step or a way that no call took is not among them."""

    day: date
    calls: int = 0
    ways: Mapping[tuple[str, str], Way] = field(default_factory=dict)
    steps: Mapping[str, AtStep] = field(default_factory=dict)

    def at(self, step: str) -> AtStep:
        """The step's numbers, also when no call came there."""
        return self.steps.get(step, AtStep())

    def along(self, left: str, reached: str) -> int:
        """Calls that went this way."""
        way = self.ways.get((left, reached))
        return way.calls if way is not None else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTaken:
    """One turn, as far as it is counted. `way`: the steps reached one after the other, joined with BETWEEN."""

    call_id: int
    step: str
    heard_kind: str
    missed: bool
    way: str


def of_day(session: Session, mpp: Mpp, day: date) -> Numbers:
    """Every turn that was taken on that day in the MPP's time zone; those from before ways were kept are left out."""
    begins = datetime.combine(day, time(), mpp.timezone)
    ends = datetime.combine(day + timedelta(days=1), time(), mpp.timezone)
    columns = (CallTurn.call_id, CallTurn.step, CallTurn.heard_kind, CallTurn.missed, CallTurn.way)
    rows = session.execute(
        select(*columns).where(CallTurn.at >= begins, CallTurn.at < ends, CallTurn.way.is_not(None))
    )
    return counted(
        day,
        (
            TurnTaken(call_id=call_id, step=step, heard_kind=kind, missed=missed, way=way or "")
            for call_id, step, kind, missed, way in rows
        ),
    )


def counted(day: date, turns: Iterable[TurnTaken]) -> Numbers:
    """The numbers of these turns. Pure."""
    calls: set[int] = set()
    along: dict[tuple[str, str], set[int]] = defaultdict(set)
    by: dict[tuple[str, str], Counter[How]] = defaultdict(Counter)
    came: dict[str, set[int]] = defaultdict(set)
    hung_up: dict[str, set[int]] = defaultdict(set)
    unclear: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    for turn in turns:
        calls.add(turn.call_id)
        left, how = turn.step, _how(turn)
        for reached in filter(None, turn.way.split(BETWEEN)):
            along[left, reached].add(turn.call_id)
            by[left, reached][how] += 1
            came[reached].add(turn.call_id)
            left, how = reached, How.LINE
        if turn.missed:
            (silent if turn.heard_kind == "silence" else unclear)[turn.step] += 1
        if turn.heard_kind == "hung_up":
            hung_up[turn.step].add(turn.call_id)
    return Numbers(
        day=day,
        calls=len(calls),
        ways={way: Way(calls=len(found), by=by[way]) for way, found in along.items()},
        steps={
            step: AtStep(
                calls=len(came[step]), unclear=unclear[step], silent=silent[step], hung_up=len(hung_up[step])
            )
            for step in sorted({*came, *hung_up, *unclear, *silent})
        },
    )


def _how(turn: TurnTaken) -> How:
    match turn.heard_kind:
        case "silence":
            return How.SILENCE
        case "pressed" | "said" if turn.missed:
            return How.UNCLEAR
        case "pressed":
            return How.KEY
        case "said":
            return How.SPEECH
        case _:
            return How.LINE
