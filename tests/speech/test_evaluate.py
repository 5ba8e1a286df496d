"""The measuring command, on a small corpus spoken by espeak-ng."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from speech import evaluate, measuring
from speech.channels import Channel
from speech.corpus import CorpusError, read, samples
from speech.grammar import Digits, Phrases
from tests.speech.training.spoken import spoken_corpus

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "indspeech"
KEYS = {
    "utterances", "word_error_rate", "utterance_error_rate", "false_accept_rate", "real_time_factor", "memory_mb",
    "intervals", "groups", "confusions", "false_reject_rate", "recognizer_mb", "final_ms_p95", "worst_speakers",
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
    assert found["memory_mb"] >= 0  # a model that was in memory before costs nothing more
    assert found["groups"].keys() == {"all", "-", "1 words", "3 words"}
    assert found["groups"]["all"]["share"] == found["utterance_error_rate"]
    for key, interval in found["intervals"].items():
        low, high = interval
        assert 0 <= low <= found[key] <= high


def test_the_table_and_the_choices(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "speakers").write_text("id+klatt4\n", encoding="utf-8")
    shown = run(
        capsys, corpus, "--grammar", "digits", "--speakers", tmp_path / "speakers", "--channel", "gsm"
    )
    assert "2 answers of 1 speakers" in shown
    assert "answers wrong" in shown
    (tmp_path / "grammar").write_text("bantuan\nselamat pagi\n", encoding="utf-8")
    found = json.loads(run(capsys, corpus, "--grammar", tmp_path / "grammar", "--noise-db", "20", "--json"))
    assert found["utterances"] == 4, "the digits cannot be said with this grammar"
    assert found["false_accept_rate"] is None
    assert found["intervals"]["false_accept_rate"] is None


def test_louder_noise_is_not_better(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The figure can be bad: in noise as loud as the speech nothing is understood."""
    found = json.loads(run(capsys, corpus, "--grammar", "digits", "--noise-db", "-10", "--json"))
    assert found["utterance_error_rate"] == 1.0


def test_processes_find_the_same(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also: a recording's noise follows from its name, not from what was measured before it."""
    alone, both = (
        json.loads(run(capsys, corpus, "--grammar", "digits", "--noise-db", "5", "--jobs", jobs, "--json"))
        for jobs in ("1", "2")
    )
    for key in ("utterances", "word_error_rate", "utterance_error_rate", "intervals", "groups", "confusions"):
        assert alone[key] == both[key]


def test_what_is_taken_follows_from_the_confidence_asked(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(run(capsys, corpus, "--grammar", "words", "--accept", "1.01", "--json"))
    assert found["false_reject_rate"] == 1.0
    assert found["wrong_accept_rate"] == 0.0


def test_what_is_done_to_a_recording_is_heard(corpus: Path) -> None:
    first, other = read(corpus)[:2]
    plain = measuring.Condition(channel=Channel.CLEAN)
    voices = [("somebody", samples(other)), (first.speaker, samples(first))]
    before = measuring.sound_of(first, plain)
    assert before == measuring.sound_of(first, plain)
    assert len(before) == 2 * (len(samples(first)) + (measuring.BEFORE_S + measuring.AFTER_S) * 8000)
    for change in (
        {"room_s": 0.3}, {"noise_db": 20}, {"babble_db": 20}, {"band_hz": (300, 3000)}, {"clip_db": 0},
        {"level_db": -6}, {"lost": 0.1}, {"channel": Channel.GSM}, {"channel": Channel.ALAW}, {"seed": 2},
    ):  # fmt: skip
        assert measuring.sound_of(first, replace(plain, **change), voices) != before, change


def test_sound_of_any_rate_is_brought_to_the_line(tmp_path: Path) -> None:
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(22050) / 22050)
    soundfile.write(tmp_path / "tone.wav", np.column_stack((tone, tone)), 22050)
    (tmp_path / "transcripts.tsv").write_text(
        "file\tspeaker\tgender\ttext\tseconds\ntone.wav\tX\tF\tsatu\t1.0\n", encoding="utf-8"
    )
    sound = samples(read(tmp_path)[0])
    assert abs(len(sound) - 8000) <= 1
    assert np.abs(np.fft.rfft(sound)).argmax() == pytest.approx(440, abs=1)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a.flac\tX\tF", "line 2: no text, seconds"),
        ("a.flac\tX\tF\tsatu\tlong", "line 2: 'long' is no number of seconds"),
        ("a.flac\tX\tF\tsatu\t1.0", "a.flac cannot be read"),
        ("", "has no recordings"),
    ],
)
def test_a_broken_corpus_is_named_in_one_line(
    tmp_path: Path, row: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = f"file\tspeaker\tgender\ttext\tseconds\n{row}\n"
    (tmp_path / "transcripts.tsv").write_text(table, encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        evaluate.main([str(tmp_path), "--json"])
    assert stopped.value.code == 2
    shown = capsys.readouterr()
    assert said in shown.err.splitlines()[-1]
    assert shown.out == ""


def test_a_table_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "transcripts.tsv").write_bytes("file\tspeaker\nsatu\té\n".encode("latin-1"))
    with pytest.raises(CorpusError, match="cannot be read"):
        read(tmp_path)


def test_the_grammar_follows_from_the_texts(corpus: Path) -> None:
    recordings = read(corpus)
    digits, chosen = measuring.grammar_of("digits", recordings)
    assert isinstance(digits, Digits)
    assert {r.text for r in chosen} == {"satu dua tiga", "lima"}
    words, _ = measuring.grammar_of("words", recordings)
    assert words == Phrases(phrases=("bantuan",))
    sentences, _ = measuring.grammar_of("sentences", recordings)
    assert sentences == Phrases(phrases=("selamat pagi",))
    assert evaluate._usual(recordings) == "digits"
    assert evaluate._usual([r for r in recordings if r.text == "bantuan"]) == "words"
    assert evaluate._usual([r for r in recordings if " " in r.text and "satu" not in r.text]) == "sentences"
    assert {r.text for r in measuring.foreign(words, recordings)} == {"satu dua tiga", "lima", "selamat pagi"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "no directory nowhere"),
        (("{corpus}/..",), "no transcripts.tsv"),
        (("{corpus}", "--speakers", "nowhere"), "cannot be read"),
        (("{corpus}", "--grammar", "nowhere"), "cannot be read"),
        (("{corpus}", "--model", "nowhere"), "lacks"),
        (("{corpus}", "--reject", "nowhere"), "no directory nowhere"),
        (
            ("{corpus}", "--grammar", "words", "--speakers", "{corpus}/transcripts.tsv"),
            "no recordings of the speakers",
        ),
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
    found = json.loads(run(capsys, SHARED, "--grammar", "digits", "--count", "15", "--json"))
    assert found["utterances"] == 15
    assert found["utterance_error_rate"] <= 0.1
