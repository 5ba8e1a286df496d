"""When a text that a carrier did not take is tried again, by what the carrier said. Pure but for the dice.

A busy carrier is asked again soon; one that cannot be reached, for half a day; one whose settings are wrong, when
somebody may have corrected them. A text without an answer is only looked up.
"""

import random
import re
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

_dice = random.SystemRandom()
JITTER = 0.2
"""Waits differ by up to this share, so that what failed together does not come back together."""


class ErrorClass(StrEnum):
    BUSY = "busy"
    AWAY = "away"
    SETTINGS = "settings"
    NO_ANSWER = "no_answer"


def _waits(*texts: str) -> tuple[timedelta, ...]:
    units = {"s": 1, "m": 60, "h": 3600}
    return tuple(timedelta(seconds=int(text[:-1]) * units[text[-1]]) for text in texts)


WAITS = {
    ErrorClass.BUSY: _waits("2s", "5s", "15s", "1m", "5m", "15m", "30m", "1h"),
    ErrorClass.AWAY: _waits("5s", "30s", "1m", "5m", "15m", "30m", *["1h"] * 11),
    ErrorClass.SETTINGS: _waits("1m", "5m", "15m", *["30m"] * 4, *["1h"] * 9),
    ErrorClass.NO_ANSWER: _waits("5s", "1m", "5m", "30m"),
}
_BUSY = frozenset({"429", "20429", "14107", "21611", "30001", "63018", "0x14", "0x58", "20", "88"})
"""Too many at once: HTTP, Twilio, and SMPP's "queue full" and "throttled"."""
_SETTINGS = frozenset(
    {"401", "402", "403", "404", "407", "20003", "20005", "20404", "21408", "30002", "0xd", "0xe"}
)
"""Wrong account, password or permission: HTTP, Twilio, and SMPP's "bind failed" and "invalid password"."""


def class_of(error: str) -> ErrorClass:
    """What kind of refusal that passes this is. A code that nobody listed is taken for a carrier that is away."""
    code = error.split()[0].lower() if error.split() else ""
    code = re.sub(r"^0x0+(?=[0-9a-f])", "0x", code)
    if code in _BUSY or error.endswith("full") or "thrott" in error.lower():
        return ErrorClass.BUSY
    return ErrorClass.SETTINGS if code in _SETTINGS else ErrorClass.AWAY


def waits(kind: ErrorClass) -> Sequence[timedelta]:
    """The waits before the attempts after the first. No attempt follows the last of them."""
    return [wait * (1 + JITTER * _dice.uniform(-1, 1)) for wait in WAITS[kind]]
