"""Asks the line what to do next: fetches TwiML documents, and tells the line what it need not answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin

from simulator import verbs
from simulator.journal import Document
from simulator.leg import Leg
from simulator.twiml import NotTwiml, Reader
from simulator.webhooks import WebhookFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """The next document to ask for."""

    url: str
    method: str = "POST"
    params: Mapping[str, str] = field(default_factory=dict)


class Documents:
    """The documents of one call. Addresses in a document count from the document's own address."""

    def __init__(self, leg: Leg) -> None:
        self.status = "in-progress" if leg.outgoing else "ringing"
        """The call's status as the carrier calls it."""
        self._leg = leg
        self._url = ""
        self._in_vain = 0
        """How often the line was asked in a row without an answer."""

    def absolute(self, url: str) -> str:
        """This address of the current document in full; an empty one is the document itself."""
        return urljoin(self._url, url)

    async def fetch(self, wanted: Fetch) -> list[verbs.Verb]:
        """The verbs of the next document. When the line fails to give one: those of the fallback that the carrier
        keeps, or none, which ends the call.
        """
        journal = self._leg.journal
        params = self.call_params() | dict(wanted.params)
        try:
            if wanted.method == "GET":
                joint = "&" if "?" in wanted.url else "?"
                reply = await self._leg.webhooks.get(f"{wanted.url}{joint}{urlencode(params)}")
            else:
                reply = await self._leg.webhooks.post(wanted.url, params)
        except WebhookFailed as error:
            return self._fallen_back(error, params)
        self._url, self._in_vain = wanted.url, 0
        twiml = reply.content.decode("utf-8", "replace")
        journal.documents.append(Document(url=wanted.url, params=params, twiml=twiml))
        if reply.content_type.partition(";")[0].strip() not in ("text/xml", "application/xml"):
            journal.violation(12300, f"TwiML of the type {reply.content_type!r}")
        try:
            return Reader(journal.violation).read(reply.content)
        except NotTwiml as error:
            journal.violation(12100, f"{wanted.url}: {error}")
            return []

    def _fallen_back(self, error: WebhookFailed, params: Mapping[str, str]) -> list[verbs.Verb]:
        journal, kept = self._leg.journal, self._leg.settings.fallback
        if not kept:
            journal.violation(error.code, str(error))
            return []
        document = kept[min(self._in_vain, len(kept) - 1)]
        self._in_vain += 1
        journal.note("fallback", code=error.code)
        journal.documents.append(Document(url="fallback", params=params, twiml=document))
        return Reader(journal.violation).read(document.encode())

    async def tell(self, url: str, params: Mapping[str, str]) -> None:
        """A webhook whose answer does not matter."""
        try:
            await self._leg.webhooks.post(self.absolute(url), self.call_params() | dict(params))
        except WebhookFailed as error:
            self._leg.journal.violation(error.code, str(error))

    def call_params(self) -> dict[str, str]:
        """What every webhook of a call carries."""
        leg = self._leg
        rung = leg.to_number or leg.settings.line_number
        params = {
            "CallSid": leg.sid,
            "AccountSid": leg.settings.account_sid,
            "From": leg.from_number,
            "To": rung,
            "Caller": leg.from_number,
            "Called": rung,
            "CallStatus": "completed" if leg.hung_up.is_set() else self.status,
            "Direction": "outbound-api" if leg.outgoing else "inbound",
            "ApiVersion": "2010-04-01",
        }
        if leg.parent_sid:
            params |= {"Direction": "outbound-dial", "ParentCallSid": leg.parent_sid}
        return params | ({"AnsweredBy": leg.answered_by} if leg.answered_by else {})
