"""How written things are said in Bahasa Indonesia: codes, numbers, money, dates, times, abbreviations.

Pure: written text in, words out, " | " where the voice takes a breath. Names, loan words and the words whose "e" has
to be marked come with a pronunciation table from outside. It knows nothing of voices, sound or calls.
"""

from collections.abc import Mapping
from functools import lru_cache

from speech.reading import accents, characters, written
from speech.reading.figures import clock, date, day_month, digits, number, rupiah

__all__ = ["clock", "date", "day_month", "digits", "leftovers", "number", "rupiah", "spoken", "value"]


def spoken(text: str, pronunciation: Mapping[str, str], *, conversational: bool = False) -> str:
    """A written sentence as the voice should read it: only letters, spaces, new lines and , . ? ! | - ' are left.

    `pronunciation` maps whole words to how they are said: keys in capitals fit only capitals, others any case. An
    entry that only adds é or ê ("desa" to "désa") says which "e" it is, in the words derived from it too; é and ê are
    the only accents that are left. Capitals that are not in it are read as a word when they can be, else spelled.
    `conversational` says 08.30 as "setengah sembilan". Never raises; a sentence already in words comes back as it is.
    """
    names, marks = _parted(tuple(pronunciation.items()))
    for _ in range(_ROUNDS):
        words = written.words(text, names, conversational=conversational)
        said = accents.marked(characters.tidy(characters.UNSPEAKABLE.sub(" ", words)), marks)
        if said == text:
            break
        text = said
    return text


@lru_cache(maxsize=16)
def _parted(pronunciation: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], dict[str, str]]:
    """What is said otherwise than written, and what only marks an "e"."""
    marks = {word: said for word, said in pronunciation if accents.is_mark(word, said)}
    return {word: said for word, said in pronunciation if word not in marks}, marks


def value(text: str) -> str:
    """Something that a citizen or an officer wrote, safe to put into a line: on one line, and without the signs that
    mean a pause or a place for a value there."""
    return " ".join(characters.plain(text).translate(_NOT_IN_VALUES).split())


def leftovers(text: str, pronunciation: Mapping[str, str] | None = None) -> list[str]:
    """What spoken() has no word for and drops or guesses, each once, in the order of the text.

    Without a table only the signs, for what is an abbreviation depends on it.
    """
    found = characters.strange(text) + characters.UNSPEAKABLE.findall(written.words(text, {}))
    if pronunciation is not None:
        found += written.guessed(text, pronunciation)
    return sorted(dict.fromkeys(found), key=text.find)


_ROUNDS = 5
"""What was taken apart ("ANo.5") may have a form of its own; two rounds are enough for all but nonsense."""
_NOT_IN_VALUES = str.maketrans(dict.fromkeys("|{}[]<>\\\n", " "))
