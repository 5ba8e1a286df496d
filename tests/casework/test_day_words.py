"""When somebody wants to come, as people write it on a Tuesday."""

from datetime import date, time

import pytest

from casework.day_words import read_wish
from casework.slots import Wish

TUESDAY = date(2026, 11, 24)
WEDNESDAY, THURSDAY, FRIDAY, MONDAY = (date(2026, 11, day) for day in (25, 26, 27, 30))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("besok jam 10", Wish(day=WEDNESDAY, around=time(10))),
        ("BSK jm 9.30", Wish(day=WEDNESDAY, around=time(9, 30))),
        ("lusa siang", Wish(day=THURSDAY, around=time(11))),
        ("hari ini aja", Wish(day=TUESDAY)),
        ("jumat pagi", Wish(day=FRIDAY, around=time(8))),
        ("hari jum'at", Wish(day=FRIDAY)),
        ("selasa", Wish(day=TUESDAY)),
        ("senin depan", Wish(day=MONDAY)),
        ("jumat depan", Wish(day=date(2026, 12, 4))),
        ("minggu depan", Wish(since=MONDAY)),
        ("tgl 27 jam 1", Wish(day=FRIDAY, around=time(13))),
        ("tanggal 3", Wish(day=date(2026, 12, 3))),
        ("27/11", Wish(day=FRIDAY)),
        ("3 desember sore", Wish(day=date(2026, 12, 3), around=time(13, 30))),
        ("1 jan", Wish(day=date(2027, 1, 1))),
        ("pukul 08.00", Wish(around=time(8))),
        ("ya", Wish()),
        ("STATUS 4821 3096", Wish()),
        ("31/2", Wish()),
        ("jam 25", Wish()),
    ],
)
def test_day_and_time(text: str, wish: Wish) -> None:
    assert read_wish(text, TUESDAY) == wish
