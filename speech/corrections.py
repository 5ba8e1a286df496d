"""Where a speaker takes something back: "empat lima, eh bukan, enam", "salah", "ulangi dari awal".

Cuts a transcript where that happens; what is then replaced is for each kind of answer to say. It knows no numbers.
"""

from dataclasses import dataclass
from enum import IntEnum

HESITATIONS = (
    "em", "emm", "hmm", "mmm", "ah", "oh", "anu", "apa", "itu", "ya", "sebentar", "bentar", "tunggu", "nah",
    "aduh", "maaf", "pak", "bu",
)  # fmt: skip
"""They mean nothing. Every word that a reader does not know is passed over anyway; these are for the grammar, so
that the recogniser has something to hear them as."""


class Mark(IntEnum):
    """What stands before a part; the stronger of neighbouring marks counts."""

    BEGIN = 0
    DOUBT = 1
    """ "eh": nearly always a hesitation, at times a correction."""
    CORRECT = 2
    """ "bukan", "salah": the last thing said is replaced by what follows."""
    RESTART = 3
    """ "ulangi dari awal": all that came before is void."""


_MARKS = {
    ("eh",): Mark.DOUBT,
    ("bukan",): Mark.CORRECT,
    ("salah",): Mark.CORRECT,
    ("keliru",): Mark.CORRECT,
    ("ralat",): Mark.CORRECT,
    ("maksudnya",): Mark.CORRECT,
    ("maksud", "saya"): Mark.CORRECT,
    ("tapi",): Mark.CORRECT,
    ("melainkan",): Mark.CORRECT,
    ("ulang",): Mark.RESTART,
    ("ulangi",): Mark.RESTART,
    ("dari", "awal"): Mark.RESTART,
    ("mulai", "lagi"): Mark.RESTART,
}
"""In one form each; "eh bukan", "saya ulangi dari awal", "bukan lima tapi enam" follow from them."""

_BY_WORD = {first: [mark for mark in _MARKS if mark[0] == first] for first, *_ in _MARKS}

CORRECTION_WORDS = tuple(dict.fromkeys(word for mark in _MARKS for word in mark))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch without corrections, and how it was begun."""

    mark: Mark
    words: tuple[str, ...]


def parts(words: str) -> tuple[Part, ...]:
    """A lower-case transcript cut at its corrections; the first part begins with BEGIN and may be empty."""
    said, found = words.split(), [Part(mark=Mark.BEGIN, words=())]
    at = 0
    while at < len(said):
        marks = [mark for mark in _BY_WORD.get(said[at], ()) if tuple(said[at : at + len(mark)]) == mark]
        if marks:
            kind = _MARKS[marks[0]]
            if found[-1].mark is Mark.BEGIN or found[-1].words:
                found.append(Part(mark=kind, words=()))
            else:
                found[-1] = Part(mark=max(kind, found[-1].mark), words=())
            at += len(marks[0])
        else:
            if said[at] not in HESITATIONS:
                found[-1] = Part(mark=found[-1].mark, words=(*found[-1].words, said[at]))
            at += 1
    return tuple(found)


def valid_parts(words: str) -> tuple[Part, ...]:
    """The parts from the last restart on."""
    found = parts(words)
    begin = max((n for n, part in enumerate(found) if part.mark is Mark.RESTART), default=0)
    return found[begin:]
