"""The SMPP adapter against a carrier of another library's packets: what conformance does not ask of every carrier."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import smpp34
from sqlalchemy import text

from casework.office import Office
from models import Database, Delivery
from sms.carrier import Found, NoAnswer, Refused, Sent
from tests.sms.smpp_line import BODY, TO, Bound, lines
from tests.sms.smsc import UNBIND, Smsc, Taken, smsc, within

MINUTE = timedelta(minutes=1)


@pytest.fixture
def carrier() -> Iterator[Smsc]:
    with smsc() as carrier:
        yield carrier


@pytest.fixture
def bound(tmp_path: Path, database: Database, office: Office, carrier: Smsc) -> Iterator[Bound]:
    with lines(tmp_path, database, office, carrier) as bound:
        yield bound


# Sending --------------------------------------------------------------------------------------------------------


def test_a_text_is_handed_over_with_everything_that_a_carrier_wants(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    assert line.carrier.send(TO, "Halo é @ [x]", 7) == Sent(provider_id="smpp-1")
    assert (carrier.link.user, carrier.link.password) == ("suara", "sandi")
    [taken] = carrier.taken
    assert (taken.to, taken.sender) == ("6281234567891", "622150001234")
    assert (taken.octets, taken.data_coding, taken.esm_class) == (b"Halo \x05 \x00 \x1b<x\x1b>", 0, 0)
    assert taken.registered == 1


def test_what_is_not_in_the_alphabet_and_what_is_long_leaves_in_parts(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    assert isinstance(line.carrier.send(TO, "😀" * 36, 300), Sent)
    first, second = carrier.taken
    assert first.octets == bytes([5, 0, 3, 300 % 256, 2, 1]) + ("😀" * 33).encode("utf-16-be")
    assert second.octets == bytes([5, 0, 3, 300 % 256, 2, 2]) + ("😀" * 3).encode("utf-16-be")
    assert [(one.data_coding, one.esm_class, one.registered) for one in carrier.taken] == [
        (8, 0x40, 0),
        (8, 0x40, 1),
    ]


def test_a_long_text_that_is_refused_in_its_middle_is_not_sent_again(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    carrier.reply = lambda taken: (0x58, "") if taken.octets[5] == 2 else (0, "1")
    assert line.carrier.send(TO, "a" * 200, 7) == NoAnswer()


def test_a_carrier_that_takes_latin_gets_latin(carrier: Smsc, bound: Bound) -> None:
    bound(smpp_alphabet="latin1").carrier.send(TO, "é @", 7)
    assert carrier.taken[0].octets == "é @".encode("latin-1")
    assert carrier.text("é @".encode("latin-1")) == 0


def test_the_sender_may_be_a_name_that_the_carrier_registered(carrier: Smsc, bound: Bound) -> None:
    bound(smpp_sender="MPP CONTOH").carrier.send(TO, BODY, 7)
    assert carrier.taken[0].sender == "MPP CONTOH"


def test_no_more_texts_wait_for_answers_than_the_window_has_room_for(carrier: Smsc, bound: Bound) -> None:
    line = bound(smpp_window=2)
    carrier.reply = None
    results: list[object] = []
    senders = [
        threading.Thread(target=lambda: results.append(line.carrier.send(TO, BODY, 7))) for _ in range(3)
    ]
    for sender in senders:
        sender.start()
    assert within(5, lambda: len(carrier.taken) == 2)
    time.sleep(0.1)
    assert len(carrier.taken) == 2
    for taken in list(carrier.taken):
        taken.link.answer(taken, carrier.next_id(taken))
    assert within(5, lambda: len(carrier.taken) == 3)
    carrier.taken[2].link.answer(carrier.taken[2], (0, "9"))
    for sender in senders:
        sender.join()
    assert all(isinstance(result, Sent) for result in results)


# Answers that are missing ---------------------------------------------------------------------------------------


def test_an_answer_that_is_too_late_is_found_and_asked_about(carrier: Smsc, bound: Bound) -> None:
    line, carrier.reply, carrier.query_state = bound(), None, 2
    message_id, began = line.queued(), datetime.now(UTC) - MINUTE
    assert line.carrier.send(TO, BODY, message_id) == NoAnswer()
    assert line.carrier.find(TO, BODY, began) == NoAnswer()
    [taken] = carrier.taken
    taken.link.answer(taken, (0, "00AB12"))
    assert within(5, lambda: line.carrier.find(TO, BODY, began) == Found(provider_ids=("smpp-ab12",)))
    assert set(carrier.queried) == {"00AB12"}
    assert line.delivery(message_id) == Delivery.DELIVERED
    assert line.carrier.find(TO, "lain", began) == NoAnswer()


def test_a_refusal_that_is_too_late_says_that_there_is_nothing(carrier: Smsc, bound: Bound) -> None:
    line, carrier.reply = bound(), None
    assert line.carrier.send(TO, BODY, 7) == NoAnswer()
    carrier.taken[0].link.answer(carrier.taken[0], (0x58, ""))
    began = datetime.now(UTC) - MINUTE
    assert within(5, lambda: line.carrier.find(TO, BODY, began) == Found(provider_ids=()))


def test_a_connection_that_breaks_leaves_its_texts_unknown(carrier: Smsc, bound: Bound) -> None:
    line, carrier.reply = bound(), None
    carrier.before_answer = lambda taken: taken.link.wire.shutdown(2)
    assert line.carrier.send(TO, BODY, 7) == NoAnswer()
    assert len(carrier.taken) == 1


# Receipts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ids", "told"), [("same", "00ab12"), ("decimal", str(0xAB12))])
def test_receipts_tell_ids_in_the_way_that_is_set(carrier: Smsc, bound: Bound, ids: str, told: str) -> None:
    line = bound(smpp_receipt_ids=ids)
    carrier.reply = lambda taken: (0, "0000AB12")
    message_id = line.queued()
    line.carrier.send(TO, BODY, message_id)
    assert carrier.receipt(told) == 0
    assert line.delivery(message_id) == Delivery.DELIVERED


def test_a_receipt_of_parameters_only(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    message_id = line.queued()
    line.carrier.send(TO, BODY, message_id)
    tlvs = [
        smpp34.Tlv(0x000D, b"\x01"),
        smpp34.Tlv(smpp34.TLV_NETWORK_ERROR_CODE, b"\x03\x00\x15"),
        smpp34.Tlv(smpp34.TLV_RECEIPTED_MESSAGE_ID, b"00000001\x00"),
        smpp34.Tlv(smpp34.TLV_MESSAGE_STATE, b"\x05"),
        smpp34.Tlv(0x1403, b"vendor"),
    ]
    assert carrier.text(b"", esm_class=4, tlvs=tlvs) == 0
    assert line.delivery(message_id) == Delivery.FAILED


def test_a_receipt_that_comes_before_the_answer_waits_for_it(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    message_id = line.queued()

    def receipt_first(taken: Taken) -> None:
        words = b"id:1 stat:DELIVRD err:000"
        taken.link.bring(smpp34.DeliverSm("6281234567891", "622150001234", words, esm_class=4))
        time.sleep(0.1)

    carrier.before_answer = receipt_first
    assert line.carrier.send(TO, BODY, message_id) == Sent(provider_id="smpp-1")
    assert within(5, lambda: line.delivery(message_id) == Delivery.DELIVERED)


def test_a_citizen_cannot_write_a_receipt(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    message_id = line.queued()
    line.carrier.send(TO, BODY, message_id)
    forged = "id:1 sub:001 dlvrd:001 submit date:2611240900 done date:2611240901 stat:UNDELIV err:001 text:x"
    assert carrier.text(forged) == 0
    assert line.delivery(message_id) == Delivery.SENDING
    assert line.came() == [forged]


# Texts ----------------------------------------------------------------------------------------------------------


def test_a_text_that_cannot_be_stored_is_brought_again(
    carrier: Smsc, bound: Bound, database: Database
) -> None:
    line = bound()
    with database.engine.connect() as connection:
        connection.execute(text("ALTER TABLE messages RENAME TO away"))
        connection.commit()
    assert carrier.text("PETUGAS ktp saya hilang") == 0x64
    with database.engine.connect() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO messages"))
        connection.commit()
    assert carrier.text("PETUGAS ktp saya hilang") == 0
    assert line.came() == ["PETUGAS ktp saya hilang"]


def test_a_carrier_that_does_not_wait_for_our_answer_brings_one_text(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    packet = smpp34.DeliverSm("6281234567890", "622150001234", b"PETUGAS ktp saya hilang", source_addr_ton=1)
    link = carrier.link
    first = [link.bring(packet) for _ in range(3)][-1]
    assert within(5, lambda: link.answers.get(first) == 0)
    assert line.came() == ["PETUGAS ktp saya hilang"]
    assert carrier.bring(packet) == 0
    assert len(line.came()) == 2, "after our answer it is a second text"


def test_a_text_may_come_as_data(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    body = b"\0\1\x016281234567890\0\1\x01622150001234\0\0\0\0\x04\x24\0\x07BANTUAN"
    carrier.link.write(0x103, 0, 77, body)
    assert within(5, lambda: carrier.link.answers.get(77) == 0)
    assert line.came() == ["BANTUAN"]


def test_a_character_that_is_cut_between_parts_is_whole_again(carrier: Smsc, bound: Bound) -> None:
    line, octets = bound(), "tolong 😀".encode("utf-16-be")
    assert carrier.text(bytes([6, 8, 4, 1, 0, 2, 2]) + octets[-2:], coding=8, esm_class=0x40) == 0
    assert carrier.text(bytes([6, 8, 4, 1, 0, 2, 1]) + octets[:-2], coding=8, esm_class=0x40) == 0
    assert line.came() == ["tolong 😀"]


def test_parts_by_parameters_are_joined_too(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    for position, body in ((2, "kk"), (1, "syarat ")):
        tlvs = [
            smpp34.Tlv(smpp34.TLV_SAR_MSG_REF_NUM, b"\x00\x09"),
            smpp34.Tlv(smpp34.TLV_SAR_TOTAL_SEGMENTS, b"\x02"),
            smpp34.Tlv(smpp34.TLV_SAR_SEGMENT_SEQNUM, bytes([position])),
        ]
        assert carrier.text(body, tlvs=tlvs) == 0
    assert line.came() == ["syarat kk"]


# The connection -------------------------------------------------------------------------------------------------


def test_goodbye_is_said_and_heard(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    line.carrier.close()
    assert carrier.asked[-1] == UNBIND
    assert line.carrier.send(TO, BODY, 7) == Refused(error="unreachable", permanent=False)


def test_no_numbers_no_texts_and_no_password_are_logged(
    carrier: Smsc, bound: Bound, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    line = bound()
    carrier.text("PETUGAS rahasia saya")
    carrier.reply = lambda taken: (0x0B, "")
    line.carrier.send(TO, BODY, 7)
    carrier.receipt("77", "UNDELIV")
    line.carrier.close()
    out, err = capfd.readouterr()
    for shown in (out, err, caplog.text):
        for hidden in (TO[1:], "81234567890", "Silakan", "rahasia", "sandi"):
            assert hidden not in shown
