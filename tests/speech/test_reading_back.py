"""What the line says is understood by its own readers: numbers, codes, money, days and times there and back."""

import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from speech import reading
from speech.cardinals import prefixes
from speech.dates import read_date
from speech.money import read_money
from speech.numbers import read_digits
from speech.times import read_time

TODAY = datetime.date(2026, 11, 24)
MARKS = {"lewat": "léwat", "November": "Novémber", "Desember": "Désémber", "Februari": "Fébruari"}
_PLAIN = str.maketrans("éêÉÊ", "eeEE", ",|.")


def heard(said: str) -> str:
    """As a recogniser would write it."""
    return " ".join(said.translate(_PLAIN).lower().split())


def value_of(words: str) -> int:
    parts = words.split()
    end, value = prefixes(parts)[-1]
    assert end == len(parts)
    return value


NUMBERS = (
    st.integers(0, 10**9) | st.integers(0, 12).map(lambda n: 10**n if n < 10 else n) | st.integers(0, 2000)
)


@given(NUMBERS)
@example(1_001_000)
@example(21_001_000)
@example(10**9)
def test_numbers_are_read_back(value: int) -> None:
    assert value_of(reading.number(value)) == value
    assert value_of(reading.spoken(f"{value:,}".replace(",", "."), {})) == value
    if value < 10**6:
        assert value_of(reading.spoken(str(value), {})) == value


@given(st.text("0123456789", min_size=1, max_size=16))
def test_codes_are_read_back(code: str) -> None:
    assert read_digits(heard(reading.digits(code)), len(code)) == code


@given(st.integers(1, 10**9))
def test_fees_are_read_back_however_they_are_written(amount: int) -> None:
    dotted = f"{amount:,}".replace(",", ".")
    for written in (f"Rp {dotted}", f"Rp{amount}", f"Rp. {dotted},-", f"Rp{dotted},00", f"{dotted} rupiah"):
        assert read_money(heard(reading.spoken(written, {}))) == amount, written


@given(st.dates(datetime.date(1930, 1, 1), datetime.date(2039, 12, 31)))
def test_days_are_read_back_however_they_are_written(day: datetime.date) -> None:
    short = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des")[
        day.month - 1
    ]
    for written in (
        f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day} {short} {day.year}", f"{day:%d}-{short}-{day.year}", reading.date(day),
    ):  # fmt: skip
        assert read_date(heard(reading.spoken(written, MARKS)), TODAY) == day, written
    if day.year >= 1941:
        assert read_date(heard(reading.spoken(f"{day:%d/%m/%y}", MARKS)), TODAY) == day


@pytest.mark.parametrize("conversational", [False, True])
def test_every_minute_of_the_day_is_read_back(conversational: bool) -> None:
    for minutes in range(24 * 60):
        time = datetime.time(minutes // 60, minutes % 60)
        said = reading.clock(time, conversational=conversational)
        assert read_time(said) == time, said
        for written in (f"{time:%H.%M}", f"{time:%H:%M}", f"jam {time:%H.%M}"):
            there = heard(reading.spoken(written, MARKS, conversational=conversational))
            assert read_time(there) == time, there
