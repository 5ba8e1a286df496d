"""What other systems are told of, written in the transaction that causes it.

A message holds ids, codes and times, never anything of a citizen. Each subscription gets a row, and a job to deliver
it; where nobody subscribed nothing is written.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.jobs import enqueue
from models import WebhookDelivery, WebhookSubscription

DELIVER = "deliver_webhook"
"""The kind of job that tries to deliver one message to one subscription."""


class WebhookKind(StrEnum):
    CASE_OPENED = "case.opened"
    CASE_FORWARDED = "case.forwarded"
    CASE_RESOLVED = "case.resolved"
    APPLICATION_CHANGED = "application.changed"


def say(session: Session, kind: WebhookKind, data: Mapping[str, str | None], *, at: datetime) -> None:
    """Owes the message to whoever subscribed to this kind."""
    subscribed = [one for one in session.scalars(select(WebhookSubscription)) if kind in one.kinds.split()]
    if not subscribed:
        return
    message = f"msg_{secrets.token_hex(16)}"
    told = {"type": kind, "timestamp": at.astimezone(UTC).isoformat(), "data": dict(data)}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    for one in subscribed:
        delivery = WebhookDelivery(
            message=message, subscription=one.name, kind=kind, body=body, created_at=at, updated_at=at
        )
        session.add(delivery)
        session.flush()
        owe(session, delivery, at=at)


def owe(session: Session, delivery: WebhookDelivery, *, at: datetime) -> None:
    """A job for the next try."""
    enqueue(session, DELIVER, {"delivery": delivery.id}, at=at)
