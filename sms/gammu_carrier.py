"""A GSM modem through gammu-smsd: texts by the tables that it keeps (docs/carriers.md).

A text is a row in `outbox`, and is known again by what we write into its CreatorID. gammu moves the row to
`sentitems` with its state, and the network's receipts change that.
"""

import secrets
import time
from datetime import datetime

import structlog
from sqlalchemy import create_engine, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from config import Settings
from sms.alphabets import Alphabet, decoded, encoded, segments
from sms.carrier import Condition, Found, NoAnswer, Refused, Sent
from sms.gammu_reading import Reading, condition_of
from sms.gammu_tables import (
    FALSE,
    GSM,
    LONG_AGO,
    OURS,
    OUTBOX,
    OUTBOX_MORE,
    SENT,
    TRUE,
    WIDE,
    Creator,
    words_of,
)
from sms.inbox import Inbox

log = structlog.get_logger()

TIMEOUT_S = 10
POLL_S = 1.0


class GammuCarrier:
    """Texts by way of the modem that gammu-smsd has."""

    def __init__(self, settings: Settings, *, poll_s: float = POLL_S) -> None:
        embedded = settings.gammu_database.startswith("sqlite")
        self._engine = create_engine(
            settings.gammu_database,
            pool_pre_ping=not embedded,
            connect_args={"timeout" if embedded else "connect_timeout": TIMEOUT_S},
        )
        self._poll_s = poll_s
        self._reading: Reading | None = None

    def send(self, to: str, body: str, message_id: int) -> Sent | Refused | NoAnswer:
        """Writes one text into gammu's outbox."""
        made_by = Creator(
            at=int(time.time()), message_id=message_id, token=secrets.token_hex(12), words=words_of(body)
        )
        written = False
        try:
            with self._engine.begin() as connection:
                _queue(connection, to, body, made_by)
                written = True
        except SQLAlchemyError as error:
            log.warning("gammu's database refuses", message=message_id, error=type(error).__name__)
            if written:
                return NoAnswer()  # it may be there: the answer to the commit is missing
            away = isinstance(error, OperationalError)
            return Refused(error="unreachable" if away else "tables", permanent=False)
        return Sent(provider_id=made_by.provider_id)

    def find(self, to: str, body: str, after: datetime) -> Found | NoAnswer:
        """What stands in gammu's tables."""
        found: list[Creator] = []
        try:
            with self._engine.connect() as connection:
                for table in (OUTBOX, SENT):
                    rows = (
                        select(table.c.CreatorID)
                        .distinct()
                        .where(table.c.CreatorID.like(OURS), table.c.DestinationNumber == to)
                    )
                    found += filter(None, map(Creator.read, connection.scalars(rows)))
        except SQLAlchemyError as error:
            log.warning("gammu's database away", error=type(error).__name__)
            return NoAnswer()
        since = int(after.timestamp())
        ours = {one.provider_id: one.at for one in found if one.words == words_of(body) and one.at >= since}
        return Found(provider_ids=tuple(sorted(ours, key=lambda provider_id: ours[provider_id])))

    def start(self, inbox: Inbox) -> None:
        """Begins to look into gammu's tables."""
        self._reading = Reading(self._engine, inbox, poll_s=self._poll_s)
        self._reading.start()

    def may_send(self) -> bool:
        """Any process may: gammu's tables take rows from all."""
        return True

    def condition(self) -> Condition:
        """Whether gammu is at work, and its modem's signal and battery."""
        return condition_of(self._engine)

    def close(self) -> None:
        """Stops looking."""
        if self._reading is not None:
            self._reading.close()
        self._engine.dispose()


def _queue(connection: Connection, to: str, body: str, made_by: Creator) -> None:
    octets, alphabet = encoded(body)
    coding = GSM if alphabet is Alphabet.GSM else WIDE
    pieces = segments(octets, alphabet, made_by.message_id % 256)
    in_parts = [
        {"Text": decoded(piece[6:], alphabet).encode("utf-16-be", "replace").hex().upper(), "Coding": coding,
         "UDH": piece[:6].hex().upper()}
        for piece in pieces
    ] if len(pieces) > 1 else []  # fmt: skip
    first = in_parts[0] if in_parts else {"TextDecoded": body, "Coding": coding}
    outbox = insert(OUTBOX).values(
        **first,
        DestinationNumber=to,
        CreatorID=str(made_by),
        DeliveryReport="yes",
        MultiPart=TRUE if in_parts else FALSE,
        SendingDateTime=LONG_AGO,
        SendingTimeOut=LONG_AGO,
    )
    number = connection.execute(outbox.returning(OUTBOX.c.ID)).scalar_one()
    for position, part in enumerate(in_parts[1:], 2):
        connection.execute(insert(OUTBOX_MORE).values(ID=number, SequencePosition=position, **part))
