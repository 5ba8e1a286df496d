"""Choosing among what may have been heard: codes with a check digit, and whether they were repaired.

A code misheard in one place can often be found again: in the recogniser's other readings, or by putting back one
digit that it is known to confuse. What is repaired says so, for the caller must then be asked outright. Which
numbers are valid, and which exist, is told from outside.

The rules keep wrong codes below one in a thousand (tests/speech/test_repair.py simulates it): a check digit alone
lets every tenth wrong code pass, so without knowing which codes exist only the recogniser's own readings
are trusted, and only where a single one of them is valid.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from speech.numbers import readings

Check = Callable[[str], bool]
"""Whether digits are valid, or exist."""

CONFUSIONS: Mapping[tuple[str, str], float] = {}
"""(said, heard) and how unlikely it is, natural log, lower is likelier: of digits, as measured."""
MOST_UNLIKELY = 5.0
"""Confusions dearer than this are not put right."""


class How(StrEnum):
    """How digits came from what was heard."""

    AS_SAID = "as said"
    ALTERNATIVES = "repaired from alternatives"
    CONFUSION = "repaired by one likely confusion"
    NOT_USABLE = "not usable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The digits, and whether they are what was heard. When not usable, they are the likeliest reading."""

    digits: str
    how: How

    @property
    def repaired(self) -> bool:
        """Then the dialogue must ask whether these digits are right, whatever the confidence was."""
        return self.how in (How.ALTERNATIVES, How.CONFUSION)

    @property
    def usable(self) -> bool:
        """Whether these digits passed every check."""
        return self.how is not How.NOT_USABLE


def hear_code(
    words: str,
    alternatives: Sequence[str] = (),
    *,
    length: int,
    passes: Check,
    known: Check | None = None,
    confusions: Mapping[tuple[str, str], float] = CONFUSIONS,
) -> Heard:
    """The code of this length in what was said.

    `alternatives` are the recogniser's other readings of the same sound, best first. `passes` is the check digit,
    `known` whether such a code exists: with it no code is returned that does not. A digit too many or too few is only
    put right by an alternative, never invented.
    """

    def good(digits: str) -> bool:
        return len(digits) == length and passes(digits) and (known is None or known(digits))

    said = readings(words, length)
    if good(said[0]):
        return Heard(digits=said[0], how=How.AS_SAID)
    others = [digits for heard in alternatives for digits in readings(heard, length)]
    for how, candidates in (
        (How.ALTERNATIVES, (*said[1:], *others)),
        (How.CONFUSION, one_confused(said[0], confusions) if known and len(said[0]) == length else ()),
    ):
        found = dict.fromkeys(filter(good, candidates))
        if len(found) == 1:
            return Heard(digits=next(iter(found)), how=how)
        if found:
            break
    return Heard(digits=said[0], how=How.NOT_USABLE)


def one_confused(digits: str, confusions: Mapping[tuple[str, str], float]) -> tuple[str, ...]:
    """These digits with one of them put back to what may have been said, likeliest first."""
    found = [
        (cost, digits[:at] + said + digits[at + 1 :])
        for at, digit in enumerate(digits)
        for (said, heard), cost in confusions.items()
        if heard == digit and cost <= MOST_UNLIKELY
    ]
    return tuple(candidate for _, candidate in sorted(found))
