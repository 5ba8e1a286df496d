"""The graph of the recogniser's model: which units make which word. Writes graph/ for Vosk, with numpy alone.

For Vosk: HCLr.fst (the words as sounds), Gr.fst (any word after any word, for listening without a grammar),
words.txt (the words' numbers), disambig_tid.int. For us: pronunciations.txt (see speech/sounds.py). Both .fst are
OpenFst's binary format; HCLr.fst is its "olabel_lookahead" kind: a "const" FST, and for every state the numbers of
the words that can come next, as intervals. Those let Vosk put a grammar on the graph while a call runs.

Look-ahead is trivial here, because every word's number stands on its first arc and every word leads back to the loop
of words: whatever the state, the next number can be any word's, or the end. So each state has the one interval
[1, words + 2), where words + 1 stands for the end. A lexicon that shares beginnings of words would need more.

Sounds are units of speech/pronunciation.py as a CTC network gives them: unit u is entered by transition 2u + 2 and
kept by 2u + 1, blanks (unit 0) may come between units, and must where a unit follows itself. Knows no spelling.
"""

import ctypes
import math
import os
import shutil
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from speech.hearing import UNKNOWN
from speech.pronunciation import BLANK, UNIT_COUNT, UNITS

FILLER = UNIT_COUNT
"""The unit after the real ones: the network's filler, which is any sound at all."""

FILES = ("HCLr.fst", "Gr.fst", "words.txt", "disambig_tid.int", "pronunciations.txt")

_GAP, _BLANKS, _LOOP, _FIRST = 0, 1, 2, 3
"""States: between words, in blanks between words, where words begin and sound may end, the first inside a word."""

_STATE = np.dtype(
    [("final", "<f4"), ("first_arc", "<u4"), ("arcs", "<u4"), ("no_input", "<u4"), ("no_output", "<u4")]
)
_ARC = np.dtype([("source", "<i4"), ("input", "<i4"), ("output", "<i4"), ("cost", "<f4"), ("target", "<i4")])
_STORED = ["input", "output", "cost", "target"]

_MAGIC, _ADD_ON = 2125659606, 446681434
_EXPANDED, _ACCEPTOR, _INPUT_SORTED, _OUTPUT_SORTED = 0x1, 0x10000, 0x10000000, 0x40000000
"""Properties that a header may promise; what it does not say is taken as unknown."""

_EXCHANGE = 2


