"""Receipts of SMPP carriers, in all the spellings that carriers have for them."""

import pytest

from models import Delivery
from sms.smpp_receipts import Told, id_in_words, id_of, read_receipt

USUAL = (
    "id:{id} sub:001 dlvrd:001 submit date:2611240900 done date:2611240901 stat:{stat} err:{err} text:{text}"
)


def read(
    words: str, receipted: str | None = None, state: int | None = None, error: str | None = None
) -> Told | None:
    return read_receipt(words, receipted, state, error, "same")


@pytest.mark.parametrize(
    ("stat", "err", "delivery", "error"),
    [
        ("DELIVRD", "000", Delivery.DELIVERED, None),
        ("ACCEPTD", "000", Delivery.SENT, None),
        ("ENROUTE", "000", Delivery.SENT, None),
        ("UNDELIV", "021", Delivery.FAILED, "021"),
        ("EXPIRED", "000", Delivery.FAILED, "EXPIRED"),
        ("REJECTD", "0C2", Delivery.FAILED, "0C2"),
        ("DELETED", "", Delivery.FAILED, "DELETED"),
        ("UNKNOWN", "001", None, None),
        ("BARU", "001", None, None),
    ],
)
def test_words(stat: str, err: str, delivery: Delivery | None, error: str | None) -> None:
    told = read(USUAL.format(id="00ab12", stat=stat, err=err, text="Halo"))
    assert told == Told(provider_id="smpp-ab12", status=stat, delivery=delivery, error=error)


@pytest.mark.parametrize(
    "words",
    [
        "ID:7 STAT:DELIVRD ERR:0",
        "stat:DELIVRD id:7",
        "id: 7 stat: DELIVERED",
        "id:7 sub:001 dlvrd:001 submit date:1 done date:2 stat:delivrd err:000 Text:id:8 stat:UNDELIV",
    ],
)
def test_spellings_and_orders(words: str) -> None:
    told = read(words)
    assert told is not None
    assert (told.provider_id, told.delivery) == ("smpp-7", Delivery.DELIVERED)


def test_what_a_citizen_or_we_wrote_in_the_text_is_never_read() -> None:
    told = read(USUAL.format(id="7", stat="UNDELIV", err="005", text="id:8 stat:DELIVRD err:000"))
    assert told == Told(provider_id="smpp-7", status="UNDELIV", delivery=Delivery.FAILED, error="005")


def test_optional_parameters_win() -> None:
    told = read("id:999 stat:DELIVRD", "00AB12", 5, "21")
    assert told == Told(provider_id="smpp-ab12", status="UNDELIV", delivery=Delivery.FAILED, error="21")
    assert read("", "7", 2) == Told(
        provider_id="smpp-7", status="DELIVRD", delivery=Delivery.DELIVERED, error=None
    )


@pytest.mark.parametrize("words", ["", "halo", "stat:DELIVRD", "id: stat:DELIVRD err:0 id"])
def test_a_receipt_that_names_no_text_is_none(words: str) -> None:
    told = read(words)
    assert told is None or told.provider_id == "smpp-stat"


@pytest.mark.parametrize(
    ("answered", "ids", "in_words"),
    [
        ("000004D2", "decimal", "1234"),
        ("4d2", "decimal", "0000001234"),
        ("1234", "hex", "4D2"),
        ("1234", "hex", "000004d2"),
        ("00Ab-12", "same", "ab-12"),
        ("0", "same", "000"),
        ("x" * 64, "same", "x" * 64),
    ],
)
def test_ids_in_words_are_those_of_the_answers(answered: str, ids: str, in_words: str) -> None:
    assert id_in_words(in_words, ids) == id_of(answered)  # type: ignore[arg-type]
    assert len(id_of(answered) or "") <= 64
