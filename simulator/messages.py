"""Text messages as the carrier keeps and describes them. Values and their JSON; remembers nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any

from simulator.segments import segments

Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One text in either direction."""

    sid: str
    direction: str
    """"inbound" from a citizen, "outbound-api" from the line."""
    from_number: str
    to_number: str
    body: str
    status: str
    at: datetime
    updated_at: datetime
    messaging_service_sid: str | None = None
    error_code: int | None = None
    callback: str = ""
    """Where its receipts go: the line's own name for it is in there."""


_TEXTS = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    21220: "Call is not in-progress. Cannot redirect.",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit.",
}


def error(code: int, http_status: int = 400) -> Answer:
    """An error as the carrier writes it."""
    return http_status, {
        "code": code,
        "message": _TEXTS.get(code, HTTPStatus(http_status).phrase),
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": http_status,
    }


def document(message: Message, account_sid: str) -> dict[str, Any]:
    """A text as the carrier describes it."""
    path = f"/2010-04-01/Accounts/{account_sid}/Messages/{message.sid}"
    queued = message.status in ("accepted", "queued")
    return {
        "account_sid": account_sid,
        "api_version": "2010-04-01",
        "body": message.body,
        "date_created": format_datetime(message.at),
        "date_sent": None if queued else format_datetime(message.at),
        "date_updated": format_datetime(message.updated_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": None,
        "from": message.from_number,
        "messaging_service_sid": message.messaging_service_sid,
        "num_media": "0",
        "num_segments": str(segments(message.body)),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": message.to_number,
        "uri": f"{path}.json",
    }


def matches(message: Message, query: Mapping[str, str]) -> bool:
    """Whether a list filtered by To, From, DateSent, DateSent> and DateSent< shows this. Raises ValueError."""
    return (
        query.get("To", message.to_number) == message.to_number
        and query.get("From", message.from_number) == message.from_number
        and all(
            _within(message.at, how, query[f"DateSent{how}"])
            for how in ("", "<", ">")
            if f"DateSent{how}" in query
        )
    )


def _within(at: datetime, how: str, limit: str) -> bool:
    """Whether a moment is on ("") this day, or before ("<") or after (">") this day or moment, inclusive."""
    if len(limit) == len("2026-01-31"):
        day = date.fromisoformat(limit)
        return {"": at.date() == day, "<": at.date() <= day, ">": at.date() >= day}[how]
    moment = datetime.fromisoformat(limit)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return {"": at == moment, "<": at <= moment, ">": at >= moment}[how]
