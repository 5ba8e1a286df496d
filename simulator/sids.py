"""Names the carrier gives to things, and telephone numbers as it writes them."""

import re
import secrets


def new_sid(kind: str) -> str:
    """A fresh identifier such as CA... for a call: two letters and 32 hexadecimal digits.

    CA call, MZ media stream, SM text, RE recording.
    """
    return kind + secrets.token_hex(16)


def e164(number: str) -> str:
    """An Indonesian number as people write it ("0812-3456-7890") in E.164; empty means a withheld number.

    Anything else (a foreign number with +, a short code) is only freed of spaces and punctuation.
    """
    plain = re.sub(r"[\s().-]", "", number)
    if not plain:
        return "anonymous"
    if plain.startswith("0"):
        return f"+62{plain[1:]}"
    return f"+{plain}" if plain.startswith("62") else plain
