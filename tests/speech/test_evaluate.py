"""The measuring command, on a small corpus spoken by espeak-ng."""

import json
from pathlib import Path

import pytest

from speech import evaluate, measuring
from speech.corpus import read
from speech.grammar import Digits, Phrases
from tests.speech.training.spoken import spoken_corpus

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "indspeech"
KEYS = {
    "utterances", "word_error_rate", "utterance_error_rate", "false_accept_rate", "real_time_factor", "memory_mb",
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "spoken"
    spoken_corpus(folder, ("satu dua tiga", "lima", "bantuan", "selamat pagi"), ("id+klatt4", "id+m3"))
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    evaluate.main([str(argument) for argument in arguments])
    return capsys.readouterr().out


def test_json_is_one_object_with_shares(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capsys, corpus, "--grammar", "digits", "--reject", corpus, "--json"))
    assert found.keys() >= KEYS
    assert found["utterances"] == 4
    assert found["speakers"] == 2
    assert 0 <= found["utterance_error_rate"] <= 1
    assert 0 <= found["false_accept_rate"] <= 1
    assert found["real_time_factor"] > 0
    assert found["foreign_utterances"] == 4


def test_the_table_and_the_choices(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "speakers").write_text("id+klatt4\n", encoding="utf-8")
    shown = run(
        capsys, corpus, "--grammar", "digits", "--speakers", tmp_path / "speakers", "--channel", "gsm"
    )
    assert "2 answers of 1 speakers" in shown
    assert "answers wrong" in shown
    (tmp_path / "grammar").write_text("bantuan\nselamat pagi\n", encoding="utf-8")
    found = json.loads(run(capsys, corpus, "--grammar", tmp_path / "grammar", "--noise-db", "20", "--json"))
    assert found["utterances"] == 8
    assert found["false_accept_rate"] is None


def test_louder_noise_is_not_better(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The figure can be bad: in noise as loud as the speech nothing is understood."""
    found = json.loads(run(capsys, corpus, "--grammar", "digits", "--noise-db", "-10", "--json"))
    assert found["utterance_error_rate"] == 1.0


def test_the_grammar_follows_from_the_texts(corpus: Path) -> None:
    recordings = read(corpus)
    digits, chosen = measuring.grammar_of("digits", recordings)
    assert isinstance(digits, Digits)
    assert {r.text for r in chosen} == {"satu dua tiga", "lima"}
    words, _ = measuring.grammar_of("words", recordings)
    assert words == Phrases(phrases=("bantuan",))
    sentences, _ = measuring.grammar_of("sentences", recordings)
    assert sentences == Phrases(phrases=("selamat pagi",))
    assert {r.text for r in measuring.foreign(words, recordings)} == {"satu dua tiga", "lima", "selamat pagi"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "no transcripts.tsv"),
        (("{corpus}", "--speakers", "nowhere"), "cannot be read"),
        (("{corpus}", "--grammar", "nowhere"), "cannot be read"),
        (("{corpus}", "--model", "nowhere"), "lacks"),
        (("{corpus}", "--reject", "nowhere"), "no transcripts.tsv"),
    ],
)
def test_mistakes_are_named_in_one_line(
    corpus: Path, arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        evaluate.main([argument.format(corpus=corpus) for argument in arguments])
    assert stopped.value.code == 2
    shown = capsys.readouterr()
    assert said in shown.err.splitlines()[-1]
    assert shown.out == ""


@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus of real voices is not at hand")
def test_real_voices_are_understood(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capsys, SHARED, "--grammar", "digits", "--count", "40", "--json"))
    assert found["utterances"] == 40
    assert found["utterance_error_rate"] <= 0.05
