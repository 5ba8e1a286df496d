"""Choosing among what may have been heard: codes with a check digit, and whether they were repaired.

A code misheard in one place can often be found again: in the recogniser's other readings, or by putting back one
digit that it is known to confuse. What is repaired says so, for the caller must then be asked outright. Which
numbers are valid, and which exist, is told from outside.

A check digit lets every tenth wrong code pass. So when it is not known which codes exist, other readings are trusted
less: only the first of that length, when it is one likely slip away from what was heard. tests/speech/test_repair.py
simulates how many wrong codes that lets through on a line so noisy that every twelfth code is misheard: knowing
which exist one in ten thousand, without just below one in a thousand, nearly all of them misheard twice and valid
by chance. Knowing the codes also finds more than twice as many again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from speech.numbers import readings

Check = Callable[[str], bool]
"""Whether digits are valid, or exist."""

CONFUSIONS: Mapping[tuple[str, str], float] = {
    ("0", "6"): 1.5, ("3", "7"): 1.6, ("2", "9"): 2.2, ("6", "5"): 2.4, ("2", "5"): 2.7,
    ("6", "0"): 3.1, ("4", "7"): 3.1, ("4", "3"): 3.1,
}  # fmt: skip
"""(said, heard) and how unlikely: minus the natural log of its share of all wrong digits. What was heard more than
once in 400 spoken codes with white noise 5 and 10 dB below (44 wrong digits; the first model)."""
MOST_UNLIKELY = 3.5
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
    others = [digits for heard in alternatives for digits in readings(heard, length) if len(digits) == length]
    if known is None:
        others = [digits for digits in others[:1] if _one_slip(said[0], digits, confusions)]
    confused = one_confused(said[0], confusions) if known and len(said[0]) == length else ()
    for how, candidates in ((How.ALTERNATIVES, (*said[1:], *others)), (How.CONFUSION, confused)):
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


def _one_slip(heard: str, digits: str, confusions: Mapping[tuple[str, str], float]) -> bool:
    """Whether one likely confusion, or one digit lost or added, makes the one of the other."""
    if len(heard) == len(digits):
        return digits in one_confused(heard, confusions)
    longer, shorter = sorted((heard, digits), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )
