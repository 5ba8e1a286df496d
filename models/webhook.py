"""What other systems are told by webhook: a row for each message and each of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import Choice, UtcTime


class WebhookState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up; `python app.py webhooks retry` tries again."""


class WebhookSubscription(Base):
    """Who wants to be told: as content/webhooks.yaml said when the line last started."""

    __tablename__ = "webhook_subscriptions"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    kinds: Mapped[str] = mapped_column(String(200))
    """Kinds of messages, separated by spaces."""


class WebhookDelivery(Base):
    """One message on its way to one subscription. Ids, codes and times only, never personal data."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("message", "subscription"),
        Index("ix_webhook_deliveries_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[str] = mapped_column(String(40))
    """The same in every try, so that a receiver knows a message that it has."""
    subscription: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    """JSON, as it is signed and sent."""
    state: Mapped[WebhookState] = mapped_column(Choice(WebhookState, 10), default=WebhookState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(String(40), default="")
    """What the last try came to: a status, or the class of an error."""
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