def write_graph(
    directory: Path,
    pronunciations: Mapping[str, Sequence[Sequence[int]]],
    *,
    word_bonus: float = 3.0,
    filler_cost: float = 1.0,
) -> None:
    """Replaces the directory by a graph of these words; until the end, and after a crash, the old one is there.

    A word has one list of unit numbers for each way to say it. Words are numbered from 1 in the order given, so that
    old numbers stay when words are added at the end. `[unk]`, any other speech, may stand among them (with no
    pronunciation) to keep its number, and is the first otherwise. Each word is made cheaper by `word_bonus`, each
    10 ms in `[unk]` dearer by `filler_cost` (natural log). Raises ValueError for a word that cannot be, OSError.
    """
    new = directory.with_name(directory.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    write_files(new, pronunciations, word_bonus=word_bonus, filler_cost=filler_cost)
    put_in_place(new, directory)


def write_files(
    directory: Path,
    pronunciations: Mapping[str, Sequence[Sequence[int]]],
    *,
    word_bonus: float = 3.0,
    filler_cost: float = 1.0,
) -> None:
    """The same, but into a directory that must not exist, and with nothing replaced."""
    if UNKNOWN not in pronunciations:
        pronunciations = {UNKNOWN: (), **pronunciations}
    for word, ways in pronunciations.items():
        _check(word, ways)
    words = list(pronunciations)
    sounds = _pack(*_sounds(pronunciations, word_bonus, filler_cost), end=_LOOP, end_cost=0.0)
    any_word = _pack(*_any_word(len(words)), end=0, end_cost=math.log(len(words) + 1))
    sounding = [
        f"{word} {' '.join(UNITS[unit - 1] for unit in units)}\n"
        for word, ways in pronunciations.items()
        for units in ways
    ]
    numbered = [f"{word} {number}\n" for number, word in enumerate(("<eps>", *words))]
    contents = (
        _with_look_ahead(sounds, len(words)),
        _const(any_word, start=0, properties=_EXPANDED | _ACCEPTOR | _INPUT_SORTED | _OUTPUT_SORTED),
        "".join(numbered).encode(),
        b"1000000\n",
        "".join(sounding).encode(),
    )
    directory.mkdir(parents=True)
    for name, content in zip(FILES, contents, strict=True):
        with (directory / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def put_in_place(new: Path, directory: Path) -> None:
    """Puts the new directory where the other is, which is deleted. Never leaves neither there, where the file
    system can exchange two names; elsewhere a crash at the wrong moment leaves the old one as NAME.old.
    """
    if not directory.exists():
        new.rename(directory)
    elif _exchanged(new, directory):
        shutil.rmtree(new)
    else:
        old = directory.with_name(directory.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        directory.rename(old)
        new.rename(directory)
        shutil.rmtree(old)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the two names were exchanged at once (Linux)."""
    exchange = getattr(ctypes.CDLL(None), "renameat2", None)
    here = -100
    return (
        exchange is not None
        and exchange(here, os.fsencode(one.resolve()), here, os.fsencode(other.resolve()), _EXCHANGE) == 0
    )


def _check(word: str, ways: Sequence[Sequence[int]]) -> None:
    if not word or word.split() != [word] or word.startswith(("<", "#")):
        raise ValueError(
            f"{word!r} cannot be a word of the graph: it must have no spaces and not begin with < or #"
        )
    if (word == UNKNOWN) != (not ways) or any(not units for units in ways):
        raise ValueError(
            f"{word!r} must have at least one unit in each pronunciation, and {UNKNOWN} none at all"
        )
    if any(not BLANK < unit < UNIT_COUNT for units in ways for unit in units):
        raise ValueError(
            f"{word!r} has a unit that the network does not know: 1 to {UNIT_COUNT - 1} are its sounds"
        )


def _sounds(
    pronunciations: Mapping[str, Sequence[Sequence[int]]], word_bonus: float, filler_cost: float
) -> tuple[np.ndarray, int]:
    """(arcs, number of states) of all words. A way of n units has 2n - 1 states: units, and blanks between them."""
    parts = [
        _arcs(_GAP, _enter(BLANK), 0, 0.0, _BLANKS),
        _arcs(_BLANKS, _keep(BLANK), 0, 0.0, _BLANKS),
        _arcs(_BLANKS, 0, 0, 0.0, _LOOP),
        _arcs(_GAP, 0, 0, 0.0, _LOOP),
    ]
    ways: list[Sequence[int]] = []
    numbers: list[int] = []
    begins: list[int] = []
    states = _FIRST
    for number, (word, said) in enumerate(pronunciations.items(), start=1):
        if word == UNKNOWN:
            parts += _filler(number, states, filler_cost)
            states += 2
        for units in said:
            ways.append(units)
            numbers.append(number)
            begins.append(states)
            states += 2 * len(units) - 1
    if ways:
        lengths = np.fromiter(map(len, ways), "<i4", len(ways))
        unit = np.fromiter((unit for units in ways for unit in units), "<i4", lengths.sum())
        start = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        place = np.arange(len(unit)) - np.repeat(start, lengths)
        state = np.repeat(begins, lengths) + 2 * place
        last = place == np.repeat(lengths, lengths) - 1
        here, follows = state[~last], unit[1:][~last[:-1]]
        other = unit[~last] != follows
        parts += [
            _arcs(_LOOP, _enter(unit[start]), np.asarray(numbers), -word_bonus, state[start]),
            _arcs(state, _keep(unit), 0, 0.0, state),
            _arcs(here, _enter(BLANK), 0, 0.0, here + 1),
            _arcs(here + 1, _keep(BLANK), 0, 0.0, here + 1),
            _arcs(here + 1, _enter(follows), 0, 0.0, here + 2),
            _arcs(here[other], _enter(follows[other]), 0, 0.0, here[other] + 2),
            _arcs(state[last], 0, 0, 0.0, _GAP),
        ]
    return np.concatenate(parts), states


def _filler(number: int, state: int, cost: float) -> list[np.ndarray]:
    """Any speech: the filler's unit for as long as it lasts, blanks between."""
    blank = state + 1
    return [
        _arcs(_LOOP, _enter(FILLER), number, cost, state),
        _arcs(state, _keep(FILLER), 0, cost, state),
        _arcs(state, _enter(BLANK), 0, 0.0, blank),
        _arcs(blank, _keep(BLANK), 0, 0.0, blank),
        _arcs(blank, _enter(FILLER), 0, cost, state),
        _arcs(state, 0, 0, 0.0, _GAP),
    ]


def _any_word(count: int) -> tuple[np.ndarray, int]:
    """(arcs, number of states): one state, and an arc for each word back to it, all equally likely."""
    number = np.arange(1, count + 1)
    return _arcs(0, number, number, math.log(count + 1), 0), 1


def _enter(unit: int | np.ndarray) -> int | np.ndarray:
    return 2 * unit + 2


def _keep(unit: int | np.ndarray) -> int | np.ndarray:
    return 2 * unit + 1


def _arcs(
    source: int | np.ndarray,
    transition: int | np.ndarray,
    word: int | np.ndarray,
    cost: float,
    target: int | np.ndarray,
) -> np.ndarray:
    """Arcs from columns, of which any may be one value for all."""
    columns = np.broadcast_arrays(*map(np.atleast_1d, (source, transition, word, cost, target)))
    found = np.empty(len(columns[0]), _ARC)
    for name, column in zip(_ARC.names or (), columns, strict=True):
        found[name] = column
    return found


def _pack(arcs: np.ndarray, states: int, *, end: int, end_cost: float) -> tuple[np.ndarray, np.ndarray]:
    """(states, arcs) as OpenFst stores them: arcs in the order of their states, then by word, then by transition."""
    arcs = arcs[np.lexsort((arcs["input"], arcs["output"], arcs["source"]))]
    table = np.zeros(states, _STATE)
    table["final"] = np.inf
    table["final"][end] = end_cost
    for name, counted in (
        ("arcs", arcs),
        ("no_input", arcs[arcs["input"] == 0]),
        ("no_output", arcs[arcs["output"] == 0]),
    ):
        table[name] = np.bincount(counted["source"], minlength=states)
    table["first_arc"][1:] = np.cumsum(table["arcs"])[:-1]
    stored = np.empty(len(arcs), np.dtype([(name, _ARC[name]) for name in _STORED]))
    for name in _STORED:
        stored[name] = arcs[name]
    return table, stored


def _header(kind: bytes, version: int, properties: int, start: int, states: int, arcs: int) -> bytes:
    names = b"".join(struct.pack("<i", len(name)) + name for name in (kind, b"standard"))
    return (
        struct.pack("<i", _MAGIC)
        + names
        + struct.pack("<iiQqqq", version, 0, properties, start, states, arcs)
    )


def _const(fst: tuple[np.ndarray, np.ndarray], *, start: int, properties: int) -> bytes:
    states, arcs = fst
    return _header(b"const", 2, properties, start, len(states), len(arcs)) + states.tobytes() + arcs.tobytes()


def _with_look_ahead(fst: tuple[np.ndarray, np.ndarray], words: int) -> bytes:
    """The const FST inside the look-ahead kind, with its one interval for every state."""
    states = len(fst[0])
    promised = _EXPANDED | _OUTPUT_SORTED
    end = words + 1
    interval = struct.pack("<qiii", 1, 1, end + 1, end)  # how many, from, up to, labels inside
    there = bytes((1, 0, 1))  # look-ahead data: yes; for transitions: no; for words: yes
    plain = bytes((0, 0))  # data is for words; words keep their numbers
    return (
        _header(b"olabel_lookahead", 1, promised, -1, 0, 0)
        + struct.pack("<i", _ADD_ON)
        + _const(fst, start=_GAP, properties=promised)
        + there
        + plain
        + struct.pack("<iq", end, states)
        + interval * states
    )
