"""One story that came in several texts: put together in the order in which it was meant. Pure."""

import re
from collections.abc import Iterable

_PART = re.compile(
    r"^\W*(?:bagian\s*|sms\s*|bag\.?\s*)?([1-9])\s*(?:/|dari)\s*([1-9])\b(?!\s*/)[\s).:\-]*", re.IGNORECASE
)
"""How people and telephones number the parts: "(1/3)", "2 dari 3", "bagian 2/2:"; "1/2/2026" is a date."""


def is_part(text: str) -> bool:
    """Whether it is numbered as a part of something longer."""
    return _PART.match(text) is not None


def joined(parts: Iterable[str]) -> str:
    """The parts as one story: those with numbers first, in the order of these, then the others as they came.

    A part that came twice is there once. Numbers count, and go, only when two parts are numbered of as many: in
    "2 dari 3 berkas sudah ada" nothing is a part, and no word of a story may be lost.
    """
    told = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
    numbers = {part: number for part in told if (number := _PART.match(part))}
    if len({number[1] for number in numbers.values()}) < 2 or len({n[2] for n in numbers.values()}) > 1:
        return "\n".join(told)
    told.sort(key=lambda part: int(numbers[part][1]) if part in numbers else len(told) + 9)
    return "\n".join(_PART.sub("", part) for part in told)
