"""NIK, family card and telephone numbers as they are said. The numbers are published examples or invented."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech import reading
from speech.identity_numbers import (
    PHONE_WORDS,
    CardNumber,
    Group,
    implausible_in_family_card,
    implausible_in_nik,
    read_family_card,
    read_nik,
    read_phone,
)

TODAY = datetime.date(2026, 8, 26)


@pytest.mark.parametrize(
    ("digits", "implausible"),
    [
        ("3273056010900009", ()),
        ("3602041211870001", ()),
        ("9601012902040001", ()),
        ("2073056010900009", (Group.PLACE,)),
        ("3200056010900009", (Group.PLACE,)),
        ("3273006010900009", (Group.PLACE,)),
        ("3273053510900009", (Group.DATE,)),
        ("3273057210900009", (Group.DATE,)),
        ("3273056013900009", (Group.DATE,)),
        ("3273052902010001", (Group.DATE,)),
        ("3273056010900000", (Group.SERIAL,)),
        ("0000000000000000", (Group.PLACE, Group.DATE, Group.SERIAL)),
    ],
)
def test_which_group_of_a_nik_cannot_be(digits: str, implausible: tuple[Group, ...]) -> None:
    assert implausible_in_nik(digits, TODAY) == implausible
    assert read_nik(reading.digits(digits), today=TODAY) == CardNumber(digits=digits, implausible=implausible)


def test_a_day_to_come_is_of_the_last_century() -> None:
    assert implausible_in_nik("3273052708260001", TODAY) == ()
    assert implausible_in_nik("3273052902260001", datetime.date(1925, 1, 1)) == (Group.DATE,)


def test_a_family_card_is_not_a_womans_nik() -> None:
    assert implausible_in_family_card("3273051210100009", TODAY) == ()
    assert implausible_in_family_card("3273056010900009", TODAY) == (Group.DATE,)
    found = read_family_card(reading.digits("3273056010900009"), today=TODAY)
    assert found is not None
    assert found.implausible == (Group.DATE,)


def test_sixteen_digits_are_asked_for() -> None:
    assert read_nik("tiga dua tujuh tiga", today=TODAY) is None
    with pytest.raises(ValueError, match="16 digits"):
        implausible_in_nik("327305601090000", TODAY)


def test_pairs_and_the_plausible_alternative() -> None:
    said = "tiga puluh dua tujuh puluh tiga nol lima enam puluh sepuluh sembilan puluh nol nol nol sembilan"
    assert read_nik(said, today=TODAY) == CardNumber(digits="3273056010900009")
    misheard = (
        "dua puluh dua tujuh puluh tiga nol lima enam puluh sepuluh sembilan puluh nol nol nol sembilan"
    )
    assert read_nik(misheard, [said], today=TODAY) == CardNumber(digits="3273056010900009")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol", "081234567890"),
        ("kosong delapan satu dua tiga empat lima enam tujuh delapan", "0812345678"),
        ("plus enam dua delapan satu dua tiga empat lima enam tujuh delapan sembilan", "08123456789"),
        ("enam dua delapan satu dua tiga empat lima enam tujuh delapan sembilan", "08123456789"),
        ("nol nol enam dua delapan satu dua tiga empat lima enam tujuh delapan sembilan", "08123456789"),
        ("delapan satu dua tiga empat lima enam tujuh delapan sembilan", "08123456789"),
        ("nol delapan dua belas tiga puluh empat lima puluh enam tujuh puluh delapan", "0812345678"),
        ("nol delapan satu dua belas tiga empat lima enam tujuh delapan", "08112345678"),
        ("nol delapan dobel satu tiga empat lima enam tujuh delapan", "0811345678"),
        ("nol delapan satu dua tiga empat lima", None),
        ("nol delapan empat dua tiga empat lima enam tujuh delapan", None),
        ("nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol satu dua", None),
        ("nol dua satu lima lima lima satu dua tiga empat", None),
        ("tidak punya", None),
    ],
)
def test_phone_numbers(said: str, number: str | None) -> None:
    assert read_phone(said) == number


@given(st.from_regex(r"08[1-35-9][0-9]{7,10}", fullmatch=True))
def test_phone_numbers_are_read_as_our_voice_says_them(number: str) -> None:
    assert read_phone(reading.digits(number)) == number


@given(st.lists(st.sampled_from(PHONE_WORDS), max_size=18).map(" ".join))
def test_nothing_that_is_said_makes_them_fail(said: str) -> None:
    read_phone(said)
    for found in (read_nik(said, today=TODAY), read_family_card(said, today=TODAY)):
        assert found is None or len(found.digits) == 16
