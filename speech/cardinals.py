"""Number words in a row: "empat ribu delapan ratus dua puluh satu" is 4821, "dua puluh | satu" may be 20 and 1.

The arithmetic of Indonesian numbers and nothing else: what the numbers are for is not known here.
"""

from collections.abc import Sequence

ZEROS = ("nol", "kosong", "nul", "o")
UNITS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
}  # fmt: skip
TENS = {"sepuluh": 10, "sebelas": 11}
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "milyar": 10**9, "triliun": 10**12}
_ONE_OF = {"seribu": 10**3, "sejuta": 10**6, "semiliar": 10**9}
_AFTER_UNIT = {"belas": (1, 10, 1), "puluh": (10, 0, 10), "ratus": (100, 0, 100)}
"""times, plus, and what must stay below: "dua ratus" leaves room for less than a hundred."""

SMALL_NUMBER_WORDS = (*UNITS, *TENS, "belas", "puluh", "ratus", "seratus", "ribu", "seribu")
"""What numbers up to 999,999 are made of, zero apart."""
NUMBER_WORDS = tuple(dict.fromkeys((*SMALL_NUMBER_WORDS, *SCALES, *_ONE_OF)))


def prefixes(words: Sequence[str], start: int = 0) -> list[tuple[int, int]]:
    """Every number that begins at `start`, shortest first, as (end, value); none when no number begins there.

    "dua puluh satu" has 2, 20 and 21. A number goes on as long as each word adds less than the one before.
    """
    if start < len(words) and words[start] in ZEROS:
        return [(start + 1, 0)]
    found = []
    total, below, scale = 0, 1000, 10**15
    """Complete thousands and above; what the next word must stay below; the last of ribu, juta ..."""
    current = 0
    unit, unit_below = 0, 0
    """The last word when it was a unit, and what it had to stay below: "puluh" takes its place."""
    for at in range(start, len(words)):
        word = words[at]
        if word in UNITS and below >= 10:
            unit, unit_below = UNITS[word], below
            current, below = current + unit, 1
        elif word in TENS and below >= 100:
            current, below, unit = current + TENS[word], 1, 0
        elif word == "seratus" and below >= 1000:
            current, below, unit = current + 100, 100, 0
        elif word in _AFTER_UNIT and unit:
            times, plus, room = _AFTER_UNIT[word]
            if unit_below <= max(room, plus):
                break
            current, below, unit = current - unit + unit * times + plus, room, 0
        elif word in SCALES and current and SCALES[word] < scale:
            scale = SCALES[word]
            total, current, below, unit = total + current * scale, 0, 1000, 0
        elif word in _ONE_OF and not current and _ONE_OF[word] < scale:
            scale = _ONE_OF[word]
            total, below, unit = total + scale, 1000, 0
        else:
            break
        found.append((at + 1, total + current))
    return found


def longest(words: Sequence[str], start: int = 0) -> tuple[int, int] | None:
    """The longest number that begins at `start`, as (end, value)."""
    found = prefixes(words, start)
    return found[-1] if found else None
