"""Who is told by webhook, from content/webhooks.yaml. Knows no secret and no network."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from sqlalchemy import delete
from sqlalchemy.orm import Session

from casework.content import ContentError, Part, load
from casework.webhook_events import WebhookKind
from models import WebhookSubscription

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One system, and what it wants to know."""

    name: str
    url: str
    kinds: tuple[WebhookKind, ...]


class _Subscription(Part):
    name: str = Field(alias="nama")
    url: str = Field(alias="alamat", max_length=500)
    kinds: tuple[WebhookKind, ...] = Field(alias="kabar", min_length=1)

    @field_validator("name")
    @classmethod
    def _named(cls, name: str) -> str:
        if not NAME.fullmatch(name):
            raise ValueError("nama: hanya a-z 0-9 -, paling panjang 40")
        return name

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise ValueError("alamat harus seperti https://contoh.go.id/suara, tanpa nama pengguna")
        return url


class _File(Part):
    subscriptions: tuple[_Subscription, ...] = Field(alias="langganan", default=())


def load_subscriptions(path: Path) -> tuple[Subscription, ...]:
    """Those of the file; none where there is no file. Raises ContentError."""
    if not path.exists():
        return ()
    read = load(path, _File).subscriptions
    names = [one.name for one in read]
    if len(set(names)) != len(names):
        raise ContentError(f"{path.name}: langganan: setiap nama hanya boleh sekali")
    return tuple(Subscription(name=one.name, url=one.url, kinds=one.kinds) for one in read)


def subscribe(session: Session, subscriptions: Sequence[Subscription]) -> None:
    """Makes the database know exactly these."""
    session.execute(
        delete(WebhookSubscription).where(
            WebhookSubscription.name.not_in([one.name for one in subscriptions])
        )
    )
    for one in subscriptions:
        session.merge(WebhookSubscription(name=one.name, url=one.url, kinds=" ".join(one.kinds)))
