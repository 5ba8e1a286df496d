"""Codes: the check digit catches what people mistake, and no text is taken for a code that is none."""

from hypothesis import given
from hypothesis import strategies as st

from casework.codes import LENGTH, grouped, is_code, new_code

CODES = st.builds(new_code)
# The quasigroup of H. M. Damm's dissertation (2004), order 10: our own count, beside the library's.
DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def checks(text: str) -> bool:
    interim = 0
    for digit in text:
        interim = int(DAMM[interim][int(digit)])
    return interim == 0


@given(CODES)
def test_a_new_code_is_one_and_never_begins_with_nought(code: str) -> None:
    assert is_code(code)
    assert checks(code)
    assert code[0] != "0"
    assert grouped(code).replace(" ", "") == code


@given(st.text("0123456789", min_size=LENGTH, max_size=LENGTH))
def test_eight_digits_are_a_code_when_their_check_digit_is_right(digits: str) -> None:
    assert is_code(digits) == checks(digits)


@given(CODES, st.integers(0, LENGTH - 1), st.integers(1, 9))
def test_one_wrong_digit_is_caught(code: str, place: int, further: int) -> None:
    wrong = str((int(code[place]) + further) % 10)
    assert not is_code(code[:place] + wrong + code[place + 1 :])


@given(CODES, st.integers(0, LENGTH - 2))
def test_two_neighbours_the_wrong_way_round_are_caught(code: str, place: int) -> None:
    one, other = code[place], code[place + 1]
    swapped = code[:place] + other + one + code[place + 2 :]
    assert is_code(swapped) == (one == other)


@given(st.text(max_size=20))
def test_no_other_text_is_a_code(text: str) -> None:
    plain = len(text) == LENGTH and all(sign in "0123456789" for sign in text)
    assert is_code(text) == (plain and checks(text))
