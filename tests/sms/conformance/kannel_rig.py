"""Kannel: requests to its routes as smsbox makes them, and a server on loopback that answers as smsbox 1.4.5 does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from casework.office import Office
from models import Database
from sms.carrier import NoAnswer, Refused, Sent
from sms.kannel_carrier import KannelCarrier
from tests.sms.carrier_server import CarrierServer
from tests.sms.conformance.rig import CITIZEN, TIMEOUT_S, Rig, Told
from tests.sms.kannel_peer import Peer

TYPES = {"taken": 8, "delivered": 1, "failed": 2, "odd": 32}
TAKEN = (202, "0: Accepted for delivery")


def _for_good(status: int, said: str, error: str) -> Told:
    return Told(answer=(status, said), means=Refused(error=error, permanent=True))


def _for_now(status: int, said: str, error: str) -> Told:
    return Told(answer=(status, said), means=Refused(error=error, permanent=False))


def _maybe(status: int, said: str) -> Told:
    return Told(answer=(status, said), means=NoAnswer())


class KannelRig(Rig):
    joins = False
    told = (
        Told(answer=TAKEN, means=Sent),
        Told(answer=(202, "3: Queued for later delivery"), means=Sent),
        _for_good(400, "Number(s) has/have been denied by white- and/or black-lists.", "400 number"),
        _for_good(400, "Empty receiver number not allowed, rejected", "400 number"),
        _for_good(403, "Not routable. Do not try again.", "403 route"),
        _for_now(503, "Temporal failure, try again later.", "503 full"),
        _for_now(403, "Authorization failed for sendsms", "403"),
        _for_now(400, "Sender missing and no global set, rejected", "400"),
        _for_now(400, "Invalid content-type", "400"),
        _for_now(404, "Not found", "404"),
        _for_now(429, "slow down", "429"),
        _for_now(302, "", "302"),
        _maybe(500, "Sending failed."),
        _maybe(503, "<html>from a proxy</html>"),
        _maybe(202, ""),
        _maybe(200, "<html>"),
        _maybe(204, ""),
    )

    def __init__(self, folder: Path, database: Database, office: Office, server: CarrierServer) -> None:
        self.peer, self.server = Peer(folder, database, office), server
        super().__init__(database, office)
        settings = self.peer.settings.model_copy(update={"kannel_api": f"{server.address}/cgi-bin/sendsms"})
        self.carrier = KannelCarrier(settings, timeout_s=TIMEOUT_S)

    def bring(self, body: str, sender: str = CITIZEN) -> Callable[[], None]:
        fields = self.peer.text(body, **{"from": sender})

        def again() -> None:
            assert self.peer.bring(fields) == 200

        again()
        return again

    def answer(self, how: Any) -> None:
        self.server.answer = TAKEN if how == "takes" else how

    def report(self, sent: Sent, message_id: int, kind: str) -> None:
        said = "id:1 sub:001 stat:UNDELIV err:021 text:Halo" if kind == "failed" else ""
        assert self.peer.receipt(message_id, sent.provider_id, TYPES[kind], said) == 200

    def close(self) -> None:
        self.peer.client.close()
        super().close()
