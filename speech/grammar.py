"""What a caller is expected to say, as a value: the recogniser listens for this and refuses the rest.

`[unk]` is not part of it: the recogniser adds it to every grammar, because without it any word is taken for
one of the grammar's. Each kind says how long the caller must be quiet before the answer counts as finished, and how
sure the recogniser must be (see `Bands`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

DIGIT_WORDS = (
    "nol",
    "kosong",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
)


class Band(StrEnum):
    """What to do with an answer: act on it, ask whether it was meant, or ask again."""

    ACCEPT = "accept"
    CONFIRM = "confirm"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """Least confidence to act on an answer, and to ask "did you mean". Confidence is a share of right answers
    (see speech/confidence.py), so 0.9 means that one answer in ten at that level is wrong."""

    accept: float
    confirm: float

    def of(self, confidence: float) -> Band:
        """The band of an answer."""
        if confidence >= self.accept:
            return Band.ACCEPT
        return Band.CONFIRM if confidence >= self.confirm else Band.REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One of these phrases: lower case, words separated by one space."""

    phrases: tuple[str, ...]
    end_silence_ms: int = 1200
    bands: Bands = Bands(accept=0.75, confirm=0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo:
    """Yes, no, or one of the other phrases. A wrong yes does harm: it must be surer than a menu word."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    others: tuple[str, ...] = ()
    end_silence_ms: int = 1000
    bands: Bands = Bands(accept=0.75, confirm=0.4)

    def meaning(self, words: str) -> str:
        """Which of "yes" and "no" these words are, else the words: "ya" and "iya" need not be told apart."""
        return "yes" if words in self.yes else "no" if words in self.no else words

    @property
    def phrases(self) -> tuple[str, ...]:
        """Everything that can be said."""
        return (*self.yes, *self.no, *self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """A string of digits spoken one by one or in numbers, corrections included, or one of the phrases."""

    length: int
    valid: Callable[[str], bool] | None = None
    """Whether digits pass their check digit: those that do not, or are one too few or too many, are heard again."""
    words: tuple[str, ...] = DIGIT_WORDS
    """Digits, and whatever else may come between them: see speech/numbers.py."""
    phrases: tuple[str, ...] = ()
    end_silence_ms: int = 2500
    enough_silence_ms: int = 900
    """Enough once `length` digits were heard."""
    bands: Bands = Bands(accept=0.8, confirm=0.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """A day or a time: `words` from speech/dates.py in any order, or one of the phrases."""

    words: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    end_silence_ms: int = 1800
    bands: Bands = Bands(accept=0.85, confirm=0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a citizen asks in their own words: the sentences expected, which may be mixed and shortened."""

    sentences: tuple[str, ...]
    end_silence_ms: int = 1600
    bands: Bands = Bands(accept=0.8, confirm=0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """Anything in the model's vocabulary: for a draft of a story, not for an answer."""

    end_silence_ms: int = 4000
    bands: Bands = Bands(accept=1.0, confirm=0.0)


Grammar = Phrases | YesNo | Digits | Dates | Request | Free
"""Hashable, so that recognisers can be kept ready by grammar."""


def expected(grammar: Grammar) -> tuple[str, ...] | None:
    """Every phrase of it, each once; None for Free, where anything is expected."""
    match grammar:
        case Phrases(phrases=phrases) | YesNo(phrases=phrases):
            return tuple(dict.fromkeys(phrases))
        case Digits(words=words, phrases=phrases) | Dates(words=words, phrases=phrases):
            return tuple(dict.fromkeys((*words, *phrases)))
        case Request(sentences=sentences):
            return tuple(dict.fromkeys(sentences))
        case Free():
            return None
