"""What holds for every text carrier: texts in, receipts, and what it answers to ours."""

from typing import Any

import pytest

from models import Delivery, Direction
from sms.carrier import Found, NoAnswer, Sent, TextCarrier
from tests.sms.conformance.conftest import RIGS
from tests.sms.conformance.rig import BODY, TO, Rig


def each(**able: bool) -> pytest.MarkDecorator:
    """Every carrier that is able to do so."""
    names = [
        name for name, kind in RIGS.items() if all(getattr(kind, key) is value for key, value in able.items())
    ]
    return pytest.mark.parametrize("rig", names, indirect=True)


# Texts ----------------------------------------------------------------------------------------------------------


@each(brings=True)
def test_a_text_is_stored_and_answered_by_the_outbox(rig: Rig) -> None:
    rig.bring("SYARAT KK", "+6281234567800")
    kept = rig.came()[-1]
    assert (kept.body, kept.direction, kept.contact.phone) == ("SYARAT KK", Direction.IN, "+6281234567800")
    assert (rig.reply_to(kept) or "").startswith("KK: ")


@each(brings=True)
@pytest.mark.parametrize(
    "body", ["PETUGAS ktp saya hilang", "STATUS 48213096", "BERHENTI", "😀 terima kasih"]
)
def test_a_repeat_changes_nothing(rig: Rig, body: str) -> None:
    again = rig.bring(body, "+6281234567801")
    before = rig.rows()
    again()
    assert rig.rows() == before


@each(brings=True)
def test_the_same_words_again_are_a_second_text(rig: Rig) -> None:
    before = len(rig.came())
    rig.bring("halo halo", "+6281234567802")
    rig.bring("halo halo", "+6281234567802")
    assert len(rig.came()) == before + 2


@each(brings=True)
@pytest.mark.parametrize("sender", ["081234567897", "6281234567897", "+6281234567897", "006281234567897"])
def test_every_way_to_write_a_number_is_the_same_citizen(rig: Rig, sender: str) -> None:
    rig.bring(f"BANTUAN {len(sender)}{sender[0]}", sender)
    kept = rig.came()[-1]
    assert kept.contact.phone == "+6281234567897"
    assert rig.reply_to(kept) is not None


@each(brings=True)
@pytest.mark.parametrize("sender", ["", "Anonymous", "858", "INFO", "+1", "02150001234", "x" * 20])
def test_any_sender_is_kept_and_what_is_no_mobile_gets_no_answer(rig: Rig, sender: str) -> None:
    rig.bring(f"STATUS {len(sender)}", sender)
    kept = rig.came()[-1]
    assert kept.body == f"STATUS {len(sender)}"
    assert rig.reply_to(kept) is None


@each(brings=True)
@pytest.mark.parametrize(
    "body", ["", " ", "\x00", "a+b & c=d %41", "é@_$ [x]{y}€", "tolong 😀 pak", "ا" * 300]
)
def test_any_body_is_kept(rig: Rig, body: str) -> None:
    rig.bring(body, "+6281234567803")
    assert rig.came()[-1].body == body


# Long texts, where the line joins them ------------------------------------------------------------------------


@each(joins=True)
@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_parts_in_any_order_are_one_text(rig: Rig, order: tuple[int, ...]) -> None:
    before, sender = len(rig.came()), "+6281234567804"
    parts = {1: "PETUGAS kartu keluarga saya ", 2: "hilang waktu banjir dan ", 3: "saya tinggal sendiri"}
    for position in order:
        assert len(rig.came()) == before
        again = rig.bring_part(parts[position], 10 + order[0] * 3 + order[1], 3, position, sender)
        again()
    assert [message.body for message in rig.came()[before:]] == ["".join(parts.values())]


@each(joins=True)
def test_what_came_of_a_text_with_a_lost_part_is_handed_on_with_a_mark(rig: Rig) -> None:
    before, sender = len(rig.came()), "+6281234567805"
    rig.bring_part("PETUGAS kartu keluarga saya", 20, 3, 1, sender)
    rig.bring_part("saya tinggal sendiri", 20, 3, 3, sender)
    assert len(rig.came()) == before
    rig.join_late()
    assert [one.body for one in rig.came()[before:]] == [
        "PETUGAS kartu keluarga saya [...] saya tinggal sendiri"
    ]
    again = rig.bring_part("hilang waktu banjir", 20, 3, 2, sender)
    assert rig.came()[-1].body == "[...] hilang waktu banjir [...]"
    assert rig.came()[-1].case_id == rig.came()[-2].case_id, "it is the same story"
    again()
    rig.join_late()
    assert len(rig.came()) == before + 2


