"""Times of day as they are said."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech import reading
from speech.times import TIME_WORDS, read_time


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("jam delapan pagi", "08:00"),
        ("delapan", "08:00"),
        ("jam delapan malam", "20:00"),
        ("setengah sembilan", "08:30"),
        ("jam setengah dua belas malam", "23:30"),
        ("setengah satu siang", "12:30"),
        ("jam dua siang lewat seperempat", "14:15"),
        ("jam dua lewat seperempat siang", "14:15"),
        ("jam tujuh kurang sepuluh", "06:50"),
        ("jam tujuh kurang sepuluh menit malam", "18:50"),
        ("jam satu kurang sepuluh siang", "12:50"),
        ("jam sembilan kurang seperempat", "08:45"),
        ("jam delapan lewat lima menit", "08:05"),
        ("jam delapan tiga puluh", "08:30"),
        ("jam delapan titik tiga puluh", "08:30"),
        ("jam delapan nol lima", "08:05"),
        ("pukul empat belas nol nol", "14:00"),
        ("pukul dua puluh satu lima belas", "21:15"),
        ("jam dua", "14:00"),
        ("jam dua subuh", "02:00"),
        ("pukul nol dua tiga puluh", "02:30"),
        ("jam dua belas", "12:00"),
        ("jam dua belas malam", "00:00"),
        ("tengah malam", "00:00"),
        ("tengah hari", "12:00"),
        ("tanggal lima bulan sembilan jam sepuluh", "10:00"),
        ("jam delapan sampai jam sepuluh", "08:00"),
        ("jam delapan eh bukan jam sembilan", "09:00"),
        ("jam delapan pagi eh bukan malam", "20:00"),
        ("jam dua puluh lima", None),
        ("jam", None),
        ("tengah", None),
        ("lewat lima", None),
        ("", None),
    ],
)
def test_times(said: str, time: str | None) -> None:
    assert read_time(said) == (time and datetime.time.fromisoformat(time))


def test_the_office_that_opens_later() -> None:
    assert read_time("setengah tujuh") == datetime.time(6, 30)
    assert read_time("setengah tujuh", earliest=datetime.time(7)) == datetime.time(18, 30)


@given(st.times().map(lambda time: time.replace(second=0, microsecond=0)))
def test_times_are_read_as_our_voice_says_them(time: datetime.time) -> None:
    assert read_time(reading.clock(time)) == time


@given(st.lists(st.sampled_from((*TIME_WORDS, "[unk]", "sampai")), max_size=12).map(" ".join))
def test_nothing_that_is_said_makes_it_fail(said: str) -> None:
    read_time(said)
