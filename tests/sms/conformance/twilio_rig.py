"""Twilio: signed webhooks to its routes, and a server on loopback that answers as its API does."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from casework.office import Office
from models import Database
from sms.carrier import NoAnswer, Refused, Sent
from sms.twilio_carrier import TwilioCarrier
from tests.sms.carrier_server import CarrierServer
from tests.sms.conformance.rig import CITIZEN, TIMEOUT_S, TO, Rig, Told
from tests.sms.webhooks import Carrier

STATUSES = {"taken": "sent", "delivered": "delivered", "failed": "undelivered", "odd": "partially_delivered"}


def problem(status: int, code: int) -> tuple[int, Any]:
    return status, {"code": code, "message": f"no, {TO}", "more_info": "", "status": status}


def _for_good(status: int, code: int, *, opted_out: bool = False) -> Told:
    return Told(
        answer=problem(status, code), means=Refused(error=str(code), permanent=True, opted_out=opted_out)
    )


def _for_now(status: int, code: int) -> Told:
    return Told(answer=problem(status, code), means=Refused(error=str(code), permanent=False))


def _maybe(answer: Any) -> Told:
    return Told(answer=answer, means=NoAnswer())


class TwilioRig(Rig):
    joins = False
    told = (
        *(_for_good(400, code) for code in (21211, 21614, 21635, 21606, 21617, 30007, 99999)),
        _for_good(400, 21610, opted_out=True),
        *(_for_now(400, code) for code in (21611, 30001, 21408, 63018)),
        *(_for_now(*pair) for pair in ((429, 20429), (401, 20003), (403, 20003), (404, 20404), (403, 99999))),
        *(_maybe(problem(*pair)) for pair in ((500, 20500), (503, 20503))),
        *(_maybe((201, body)) for body in (b"", b"<html>", [], {"sid": None}, {})),
    )

    def __init__(self, folder: Path, database: Database, office: Office, server: CarrierServer) -> None:
        self.hooks, self.server = Carrier(folder, database, office), server
        super().__init__(database, office)
        settings = self.hooks.settings.model_copy(update={"twilio_api": server.address})
        self.carrier = TwilioCarrier(settings, timeout_s=TIMEOUT_S)

    def bring(self, body: str, sender: str = CITIZEN) -> Callable[[], None]:
        form = self.hooks.text(body, From=sender)

        def again() -> None:
            assert self.hooks.post(form) == 200

        again()
        return again

    def answer(self, how: Any) -> None:
        self.server.answer = (201, {"sid": f"SM{secrets.token_hex(16)}"}) if how == "takes" else how

    def report(self, sent: Sent, message_id: int, kind: str) -> None:
        more = {"ErrorCode": "30003"} if kind == "failed" else {}
        assert self.hooks.receipt(sent.provider_id, STATUSES[kind], f"?m={message_id}", **more) == 204

    def close(self) -> None:
        self.hooks.client.close()
        super().close()
