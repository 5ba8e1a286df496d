"""What Kannel brings, as it brings it: texts, repeats, and receipts early, late, twice and for nobody."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from casework.office import Office
from models import Database, Delivery, Direction, Receipt
from sms.kannel_routes import error_of, text_of
from tests.sms.citizen import row_counts
from tests.sms.kannel_peer import SECRET, Peer, basic


@pytest.fixture(scope="module")
def peer(
    tmp_path_factory: pytest.TempPathFactory, a_line: Callable[[Path], tuple[Database, Office]]
) -> Iterator[Peer]:
    folder = tmp_path_factory.mktemp("kannel")
    peer = Peer(folder, *a_line(folder))
    yield peer
    peer.client.close()
    peer.database.close()


# Texts ----------------------------------------------------------------------------------------------------------


def test_a_text_is_stored_and_answered_by_the_outbox_with_nothing_in_the_page(peer: Peer) -> None:
    fields = peer.text("SYARAT KK")
    answer = peer.client.get(f"/sms/kannel/incoming?{urlencode(fields)}", headers=basic(SECRET))
    assert (answer.status_code, answer.content) == (200, b""), "smsbox would text the page to the citizen"
    kept = peer.kept(fields)
    assert (kept.body, kept.direction) == ("SYARAT KK", Direction.IN)
    assert (peer.reply_to(fields) or "").startswith("KK: ")


def test_a_plus_that_kannel_did_not_encode_is_understood(peer: Peer) -> None:
    fields = peer.text("BANTUAN")
    query = urlencode({**fields, "from": ""}).replace("from=", "from=+6281234567897")
    answer = peer.client.get(f"/sms/kannel/incoming?{query}", headers=basic(SECRET))
    assert answer.status_code == 200
    assert peer.kept(fields).contact.phone == "+6281234567897"


@pytest.mark.parametrize(
    ("raw", "coding", "charset", "text"),
    [
        ("STATUS é@".encode(), b"0", b"UTF-8", "STATUS é@"),
        ("Halo 😀".encode("utf-16-be"), b"2", b"UTF-16BE", "Halo 😀"),
        ("Halo 😀".encode(), b"2", b"UTF-8", "Halo 😀"),
        ("é".encode("latin-1"), b"1", b"8-BIT", "é"),
        (b"\xff\xfe\xff", b"0", b"UTF-8", "ÿþÿ"),
        (b"\x00H\x00", b"2", b"UTF-16BE", "H�"),
        (b"a", b"", b"", "a"),
    ],
)
def test_alphabets(raw: bytes, coding: bytes, charset: bytes, text: str) -> None:
    assert text_of(raw, coding, charset) == text


def test_parts_of_a_story_that_kannel_could_not_join_become_one_case(peer: Peer) -> None:
    sender = {"from": "+6281234567701"}
    first = peer.text("PETUGAS kartu keluarga saya hilang waktu banjir di rumah dan", **sender)
    second = peer.text("saya tidak punya telepon pintar, mohon dibantu ya", **sender)
    assert peer.bring(first) == peer.bring(second) == 200
    assert peer.kept(first).case_id is not None
    assert peer.kept(second).case_id == peer.kept(first).case_id


# Who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic(SECRET[:-1]),
        basic(SECRET + "x"),
        basic(""),
        basic(SECRET, user="admin"),
        {"Authorization": f"Bearer {SECRET}"},
        {"Authorization": b"Basic \xff\xfe"},
    ],
)
@pytest.mark.parametrize("path", ["incoming", "receipt"])
def test_without_the_secret_nothing_gets_through(peer: Peer, path: str, headers: Any) -> None:
    message_id = peer.queued(Delivery.SENDING)
    before = row_counts(peer.database)
    fields = {**peer.text(), "m": message_id, "type": 1}
    assert peer.get(path, fields, headers=headers) == 403
    assert row_counts(peer.database) == before
    assert peer.message(message_id).delivery == Delivery.SENDING


def test_the_secret_in_the_address_is_not_taken(peer: Peer) -> None:
    assert peer.bring({**peer.text(), "secret": SECRET}, headers={}) == 403


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("10.0.0.7", 403)])
def test_the_secret_from_another_address_is_not_taken(peer: Peer, address: str, status: int) -> None:
    with peer.from_address(address) as client:
        query = urlencode(peer.text())
        headers = {**basic(SECRET), "X-Forwarded-For": "127.0.0.1"}
        assert client.get(f"/sms/kannel/incoming?{query}", headers=headers).status_code == status


@pytest.mark.parametrize("field", ["id", "from", "text"])
def test_each_field_must_be_there_exactly_once(peer: Peer, field: str) -> None:
    before = row_counts(peer.database)
    fields = peer.text()
    assert peer.bring({name: value for name, value in fields.items() if name != field}) == 400
    assert peer.bring([*fields.items(), (field, fields[field])]) == 400
    assert row_counts(peer.database) == before


@pytest.mark.parametrize("given", ["", " ", "a b", "a" * 51, "a\x00", "é"])
def test_an_id_that_is_none_is_refused(peer: Peer, given: str) -> None:
    assert peer.bring(peer.text(id=given)) == 400


def test_too_many_fields_are_refused(peer: Peer) -> None:
    assert peer.bring({**peer.text(), **{f"x{n}": "" for n in range(30)}}) == 400


# Receipts -------------------------------------------------------------------------------------------------------


def test_receipts_for_nobody_are_kept_and_change_no_text(peer: Peer) -> None:
    message_id = peer.queued(Delivery.SENT, "kannel-mine")
    assert peer.receipt(999999, "kannel-nobody", 1) == 200
    assert peer.receipt(message_id, "kannel-nobody", 2) == 200, "our id, but not of this hand-over"
    assert peer.message(message_id).delivery == Delivery.SENT
    with peer.database.read() as session:
        kept = session.scalars(select(Receipt.status).where(Receipt.provider_id == "kannel-nobody"))
        assert set(kept) == {"delivered", "undelivered"}


@pytest.mark.parametrize(
    ("kind", "answer", "state", "error"),
    [
        (1, "id:7 stat:DELIVRD err:000", Delivery.DELIVERED, None),
        (2, "id:7 stat:EXPIRED err:000", Delivery.FAILED, "undelivered"),
        (4, "", Delivery.SENT, None),
        (8, "ACK/", Delivery.SENT, None),
        (16, "NACK/11/Invalid Destination Address", Delivery.FAILED, "11"),
        (16, "NACK/0x0000000b/Invalid Destination Address", Delivery.FAILED, "0x0000000b"),
        (16, "", Delivery.FAILED, "rejected"),
        (32, "", Delivery.SENDING, None),
        (0, "", Delivery.SENDING, None),
    ],
)
def test_every_type_of_receipt(
    peer: Peer, kind: int, answer: str, state: Delivery, error: str | None
) -> None:
    message_id = peer.queued(Delivery.SENDING)
    assert peer.receipt(message_id, f"kannel-type{message_id}", kind, answer) == 200
    message = peer.message(message_id)
    assert (message.delivery, message.error) == (state, error)


@pytest.mark.parametrize(
    "changed",
    [{"m": "x"}, {"m": "-1"}, {"m": "9" * 10}, {"type": ""}, {"type": "%d"}, {"id": "a b"}, {"id": ""}],
)
def test_a_receipt_that_is_none_is_refused(peer: Peer, changed: dict[str, str]) -> None:
    good = {"m": "1", "id": "kannel-x", "type": "8", "answer": ""}
    assert peer.get("receipt", {**good, **changed}) == 400


def test_no_free_text_of_a_carrier_is_kept() -> None:
    assert error_of("id:1 stat:UNDELIV err:Nomor 0812345 text:rahasia") is None
    assert error_of("err:" + "9" * 50) is None
    assert error_of("penerima 08123 tidak ada") is None
