"""What Whisper wrote of lines in a row, when it loses its way: bench/voice_judge.py. Whisper itself is not asked."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"
LINES = ("masih ada yang bisa dibantu", "daftar di loket enam")
SECONDS = 3


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCH))
    return import_module("voice_judge")


def heard(bench: ModuleType, folder: Path, written: tuple[str, bool]) -> float:
    """Letters wrong of two lines in a row, of which this was written together, and each rightly by itself."""
    rng = np.random.default_rng(1)
    said = [(line, rng.normal(0, 0.1, SECONDS * 8000).astype(np.float32)) for line in LINES]
    known = bench.Kept(folder / "heard.jsonl")
    (row,) = bench.in_rows(said)
    for part, answer in ((row, written), (row[:1], (LINES[0], False)), (row[1:], (LINES[1], False))):
        text, sound = bench.one_after_another(part)
        known.put(f"row-{bench._hash(bench.on_the_line(sound, None, text))}", answer)
    share: float = bench.Judge(None, known, {}).hears_in_rows(said, None).cer.share
    return share


def test_a_row_that_was_not_heard_to_its_end_is_heard_again_in_halves(
    bench: ModuleType, tmp_path: Path
) -> None:
    assert heard(bench, tmp_path, ("Masih ada", False)) == 0


def test_a_row_in_which_it_repeats_itself_is_heard_again_in_halves(bench: ModuleType, tmp_path: Path) -> None:
    assert heard(bench, tmp_path, (" ".join(LINES) * 5, True)) == 0


def test_a_row_that_was_heard_wrongly_stays_wrong(bench: ModuleType, tmp_path: Path) -> None:
    assert heard(bench, tmp_path, ("Nasi ada yang bisa dibantu. Daftar di locket 7.", False)) > 0.05


def test_a_figure_counts_for_its_word(bench: ModuleType) -> None:
    assert bench.letters_of("Kode 0812, ya.") == 4 + 4 * 4 + 2
