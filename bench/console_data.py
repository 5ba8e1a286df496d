"""A year of a busy MPP, made fast: rows are written to SQLite as the columns keep them, and copied to PostgreSQL.

Invented throughout. What is sealed is sealed with the database's own keys; the same few sealed texts are used many
times, because making a million of them would take longer than measuring.
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, text

from casework.office import Office
from casework.survey import ELEMENTS
from models import Base, CameTo, Database, WaitingState, place_in_line

YEAR = timedelta(days=365)
OPEN_HOURS = (1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 7, 8)
"""UTC; eight to three o'clock at an MPP in Jakarta."""
STEPS = ("menu", "minta_kode", "pilih_layanan", "sesudah_layanan", "rekam", "kode_lagi", "tanya_maksud")
EACH = 20_000
"""Rows written at once."""


def fill(
    database: Database, office: Office, *, cases: int, events: int, now: datetime, seed: int = 1
) -> None:
    """Fills an empty, migrated SQLite database."""
    made = _Made(database, office, cases=cases, events=events, now=now, seed=seed)
    with database.engine.connect() as connection:
        for name in ("contacts", "calls", "call_turns", "cases", "case_words", "case_events", "messages",
                     "applications", "application_events", "waiting_callers", "survey_marks"):  # fmt: skip
            _put(connection, Base.metadata.tables[name], getattr(made, name)())
        connection.commit()
        connection.exec_driver_sql("ANALYZE")


def copy(source: Database, target: Database) -> None:
    """The same rows into an empty, migrated PostgreSQL database."""
    raw = target.engine.raw_connection()
    try:
        with source.engine.connect() as connection, raw.cursor() as cursor:
            cursor.execute("SET timezone = 'UTC'")
            for table in Base.metadata.sorted_tables:
                names = [column.name for column in table.columns]
                rows = connection.exec_driver_sql(f"SELECT {', '.join(names)} FROM {table.name}")  # noqa: S608
                with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as into:
                    for row in rows:
                        into.write_row(row)
                if "id" in names:
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608
                        f"coalesce((SELECT max(id) FROM {table.name}), 1))"
                    )
        raw.commit()
    finally:
        raw.close()
    with target.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


