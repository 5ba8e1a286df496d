"""Days as they are said. Today is Wednesday, 26 August 2026."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech import reading
from speech.dates import DATE_WORDS, read_date

TODAY = datetime.date(2026, 8, 26)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("tujuh belas agustus seribu sembilan ratus empat puluh lima", "1945-08-17"),
        ("tujuh belas agustus sembilan belas empat puluh lima", "1945-08-17"),
        ("tujuh belas agustus satu sembilan empat lima", "1945-08-17"),
        ("tujuh belas agustus empat lima", "1945-08-17"),
        ("tujuh belas delapan empat lima", "1945-08-17"),
        ("tanggal tujuh belas bulan delapan tahun empat puluh lima", "1945-08-17"),
        ("nol lima nol tiga sembilan puluh", "1990-03-05"),
        ("lima strip tiga strip sembilan puluh", "1990-03-05"),
        ("dua mei dua ribu dua puluh enam", "2026-05-02"),
        ("dua mei dua puluh dua puluh enam", "2026-05-02"),
        ("dua mei tiga puluh enam", "2036-05-02"),
        ("dua mei tiga puluh tujuh", "1937-05-02"),
        ("tanggal lima bulan tiga", "2027-03-05"),
        ("tanggal lima september", "2026-09-05"),
        ("dua puluh sembilan februari", "2028-02-29"),
        ("tanggal dua puluh enam", "2026-08-26"),
        ("tanggal dua puluh satu", "2026-09-21"),
        ("tanggal tiga puluh satu bulan sembilan", None),
        ("tanggal lima bulan depan", "2026-09-05"),
        ("dua puluh mei tahun depan", "2027-05-20"),
        ("tanggal lima bulan sembilan jam delapan", "2026-09-05"),
        ("dua belas", None),
        ("bulan maret", None),
        ("", None),
        ("tidak tahu", None),
    ],
)
def test_dates(said: str, day: str | None) -> None:
    assert read_date(said, TODAY) == (day and datetime.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("hari ini", "2026-08-26"),
        ("besok pagi", "2026-08-27"),
        ("besok jam delapan", "2026-08-27"),
        ("lusa", "2026-08-28"),
        ("besok lusa", "2026-08-28"),
        ("kemarin", "2026-08-25"),
        ("kemarin lusa", "2026-08-24"),
        ("tiga hari lagi", "2026-08-29"),
        ("seminggu lagi", "2026-09-02"),
        ("dua minggu lagi", "2026-09-09"),
        ("kamis", "2026-08-27"),
        ("senin", "2026-08-31"),
        ("rabu", "2026-09-02"),
        ("hari rabu ini", "2026-08-26"),
        ("hari jum at", "2026-08-28"),
        ("jumat depan", "2026-09-04"),
        ("senin depan", "2026-08-31"),
        ("senin minggu depan", "2026-08-31"),
        ("senin lalu", "2026-08-24"),
        ("rabu lalu", "2026-08-19"),
        ("hari minggu", "2026-08-30"),
        ("hari minggu depan", "2026-09-06"),
        ("minggu depan", None),
    ],
)
def test_days_relative_to_today(said: str, day: str | None) -> None:
    assert read_date(said, TODAY) == (day and datetime.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("tanggal lima eh bukan enam bulan tiga", "2027-03-06"),
        ("tanggal lima bulan tiga eh bukan bulan empat", "2027-04-05"),
        ("besok eh bukan lusa", "2026-08-28"),
        ("besok maksud saya tanggal dua", "2026-09-02"),
        ("tanggal dua salah besok", "2026-08-27"),
        ("lima maret sembilan puluh ulang enam april delapan puluh", "1980-04-06"),
    ],
)
def test_corrections(said: str, day: str) -> None:
    assert read_date(said, TODAY) == datetime.date.fromisoformat(day)


def test_dates_of_birth_lie_behind() -> None:
    assert read_date("lima maret tiga puluh enam", TODAY, past=True) == datetime.date(1936, 3, 5)
    assert read_date("lima maret dua lima", TODAY, past=True) == datetime.date(2025, 3, 5)
    assert read_date("tanggal lima september", TODAY, past=True) == datetime.date(2025, 9, 5)


@given(st.dates(datetime.date(1801, 1, 1), datetime.date(2199, 12, 31)))
def test_dates_are_read_as_our_voice_says_them(day: datetime.date) -> None:
    assert read_date(reading.date(day).lower().replace(",", ""), TODAY) == day


@given(
    st.lists(st.sampled_from((*DATE_WORDS, "jam", "[unk]")), max_size=14).map(" ".join),
    st.dates(),
    st.booleans(),
)
def test_nothing_that_is_said_makes_it_fail(said: str, today: datetime.date, past: bool) -> None:
    read_date(said, today, past=past)
