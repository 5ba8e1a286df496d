"""SMPP: the real connection, to a carrier on loopback that speaks with another library's packets."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import smpp34

from casework.office import Office
from models import Database
from sms.carrier import NoAnswer, Refused, Sent
from sms.smpp_bind import Patience
from sms.smpp_carrier import SmppCarrier
from sms.smpp_session import Timings
from tests.line import settings_for
from tests.sms.conformance.rig import CITIZEN, TIMEOUT_S, Rig, Told
from tests.sms.smsc import Smsc, within

STATES = {"taken": "ACCEPTD", "delivered": "DELIVRD", "failed": "UNDELIV", "odd": "UNKNOWN"}
QUICK = Timings(answer=TIMEOUT_S, idle=30, tick=0.02)
SMPP = {"text_carriers": "smpp", "smpp_host": "127.0.0.1", "smpp_user": "suara", "smpp_password": "sandi"}


def _for_good(status: int) -> Told:
    return Told(answer=(status, ""), means=Refused(error=f"0x{status:02X}", permanent=True))


def _for_now(status: int) -> Told:
    return Told(answer=(status, ""), means=Refused(error=f"0x{status:02X}", permanent=False))


class SmppRig(Rig):
    told = (
        *map(_for_good, (0x01, 0x0B, 0x33, 0x65, 0x66)),
        *map(_for_now, (0x58, 0x14, 0x08, 0x04, 0x0A, 0x15, 0x45, 0x64, 0xFF, 0x400)),
        Told(answer=(0, ""), means=Sent),
        Told(answer=None, means=NoAnswer()),
    )

    def __init__(self, folder: Path, database: Database, office: Office, smsc: Smsc) -> None:
        super().__init__(database, office)
        self.smsc = smsc
        self.carrier = SmppCarrier(
            settings_for(folder, **SMPP, smpp_port=smsc.port),
            timings=QUICK,
            patience=Patience(back_off=(0.05,)),
        )
        self.carrier.start(self.inbox)
        assert within(10, lambda: self.carrier.condition().connected)

    def bring(self, body: str, sender: str = CITIZEN) -> Callable[[], None]:
        return self._bring(self.encoded(body), sender, 8 if self.wide(body) else 0)

    def bring_part(
        self, body: str, reference: int, total: int, position: int, sender: str
    ) -> Callable[[], None]:
        header = bytes([5, 0, 3, reference, total, position])
        return self._bring(header + self.encoded(body), sender, 8 if self.wide(body) else 0, esm_class=0x40)

    def _bring(self, octets: bytes, sender: str, coding: int, esm_class: int = 0) -> Callable[[], None]:
        ton, plain = (1, sender[1:]) if sender.startswith("+") else (0, sender)
        more = [smpp34.Tlv(smpp34.TLV_MESSAGE_PAYLOAD, octets)] if len(octets) > 254 else []
        how = {"ton": ton, "coding": coding, "esm_class": esm_class, "tlvs": more}
        short = b"" if more else octets
        assert self.smsc.text(short, plain[:20], **how) == 0

        def again() -> None:
            """What was not answered is brought again by the next connection."""
            self.reconnected()
            assert self.smsc.text(short, plain[:20], **how) == 0

        return again

    def reconnected(self) -> None:
        link = self.smsc.link
        link.write(0x06, 0, 99)
        assert within(
            10, lambda: not link.bound and bool(self.smsc.bound()) and self.carrier.condition().connected
        )

    @staticmethod
    def wide(body: str) -> bool:
        return any(ord(sign) > 0x7E or sign in "\x00[]{}^~\\|`" for sign in body)

    def encoded(self, body: str) -> bytes:
        return body.encode("utf-16-be") if self.wide(body) else body.replace("@", "\x00").encode("ascii")

    def answer(self, how: Any) -> None:
        self.smsc.reply = self.smsc.next_id if how == "takes" else lambda taken: how

    def report(self, sent: Sent, message_id: int, kind: str) -> None:
        given = sent.provider_id.removeprefix("smpp-").upper()
        assert self.smsc.receipt(given, STATES[kind], "021" if kind == "failed" else "000") == 0

    def close(self) -> None:
        self.carrier.close()
        super().close()
