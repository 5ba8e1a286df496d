"""The graph's files, byte by byte, and what is left when writing them is cut off."""

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from speech.graph import FILES, put_in_place, write_graph
from speech.pronunciation import UNIT_COUNT, units

ROOT = Path(__file__).resolve().parents[2]
STATES = np.dtype(
    [("final", "<f4"), ("first", "<u4"), ("arcs", "<u4"), ("in_eps", "<u4"), ("out_eps", "<u4")]
)
ARCS = np.dtype([("input", "<i4"), ("output", "<i4"), ("cost", "<f4"), ("target", "<i4")])


class Reader:
    """OpenFst's binary format, read strictly."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def take(self, form: str) -> tuple:
        found = struct.unpack_from("<" + form, self.content, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def text(self) -> str:
        (length,) = self.take("i")
        self.at += length
        return self.content[self.at - length : self.at].decode()

    def header(self) -> tuple[str, int, int, int, int]:
        """(kind, version, start, states, arcs); an FST without symbol tables."""
        assert self.take("i") == (2125659606,)
        kind = self.text()
        assert self.text() == "standard"
        version, flags, _, start, states, arcs = self.take("iiQqqq")
        assert flags == 0
        return kind, version, start, states, arcs

    def const(self) -> tuple[int, np.ndarray, list[list[tuple]]]:
        """(start, states, arcs of each state)."""
        kind, version, start, count, arcs = self.header()
        assert (kind, version) == ("const", 2)
        states = np.frombuffer(self.content, STATES, count, self.at)
        self.at += states.nbytes
        table = np.frombuffer(self.content, ARCS, arcs, self.at)
        self.at += table.nbytes
        assert states["arcs"].sum() == arcs
        rows = []
        for state in states:
            row = table[state["first"] : state["first"] + state["arcs"]]
            assert list(row["output"]) == sorted(row["output"])
            assert (state["in_eps"], state["out_eps"]) == (
                (row["input"] == 0).sum(),
                (row["output"] == 0).sum(),
            )
            rows.append([tuple(arc) for arc in row.tolist()])
        return start, states, rows


def sounds_of(graph: Path) -> tuple[np.ndarray, list[list[tuple]], int, list[list[tuple[int, int]]]]:
    """(states, arcs of each, number of the end, look-ahead intervals of each) of HCLr.fst, read to its last byte."""
    reader = Reader((graph / "HCLr.fst").read_bytes())
    assert reader.header() == ("olabel_lookahead", 1, -1, 0, 0)
    assert reader.take("i") == (446681434,)
    start, states, rows = reader.const()
    assert start == 0
    assert reader.take("BBB") == (1, 0, 1)
    assert reader.take("BB") == (0, 0)
    (end,) = reader.take("i")
    assert reader.take("q") == (len(states),)
    intervals = []
    for _ in states:
        (count,) = reader.take("q")
        found = [reader.take("ii") for _ in range(count)]
        assert reader.take("i") == (sum(upto - first for first, upto in found),)
        intervals.append(found)
    assert reader.at == len(reader.content)
    return states, rows, end, intervals


def test_every_arc_of_a_small_graph(tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    write_graph(graph, {"ab": [[1, 2]], "cc": [[3, 3]], "[unk]": []}, word_bonus=2.0, filler_cost=0.5)
    filler = UNIT_COUNT
    states, rows, _, _ = sounds_of(graph)
    assert rows == [
        [(0, 0, 0, 2), (2, 0, 0, 1)],  # between words
        [(0, 0, 0, 2), (1, 0, 0, 1)],
        [(4, 1, -2, 3), (8, 2, -2, 6), (2 * filler + 2, 3, 0.5, 9)],  # where words begin
        [(2, 0, 0, 4), (3, 0, 0, 3), (6, 0, 0, 5)],  # a; b may follow at once
        [(1, 0, 0, 4), (6, 0, 0, 5)],
        [(0, 0, 0, 0), (5, 0, 0, 5)],  # b
        [(2, 0, 0, 7), (7, 0, 0, 6)],  # c; another c only after a blank
        [(1, 0, 0, 7), (8, 0, 0, 8)],
        [(0, 0, 0, 0), (7, 0, 0, 8)],
        [(0, 0, 0, 0), (2, 0, 0, 10), (2 * filler + 1, 0, 0.5, 9)],  # anything else
        [(1, 0, 0, 10), (2 * filler + 2, 0, 0.5, 9)],
    ]
    assert [bool(np.isfinite(final)) for final in states["final"]] == [
        state == 2 for state in range(len(rows))
    ]


def test_any_word_or_the_end_may_come_next_in_every_state(tmp_path: Path) -> None:
    words = ("satu", "dua", "tiga", "menu")
    write_graph(tmp_path / "graph", {word: [units(word)] for word in words})
    states, rows, end, intervals = sounds_of(tmp_path / "graph")
    assert end == len(words) + 2  # [unk] is a word too
    assert intervals == [[(1, len(words) + 3)]] * len(states)
    assert {arc[1] for row in rows for arc in row} == set(range(end))


def test_any_word_follows_any_other_without_a_grammar(tmp_path: Path) -> None:
    write_graph(tmp_path / "graph", {"[unk]": [], "satu": [units("satu")], "dua": [units("dua")]})
    reader = Reader((tmp_path / "graph" / "Gr.fst").read_bytes())
    start, states, rows = reader.const()
    cost = pytest.approx(np.log(4))
    assert (start, len(states), states["final"][0]) == (0, 1, cost)
    assert rows == [[(number, number, cost, 0) for number in (1, 2, 3)]]


def test_old_words_keep_their_numbers_when_words_are_added(tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    old = {"satu": [units("satu")], "[unk]": [], "dua": [units("dua")]}
    write_graph(graph, old)
    assert (graph / "words.txt").read_text() == "<eps> 0\nsatu 1\n[unk] 2\ndua 3\n"
    write_graph(graph, {**old, "abad": [units("abad")]})
    assert (graph / "words.txt").read_text() == "<eps> 0\nsatu 1\n[unk] 2\ndua 3\nabad 4\n"
    assert (graph / "disambig_tid.int").read_text() == "1000000\n"


def test_a_word_has_one_number_however_it_is_said(tmp_path: Path) -> None:
    write_graph(tmp_path / "graph", {"nib": [units("nib"), units("en i be")]})
    _, rows, _, _ = sounds_of(tmp_path / "graph")
    assert sorted(arc[1] for row in rows for arc in row if arc[1]) == [1, 2, 2]
    assert (tmp_path / "graph" / "pronunciations.txt").read_text() == "nib n i b\nnib e n i b e\n"


@pytest.mark.parametrize(
    "wrong",
    [
        {"dua kata": [[1]]},
        {"": [[1]]},
        {"<eps>": [[1]]},
        {"#0": [[1]]},
        {"bisu": []},
        {"bisu": [[]]},
        {"asing": [[UNIT_COUNT]]},
        {"asing": [[0]]},
        {"[unk]": [[1]]},
    ],
)
def test_what_cannot_be_a_word_changes_nothing(tmp_path: Path, wrong: dict[str, list[list[int]]]) -> None:
    graph = tmp_path / "graph"
    write_graph(graph, {"satu": [units("satu")]})
    before = contents(graph)
    with pytest.raises(ValueError, match=r"must|know"):
        write_graph(graph, {"satu": [units("satu")], **wrong})
    assert contents(graph) == before


DIES = """
import resource, signal, sys
from pathlib import Path
from speech.graph import write_graph
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
write_graph(Path(sys.argv[1]), {f"w{number}": [[1, 2, 3]] for number in range(1000)})
"""


def test_a_crash_while_writing_leaves_the_old_graph(tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    write_graph(graph, {"satu": [units("satu")]})
    before = contents(graph)
    died = subprocess.run([sys.executable, "-c", DIES, str(graph)], cwd=ROOT)  # noqa: S603
    assert died.returncode < 0
    assert contents(graph) == before
    write_graph(graph, {"dua": [units("dua")]})
    assert "dua" in (graph / "words.txt").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_a_directory_is_exchanged_and_the_old_one_deleted(tmp_path: Path) -> None:
    new, place = tmp_path / "new", tmp_path / "place"
    for content in ("first", "second"):
        new.mkdir()
        (new / "file").write_text(content)
        put_in_place(new, place)
        assert (place / "file").read_text() == content
        assert list(tmp_path.iterdir()) == [place]


def contents(graph: Path) -> dict[str, bytes]:
    return {name: (graph / name).read_bytes() for name in FILES}
