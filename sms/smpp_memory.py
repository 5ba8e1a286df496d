"""What an SMPP carrier answered to our texts, for a while: whose receipt it is, and what a late answer said."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime

from sms.smpp_errors import OK
from sms.smpp_receipts import id_of
from sms.smpp_wire import Packet

MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One text of ours on its way to the carrier."""

    to: str
    body: str
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the carrier answered to it."""

    at: datetime
    provider_id: str | None
    """None: it refused."""
    given: str = ""
    """Its id as it stood in the answer."""


class Memory:
    """Bounded, and gone with the process: what matters longer is in the database."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ours: OrderedDict[str, int] = OrderedDict()
        self._heard: OrderedDict[tuple[str, str], list[Heard]] = OrderedDict()

    def answered(self, note: object, packet: Packet) -> None:
        """Remembers an answer."""
        if not isinstance(note, Handed):
            return
        given = packet.words("message_id") if packet.status == OK else ""
        heard = Heard(at=datetime.now(UTC), provider_id=id_of(given), given=given)
        with self._lock:
            if heard.provider_id is not None:
                self._ours[heard.provider_id] = note.message_id
            self._heard.setdefault((note.to, note.body), []).append(heard)
            for kept in (self._ours, self._heard):
                while len(kept) > MOST:
                    kept.popitem(last=False)

    def message_of(self, provider_id: str) -> int | None:
        """Our own id of the text that has this id of the carrier's."""
        with self._lock:
            return self._ours.get(provider_id)

    def heard_of(self, to: str, body: str, after: datetime) -> tuple[Heard, ...]:
        """The answers to texts with this body to this number, the oldest first."""
        with self._lock:
            return tuple(one for one in self._heard.get((to, body), ()) if one.at >= after)
