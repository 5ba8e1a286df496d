"""One story that came in several texts: put together in the order in which it was meant. Pure."""

import re
from collections.abc import Iterable

_PART = re.compile(
    r"^\W*(?:bagian\s*|sms\s*|bag\.?\s*)?([1-9])\s*(?:/|dari)\s*([1-9])\b[\s).:\-]*", re.IGNORECASE
)
"""How people and telephones number the parts: "(1/3)", "2 dari 3", "bagian 2/2:"."""


def is_part(text: str) -> bool:
    """Whether it is numbered as a part of something longer."""
    return _PART.match(text) is not None


def joined(parts: Iterable[str]) -> str:
    """The parts as one story: those with numbers first, in the order of these, then the others as they came.

    A part that came twice is there once.
    """
    told = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
    if len(told) < 2:
        return "".join(told)
    found = {part: number for part in told if (number := _PART.match(part))}
    if len({number[2] for number in found.values()}) == 1:
        told.sort(key=lambda part: int(found[part][1]) if part in found else len(told) + 9)
    return "\n".join(_PART.sub("", part) for part in told)
