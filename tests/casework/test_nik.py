"""A NIK is shown with its middle hidden, however it is written; what is no NIK stays."""

import pytest

from casework.nik import holds_one, masked

NIK = "3273010190000009"


@pytest.mark.parametrize(
    "written", [NIK, "3273 0101 9000 0009", "3273.0101.9000.0009", "3273-0101-9000-0009"]
)
def test_the_middle_is_hidden(written: str) -> None:
    text = f"NIK saya {written}, tolong dicek"
    assert masked(text) == "NIK saya 3273 **** **** **09, tolong dicek"
    assert holds_one(text)


@pytest.mark.parametrize("other", ["kode 4821 3096", "081234567890", "12345678901234567", "tahun 2026"])
def test_other_numbers_stay(other: str) -> None:
    assert masked(other) == other
    assert not holds_one(other)


def test_two_in_one_text_are_both_hidden() -> None:
    assert masked(f"{NIK} dan {NIK}") == "3273 **** **** **09 dan 3273 **** **** **09"
