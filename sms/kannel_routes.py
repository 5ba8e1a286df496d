"""What Kannel's smsbox brings us: citizens' texts (`get-url`) and receipts (`dlr-url`).

Both are refused unless they come from an allowed address with this installation's secret, as HTTP Basic. smsbox
repeats whatever we did not take, with the same id; the inbox knows that by it.
"""

import base64
import hmac
import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, Depends, HTTPException, Request, Response

from config import Settings
from deps import ServicesDep
from models import Delivery
from sms import inbox
from sms.kannel_carrier import USER

log = structlog.get_logger()
router = APIRouter(prefix="/sms/kannel")

MOST_FIELDS = 20
RECEIPTS: Mapping[int, tuple[str, Delivery]] = {
    1: ("delivered", Delivery.DELIVERED),
    2: ("undelivered", Delivery.FAILED),
    4: ("buffered", Delivery.SENT),
    8: ("accepted", Delivery.SENT),
    16: ("rejected", Delivery.FAILED),
}
"""By the type that Kannel puts into a receipt. Any other says nothing that we would act on."""


def knows_secret(settings: Settings, request: Request) -> bool:
    """Whether it is Kannel who asks. Takes the same time for every wrong secret."""
    wanted = base64.b64encode(f"{USER}:{settings.kannel_secret}".encode()).decode()
    given = request.headers.get("authorization", "")
    right = hmac.compare_digest(f"Basic {wanted}".encode(), given.encode())
    from_there = request.client is not None and request.client.host in settings.kannel_addresses
    return right and from_there and settings.kannel_secret != ""


async def fields(request: Request, here: ServicesDep) -> dict[str, bytes]:
    """What stands in the address, undecoded: a text's alphabet is told beside it. 403 to anybody but Kannel.

    Waits for nothing, so it needs no thread.
    """
    if not knows_secret(here.settings, request):
        log.warning("webhook refused: not Kannel", route=request.url.path)
        raise HTTPException(403)
    try:
        pairs = parse_qsl(
            request.url.query, keep_blank_values=True, max_num_fields=MOST_FIELDS, encoding="latin-1"
        )
    except ValueError as error:
        raise HTTPException(400, "too many fields") from error
    found = dict(pairs)
    if len(found) != len(pairs):
        raise HTTPException(400, "each field must be given once")
    return {name: value.encode("latin-1", "replace") for name, value in found.items()}


Fields = Annotated[dict[str, bytes], Depends(fields)]


@router.get("/incoming")
def incoming(here: ServicesDep, given: Fields) -> Response:
    """A citizen's text. Always answered with nothing: the reply goes out by the outbox."""
    provider_id = f"kannel-in-{_id(given, most=50)}"
    sender = _field(given, "from").decode("utf-8", "replace")
    body = text_of(_field(given, "text"), given.get("coding", b"0"), given.get("charset", b""))
    inbox.take_text(here.database, here.office, provider_id=provider_id, sender=sender, body=body)
    return Response(media_type="text/plain")


@router.get("/receipt")
def receipt(here: ServicesDep, given: Fields) -> Response:
    """A receipt for one of our texts. `m` is our own id of it, `id` the one it was handed over with."""
    provider_id, ours, kind = _id(given, most=64), _number(given, "m"), _number(given, "type")
    state, delivery = RECEIPTS.get(kind, (f"type {kind}"[:20], None))
    error = error_of(given.get("answer", b"").decode("utf-8", "replace"))
    inbox.take_receipt(
        here.database,
        provider_id=provider_id,
        status=state,
        delivery=delivery,
        error=error or (state if delivery is Delivery.FAILED else None),
        message_id=ours,
    )
    return Response(media_type="text/plain")


def text_of(raw: bytes, coding: bytes, charset: bytes) -> str:
    """A text as Kannel passes it on: `%b` with `%c` and `%C`. Never fails; what cannot be read becomes a "?" sign.

    Coding 0 comes as UTF-8 and 2 as UTF-16; 1 is a carrier's own eight bits, of which no alphabet is told.
    """
    if coding == b"2" and charset.upper() != b"UTF-8":
        return raw.decode("utf-16-be", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def error_of(answer: str) -> str | None:
    """The carrier's code in a receipt's `%A`: `... err:021 ...` of SMPP, or `NACK/11/...`. Never its free text."""
    if found := re.search(r"\berr:([0-9A-Fa-f]{1,8})\b", answer):
        return None if found[1].strip("0") == "" else found[1]
    if found := re.match(r"NACK/(0x[0-9A-Fa-f]{1,8}|\d{1,8})", answer):
        return found[1]
    return None


def _field(given: Mapping[str, bytes], name: str) -> bytes:
    if name not in given:
        raise HTTPException(400, f"{name} must be given once")
    return given[name]


def _id(given: Mapping[str, bytes], *, most: int) -> str:
    found = _field(given, "id")
    if len(found) > most or not re.fullmatch(rb"[A-Za-z0-9_-]+", found):
        raise HTTPException(400, "id is not an id")
    return found.decode("ascii")


def _number(given: Mapping[str, bytes], name: str) -> int:
    found = _field(given, name)
    if not re.fullmatch(rb"\d{1,10}", found) or int(found) >= 2**31:
        raise HTTPException(400, f"{name} is not a number")
    return int(found)
