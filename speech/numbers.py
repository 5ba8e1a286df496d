"""Spoken digit strings: "empat puluh delapan dua satu" is "4821", "empat lima eh bukan enam" is "46".

Digits, numbers, "dobel dua", corrections and pauses, in any mixture. What is said can often be read in more than one
way ("dua puluh satu": 21, 201); `readings` gives all of them, best first. Words that are no numbers are passed
over, and nothing that is said makes it fail. What the digits are for is not known here.
"""

from collections.abc import Iterable
from heapq import nsmallest

from speech.cardinals import SCALES, SMALL_NUMBER_WORDS, UNITS, ZEROS, prefixes
from speech.corrections import CORRECTION_WORDS, HESITATIONS, Mark, valid_parts

DIGITS = {**dict.fromkeys(ZEROS, "0"), **{word: str(value) for word, value in UNITS.items()}}
TWICE = frozenset({"dobel", "double"})
THRICE = frozenset({"tripel", "triple"})
SEPARATORS = ("titik", "koma", "strip", "spasi", "garis", "miring", "lalu", "terus", "kemudian", "dan")
"""A group ends here: "dua puluh strip satu" is 201."""
LEADING = ("nomor", "nomornya", "kode", "kodenya", "angka", "angkanya")

DIGIT_STRING_WORDS = tuple(
    dict.fromkeys(
        (
            *DIGITS,
            *SMALL_NUMBER_WORDS,
            *sorted(TWICE),
            *sorted(THRICE),
            "kali",
            *CORRECTION_WORDS,
            *HESITATIONS,
            *SEPARATORS,
            *LEADING,
        )
    )
)
"""Every word with a meaning in a digit string, and those that people say between the digits."""

Groups = tuple[str, ...]
"""Digits as they were said together: "empat puluh delapan dua" is ("48", "2")."""

_KEPT = 32
"""Readings kept at each word: eight numbers of two digits have 256, the likely ones come first."""
_SPLIT, _REPEAT_AFTER, _DOUBTED, _PASSED_OVER = 2, 1, 4, 100
_NUMERIC = frozenset((*DIGITS, *SMALL_NUMBER_WORDS, *SCALES, *TWICE, *THRICE, "kali", *SEPARATORS))


def read_digits(words: str, length: int | None = None) -> str:
    """The digits of a lower-case transcript, in the likeliest reading, of this length if there is one."""
    return readings(words, length)[0]


def readings(words: str, length: int | None = None) -> tuple[str, ...]:
    """Every sensible reading, best first, those of the wanted length before all others; ("",) without any digit."""
    costs: dict[str, int] = {}
    for cost, groups in _answers(words):
        costs.setdefault("".join(groups), cost)
    return tuple(
        sorted(costs, key=lambda digits: (length is not None and len(digits) != length, costs[digits]))
    )


def groups(words: Iterable[str]) -> tuple[Groups, ...]:
    """The ways to take number words apart into numbers, best first; no corrections here."""
    return tuple(found for _, found in _runs(tuple(words)))


def _answers(words: str) -> list[tuple[int, Groups]]:
    """Through the corrections: readings so far, each continued or corrected by the readings of the next part."""
    kept: list[tuple[int, Groups]] = [(0, ())]
    for part in valid_parts(words):
        later = _runs(part.words)
        found = [
            (cost + more + change, whole)
            for cost, before in kept
            for more, after in later
            for change, whole in _joined(before, after, part.mark)
        ]
        kept = _best(found)
    return kept


def _joined(before: Groups, after: Groups, mark: Mark) -> list[tuple[int, Groups]]:
    """How `after` may follow what was said before, and what each way costs."""
    plain = (0, before + after)
    if not before or mark in (Mark.BEGIN, Mark.RESTART):
        return [plain]
    if mark is Mark.DOUBT:
        return (
            [plain, *((cost + _DOUBTED, whole) for cost, whole in _corrected(before, after))]
            if after
            else [plain]
        )
    return _corrected(before, after) if after else [(0, before[:-1])]


def _corrected(before: Groups, after: Groups) -> list[tuple[int, Groups]]:
    """The last group is replaced, or as much as was said anew, or everything.

    Who says a stretch again begins with a digit that was right: then that is likelier.
    """
    old, new = "".join(before), "".join(after)
    last = len(old) - len(before[-1])
    places = (
        (last, 0 if len(before[-1]) == len(after[0]) else 2),
        (len(old) - len(after[0]), 1),
        (len(old) - len(new), 4),
        (0, 6),
    )
    found = []
    for place, cost in places:
        if place < 0:
            continue
        again = len(new) > len(after[0]) and place != last and old[place] == new[0]
        found.append((0 if again else cost + 1, (*_until(before, place), *after)))
    return found


def _until(before: Groups, place: int) -> Groups:
    kept: Groups = ()
    for group in before:
        if place > 0:
            kept = (*kept, group[:place])
        place -= len(group)
    return kept


def _runs(words: tuple[str, ...]) -> list[tuple[int, Groups]]:
    """The readings of a part without corrections, each with its cost; one at least."""
    said = [word for word in words if word in _NUMERIC]
    if all(word in DIGITS for word in said):  # nearly always, and this is asked while the caller speaks
        return [(0, tuple(DIGITS[word] for word in said))]
    kept: list[list[tuple[int, Groups]]] = [[] for _ in range(len(said) + 1)]
    kept[0] = [(0, ())]
    for at in range(len(said)):
        kept[at] = _best(kept[at])
        for end, cost, group in _steps(said, at):
            kept[end] += [(before + cost, (*groups, *group)) for before, groups in kept[at]]
    found = _best(kept[-1])
    least = found[0][0]
    return [(cost, groups) for cost, groups in found if cost < least + _PASSED_OVER]


def _steps(said: list[str], at: int) -> list[tuple[int, int, Groups]]:
    """What may be read from here: (end, cost, the group if any). Something always may."""
    if said[at] in SEPARATORS:
        return [(at + 1, 0, ())]
    times, begin = (2 if said[at] in TWICE else 3, at + 1) if said[at] in TWICE | THRICE else (1, at)
    numbers = prefixes(said, begin)
    found = [(end, 0 if end == numbers[-1][0] else _SPLIT, (str(value) * times,)) for end, value in numbers]
    for end, value in prefixes(said, at):
        if said[end : end + 1] != ["kali"] or not 2 <= value <= 5:
            continue
        found += [(last, 0, (str(again) * value,)) for last, again in prefixes(said, end + 1)[:1]]
    if said[at] in DIGITS and said[at + 2 : at + 3] == ["kali"] and said[at + 1] in UNITS:
        found.append((at + 3, _REPEAT_AFTER, (DIGITS[said[at]] * min(UNITS[said[at + 1]], 5),)))
    return [*found, (at + 1, _PASSED_OVER, ())]


def _best(found: list[tuple[int, Groups]]) -> list[tuple[int, Groups]]:
    if len(found) < 2:
        return found
    costs: dict[Groups, int] = {}
    for cost, groups in found:
        costs[groups] = min(cost, costs.get(groups, cost))
    return nsmallest(_KEPT, ((cost, groups) for groups, cost in costs.items()), key=lambda pair: pair[0])