@each(joins=True)
def test_two_long_texts_with_one_reference_stay_apart(rig: Rig) -> None:
    before, sender = len(rig.came()), "+6281234567806"
    for first, second in (("SYARAT ", "KK"), ("SYARAT ", "KTP"), ("BIAYA ", "KK")):
        rig.bring_part(first, 30, 2, 1, sender)
        rig.bring_part(second, 30, 2, 2, sender)
        rig.bring_part(f"{first}lain", 30, 2, 1, "+6281234567807")
    rig.join_late()
    mine = [one.body for one in rig.came()[before:] if one.contact.phone == sender]
    assert mine == ["SYARAT KK", "SYARAT KTP", "BIAYA KK"]


# Receipts -----------------------------------------------------------------------------------------------------


@each(reports=True)
def test_a_receipt_moves_the_text_on(rig: Rig) -> None:
    message_id, sent = rig.handed()
    rig.report(sent, message_id, "taken")
    assert rig.message(message_id).delivery == Delivery.SENT
    rig.report(sent, message_id, "delivered")
    assert rig.message(message_id).delivery == Delivery.DELIVERED


@each(reports=True)
@pytest.mark.parametrize("state", [Delivery.SENDING, Delivery.UNKNOWN])
def test_a_receipt_that_is_faster_than_the_answer_finds_its_text(rig: Rig, state: Delivery) -> None:
    message_id, sent = rig.handed(stored=False)
    with rig.database.write() as session:
        session.get_one(type(rig.message(message_id)), message_id).delivery = state
    rig.report(sent, message_id, "taken")
    message = rig.message(message_id)
    assert (message.delivery, message.provider_id) == (Delivery.SENT, sent.provider_id)
    assert message.sent_at is not None


@each(reports=True)
def test_receipts_that_are_late_or_repeated_change_nothing(rig: Rig) -> None:
    message_id, sent = rig.handed()
    rig.report(sent, message_id, "failed")
    failed = rig.message(message_id)
    assert failed.delivery == Delivery.FAILED
    assert failed.error is not None
    assert any(sign.isdigit() for sign in failed.error), "the carrier's code"
    for kind in ("taken", "delivered", "failed", "odd"):
        rig.report(sent, message_id, kind)
    assert rig.message(message_id).delivery == Delivery.FAILED
    before = rig.rows()
    for kind in ("delivered", "failed"):
        rig.report(sent, message_id, kind)
    assert rig.rows() == before


@each(reports=True)
def test_a_receipt_that_says_nothing_we_know_changes_nothing(rig: Rig) -> None:
    message_id, sent = rig.handed()
    rig.report(sent, message_id, "odd")
    assert rig.message(message_id).delivery == Delivery.SENT


@each(reports=True)
def test_a_receipt_for_nobody_changes_no_text(rig: Rig) -> None:
    message_id, sent = rig.handed()
    stranger = Sent(provider_id=sent.provider_id[:-3] + "fff")
    rig.report(stranger, message_id, "failed")
    assert rig.message(message_id).delivery == Delivery.SENT


@each(brings=True, reports=True)
def test_a_receipt_never_touches_a_citizens_text(rig: Rig) -> None:
    rig.bring("halo, ini saya", "+6281234567808")
    kept = rig.came()[-1]
    for provider_id in (kept.provider_id or "", f"{kept.provider_id}x"):
        rig.report(Sent(provider_id=provider_id), kept.id, "failed")
    assert rig.message(kept.id).delivery == Delivery.RECEIVED


# Sending ------------------------------------------------------------------------------------------------------

TOLD = [
    pytest.param(name, told, id=f"{name}-{number}")
    for name, kind in RIGS.items()
    for number, told in enumerate(kind.told)
]


@pytest.mark.parametrize(("rig", "told"), TOLD, indirect=["rig"])
def test_every_answer_means_what_the_table_says(rig: Rig, told: Any) -> None:
    rig.answer(told.answer)
    result = rig.carrier.send(TO, BODY, 7)
    rig.answer("takes")
    assert isinstance(result, Sent) if told.means is Sent else result == told.means


@each()
def test_two_texts_have_two_ids(rig: Rig) -> None:
    (_, first), (_, second) = rig.handed(), rig.handed()
    assert first.provider_id != second.provider_id
    assert all(0 < len(sent.provider_id) <= 64 for sent in (first, second))


@each(finds=True)
def test_what_the_carrier_took_is_found_by_its_number_and_body(rig: Rig) -> None:
    message_id, sent = rig.handed()
    after = rig.message(message_id).created_at
    found = rig.carrier.find(TO, BODY, after)
    assert isinstance(found, Found)
    assert sent.provider_id in found.provider_ids
    assert rig.carrier.find(TO, "lain", after) == Found(provider_ids=())
    assert rig.carrier.find("+6281234567877", BODY, after) == Found(provider_ids=())


@each()
def test_every_carrier_is_one(rig: Rig) -> None:
    carrier: TextCarrier = rig.carrier
    found = carrier.find("+6281234567870", "tidak pernah", rig.message(rig.handed()[0]).created_at)
    assert isinstance(found, Found | NoAnswer)
    if isinstance(found, Found):
        assert found.provider_ids == ()
