"""The tables of gammu-smsd, version 17 of its schema (gammu 1.38.5 and later), as far as we use them.

They are gammu's: it makes them, by a file that it brings along, in SQLite or in PostgreSQL.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, MetaData, String, Table, literal_column

_THEIRS = MetaData()
_NUMBERS = {"ID", "SequencePosition", "Class", "StatusError", "StatusCode", "Signal", "Battery"}
TRUE: ColumnElement[Any] = literal_column("'true'")
FALSE: ColumnElement[Any] = literal_column("'false'")
"""A word in SQLite and a truth value in PostgreSQL."""
LONG_AGO: ColumnElement[Any] = literal_column("'2000-01-01 00:00:00'")
"""A time that has come by whatever clock gammu goes: of this machine's zone in one place, of UTC in another."""
GSM, WIDE = "Default_No_Compression", "Unicode_No_Compression"


def _table(name: str, *columns: str) -> Table:
    return Table(
        name,
        _THEIRS,
        *(Column(column, Integer if column in _NUMBERS else String) for column in columns),
    )


# fmt: off
INBOX = _table("inbox", "ID", "Text", "SenderNumber", "Coding", "UDH", "Class", "Processed", "ReceivingDateTime")
OUTBOX = _table("outbox", "ID", "Text", "DestinationNumber", "Coding", "UDH", "TextDecoded", "MultiPart",
                "CreatorID", "DeliveryReport", "SendingDateTime", "SendingTimeOut")
OUTBOX_MORE = _table("outbox_multipart", "ID", "SequencePosition", "Text", "Coding", "UDH")
SENT = _table("sentitems", "ID", "SequencePosition", "Status", "StatusError", "StatusCode", "CreatorID",
              "DestinationNumber")
PHONES = _table("phones", "IMEI", "Signal", "Battery", "NetName", "TimeOut")
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Creator:
    """What we write into a text's CreatorID, so that it is known again."""

    at: int
    """Seconds since 1970, by our own clock."""
    message_id: int
    token: str
    words: str

    @property
    def provider_id(self) -> str:
        return f"gammu-{self.token}"

    def __str__(self) -> str:
        return f"suara:{self.at}:{self.message_id}:{self.token}:{self.words}"

    @classmethod
    def read(cls, given: str) -> "Creator | None":
        """None: a text of somebody else."""
        match given.split(":"):
            case ["suara", at, message_id, token, words] if at.isdigit() and message_id.isdigit():
                return cls(at=int(at), message_id=int(message_id), token=token, words=words)
        return None


OURS = "suara:%"


def words_of(body: str) -> str:
    """A mark of a text's words. They stand in the same row, so it need not be secret."""
    return sha256(body.encode()).hexdigest()[:16]
