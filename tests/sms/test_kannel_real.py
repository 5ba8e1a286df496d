"""The real Kannel on this machine, with its fake carrier, and the whole line behind it.

Debian: `apt-get install --no-install-recommends kannel`. Without it these are skipped, but never in CI.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select

from config import ROOT, Settings
from models import Contact, Delivery, Direction, Message, Receipt
from simulator.kannel import Kannel, KannelPorts, is_installed, running_kannel
from sms.carrier import Refused, Sent
from sms.kannel_carrier import KannelCarrier
from tests.line import Line, a_free_port, running, settings_for
from tests.sms.kannel_peer import KANNEL, SECRET

LINE = "+622150001234"


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """The line and its Kannel."""

    line: Line
    kannel: Kannel
    ports: KannelPorts


def get_url(settings: Settings) -> str:
    """The one of docs/carriers.md, for this line."""
    page = (ROOT / "docs" / "carriers.md").read_text(encoding="utf-8")
    [told] = re.findall(r'^get-url = "(.*)"$', page, re.MULTILINE)
    return str(told).replace("THE_SECRET", SECRET).replace("127.0.0.1:8000", f"127.0.0.1:{settings.port}")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    if not is_installed():
        if os.environ.get("CI"):
            pytest.fail("kannel is missing: CI must run texts through a real one")
        pytest.skip("kannel is not installed")
    ports = KannelPorts(
        admin=a_free_port(), boxes=a_free_port(), carrier=a_free_port(), sendsms=a_free_port()
    )
    settings = settings_for(
        tmp_path_factory.mktemp("line"),
        **KANNEL,
        kannel_api=f"http://127.0.0.1:{ports.sendsms}/cgi-bin/sendsms",
    )
    with (
        running(settings) as line,
        running_kannel(
            tmp_path_factory.mktemp("kannel"),
            ports,
            get_url=get_url(settings),
            user=settings.kannel_user,
            password=settings.kannel_password,
        ) as kannel,
    ):
        yield Both(line=line, kannel=kannel, ports=ports)


def within(seconds: float, happens: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not (done := happens()) and time.monotonic() < until:
        time.sleep(0.05)
    return done


def texts_of(both: Both, number: str, direction: Direction) -> list[Message]:
    """The newest last."""
    index = both.line.database.vault.index(f"phone:{number}")
    with both.line.database.read() as session:
        of_them = (
            select(Message)
            .join(Contact)
            .where(Contact.phone_index == index, Message.direction == direction)
            .order_by(Message.id)
        )
        return list(session.scalars(of_them))


def test_a_text_in_is_answered_and_its_receipt_comes_back(both: Both) -> None:
    both.kannel.carrier.text("081234567801", LINE, "sy mau syarat kk")
    line = both.kannel.carrier.next_line()
    assert line is not None
    assert line.startswith(f"{LINE} +6281234567801 text KK: ")
    [came] = texts_of(both, "+6281234567801", Direction.IN)
    assert came.body == "sy mau syarat kk"
    assert (came.provider_id or "").startswith("kannel-in-")

    def delivered() -> bool:
        return texts_of(both, "+6281234567801", Direction.OUT)[0].delivery == Delivery.DELIVERED

    assert within(10, delivered)
    [reply] = texts_of(both, "+6281234567801", Direction.OUT)
    assert line.endswith(reply.body.split("\n")[0])
    with both.line.database.read() as session:
        kept = session.scalars(select(Receipt.status).where(Receipt.message_id == reply.id))
        assert sorted(kept) == ["accepted", "delivered"]


def test_a_long_text_whose_parts_come_in_the_wrong_order_is_one_text(both: Both) -> None:
    first, second = "PETUGAS kartu keluarga saya hilang waktu banjir dan ", "saya tidak punya telepon pintar"
    both.kannel.carrier.part("6281234567802", LINE, bytes([5, 0, 3, 7, 2, 2]), second)
    both.kannel.carrier.part("6281234567802", LINE, bytes([5, 0, 3, 7, 2, 1]), first)
    assert both.kannel.carrier.next_line() is not None
    [came] = texts_of(both, "+6281234567802", Direction.IN)
    assert came.body == first + second


def test_a_part_whose_other_half_is_lost_comes_all_the_same(both: Both) -> None:
    both.kannel.carrier.part("6281234567803", LINE, bytes([5, 0, 3, 9, 2, 1]), "SYARAT KK untuk saya dan")
    assert both.kannel.carrier.next_line(within_s=30) is not None
    [came] = texts_of(both, "+6281234567803", Direction.IN)
    assert came.body == "SYARAT KK untuk saya dan"


@pytest.mark.parametrize("body", ["PETUGAS ktp saya hilang é @", "PETUGAS tolong 😀 ktp saya hilang"])
def test_every_alphabet_arrives_as_it_was_written(both: Both, body: str) -> None:
    number = f"+62812345678{10 + body.count('😀')}"
    if body.isascii() or "😀" not in body:
        both.kannel.carrier.text(number, LINE, body)
    else:
        both.kannel.carrier.unicode_text(number, LINE, body)
    assert both.kannel.carrier.next_line() is not None
    [came] = texts_of(both, number, Direction.IN)
    assert came.body == body


def test_what_the_line_could_not_take_is_brought_again_once(both: Both) -> None:
    right = both.line.settings.kannel_addresses
    object.__setattr__(both.line.settings, "kannel_addresses", ())
    try:
        both.kannel.carrier.text("+6281234567804", LINE, "BANTUAN")
        assert both.kannel.carrier.next_line(within_s=1.5) is None
    finally:
        object.__setattr__(both.line.settings, "kannel_addresses", right)
    assert both.kannel.carrier.next_line(within_s=15) is not None
    assert len(texts_of(both, "+6281234567804", Direction.IN)) == 1
    assert both.kannel.carrier.next_line(within_s=1.5) is None


def test_smsbox_says_what_the_adapter_understands(both: Both, tmp_path: Path) -> None:
    api = f"http://127.0.0.1:{both.ports.sendsms}/cgi-bin/sendsms"
    carrier = KannelCarrier(settings_for(tmp_path, **KANNEL, kannel_api=api))
    assert isinstance(carrier.send("+6281234567805", "Halo é @ [x].\nDua", 2**31 - 1), Sent)
    assert both.kannel.carrier.next_line() == f"{LINE} +6281234567805 text Halo é @ [x]."
    assert both.kannel.carrier.next_line() == "Dua"
    assert carrier.send("abc", "Halo", 1) == Refused(error="400 number", permanent=True)
    stranger = KannelCarrier(settings_for(tmp_path, **{**KANNEL, "kannel_password": "x"}, kannel_api=api))
    assert stranger.send("+6281234567805", "Halo", 1) == Refused(error="403", permanent=False)
    elsewhere = KannelCarrier(settings_for(tmp_path, **KANNEL, kannel_api=f"{api}s"))
    assert elsewhere.send("+6281234567805", "Halo", 1) == Refused(error="404", permanent=False)


def test_a_stranger_on_this_machine_gets_nowhere(both: Both) -> None:
    with both.line.database.read() as session:
        before = session.scalar(select(func.count()).select_from(Message))
    where = f"{both.line.settings.base_url}/sms/kannel/incoming"
    assert httpx2.get(where, params={"id": "a", "from": "0812", "text": "x"}).status_code == 403
    with both.line.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == before
