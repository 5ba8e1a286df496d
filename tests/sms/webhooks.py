"""A carrier that signs its webhooks, and an application that has the text routes only."""

from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from casework.contacts import contact_for
from casework.messages import queue_text
from casework.office import Office
from deps import Services
from models import Database, Delivery, Message
from sms.console_carrier import ConsoleCarrier
from sms.routes import router
from tests.line import settings_for

Form = dict[str, str | list[str]]


class Carrier:
    """Posts webhooks to an application that has the text routes only."""

    def __init__(self, folder: Path, database: Database, office: Office) -> None:
        self.database, self.office = database, office
        self.settings = settings_for(
            folder,
            base_url="https://suara.example.go.id",
            twilio_auth_tokens="new" + "2" * 32 + ",old" + "3" * 32,
        )
        app = FastAPI()
        app.include_router(router)
        app.state.services = Services(
            settings=self.settings,
            database=self.database,
            office=self.office,
            phone=None,  # type: ignore[arg-type]
            text_carriers={"console": ConsoleCarrier()},
        )
        self.client = TestClient(app)
        self.sent = 0

    def text(self, body: str = "BANTUAN", **changed: str | list[str]) -> Form:
        """A citizen's text, with an id of its own."""
        self.sent += 1
        fields: Form = {
            "MessageSid": f"SM{self.sent:032}",
            "AccountSid": self.settings.twilio_account_sid,
            "From": "+6281234567890",
            "To": self.settings.line_number,
            "Body": body,
            "NumMedia": "0",
        }
        return {**fields, **changed}

    def sign(self, path: str, form: Form, token: int = 0) -> str:
        signer = RequestValidator(self.settings.twilio_auth_tokens[token])
        pairs = [
            (name, one)
            for name, value in form.items()
            for one in ([value] if isinstance(value, str) else value)
        ]
        signature: str = signer.compute_signature(self.settings.base_url + path, FormData(pairs))
        return signature

    def post(self, form: Form, path: str = "/sms/incoming", signature: str | None = None) -> int:
        signed = self.sign(path, form) if signature is None else signature
        answer = self.client.post(path, data=form, headers={"X-Twilio-Signature": signed.encode()})
        return answer.status_code

    def receipt(self, sid: str, status: str, query: str = "", **more: str) -> int:
        form: Form = {
            "MessageSid": sid,
            "MessageStatus": status,
            "AccountSid": self.settings.twilio_account_sid,
            **more,
        }
        return self.post(form, f"/sms/status{query}")

    def sending(self) -> int:
        """A text of ours whose hand-over is not answered yet. Its id."""
        now = datetime.now(UTC)
        with self.database.write() as session:
            contact = contact_for(session, self.office.vault, "+6281234567891", at=now)
            message = queue_text(session, contact, "Halo. -MPP Contoh", at=now)
            message.delivery = Delivery.SENDING
            return message.id

    def message(self, message_id: int) -> Message:
        with self.database.read() as session:
            return session.get_one(Message, message_id)
