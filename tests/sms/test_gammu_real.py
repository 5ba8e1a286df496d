"""The real gammu-smsd on this machine with gammu's dummy telephone, and the adapter at its tables.

Debian: `apt-get install --no-install-recommends gammu-smsd libdbd-sqlite3`. Without it these are skipped, but
never in CI.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.contacts import contact_for
from casework.messages import queue_text
from casework.office import Office
from models import Database, Delivery, Direction, Message
from simulator.gammu import Gammu, is_installed, running_gammu
from sms.carrier import Found, Sent
from sms.gammu_carrier import GammuCarrier
from sms.inbox import Inbox
from tests.line import settings_for
from tests.sms.smsc import within

CITIZEN, TO = "+6281234567890", "+6281234567891"


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """A line and its modem."""

    gammu: Gammu
    carrier: GammuCarrier
    database: Database
    office: Office

    def came(self) -> list[str]:
        with self.database.read() as session:
            texts = select(Message).where(Message.direction == Direction.IN).order_by(Message.id)
            return [message.body for message in session.scalars(texts)]

    def send(self, body: str) -> tuple[int, Sent]:
        now = datetime.now(UTC)
        with self.database.write() as session:
            contact = contact_for(session, self.office.vault, TO, at=now)
            message = queue_text(session, contact, body, at=now)
            message.delivery = Delivery.SENDING
        sent = self.carrier.send(TO, body, message.id)
        assert isinstance(sent, Sent)
        return message.id, sent

    def delivery(self, message_id: int) -> Delivery:
        with self.database.read() as session:
            return Delivery(session.get_one(Message, message_id).delivery)


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, a_line: Callable[[Path], tuple[Database, Office]]
) -> Iterator[Both]:
    if not is_installed():
        if os.environ.get("CI"):
            pytest.fail("gammu-smsd or libdbd-sqlite3 is missing: CI must run texts through a real one")
        pytest.skip("gammu-smsd or libdbd-sqlite3 is not installed")
    folder = tmp_path_factory.mktemp("gammu")
    database, office = a_line(folder)
    with running_gammu(folder) as gammu:
        settings = settings_for(folder, text_carriers="gammu", gammu_database=f"sqlite:///{gammu.database}")
        carrier = GammuCarrier(settings, poll_s=0.05)
        carrier.start(Inbox(database=database, office=office))
        yield Both(gammu=gammu, carrier=carrier, database=database, office=office)
        carrier.close()
    database.close()


def test_texts_in_of_every_kind(both: Both) -> None:
    both.gammu.text(CITIZEN, "sy mau syarat kk é @")
    both.gammu.text(CITIZEN, "PETUGAS tolong 😀")
    both.gammu.text("081234567802", "saya tidak punya telepon pintar", bytes([5, 0, 3, 7, 2, 2]))
    both.gammu.text("081234567802", "PETUGAS kartu keluarga saya hilang dan ", bytes([5, 0, 3, 7, 2, 1]))
    both.gammu.text("858", "Pulsa Anda tinggal sedikit")
    wanted = [
        "PETUGAS kartu keluarga saya hilang dan saya tidak punya telepon pintar",
        "PETUGAS tolong 😀",
        "Pulsa Anda tinggal sedikit",
        "sy mau syarat kk é @",
    ]
    assert within(30, lambda: len(both.came()) == 4)
    assert sorted(both.came()) == wanted
    with both.database.read() as session:
        replies = session.scalars(select(Message.body).where(Message.reply_to_id.is_not(None))).all()
    assert any(reply.startswith("KK: ") for reply in replies)


def test_a_text_out_is_found_and_its_receipt_comes_back(both: Both) -> None:
    began = datetime.now(UTC) - timedelta(seconds=2)
    body = "Silakan ambil KTP di loket é @ [x].\n-MPP Contoh"
    message_id, sent = both.send(body)
    assert both.carrier.find(TO, body, began) == Found(provider_ids=(sent.provider_id,))
    assert within(20, lambda: both.delivery(message_id) == Delivery.SENT)
    assert both.carrier.find(TO, body, began) == Found(provider_ids=(sent.provider_id,))
    [row] = both.gammu.sent()
    assert (row["DestinationNumber"], row["TextDecoded"], row["Status"]) == (TO, body, "SendingOK")
    both.gammu.receipt(TO, "Delivered", row["TPMR"])
    assert within(20, lambda: both.delivery(message_id) == Delivery.DELIVERED)


def test_a_text_that_failed_and_a_long_one(both: Both) -> None:
    long_body = "Ayo " * 50
    failing, _ = both.send("Halo. -MPP Contoh")
    assert within(20, lambda: both.delivery(failing) == Delivery.SENT)
    both.gammu.receipt(TO, "Failed", both.gammu.sent()[-1]["TPMR"])
    long_one, _ = both.send(long_body)
    assert within(20, lambda: both.delivery(failing) == Delivery.FAILED)
    assert within(20, lambda: both.delivery(long_one) == Delivery.SENT)

    def parts() -> str:
        return "".join(
            bytes.fromhex(row["Text"]).decode("utf-16-be") for row in both.gammu.sent() if row["UDH"]
        )

    assert within(20, lambda: parts() == long_body)


def test_signal_and_battery_are_told(both: Both) -> None:
    condition = both.carrier.condition()
    assert condition.connected
    assert within(10, lambda: both.carrier.condition().told == {"signal": 42, "battery": 100})
