"""Counts what happened since this process began to look: calls, turns and late cases, from the database's rows.

A look reads only rows that are newer than those of the last one, so it costs little however large the tables are. All
processes that share a database count the same: in a query take `max`, never `sum`. Holds no personal data.
"""

from datetime import datetime, timedelta
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Histogram
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models import Call, CallTurn, Case, CaseEvent, CaseEventKind, WaitingCaller, WaitingState

SETTLES = timedelta(seconds=60)
"""A turn's time to its first sound is written after the turn: younger ones are counted by the next look."""
MOST = 20_000
"""Rows of one kind in one look."""
WAYS = {(True, True): "both", (True, False): "keys", (False, True): "speech", (False, False): "none"}
"""Whether a caller used keys, and whether they spoke: who is served by which of them."""
SECONDS = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)


class Tally:
    """Counters in this registry, begun at this moment."""

    def __init__(self, registry: CollectorRegistry, at: datetime) -> None:
        self._calls = Counter(
            "suara_calls", "calls that ended", ["channel", "outcome", "way"], registry=registry
        )
        self._turns = Counter("suara_turns", "turns of calls", ["heard"], registry=registry)
        self._missed = Counter("suara_no_match", "turns not understood", ["step"], registry=registry)
        self._late = Counter("suara_sla_breaches", "cases that went past their time", registry=registry)
        self._answer = Histogram(
            "suara_call_answer_seconds", "from the call to our first turn", buckets=SECONDS, registry=registry
        )
        self._sound = Histogram(
            "suara_first_sound_seconds",
            "from the end of speech, or a key, to our first sound",
            ["heard"],
            buckets=SECONDS,
            registry=registry,
        )
        self._ended, self._turn_at, self._event, self._lock = at, at, -1, Lock()

    def look(self, session: Session, at: datetime) -> None:
        """Counts what is new."""
        with self._lock:
            self._look_at_calls(session, at)
            self._look_at_turns(session, at - SETTLES)
            self._look_at_cases(session)

    def _look_at_calls(self, session: Session, at: datetime) -> None:
        ways = {
            kind: exists().where(CallTurn.call_id == Call.id, CallTurn.heard_kind == kind)
            for kind in ("pressed", "said")
        }
        talked = exists().where(
            WaitingCaller.call_id == Call.id,
            WaitingCaller.state.in_([WaitingState.CONNECTED, WaitingState.TALKED]),
        )
        case = exists().where(Case.call_id == Call.id)
        turns = exists().where(CallTurn.call_id == Call.id)
        hung_up = exists().where(CallTurn.call_id == Call.id, CallTurn.heard_kind == "hung_up")
        rows = session.execute(
            select(Call.provider_id, talked, case, turns, hung_up, *ways.values())
            .where(Call.ended_at > self._ended, Call.ended_at <= at)
            .limit(MOST)
        ).all()
        self._ended = at
        for provider_id, was_talked, has_case, has_turns, went, *way_of in rows:
            channel = "asterisk" if provider_id.startswith("asterisk-") else "twilio"
            outcome = _outcome(was_talked, has_case, has_turns, went)
            way = WAYS[tuple(way_of)]
            self._calls.labels(channel, outcome, way).inc()

    def _look_at_turns(self, session: Session, until: datetime) -> None:
        rows = session.execute(
            select(
                CallTurn.number,
                CallTurn.heard_kind,
                CallTurn.step,
                CallTurn.missed,
                CallTurn.ms_to_first_audio,
                CallTurn.at,
                Call.started_at,
            )
            .join(Call)
            .where(CallTurn.at > self._turn_at, CallTurn.at <= until)
            .limit(MOST)
        ).all()
        self._turn_at = max(self._turn_at, until)
        for number, heard, step, missed, ms, turn_at, started_at in rows:
            self._turns.labels(heard).inc()
            if missed:
                self._missed.labels(step).inc()
            if number == 1:
                self._answer.observe(max(0.0, (turn_at - started_at).total_seconds()))
            if ms is not None and heard in ("pressed", "said"):
                self._sound.labels(heard).observe(ms / 1000)

    def _look_at_cases(self, session: Session) -> None:
        newest = session.scalar(select(func.max(CaseEvent.id))) or 0
        if self._event >= 0:
            late = session.scalar(
                select(func.count()).where(
                    CaseEvent.id > self._event,
                    CaseEvent.id <= newest,
                    CaseEvent.kind == CaseEventKind.OVERDUE,
                )
            )
            self._late.inc(late or 0)
        self._event = newest


def _outcome(talked: bool, case: bool, turns: bool, hung_up: bool) -> str:
    if talked:
        return "officer"
    if case:
        return "case"
    if not turns:
        return "nothing"
    return "hung_up" if hung_up else "served"
