"""Kannel as the line meets it: what it brings to an application that has its routes only."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from casework.contacts import contact_for
from casework.messages import queue_text
from casework.office import Office
from deps import Services
from models import Database, Delivery, Message
from sms.console_carrier import ConsoleCarrier
from sms.kannel_routes import router
from tests.line import settings_for

SECRET = "rahasia-kannel-untuk-pengujian"
KANNEL = {
    "text_carriers": "kannel",
    "kannel_user": "suara",
    "kannel_password": "sandi-kannel-contoh",
    "kannel_secret": SECRET,
}
"""Settings of a line whose texts go through Kannel."""


def basic(secret: str, user: str = "suara") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()}


class Peer:
    """Brings texts and receipts to an application that has Kannel's routes only."""

    def __init__(self, folder: Path, database: Database, office: Office) -> None:
        self.database, self.office = database, office
        self.settings = settings_for(folder, **KANNEL)
        self.app = FastAPI()
        self.app.include_router(router)
        self.app.state.services = Services(
            settings=self.settings,
            database=self.database,
            office=self.office,
            phone=None,  # type: ignore[arg-type]
            text_carriers={"console": ConsoleCarrier()},
        )
        self.client = self.from_address("127.0.0.1")
        self.brought = 0

    def from_address(self, address: str) -> TestClient:
        return TestClient(self.app, client=(address, 50000))

    def text(self, body: str = "BANTUAN", **changed: Any) -> dict[str, Any]:
        """A citizen's text as the get-url of docs/carriers.md brings it, with an id of its own."""
        self.brought += 1
        fields = {
            "id": f"f0fc3200-bf40-488f-8796-{self.brought:012}",
            "from": "+6281234567890",
            "text": body,
            "coding": "0",
            "charset": "UTF-8",
        }
        return {**fields, **changed}

    def get(self, path: str, fields: Any, **how: Any) -> int:
        headers = how.get("headers", basic(SECRET))
        return self.client.get(f"/sms/kannel/{path}?{urlencode(fields)}", headers=headers).status_code

    def bring(self, fields: Any, **how: Any) -> int:
        return self.get("incoming", fields, **how)

    def receipt(self, message_id: int, provider_id: str, kind: int, answer: str = "") -> int:
        return self.get("receipt", {"m": message_id, "id": provider_id, "type": kind, "answer": answer})

    def queued(self, delivery: Delivery, provider_id: str | None = None) -> int:
        """A text of ours in that state. Its id."""
        now = datetime.now(UTC)
        with self.database.write() as session:
            contact = contact_for(session, self.office.vault, "+6281234567891", at=now)
            message = queue_text(session, contact, "Halo. -MPP Contoh", at=now)
            message.delivery, message.provider_id = delivery, provider_id
            return message.id

    def message(self, message_id: int) -> Message:
        with self.database.read() as session:
            return session.get_one(Message, message_id)

    def kept(self, fields: dict[str, Any]) -> Message:
        """What is stored of a text that was brought."""
        with self.database.read() as session:
            found = select(Message).where(Message.provider_id == f"kannel-in-{fields['id']}")
            message = session.scalars(found).one()
            _ = message.contact.phone
            return message

    def reply_to(self, fields: dict[str, Any]) -> str | None:
        with self.database.read() as session:
            return session.scalar(select(Message.body).where(Message.reply_to_id == self.kept(fields).id))