class _Made:
    """The rows of each table, as dictionaries; columns left out have their model's default."""

    def __init__(
        self, database: Database, office: Office, *, cases: int, events: int, now: datetime, seed: int
    ) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.vault, self.office, self.now = database.vault, office, now
        self.case_count, self.event_count = cases, events
        self.contact_count, self.call_count = max(1, cases * 2 // 5), cases
        self.opened = sorted(self._moment() for _ in range(cases))
        self.officers = 20
        self.sealed: dict[str, list[bytes]] = {}

    def contacts(self) -> Iterator[dict[str, Any]]:
        for n in range(1, self.contact_count + 1):
            number = f"+62812{n:08}"
            yield {"id": n, "phone": self.vault.seal(number.encode(), "contacts.phone"), "can_text": 1,
                   "phone_index": self.vault.index(number), "created_at": _at(self.opened[0]),
                   "pace": self._one(("normal",) * 7 + ("slow", "slow", "slowest"))}  # fmt: skip

    def calls(self) -> Iterator[dict[str, Any]]:
        for n, at in enumerate(self.opened, 1):
            spoken = self.random.random() < 0.6
            ends = (
                (CameTo.NOTHING,) * (3 if spoken else 2) + (CameTo.TOLD,) * 5 + (CameTo.HANDED, CameTo.TALKED)
            )
            yield {"id": n, "provider_id": f"CA{n:032}", "contact_id": self._contact(), "started_at": _at(at),
                   "ended_at": _at(at + timedelta(minutes=3)), "turn": 6, "streamed": 1,
                   "position": self._text("calls.position", {"step": "menu"}), "came_to": self._one(ends).value,
                   "attempt": self._one((1, 1, 1, 1, 2, 3)), "pace": self._one(("normal", "normal", "slow")),
                   "service_id": self._service(), "keyed": 0 if spoken else 3, "spoken": 4 if spoken else 0,
                   "missed": self._one((0, 0, 1, 2)), "region": self._one((None, None, None, "jawa"))}  # fmt: skip

    def call_turns(self) -> Iterator[dict[str, Any]]:
        number = 0
        for call, at in enumerate(self.opened, 1):
            for turn in range(1, 7):
                number += 1
                kind = "started" if turn == 1 else self._one(("said", "said", "pressed", "silence"))
                missed = kind == "silence" or (kind == "said" and self.random.random() < 0.15)
                then = _at(at + timedelta(seconds=20 * turn))
                yield {"id": number, "call_id": call, "number": turn, "step": self._one(STEPS),
                       "heard_kind": kind, "heard": self._text("call_turns.heard", "kartu keluarga"),
                       "confidence": 0.9, "said": self._text("call_turns.said", "Tentang layanan apa?"),
                       "voiced": self._text("call_turns.voiced", "Tentang layanan apa?"), "waits_for": "ask",
                       "way": "menu>minta_kode", "missed": int(missed), "at": then}  # fmt: skip

    def cases(self) -> Iterator[dict[str, Any]]:
        counters, kinds = self.office.triage.counters, tuple(self.office.triage.kinds)
        for n, at in enumerate(self.opened, 1):
            open_still = n > self.case_count - 3 * self.case_count // 100
            status = self._one(("new", "taken", "taken", "waiting")) if open_still else "resolved"
            done, priority = at + timedelta(days=self.random.expovariate(1 / 3)), self._one((0, 0, 0, 1, 2))
            yield {"id": n, "code": f"{n:08}", "status": status, "service_id": self._service(),
                   "channel": "call" if n % 5 else "text", "contact_id": self._contact(),
                   "call_id": n if n % 5 else None, "opened_at": _at(at), "updated_at": _at(min(done, self.now)),
                   "story": self._text("cases.story", "KTP saya hilang waktu banjir, mohon dibantu " * 3),
                   "officer_id": None if status == "new" else self._officer(),
                   "resolved_at": _at(done) if status == "resolved" else None, "counter": self._one(counters),
                   "priority": priority, "kind": self._one(kinds), "clock_from": _at(at),
                   "first_due_at": _at(at + timedelta(days=3)), "due_at": _at(at + timedelta(days=7)),
                   "answered_at": _at(done) if status == "resolved" else None,
                   "waiting_since": _at(at) if status == "waiting" else None, "version": 4,
                   "line": place_in_line(priority, at + timedelta(days=7), at)}  # fmt: skip

    def case_words(self) -> Iterator[dict[str, Any]]:
        services = [f"{one.id} {one.name} {one.counter}".lower() for one in self.office.catalogue.services]
        for n in range(1, self.case_count + 1):
            channel = "telepon" if n % 5 else "sms"
            yield {"case_id": n, "words": f"{self._one(services)} {channel} ringan biasa catatan"}

    def case_events(self) -> Iterator[dict[str, Any]]:
        kinds = ("opened", "sorted", "moved", "noted", "text_sent", "moved")
        details = {"moved": {"from": "new", "to": "taken"}, "opened": {"channel": "call"},
                   "text_sent": {"message": 1},
                   "noted": {"text": "Sudah ditelepon, berkasnya diantar besok."},
                   "sorted": {"counter": "Informasi", "priority": 0, "kind": "ringan", "why": {}}}  # fmt: skip
        for n in range(self.event_count):
            case = n * self.case_count // self.event_count
            kind = kinds[n % len(kinds)]
            detail = self._text("case_events.detail", details[kind])
            yield {"id": n + 1, "case_id": case + 1, "kind": kind, "officer_id": self._officer(),
                   "detail": detail, "at": _at(self.opened[case])}  # fmt: skip

    def messages(self) -> Iterator[dict[str, Any]]:
        for n, at in enumerate(self.opened, 1):
            ours = n % 2
            yield {"id": n, "direction": "out" if ours else "in", "provider_id": f"SM{n}",
                   "contact_id": self._contact(), "body": self._text("messages.body", "Silakan ke loket."),
                   "delivery": "delivered" if ours else "received", "case_id": n, "created_at": _at(at)}  # fmt: skip

    def applications(self) -> Iterator[dict[str, Any]]:
        for n in range(1, self.case_count // 5 + 1):
            yield {"id": n, "code": f"{90_000_000 + n}", "service_id": self._service(), "status": "diproses",
                   "updated_at": _at(self.now)}  # fmt: skip

    def application_events(self) -> Iterator[dict[str, Any]]:
        for n in range(1, self.case_count // 5 + 1):
            yield {"id": n, "application_id": n, "status": "diproses", "source": "api", "at": _at(self.now)}

    def waiting_callers(self) -> Iterator[dict[str, Any]]:
        states = (WaitingState.TALKED,) * 6 + (WaitingState.LEFT, WaitingState.MISSED)
        last = self.case_count // 5
        for n in range(1, last + 1):
            at = self.opened[n * 5 - 1]
            then = at + timedelta(minutes=self.random.expovariate(1 / 4))
            waits = n > last - 8
            yield {"id": n, "call_id": n * 5, "contact_id": self._contact(), "service_id": self._service(),
                   "since": _at(self.now - timedelta(minutes=n % 8) if waits else at), "seen_at": _at(at),
                   "state": "waiting" if waits else self._one(states).value,
                   "connected_at": None if waits else _at(then),
                   "ended_at": None if waits else _at(then)}  # fmt: skip

    def survey_marks(self) -> Iterator[dict[str, Any]]:
        elements = tuple(ELEMENTS)
        for n in range(1, self.case_count // 4 + 1):
            yield {"id": n, "call_id": n * 4, "element": self._one(elements), "mark": self._one((2, 3, 3, 4, 4)),
                   "at": _at(self.opened[n * 4 - 1])}  # fmt: skip

    def _moment(self) -> datetime:
        day = self.now - self.random.random() * YEAR
        hour = self._one(OPEN_HOURS)
        at = day.replace(hour=hour, minute=self.random.randrange(60), second=self.random.randrange(60))
        return at if at < self.now else at - timedelta(days=1)

    def _text(self, place: str, value: object) -> bytes:
        words = value if isinstance(value, str) else json.dumps(value)
        known = self.sealed.setdefault(f"{place} {words}", [])
        if not known:
            known.extend(self.vault.seal(words.encode(), place) for _ in range(50))
        return self._one(known)

    def _one(self, among: Sequence[Any]) -> Any:
        return among[int(self.random.random() * len(among))]

    def _contact(self) -> int:
        return 1 + int(self.random.random() * self.contact_count)

    def _officer(self) -> int:
        return 1 + int(self.random.random() * self.officers)

    def _service(self) -> str:
        return self._one(self.office.catalogue.services).id


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _put(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    defaults = {
        column.name: column.default.arg if column.default is not None and column.default.is_scalar else None
        for column in table.columns
    }
    names = list(defaults)
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
    batch: list[tuple[Any, ...]] = []
    for row in rows:
        batch.append(tuple((defaults | row).values()))
        if len(batch) == EACH:
            connection.exec_driver_sql(statement, batch)
            batch = []
    if batch:
        connection.exec_driver_sql(statement, batch)
