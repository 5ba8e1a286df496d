"""Reference codes: eight digits, the last a Damm check digit, spoken and written in two groups of four.

Digits only, because they can be keyed on any telephone and letters run together over a line. The check digit
catches every single wrong digit and every swap of neighbours.
"""

import re
import secrets

from stdnum import damm

LENGTH = 8


def new_code() -> str:
    """A random valid code. It does not begin with zero, which people drop when they write numbers down."""
    body = str(secrets.randbelow(9_000_000) + 1_000_000)
    return body + str(damm.calc_check_digit(body))


def is_code(text: str) -> bool:
    """Whether these are eight digits with the right check digit."""
    return bool(re.fullmatch(r"[0-9]{8}", text)) and bool(damm.is_valid(text))


def grouped(code: str) -> str:
    """As it is written: "4821 3096"."""
    return f"{code[:4]} {code[4:]}"
