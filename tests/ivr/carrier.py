"""Posts voice webhooks as Twilio would, one by one, signed by Twilio's own library."""

import httpx2
from twilio.request_validator import RequestValidator

from tests.line import Line


class Carrier:
    """Posts webhooks as Twilio would."""

    def __init__(self, line: Line, sid: str) -> None:
        self.line, self.sid = line, sid
        self.client = httpx2.Client(base_url=line.settings.base_url, trust_env=False, timeout=20)

    def form(self, **fields: str) -> dict[str, str]:
        return {
            "CallSid": self.sid,
            "AccountSid": self.line.settings.twilio_account_sid,
            "From": f"+62812{self.sid[-8:]}",  # of its own: nothing to go on with
            "To": self.line.settings.line_number,
            **fields,
        }

    def post(
        self, path: str, form: dict[str, str] | None = None, signature: str | None = None, **fields: str
    ) -> httpx2.Response:
        form = form if form is not None else self.form(**fields)
        signed = self.sign(path, form) if signature is None else signature
        return self.client.post(path, data=form, headers={"X-Twilio-Signature": signed.encode()})

    def sign(self, path: str, form: dict[str, str]) -> str:
        """The signature of this form for this address of ours."""
        signer = RequestValidator(self.line.settings.twilio_auth_tokens[0])
        signature: str = signer.compute_signature(self.line.settings.base_url + path, form)
        return signature
