"""What is trained on: corpora, the telephone, synthetic speakers' texts."""

import random
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy", reason="requirements-training.txt is not installed")

from speech.corpus import CorpusError, Recording, development_speakers, read
from speech.pronunciation import units
from speech.training import texts
from speech.training.kokoro import phonetic
from speech.training.lessons import Lessons, source
from speech.training.telephone import SPEECH_RMS, Telephone
from tests.speech.training.spoken import spoken_corpus


def test_the_same_seed_makes_the_same_lessons(tmp_path: Path) -> None:
    corpus = spoken_corpus(tmp_path / "corpus", ("satu dua", "tiga"), ("id",))
    made = [source(1.0, corpus, speeds=1, seed=1)]
    first, again = (next(Lessons(made, 5, 2000).batches()) for _ in range(2))
    assert [lesson[1] for lesson in first] == [lesson[1] for lesson in again]
    assert all(np.array_equal(one[0], two[0]) for one, two in zip(first, again, strict=True))
    other = next(Lessons(made, 6, 2000).batches())
    assert len(other) != len(first) or not np.array_equal(other[0][0], first[0][0])


def test_a_lesson_is_labelled_with_what_is_said(tmp_path: Path) -> None:
    corpus = spoken_corpus(tmp_path / "corpus", ("satu",), ("id",))
    made = [source(1.0, corpus, speeds=0, seed=1)]
    labels = {tuple(lesson[1]) for batch in islice(Lessons(made, 1, 2000).batches(), 20) for lesson in batch}
    once = tuple(units("satu"))
    assert labels <= {(), once, once + once}
    assert once in labels


def test_the_telephone_adds_pauses_and_keeps_speech_in_range() -> None:
    chance = np.random.default_rng(1)
    speech = (chance.normal(size=8000) * SPEECH_RMS).astype(np.float32)
    telephone = Telephone([speech.astype(np.int16)], seed=3)
    carried = [telephone.carry(speech.copy()) for _ in range(60)]
    assert all(len(sound) >= len(speech) for sound in carried)
    assert all(np.isfinite(sound).all() and np.abs(sound).max() <= 32768 for sound in carried)
    assert len({len(sound) for sound in carried}) > 20
    assert len(telephone.carry(np.zeros(0, np.float32))) >= 4000


def test_every_text_of_the_synthetic_speakers_can_be_said() -> None:
    choose = random.Random(1)  # noqa: S311
    for text in islice(texts.lines(("kelurahan", "nyata"), 1), 800):
        assert units(text)
        assert phonetic(text, choose)


def test_both_sounds_of_e_are_heard() -> None:
    said = {phonetic("empat", random.Random(seed)) for seed in range(40)}  # noqa: S311
    assert {"ˈəmpat", "ˈempat"} <= said


def recording(speaker: str, text: str) -> Recording:
    return Recording(file=Path("x"), speaker=speaker, gender="F", text=text, seconds=1.0)


def test_speakers_for_measuring_are_chosen_by_name_only() -> None:
    talkers = [recording(name, "selamat pagi") for name in ("FAA", "FBB", "FCC", "MDD")]
    counters = [recording(f"M{number:02d}", "satu dua") for number in range(30)]
    chosen = development_speakers([*counters, *talkers])
    assert chosen == {"FBB", "FCC", "M00", "M14", "M28"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("file\tspeaker\tgender\ttext\tseconds\na.flac\tX\tF\tsatu\tlong\n", "line 2"),
        ("file\tspeaker\ta.flac\n", "transcripts"),
    ],
)
def test_a_broken_corpus_is_named(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(CorpusError, match="transcripts"):
        read(tmp_path)
    (tmp_path / "transcripts.tsv").write_text(content, encoding="utf-8")
    if said == "line 2":
        with pytest.raises(CorpusError, match=said):
            read(tmp_path)
    else:
        assert read(tmp_path) == []
