"""Delivers messages to other systems: signed, tried again for a day and a half, and then given up visibly.

Where a message may go is checked before every try, and the connection goes to the very address that was checked, so
that no name can lead it into the MPP's own network. Redirects are not followed and answers are not read.
"""

import ipaddress
import random
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx2
import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from casework import jobs
from casework.webhook_events import owe
from casework.webhook_signing import headers
from models import Database, Job, WebhookDelivery, WebhookState, WebhookSubscription

log = structlog.get_logger()

WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 60, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 18 * 3600)
)
"""Before the next tries, each up to a fifth longer by chance, so that not all come back at once."""
JITTER = 0.2
TIMEOUT = httpx2.Timeout(10, connect=5)
"""Seconds for each part of a try; together they are well within a job's lease."""
GONE = 410
"""The receiver's word that it wants nothing any more."""


class NotAllowed(ValueError):
    """A message must not go there. The message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """How this installation delivers. `secrets`: the keys of each subscription, the newest first."""

    secrets: Mapping[str, Sequence[bytes]]
    https_only: bool
    private: bool
    """Whether addresses inside the MPP's own network are allowed."""
    trust: ssl.SSLContext | None = None
    """Whose certificates count; None: those of the usual authorities."""
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def deliver(self, database: Database, job: Job) -> None:
        """Does one job of the kind DELIVER: one try, with no transaction open while it lasts."""
        with database.read() as session:
            delivery = session.get(WebhookDelivery, job.payload["delivery"])
            subscription = session.get(WebhookSubscription, delivery.subscription) if delivery else None
        answer, over = "", False
        if delivery is not None and delivery.state is WebhookState.WAITING:
            answer, over = self._try(delivery, subscription)
        with database.write() as session:
            if not jobs.finish(session, job):
                raise jobs.LostJob(job.id)
            kept = session.get(WebhookDelivery, job.payload["delivery"])
            if kept is not None and answer:
                self._keep(session, kept, answer, over=over)

    def _try(self, delivery: WebhookDelivery, subscription: WebhookSubscription | None) -> tuple[str, bool]:
        """What came of it, and whether no further try makes sense."""
        if subscription is None:
            return "unsubscribed", True
        keys = self.secrets.get(delivery.subscription)
        if not keys:
            return "no secret", False
        body = delivery.body.encode()
        signed = headers(delivery.message, body, keys, at=self.now())
        try:
            status = self._post(subscription.url, body, signed)
        except NotAllowed as error:
            return f"refused: {error}"[:40], False
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, UnicodeError) as error:
            return type(error).__name__[:40], False
        return str(status), status == GONE

    def _post(self, url: str, body: bytes, signed: Mapping[str, str]) -> int:
        """Sends it and returns the status. Raises NotAllowed, httpx2.HTTPError, OSError."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" and (self.https_only or parts.scheme != "http"):
            raise NotAllowed("not https")
        address = checked(host, parts.port or (443 if parts.scheme == "https" else 80), private=self.private)
        target = httpx2.URL(url).copy_with(host=address)
        sent = {"host": parts.netloc, "content-type": "application/json", "user-agent": "SuaraMPP", **signed}
        trust = self.trust or ssl.create_default_context()
        with (
            httpx2.Client(verify=trust, timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST", target, content=body, headers=sent, extensions={"sni_hostname": host}
            ) as answer,
        ):
            return answer.status_code

    def _keep(self, session: Session, delivery: WebhookDelivery, answer: str, *, over: bool) -> None:
        at = self.now()
        delivery.tries, delivery.answer, delivery.updated_at = delivery.tries + 1, answer, at
        if answer.isdigit() and 200 <= int(answer) < 300:
            delivery.state = WebhookState.DELIVERED
        elif over or delivery.tries > len(WAITS):
            delivery.state = WebhookState.DEAD
            log.warning("webhook given up", delivery=delivery.id, to=delivery.subscription, answer=answer)
        else:
            owe(session, delivery, at=at + wait(delivery.tries))


def wait(tries: int) -> timedelta:
    """How long until the try after so many."""
    return WAITS[tries - 1] * (1 + random.uniform(0, JITTER))  # noqa: S311  only spreads the load


def checked(host: str, port: int, *, private: bool) -> str:
    """An address of this host that a message may go to. All of its addresses must be allowed. Raises NotAllowed."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        ip = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None) or ip
        if mapped.is_multicast or mapped.is_unspecified or mapped.is_link_local:
            raise NotAllowed("not an address of a server")
        if not private and not mapped.is_global:
            raise NotAllowed("private address")
    if not found:
        raise NotAllowed("no address")
    return found[0]


def count_dead(session: Session) -> int:
    """How many messages were given up."""
    dead = select(func.count()).where(WebhookDelivery.state == WebhookState.DEAD)
    return session.scalar(dead.select_from(WebhookDelivery)) or 0


def not_delivered(session: Session, *, limit: int = 200) -> list[WebhookDelivery]:
    """What waits or was given up, the oldest first."""
    found = select(WebhookDelivery).where(WebhookDelivery.state != WebhookState.DELIVERED)
    return list(session.scalars(found.order_by(WebhookDelivery.id).limit(limit)))


def forget_old(session: Session, *, before: datetime) -> int:
    """Deletes what arrived before then. Returns how many."""
    arrived = WebhookDelivery.state == WebhookState.DELIVERED, WebhookDelivery.updated_at < before
    return int(session.execute(delete(WebhookDelivery).where(*arrived)).rowcount)  # type: ignore[attr-defined]


def retry(session: Session, delivery_id: int | None, *, at: datetime) -> int:
    """Tries what was given up once more from the beginning: one message, or all for None. Returns how many."""
    found = select(WebhookDelivery).where(WebhookDelivery.state == WebhookState.DEAD)
    if delivery_id is not None:
        found = found.where(WebhookDelivery.id == delivery_id)
    dead = session.scalars(found).all()
    for delivery in dead:
        delivery.state, delivery.tries, delivery.updated_at = WebhookState.WAITING, 0, at
        owe(session, delivery, at=at)
    return len(dead)
