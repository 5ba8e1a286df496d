"""A line that is bound to the carrier of smsc.py, with short waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from casework.contacts import contact_for
from casework.messages import queue_text
from casework.office import Office
from models import Database, Delivery, Direction, Message
from sms.inbox import Inbox
from sms.smpp_bind import Patience
from sms.smpp_carrier import SmppCarrier
from sms.smpp_session import Timings
from tests.line import settings_for
from tests.sms.smsc import Smsc, within

TO, BODY = "+6281234567891", "Silakan ambil KTP di loket. -MPP Contoh"
SMPP = {"text_carriers": "smpp", "smpp_host": "127.0.0.1", "smpp_user": "suara", "smpp_password": "sandi"}
QUICK = Timings(connect=2.0, answer=0.4, idle=30.0, tick=0.02)
PATIENCE = Patience(back_off=(0.05,), renew=0.05)


class SmppLine:
    """One process of a line."""

    def __init__(self, folder: Path, database: Database, office: Office, port: int, **how: Any) -> None:
        timings, patience = how.pop("timings", QUICK), how.pop("patience", PATIENCE)
        settings = settings_for(folder, **{**SMPP, "smpp_port": port, **how})
        self.database, self.office = database, office
        self.carrier = SmppCarrier(settings, timings=timings, patience=patience)

    def start(self) -> None:
        self.carrier.start(Inbox(database=self.database, office=self.office))

    def connected(self, within_s: float = 10.0) -> bool:
        return within(within_s, lambda: self.carrier.condition().connected)

    def queued(self) -> int:
        now = datetime.now(UTC)
        with self.database.write() as session:
            contact = contact_for(session, self.office.vault, TO, at=now)
            message = queue_text(session, contact, BODY, at=now)
            message.delivery = Delivery.SENDING
            return message.id

    def delivery(self, message_id: int) -> Delivery:
        with self.database.read() as session:
            return Delivery(session.get_one(Message, message_id).delivery)

    def came(self) -> list[str]:
        with self.database.read() as session:
            texts = select(Message).where(Message.direction == Direction.IN).order_by(Message.id)
            return [message.body for message in session.scalars(texts)]


Bound = Callable[..., SmppLine]


@contextmanager
def lines(folder: Path, database: Database, office: Office, carrier: Smsc) -> Iterator[Bound]:
    """Makes processes of one line; all are closed at the end of the block."""
    made: list[SmppLine] = []

    def make(*, wait: bool = True, **how: Any) -> SmppLine:
        line = SmppLine(folder, database, office, carrier.port, **how)
        made.append(line)
        line.start()
        assert not wait or line.connected()
        return line

    yield make
    for line in made:
        line.carrier.close()
