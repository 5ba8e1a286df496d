"""The text carrier: what the outbox asks of whoever takes our texts, and what it may be told. Values only.

Every carrier has a module of its own beside this one. Nothing here knows any of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from models import Delivery

if TYPE_CHECKING:
    from sms.inbox import Inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The carrier has the text, under this id of its own."""

    provider_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The carrier does not have the text, and said so or was never reached."""

    error: str
    """The carrier's code, never its free text."""
    permanent: bool
    """Trying again would be refused again."""
    opted_out: bool = False
    """The citizen told the carrier that they want nothing of us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """The carrier may have the text or not: it was asked and its answer never came, or says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The carrier's ids of the texts that it has, the oldest first. None at all: it surely has none."""

    provider_ids: tuple[str, ...]


class TextCarrier(Protocol):
    """Takes texts. Both calls block for seconds at most, and raise nothing that a network can cause."""

    def send(self, to: str, body: str, message_id: int) -> Sent | Refused | NoAnswer:
        """Hands over one text to a number in E.164. `message_id` is ours, for receipts to come back with."""
        ...

    def find(self, to: str, body: str, after: datetime) -> Found | NoAnswer:
        """The texts to this number with this body that the carrier took after that time (aware)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How a carrier that listens is doing, for whoever is on duty."""

    connected: bool
    told: Mapping[str, int | str] = field(default_factory=dict)
    """What else there is to tell: a modem's signal, its battery, ..."""


@runtime_checkable
class ListeningCarrier(TextCarrier, Protocol):
    """A carrier that does not come to us by a webhook: we hold a connection to it, or look at what it has.

    It takes texts only while it is started. `send` may be called from several threads.
    """

    def start(self, inbox: "Inbox") -> None:
        """Begins to listen, and returns at once. What comes is answered after the inbox has committed it."""
        ...

    def may_send(self) -> bool:
        """Whether this process is the one that speaks to the carrier; another may hold the connection."""
        ...

    def condition(self) -> Condition:
        """How it is doing now."""
        ...

    def close(self) -> None:
        """Stops listening, says goodbye to the carrier, and returns within seconds."""
        ...


DELIVERIES: Mapping[str, Delivery] = {
    "accepted": Delivery.SENT,
    "scheduled": Delivery.SENT,
    "queued": Delivery.SENT,
    "sending": Delivery.SENT,
    "sent": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.DELIVERED,
    "undelivered": Delivery.FAILED,
    "failed": Delivery.FAILED,
    "canceled": Delivery.FAILED,
}
"""What a status in a receipt says of a text. Any status before its end says that the carrier has it: `sent`."""
