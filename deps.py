"""What any route may ask for: the services of this process, and a webhook whose signature was verified.

A route opens its own transaction with `services.database.write()`, so that what it stored is committed before
it answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import structlog
from fastapi import Depends, HTTPException, Request
from starlette.datastructures import FormData, Headers
from twilio.request_validator import RequestValidator

from casework.call_ways import Numbers
from casework.office import Office
from casework.single_sign_on import Provider
from config import Settings
from ivr.calling import CallCarrier, NoCallCarrier
from ivr.crowd import Level, level
from models import Database
from stopping import Stopping

if TYPE_CHECKING:
    from content_desk import ContentDesk
    from ivr.phone_service import PhoneService
    from sms.carrier import TextCarrier

log = structlog.get_logger()

MAX_BODY = 64 * 1024
"""Bytes of a webhook's body. The longest real one is a few kilobytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Built once by `create_app` and handed to whoever needs it."""

    settings: Settings
    database: Database
    office: Office
    edition: int = 0
    """The number of the published content that `office` and the dialogue were read from; 0: as it ships."""
    sign_on: Provider | None = None
    """Who says who an officer is, beside their password."""
    content: "ContentDesk | None" = None
    """Where editors change the content; None: nowhere."""
    phone: "PhoneService"
    text_carriers: "Mapping[str, TextCarrier]"
    call_carrier: CallCarrier = field(default_factory=NoCallCarrier)
    """Rings citizens."""
    carriers: Sequence[CallCarrier] = ()
    """All that may know of a call how it goes, one that came in too."""
    hear_voice: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    """The voices that can be chosen, each with what makes a WAV file to hear it; that raises RuntimeError."""
    voice: str = ""
    """The one that calls are spoken in."""
    stopping: Stopping = field(default_factory=Stopping)
    """Whether this process is about to stop."""
    draw_dialogue: Callable[[Numbers], str] = lambda numbers: ""
    """The dialogue of calls as an SVG document, with the numbers of a day."""

    @property
    def level(self) -> Level:
        """What a new caller gets from this process."""
        most = self.settings.most_streams
        return level(self.phone.workload, streams=self.stopping.calls, most_streams=most)


async def services(request: Request) -> Services:
    """The services of this process. Waits for nothing, so it needs no thread."""
    found: Services = request.app.state.services
    return found


ServicesDep = Annotated[Services, Depends(services)]


async def verified_form(request: Request, here: ServicesDep) -> FormData:
    """The form of a carrier's webhook. 403 without a valid signature, 415 when not a form, 411 and 413 for a body
    of unknown or too great length.
    """
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise HTTPException(415)
        length = request.headers.get("content-length", "")
        if not length.isdigit():
            raise HTTPException(411)
        if int(length) > MAX_BODY:
            raise HTTPException(413)
        form = await request.form(max_fields=200, max_part_size=MAX_BODY)
    else:
        form = FormData()
    url = here.settings.base_url + request.url.path
    if request.url.query:
        url += f"?{request.url.query}"
    if not signed(here.settings, url, form, request.headers):
        log.warning("webhook refused: bad signature", route=request.url.path)
        raise HTTPException(403)
    if form.get("AccountSid", here.settings.twilio_account_sid) != here.settings.twilio_account_sid:
        log.warning("webhook refused: another account", route=request.url.path)
        raise HTTPException(403)
    return form


def signed(settings: Settings, url: str, form: FormData | dict[str, str], headers: Headers) -> bool:
    """Whether the carrier signed exactly this. `url` is built from our settings, never from Host headers."""
    signature = headers.get("x-twilio-signature") or ""
    return urlsplit(url).netloc != "" and any(
        RequestValidator(token).validate(url, form, signature) for token in settings.twilio_auth_tokens
    )


VerifiedForm = Annotated[FormData, Depends(verified_form)]


def field_of(form: FormData, name: str) -> str:
    """A field that must be there exactly once, else 400: twice it could be read two ways under one signature."""
    values = form.getlist(name)
    if len(values) != 1 or not isinstance(values[0], str):
        raise HTTPException(400, f"{name} must be given once")
    return values[0]
