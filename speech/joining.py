"""A phrase put together from pieces that are already spoken.

A piece is words with a mark that says how the voice ends: "empat," goes on, "empat." ends, "empat?" asks. Pure: knows
neither sounds nor where they are kept.
"""

from collections.abc import Callable, Sequence

from speech.phrases import Pause, Phrase, Piece, is_digits

ENDS = ".?!"
GOES_ON = ","

DIGIT_MS = 160
"""Silence between two digits of a group."""
COMMA_MS = 180
"""Silence at a comma of the phrase."""
CLOSE_MS = 60
"""Silence between words of one number or name: no more than their sounds' own ends."""

LONGEST_WORDS = 40
"""A longer phrase is not put together: a spoken sentence has fewer words, and the search grows with their square."""


def piece(text: str) -> str:
    """How this text is called among the pieces: lower case, single spaces, one mark at its end.

    Without a mark the voice goes on: what ends, says so.
    """
    words = " ".join(text.lower().split())
    bare = words.rstrip(" .,?!")
    mark = next((mark for mark in ENDS if mark in words[len(bare) :]), GOES_ON)
    return bare + mark


def as_pieces(said: Sequence[Piece]) -> tuple[Piece, ...]:
    """The line with its phrases called as pieces are, so that a voice renders and finds them by that name."""
    return tuple(Phrase(piece(part.text)) if isinstance(part, Phrase) else part for part in said)


def cover(phrase: str, known: Callable[[str], bool]) -> tuple[Piece, ...] | None:
    """The phrase as the fewest known pieces, word by word, with the silences between them; None when one is missing.

    The last piece carries the phrase's own mark, those before it go on. Of several equally short ways the one with
    the longest beginning is taken. `known` is asked for texts as `piece` makes them.
    """
    whole = piece(phrase)
    if known(whole):
        return (Phrase(whole),)
    words, mark = whole[:-1].split(), whole[-1]
    if not 1 < len(words) <= LONGEST_WORDS:
        return None
    cuts = _fewest(words, mark, known)
    if cuts is None:
        return None
    found: list[Piece] = []
    for start, end in cuts:
        if found:
            found.append(Pause(_between(words, found[-1], start, end)))
        found.append(Phrase(_part(words, start, end, mark)))
    return tuple(found)


def _fewest(words: list[str], mark: str, known: Callable[[str], bool]) -> list[tuple[int, int]] | None:
    """From where to where each piece goes."""
    count = len(words)
    least: list[int | None] = [None] * count + [0]
    ends = [0] * count
    for start in reversed(range(count)):
        for end in range(count, start, -1):
            rest = least[end]
            so_far = least[start]
            if rest is None or (so_far is not None and so_far <= rest + 1):
                continue
            if known(_part(words, start, end, mark)):
                least[start], ends[start] = rest + 1, end
    if least[0] is None:
        return None
    cuts, at = [], 0
    while at < count:
        cuts.append((at, ends[at]))
        at = ends[at]
    return cuts


def _part(words: list[str], start: int, end: int, mark: str) -> str:
    return piece(" ".join(words[start:end]) + (mark if end == len(words) else GOES_ON))


def _between(words: list[str], before: Piece, start: int, end: int) -> int:
    if words[start - 1].endswith(","):
        return COMMA_MS
    if isinstance(before, Phrase) and is_digits(before.text) and is_digits(" ".join(words[start:end])):
        return DIGIT_MS
    return CLOSE_MS
