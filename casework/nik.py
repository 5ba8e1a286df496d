"""A citizen's NIK in what they said or wrote: shown only as 3273 **** **** **09, for it tells sex, birthday and home.

Nobody is asked for one: officers look at the card at the counter. Pure.
"""

import re

_SIXTEEN = re.compile(r"(?<!\d)(\d(?:[ .-]?\d){15})(?![ .-]?\d)")


def masked(text: str) -> str:
    """The text with every run of sixteen digits masked: a NIK, or a family card's number, which is as telling."""
    return _SIXTEEN.sub(lambda found: _mask(re.sub(r"\D", "", found[1])), text)


def holds_one(text: str) -> bool:
    """Whether there is one in it."""
    return _SIXTEEN.search(text) is not None


def _mask(digits: str) -> str:
    return f"{digits[:4]} **** **** **{digits[-2:]}"
