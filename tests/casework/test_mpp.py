"""When the counters are open."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from casework.mpp import Mpp, load_mpp

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture(scope="module")
def mpp() -> Mpp:
    return load_mpp(Path(__file__).resolve().parents[2] / "content" / "mpp.yaml")


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-24 07:59", False),
        ("2026-11-24 08:00", True),
        ("2026-11-24 14:59", True),
        ("2026-11-24 15:00", False),
        ("2026-11-27 12:00", False),  # Friday prayer
        ("2026-11-27 13:00", True),
        ("2026-11-28 10:00", False),  # Saturday
        ("2026-12-25 10:00", False),  # a holiday on a Friday
        ("2026-11-27 11:29", True),
        ("2026-11-27 11:30", False),
        ("2027-08-17 10:00", False),  # a holiday on a Tuesday
        ("2027-08-18 10:00", True),
    ],
)
def test_hours(mpp: Mpp, at: str, is_open: bool) -> None:
    assert mpp.is_open(datetime.fromisoformat(at).replace(tzinfo=JAKARTA)) is is_open


def test_hours_are_those_of_the_mpp_whatever_the_zone_of_the_question(mpp: Mpp) -> None:
    assert mpp.is_open(datetime(2026, 11, 24, 1, 30, tzinfo=UTC))
    assert not mpp.is_open(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    eastern = ZoneInfo("Asia/Jayapura")
    assert not mpp.is_open(datetime(2026, 11, 24, 9, 30, tzinfo=eastern))
    assert mpp.is_open(datetime(2026, 11, 24, 16, 30, tzinfo=eastern))
    assert mpp.is_open(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-24 16:00", "2026-11-25 08:00"),
        ("2026-11-24 06:00", "2026-11-24 08:00"),
        ("2026-11-27 12:00", "2026-11-27 13:00"),
        ("2026-11-27 16:00", "2026-11-30 08:00"),
        ("2026-12-24 16:00", "2026-12-28 08:00"),
    ],
)
def test_the_next_opening(mpp: Mpp, at: str, opens: str) -> None:
    found = mpp.next_opening(datetime.fromisoformat(at).replace(tzinfo=JAKARTA))
    assert found == datetime.fromisoformat(opens).replace(tzinfo=JAKARTA)
    assert found is not None
    assert found.utcoffset() == timedelta(hours=7)
