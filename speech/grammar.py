"""What a caller is expected to say, as a value: the recogniser listens for this and refuses the rest.

`[unk]` is not part of it: the recogniser adds it to every grammar, because without it any word is taken for
one of the grammar's.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One of these phrases: lower case, words separated by one space."""

    phrases: tuple[str, ...]
    end_silence_ms: int = 1200
    """How long the caller must be quiet before their answer counts as finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """A string of digits spoken one by one, or one of the phrases."""

    length: int
    phrases: tuple[str, ...] = ()
    end_silence_ms: int = 2500
    enough_silence_ms: int = 900
    """Enough once `length` digits were heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """Anything in the model's vocabulary: for a draft of a story, not for an answer."""

    end_silence_ms: int = 4000


Grammar = Phrases | Digits | Free
