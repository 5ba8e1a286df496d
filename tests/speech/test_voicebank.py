"""Phrases in memory and on disk, with a voice that only counts what it is asked to say."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from speech import audio
from speech.synthesizer import Pace, Pyttsx3Synthesizer, SynthesisError
from speech.voicebank import Pause, Phrase, Voicebank, VoicebankError

N = Pace.NORMAL


class CountingVoice:
    """Says every phrase as its own bytes, and remembers what it said. Waits at the gate when there is one."""

    def __init__(self, voice: str = "counting-1/id", gate: threading.Event | None = None) -> None:
        self.voice = voice
        self.said: list[tuple[str, Pace]] = []
        self.closed = False
        self._gate = gate

    def render(self, text: str, pace: Pace) -> bytes:
        self.said.append((text, pace))
        if self._gate is not None:
            self._gate.wait(10)
        if text == "bisu":
            raise SynthesisError("no sound")
        return f"{text}/{pace}".encode()

    def close(self) -> None:
        self.closed = True


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


def test_warming_goes_on_after_a_failure(bank: Voicebank, voice: CountingVoice) -> None:
    assert bank.warm(["satu", "bisu", "dua"], N) == ["bisu"]
    assert [text for text, _ in voice.said] == ["satu", "bisu", "dua"]


def test_a_closed_bank_closes_its_voice_and_warms_no_more(bank: Voicebank, voice: CountingVoice) -> None:
    bank.close()
    assert bank.warm(["satu"], N) == []
    assert voice.closed
    assert voice.said == []


def test_the_first_sound_comes_before_the_last_is_rendered(bank: Voicebank, voice: CountingVoice) -> None:
    speech = bank.speech(bank.pieces("Satu. Dua."), N)
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
    ("text", "expected"),
    [
        ("", ()),
        ("Halo", (Phrase("Halo"),)),
        ("Halo. Siapa? Ya!", (Phrase("Halo."), 450, Phrase("Siapa?"), 450, Phrase("Ya!"), 450)),
        ("Untuk KTP, | tekan || satu", (Phrase("Untuk KTP,"), 300, Phrase("tekan"), 700, Phrase("satu"))),
        ("satu\ndua", (Phrase("satu"), 450, Phrase("dua"))),
        ("satu. | dua", (Phrase("satu."), 450, Phrase("dua"))),
        ("satu.\n || dua", (Phrase("satu."), 700, Phrase("dua"))),
        ("Sungguh?!  Ya...", (Phrase("Sungguh?!"), 450, Phrase("Ya..."), 450)),
        ("satu ||| dua", (Phrase("satu"), 700, Phrase("dua"))),
        ("satu | , | dua", (Phrase("satu"), 300, Phrase("dua"))),
    ],
)
def test_a_line_is_cut_into_phrases_and_pauses(text: str, expected: tuple[Phrase | int, ...]) -> None:
    assert Voicebank.pieces(text) == tuple(Pause(p) if isinstance(p, int) else p for p in expected)


@pytest.mark.parametrize(
    ("pace", "milliseconds"), [(Pace.NORMAL, 300), (Pace.SLOW, 450), (Pace.SLOWEST, 600)]
)
def test_slower_paces_pause_longer(bank: Voicebank, pace: Pace, milliseconds: int) -> None:
    assert list(bank.speech((Pause(300),), pace)) == [audio.silence(milliseconds)]


def test_a_whole_line_in_the_real_voice(tmp_path: Path) -> None:
    bank = Voicebank(tmp_path, Pyttsx3Synthesizer())
    try:
        line = bank.line_sound("Untuk cek status permohonan, | tekan satu.", N)
        first, second = bank.sound("Untuk cek status permohonan,", N), bank.sound("tekan satu.", N)
    finally:
        bank.close()
    assert line == first + audio.silence(300) + second + audio.silence(450)
    assert len(list(tmp_path.iterdir())) == 2
