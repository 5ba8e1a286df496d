"""A citizen's text, delivered to the line as the carrier delivers it."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from simulator.segments import segments
from simulator.settings import SimulatorSettings
from simulator.sids import new_sid
from simulator.webhooks import WebhookFailed, Webhooks


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingText:
    """One text. Delivering the same one twice is what a carrier does when it doubts the first time."""

    from_number: str
    """In E.164."""
    body: str
    sid: str = field(default_factory=lambda: new_sid("SM"))


async def deliver(settings: SimulatorSettings, text: IncomingText) -> None:
    """Hand a text to the line. Raises WebhookFailed when it is not taken or answered with other than TwiML."""
    async with Webhooks(settings) as webhooks:
        reply = await webhooks.post(
            f"{settings.base_url}/sms/incoming",
            {
                "MessageSid": text.sid,
                "SmsSid": text.sid,
                "SmsMessageSid": text.sid,
                "AccountSid": settings.account_sid,
                "From": text.from_number,
                "To": settings.line_number,
                "Body": text.body,
                "NumMedia": "0",
                "NumSegments": str(segments(text.body)),
                "SmsStatus": "received",
                "FromCountry": "ID",
                "ToCountry": "ID",
                "ApiVersion": "2010-04-01",
            },
        )
    if reply.content_type.partition(";")[0].strip() not in ("text/xml", "application/xml"):
        raise WebhookFailed(12300, f"TwiML of the type {reply.content_type!r}")
    try:
        root = ET.fromstring(reply.content)  # noqa: S314 - the line is ours and this is a development tool
    except ET.ParseError as error:
        raise WebhookFailed(12100, f"not TwiML: {error}") from error
    if root.tag != "Response" or len(root):
        raise WebhookFailed(12200, "expected an empty <Response>: the line replies over REST")
