"""One question over HTTP, with a time limit, that never goes through a proxy: for looking at others' health."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

TIMEOUT_S = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came back, and when we asked and heard."""

    status: int
    text: str
    date: datetime | None
    """The other side's clock, to the second."""
    between: tuple[datetime, datetime]


class NotAnswered(RuntimeError):
    """Nothing came back. The message is the kind of error, never an address."""


def ask(
    address: str,
    *,
    user: tuple[str, str] | None = None,
    headers: dict[str, str] | None = None,
    method: str = "GET",
    timeout_s: float = TIMEOUT_S,
) -> Answered:
    """Asks, follows nothing. Raises NotAnswered."""
    began = datetime.now(UTC)
    try:
        with httpx2.Client(auth=user, timeout=timeout_s, trust_env=False) as client:
            answer = client.request(method, address, headers=headers)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise NotAnswered(type(error).__name__) from error
    return Answered(
        status=answer.status_code,
        text=answer.text,
        date=_date(answer.headers.get("date", "")),
        between=(began, datetime.now(UTC)),
    )


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
