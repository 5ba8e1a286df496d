"""Phrases in memory and on disk, with a voice that only counts what it is asked to say."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from speech import audio, mastering
from speech.phrases import Pause, Phrase
from speech.synthesizer import Pace, Pyttsx3Synthesizer, SynthesisError
from speech.voicebank import Voicebank, VoicebankError
from tests.speech.counting import CountingVoice

N = Pace.NORMAL


@pytest.fixture
def voice() -> CountingVoice:
    return CountingVoice()


@pytest.fixture
def bank(tmp_path: Path, voice: CountingVoice) -> Voicebank:
    return Voicebank(tmp_path / "bank", voice)


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "bank").iterdir())


def test_a_phrase_is_rendered_once_and_kept_on_disk(
    tmp_path: Path, bank: Voicebank, voice: CountingVoice
) -> None:
    assert bank.sound("tekan satu", N) == bank.sound("tekan satu", N) == b"tekan satu/normal"
    again = CountingVoice()
    assert Voicebank(tmp_path / "bank", again).sound("tekan satu", N) == b"tekan satu/normal"
    assert voice.said == [("tekan satu", N)]
    assert again.said == []
    assert [path.suffix for path in files(tmp_path)] == [".sound"]


def test_the_text_is_not_in_the_file_name(tmp_path: Path, bank: Voicebank) -> None:
    bank.sound("rahasia", N)
    assert "rahasia" not in files(tmp_path)[0].name


def test_another_pace_or_voice_is_another_sound(tmp_path: Path, bank: Voicebank) -> None:
    bank.sound("ya", N)
    bank.sound("ya", Pace.SLOW)
    Voicebank(tmp_path / "bank", CountingVoice("counting-2/id")).sound("ya", N)
    assert len(files(tmp_path)) == 3


@pytest.mark.parametrize("content", [b"", b"short", bytes(200)])
def test_a_broken_file_is_rendered_again(tmp_path: Path, bank: Voicebank, content: bytes) -> None:
    bank.sound("ya", N)
    files(tmp_path)[0].write_bytes(content)
    again = CountingVoice()
    assert Voicebank(tmp_path / "bank", again).sound("ya", N) == b"ya/normal"
    assert again.said == [("ya", N)]
    assert Voicebank(tmp_path / "bank", CountingVoice()).sound("ya", N) == b"ya/normal"


def test_a_truncated_file_is_rendered_again(tmp_path: Path, bank: Voicebank) -> None:
    bank.sound("ya", N)
    path = files(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:-1])
    again = CountingVoice()
    assert Voicebank(tmp_path / "bank", again).sound("ya", N) == b"ya/normal"
    assert len(again.said) == 1


def test_a_personal_phrase_never_reaches_the_disk(
    tmp_path: Path, bank: Voicebank, voice: CountingVoice
) -> None:
    said = b"".join(bank.speech((Phrase("Ibu Contoh"), Pause(100)), N, keep=False))
    assert said.startswith(b"Ibu Contoh/normal")
    assert bank.line_sound("Ibu Contoh", N, keep=False) == b"Ibu Contoh/normal"
    assert files(tmp_path) == []
    assert len(voice.said) == 1


def test_many_who_ask_at_once_wait_for_one_rendering(tmp_path: Path) -> None:
    gate = threading.Event()
    voice = CountingVoice(gate=gate)
    bank = Voicebank(tmp_path, voice)
    with ThreadPoolExecutor(8) as pool:
        coming = [pool.submit(bank.sound, "tunggu", N) for _ in range(8)]
        gate.set()
        assert {future.result() for future in coming} == {b"tunggu/normal"}
    assert len(voice.said) == 1


def test_two_who_ask_while_it_is_rendered_share_it(tmp_path: Path) -> None:
    gate = threading.Event()
    voice = CountingVoice(gate=gate)
    bank = Voicebank(tmp_path, voice)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(bank.sound, "tunggu", N)
        while not voice.said:
            pass
        second = pool.submit(bank.sound, "tunggu", N)
        assert not second.done()
        gate.set()
        assert first.result() == second.result() == b"tunggu/normal"
    assert len(voice.said) == 1


def test_a_failure_reaches_the_caller_and_is_not_remembered(bank: Voicebank, voice: CountingVoice) -> None:
    for _ in range(2):
        with pytest.raises(SynthesisError):
            bank.sound("bisu", N)
    assert len(voice.said) == 2


def test_what_is_spoken_can_be_had_without_rendering(
    tmp_path: Path, bank: Voicebank, voice: CountingVoice
) -> None:
    assert not bank.has("ya", N)
    assert bank.ready("ya", N) is None
    bank.sound("ya", N)
    again = Voicebank(tmp_path / "bank", CountingVoice())
    again.voice()
    for known in (bank, again):
        assert known.has("ya", N)
        assert not known.has("ya", Pace.SLOW)
        assert known.ready("ya", N) == b"ya/normal"
        assert known.ready("ya", Pace.SLOW) is None
    assert voice.said == [("ya", N)]


def test_a_voice_that_has_not_started_is_not_waited_for(tmp_path: Path, bank: Voicebank) -> None:
    bank.sound("ya", N)
    again = Voicebank(tmp_path / "bank", CountingVoice())
    assert not again.has("ya", N)
    assert again.ready("ya", N) is None


def test_a_broken_file_is_no_longer_there(tmp_path: Path, bank: Voicebank) -> None:
    bank.sound("ya", N)
    files(tmp_path)[0].write_bytes(b"short")
    again = Voicebank(tmp_path / "bank", CountingVoice())
    again.voice()
    assert again.has("ya", N)
    assert again.ready("ya", N) is None
    assert not again.has("ya", N)


def test_only_what_is_neither_wanted_nor_used_is_forgotten(tmp_path: Path, bank: Voicebank) -> None:
    bank.sound("dari suara lain", N)
    (tmp_path / "bank" / "halved.1234.part").write_bytes(b"half")
    again = Voicebank(tmp_path / "bank", CountingVoice("counting-2/id"))
    for text in ("tetap,", "lama,", "dipakai,", "baru,"):
        again.sound(text, N)
        if text != "baru,":
            for path in files(tmp_path):
                os.utime(path, (0, 0))
    reader = Voicebank(tmp_path / "bank", CountingVoice("counting-2/id"))
    reader.sound("dipakai,", N)
    assert again.forget([("tetap,", N)]) == 3
    later = Voicebank(tmp_path / "bank", CountingVoice("counting-2/id"))
    later.voice()
    here = {text for text in ("tetap,", "lama,", "dipakai,", "baru,") if later.has(text, N)}
    assert here == {"tetap,", "dipakai,", "baru,"}
    assert len(files(tmp_path)) == 3


def test_a_closed_bank_closes_its_voice(bank: Voicebank, voice: CountingVoice) -> None:
    bank.close()
    assert voice.closed


def test_the_first_sound_comes_before_the_last_is_rendered(bank: Voicebank, voice: CountingVoice) -> None:
    speech = bank.speech((Phrase("Satu."), Pause(500), Phrase("Dua.")), N)
    assert next(speech) == b"Satu./normal"
    assert len(voice.said) == 1


def test_memory_is_bounded_and_forgets_the_longest_unused(tmp_path: Path, voice: CountingVoice) -> None:
    bank = Voicebank(tmp_path, voice, memory_bytes=len(b"a/normal") * 2)
    for phrase in ("a", "b", "a", "c", "a", "b"):
        bank.sound(phrase, N, keep=False)
    assert [text for text, _ in voice.said] == ["a", "b", "c", "b"]


def test_a_full_disk_costs_the_file_and_not_the_sound(tmp_path: Path, bank: Voicebank) -> None:
    (tmp_path / "bank").rmdir()
    assert bank.sound("ya", N) == b"ya/normal"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, voice: CountingVoice) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(VoicebankError, match=r"cannot be kept in .*file/bank.*right to write"):
        Voicebank(tmp_path / "file" / "bank", voice)


@pytest.mark.parametrize(
    ("pace", "milliseconds"), [(Pace.NORMAL, 300), (Pace.SLOW, 450), (Pace.SLOWEST, 600)]
)
def test_slower_paces_pause_longer(bank: Voicebank, pace: Pace, milliseconds: int) -> None:
    """The little silence at both ends of what is spoken is part of the pause."""
    assert list(bank.speech((Pause(300),), pace)) == [audio.silence(milliseconds - 2 * mastering.MARGIN_MS)]


def test_a_whole_line_in_the_real_voice(tmp_path: Path) -> None:
    bank = Voicebank(tmp_path, Pyttsx3Synthesizer())
    try:
        line = bank.line_sound("Untuk cek status permohonan, | tekan satu.", N)
        first, second = bank.sound("Untuk cek status permohonan,", N), bank.sound("tekan satu.", N)
    finally:
        bank.close()
    ends = 2 * mastering.MARGIN_MS
    assert line == first + audio.silence(200 - ends) + second + audio.silence(500 - ends)
    assert len(list(tmp_path.iterdir())) == 2
