"""Looking into gammu's tables: texts that came, and what became of ours. One process at a time does so.

Nothing is marked in gammu's tables before it is stored in ours, so a crash in between only reads it again.
"""

import secrets
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Engine, Row, func, literal_column, select, update
from sqlalchemy.exc import SQLAlchemyError

from models import Delivery
from sms import holds
from sms.alphabets import Alphabet, decoded, header_of
from sms.carrier import Condition
from sms.gammu_tables import FALSE, INBOX, OURS, OUTBOX, PHONES, SENT, TRUE, Creator
from sms.inbox import Inbox
from sms.parts import Part

log = structlog.get_logger()

NAME = "gammu"
AT_ONCE = 50
"""Texts that are read in one look."""
STATES: Mapping[str, Delivery | None] = {
    "SendingOK": Delivery.SENT,
    "SendingOKNoReport": Delivery.SENT,
    "DeliveryPending": Delivery.SENT,
    "DeliveryOK": Delivery.DELIVERED,
    "DeliveryUnknown": None,
    "SendingError": Delivery.FAILED,
    "DeliveryFailed": Delivery.FAILED,
    "Error": Delivery.FAILED,
}
_ORDER = ("SendingError", "Error", "DeliveryFailed", "SendingOK", "DeliveryPending", "DeliveryUnknown",
          "SendingOKNoReport", "DeliveryOK")  # fmt: skip
"""Of several parts, the state of the first of these is the text's."""
STILL_OPEN = frozenset({"SendingOK", "DeliveryPending", "DeliveryUnknown"})
FOLLOWED = timedelta(days=3)
"""How long a receipt may still come; the network gives up before."""
USSD = 127


class Reading:
    """A thread that looks again and again."""

    def __init__(self, engine: Engine, inbox: Inbox, *, poll_s: float) -> None:
        self._engine, self._inbox, self._poll_s = engine, inbox, poll_s
        self._token = secrets.token_hex(16)
        self._held_until = 0.0
        self._from = 0
        """Rows before this one in `sentitems` tell nothing new."""
        self._told: dict[int, str] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gammu", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if self._hold():
                    while self.take_texts() == AT_ONCE and not self._stop.is_set():
                        pass
                    self.take_states()
            except (
                Exception
            ) as error:  # one of the two databases is away: nothing is marked, all is read again
                log.warning("gammu cannot be read", error=type(error).__name__)
            self._stop.wait(self._poll_s)
        try:
            holds.let_go(self._inbox.database, NAME, self._token)
        except SQLAlchemyError as error:
            log.warning("hold not given back", error=type(error).__name__)

    def _hold(self) -> bool:
        if time.monotonic() < self._held_until:
            return True
        held = holds.hold(self._inbox.database, NAME, self._token, 1, at=datetime.now(UTC))
        self._held_until = time.monotonic() + holds.RENEW_S if held else 0.0
        return held

    def take_texts(self) -> int:
        """Stores what came, and marks it. How many there were."""
        waiting = select(INBOX).where(INBOX.c.Processed == FALSE).order_by(INBOX.c.ID).limit(AT_ONCE)
        with self._engine.connect() as connection:
            rows = connection.execute(waiting).all()
        for row in rows:
            self._take_text(row)
            with self._engine.begin() as connection:
                connection.execute(update(INBOX).where(INBOX.c.ID == row.ID).values(Processed=TRUE))
        return len(rows)

    def _take_text(self, row: Row[Any]) -> None:
        if row.Class == USSD or row.Coding.startswith("8bit"):
            log.info("not a text", row=row.ID, coding=row.Coding)
            return
        written = f"{row.ID}:{row.ReceivingDateTime}:{row.SenderNumber}:{row.UDH}:{row.Text}"
        mark = sha256(written.encode()).hexdigest()[:32]
        octets, (place, _) = _octets(row.Text), header_of(_octets(row.UDH))
        if place is None:
            body = decoded(octets, Alphabet.WIDE)
            self._inbox.text(provider_id=f"{NAME}-in-{mark}", sender=row.SenderNumber, body=body)
            return
        self._inbox.part(
            Part(
                carrier=NAME,
                sender=row.SenderNumber,
                place=place,
                octets=octets,
                alphabet=Alphabet.WIDE,
                mark=mark,
                named=True,
            )
        )

    def take_states(self) -> None:
        """Tells what became of our texts."""
        sent = select(SENT).where(self._from <= SENT.c.ID, SENT.c.CreatorID.like(OURS)).order_by(SENT.c.ID)
        with self._engine.connect() as connection:
            unsent = connection.scalar(select(func.min(OUTBOX.c.ID)))
            newest = connection.scalar(select(func.max(SENT.c.ID))) or 0
            rows = connection.execute(sent).all()
        texts: dict[int, list[Row[Any]]] = {}
        for row in rows:
            texts.setdefault(row.ID, []).append(row)
        open_ones = [newest + 1, *([] if unsent is None else [unsent])]
        for number, parts in texts.items():
            worst = min(parts, key=lambda row: _ORDER.index(row.Status) if row.Status in _ORDER else 0)
            made_by = Creator.read(worst.CreatorID)
            if made_by is None:
                continue
            if self._told.get(number) != worst.Status:
                self._tell(made_by, worst)
                self._told[number] = worst.Status
            if worst.Status in STILL_OPEN and made_by.at > time.time() - FOLLOWED.total_seconds():
                open_ones.append(number)
        self._from = min(open_ones)
        self._told = {number: status for number, status in self._told.items() if number >= self._from}

    def _tell(self, made_by: Creator, row: Row[Any]) -> None:
        delivery = STATES.get(row.Status)
        code = row.StatusError if row.Status.startswith("Delivery") else row.StatusCode
        failed = delivery is Delivery.FAILED
        self._inbox.receipt(
            provider_id=made_by.provider_id,
            status=row.Status[:20],
            delivery=delivery,
            error=(f"{row.Status} {code}" if code >= 0 else row.Status)[:20] if failed else None,
            message_id=made_by.message_id,
        )


def condition_of(engine: Engine) -> Condition:
    """Whether gammu is at work: it says so every few seconds, by its own clock. Signal and battery in percent."""
    now: ColumnElement[Any] = literal_column(
        "datetime('now', 'localtime')" if engine.name == "sqlite" else "LOCALTIMESTAMP"
    )
    newest = (
        select(PHONES, (PHONES.c.TimeOut > now).label("alive")).order_by(PHONES.c.TimeOut.desc()).limit(1)
    )
    try:
        with engine.connect() as connection:
            phone = connection.execute(newest).first()
    except SQLAlchemyError:
        return Condition(connected=False)
    if phone is None:
        return Condition(connected=False)
    told = {
        name: value for name, value in (("signal", phone.Signal), ("battery", phone.Battery)) if value >= 0
    }
    return Condition(connected=bool(phone.alive), told=told)


def _octets(written: str | None) -> bytes:
    try:
        return bytes.fromhex(written or "")
    except ValueError:
        return b""
