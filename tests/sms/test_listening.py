"""Carriers that are listened to, and the worker that waits until it may send."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from casework.office import Office
from models import Database, Message
from sms.console_carrier import ConsoleCarrier
from sms.inbox import Inbox
from sms.listening import Listening
from sms.smpp_carrier import SmppCarrier
from tests.line import running, settings_for
from tests.sms.smpp_line import PATIENCE, QUICK, SMPP
from tests.sms.smsc import Smsc, smsc, within


@pytest.fixture
def carrier() -> Iterator[Smsc]:
    with smsc() as carrier:
        yield carrier


class Process:
    """One process: its carriers, and a worker that only says whether it runs."""

    def __init__(self, folder: Path, inbox: Inbox, port: int) -> None:
        settings = settings_for(folder, **SMPP, smpp_port=port)
        carriers = [ConsoleCarrier(), SmppCarrier(settings, timings=QUICK, patience=PATIENCE)]
        self.works = threading.Event()
        self.listening = Listening(carriers, inbox, begin=self.works.set, end=self.works.clear)
        self.listening.start()


def test_a_second_process_stands_by_until_the_first_leaves(
    carrier: Smsc, tmp_path: Path, database: Database, office: Office
) -> None:
    inbox = Inbox(database=database, office=office)
    first = Process(tmp_path, inbox, carrier.port)
    assert first.works.wait(10)
    second = Process(tmp_path, inbox, carrier.port)
    third = Process(tmp_path, inbox, carrier.port)
    assert not second.works.wait(0.3)
    third.listening.close()
    assert not third.works.is_set()
    first.listening.close()
    assert not first.works.is_set()
    assert second.works.wait(10)
    second.listening.close()
    assert carrier.bound() == []


def test_without_such_carriers_the_worker_begins_at_once(database: Database, office: Office) -> None:
    worker = threading.Event()
    inbox = Inbox(database=database, office=office)
    listening = Listening([ConsoleCarrier()], inbox, begin=worker.set, end=worker.clear)
    listening.start()
    assert worker.is_set()
    listening.close()
    assert not worker.is_set()


def test_the_whole_line_answers_a_text_by_smpp(carrier: Smsc, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, **SMPP, smpp_port=carrier.port)
    with running(settings) as line:
        assert within(20, lambda: bool(carrier.bound()))
        assert carrier.text("sy mau syarat kk") == 0
        assert within(20, lambda: len(carrier.taken) == 1)
        assert carrier.taken[0].to == "6281234567890"
        assert carrier.taken[0].octets.startswith(b"KK: ")
        assert carrier.receipt("00000001") == 0
        with line.database.read() as session:
            reply = session.scalars(select(Message).where(Message.reply_to_id.is_not(None))).one()
            assert reply.provider_id == "smpp-1"
        health = httpx2.get(f"{settings.base_url}/health").json()
        assert health["text_carriers"] == {"smpp": {"connected": True}}
    assert carrier.bound() == []
