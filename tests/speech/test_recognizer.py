"""Vosk behind the line's protocol: words from the first sound on, refused, as sure as it should be."""

from pathlib import Path

import numpy as np
import pytest

from speech import audio, channels
from speech.channels import Channel
from speech.grammar import Band, Digits, Phrases, YesNo
from speech.hearing import UNKNOWN, ModelError, Transcript
from speech.recognizer import KEPT_READY, VoskRecognizer, heard_by
from speech.synthesizer import Pace, Pyttsx3Synthesizer

MODEL = Path(__file__).parents[2] / "speech" / "model"
YES_NO = YesNo(yes=("ya", "iya", "betul"), no=("tidak", "bukan"))


@pytest.fixture(scope="module")
def recognizer() -> VoskRecognizer:
    return VoskRecognizer(MODEL)


def spoken(text: str, voice: str = "id") -> np.ndarray:
    """Float samples at the model's level, without any quiet before the first sound."""
    speaker = Pyttsx3Synthesizer(voice=voice)
    try:
        said = np.frombuffer(audio.decode(speaker.render(text, Pace.NORMAL)), "<i2") / 32768
    finally:
        speaker.close()
    loud = np.flatnonzero(np.abs(said) > 0.01)
    said = said[loud[0] : loud[-1]]
    return channels.louder(said, -21 - channels.active_db(said))


def heard(recognizer: VoskRecognizer, grammar: Phrases | YesNo | Digits, sound: np.ndarray) -> Transcript:
    hearing = recognizer.listen(grammar)
    chance = np.random.default_rng(1)
    hearing.feed(channels.coded(channels.between_quiet(sound, chance, 0, 0.6), Channel.MULAW))
    return hearing.final()


@pytest.mark.parametrize("said", ["satu satu", "empat lima delapan", "satu empat tujuh"])
def test_a_word_at_the_very_beginning_is_heard(recognizer: VoskRecognizer, said: str) -> None:
    assert heard(recognizer, Digits(length=8), spoken(said)).words == said


def test_digits_that_fail_their_check_are_heard_again_however_sure(recognizer: VoskRecognizer) -> None:
    sound = spoken("satu empat tujuh dua")
    plain = heard(recognizer, Digits(length=4), sound)
    assert plain.alternatives == ()
    checked = heard(recognizer, Digits(length=4, valid=lambda digits: False), sound)
    assert checked.words == plain.words == "satu empat tujuh dua"
    assert checked.alternatives
    assert heard(recognizer, Digits(length=4, valid=lambda digits: True), sound).alternatives == ()


def test_words_are_heard_half_a_second_after_they_were_said_at_most(recognizer: VoskRecognizer) -> None:
    quiet = np.zeros(8000)
    parts = [spoken(word) for word in ("satu", "empat", "delapan")]
    ends, sound = [], np.zeros(0)
    for part in parts:
        sound = np.concatenate((sound, quiet, part))
        ends.append(len(sound) / 8000)
    pcm = channels.coded(channels.between_quiet(sound, np.random.default_rng(1), 0, 1.0), Channel.MULAW)
    hearing = recognizer.listen(Digits(length=8))
    for at in range(0, len(pcm), 320):
        hearing.feed(pcm[at : at + 320])
    each = hearing.final().each
    assert [word.text for word in each] == ["satu", "empat", "delapan"]
    late = [word.heard_by_s - end for word, end in zip(each, ends, strict=True)]
    assert all(-0.3 < by < 0.5 for by in late), late


def test_a_word_counts_from_when_it_stayed() -> None:
    partials = [
        (0.4, ["satu"]),
        (0.8, ["satu", "dua"]),
        (1.0, ["satu", "tiga"]),
        (1.6, ["satu", "tiga", "lima"]),
    ]
    assert heard_by(["satu", "tiga", "lima", "enam"], partials, 2.0) == (0.4, 1.0, 1.6, 2.0)
    assert heard_by(["satu", "tiga"], [], 2.0) == (2.0, 2.0)


def test_one_answer_is_not_in_the_next(recognizer: VoskRecognizer) -> None:
    grammar = Phrases(phrases=("petugas", "kartu keluarga"))
    recognizer.prepare(grammar)
    texts = ("petugas", "kartu keluarga", "petugas")
    assert [heard(recognizer, grammar, spoken(text)).words for text in texts] == list(texts)


def test_other_speech_is_refused(recognizer: VoskRecognizer) -> None:
    other = heard(recognizer, YES_NO, spoken("kelurahan dan kecamatan"))
    assert UNKNOWN in other.words
    assert YES_NO.bands.of(other.confidence) is Band.REFUSE


def test_ya_and_iya_need_not_be_told_apart(recognizer: VoskRecognizer) -> None:
    """Between the two the recogniser is unsure, of yes it is sure."""
    sound = spoken("ya", "id+f2")
    word = heard(recognizer, Phrases(phrases=YES_NO.phrases), sound)
    answer = heard(recognizer, YES_NO, sound)
    assert YES_NO.meaning(answer.words) == "yes"
    assert answer.confidence > word.confidence
    assert YES_NO.bands.of(answer.confidence) is Band.ACCEPT


def test_phrases_that_sound_the_same_do_not_share_their_confidence(recognizer: VoskRecognizer) -> None:
    sound = spoken("ka te pe hilang")
    alone = heard(recognizer, Phrases(phrases=("ktp hilang", "petugas")), sound)
    twins = heard(recognizer, Phrases(phrases=("ktp hilang", "ka te pe hilang", "petugas")), sound)
    assert alone.words == twins.words == "ktp hilang"
    assert twins.confidence == pytest.approx(alone.confidence, abs=0.05)


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"am/final\.mdl"):
        VoskRecognizer(tmp_path)


def test_recognisers_that_nobody_used_do_not_pile_up(recognizer: VoskRecognizer) -> None:
    for number in range(KEPT_READY + 5):
        recognizer.prepare(Phrases(phrases=("petugas",), end_silence_ms=number))
    assert len(recognizer._ready) == KEPT_READY
    assert (
        heard(recognizer, Phrases(phrases=("petugas",), end_silence_ms=0), spoken("petugas")).words
        == "petugas"
    )


def test_a_recogniser_that_is_used_again_hears_nothing_of_the_last_answer(recognizer: VoskRecognizer) -> None:
    grammar = Phrases(phrases=("kartu keluarga", "akta lahir", "petugas"))
    fresh = VoskRecognizer(MODEL)
    for text in ("akta lahir", "petugas", "kartu keluarga", "akta lahir"):
        sound = spoken(text)
        again, first = heard(recognizer, grammar, sound), heard(fresh, grammar, sound)
        assert again.words == first.words == text
        assert again.confidence == pytest.approx(first.confidence, abs=0.05)
        fresh._used.clear()
    assert sum(phrases is recognizer._phrases(grammar) for phrases, _ in recognizer._used) == 1


def test_a_hearing_is_used_up_by_its_answer(recognizer: VoskRecognizer) -> None:
    hearing = recognizer.listen(YES_NO)
    hearing.final()
    with pytest.raises(RuntimeError):
        hearing.feed(bytes(320))
