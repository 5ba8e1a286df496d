"""What a call is spoken with: recordings, the natural voice, the robot voice, and never two in one breath."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from speech import audio, mastering
from speech.filling import Wanted
from speech.phrases import Pause, pieces
from speech.speaker import Speaker
from speech.studio import Studio, line_file, piece_file
from speech.synthesizer import Pace
from speech.voicebank import Voicebank
from tests.speech.counting import CountingVoice

N = Pace.NORMAL
GREETING = pieces("Selamat datang.")
CODE = pieces("Kodenya, | empat dua.")
OPENING = ("selamat datang.", "kodenya,", "empat,", "dua.")


class Voices:
    """A speaker with a robot voice that says "robot/..." and a natural one."""

    def __init__(self, folder: Path, *texts: str, natural: bool = True, studio: Studio | None = None) -> None:
        self.robot, self.natural = CountingVoice("robot"), CountingVoice("natural")
        self.folder = folder
        wanted = [Wanted(text=text, pace=N, opening=True) for text in texts]
        self.speaker = Speaker(
            Voicebank(folder / "robot", self.robot),
            name="sari",
            natural=Voicebank(folder / "natural", self.natural) if natural else None,
            wanted=wanted,
            studio=studio,
        )

    def filled(self) -> Speaker:
        self.speaker.start()
        end = time.monotonic() + 10
        while not self.speaker.opens_naturally():
            assert time.monotonic() < end, "never filled"
            time.sleep(0.005)
        return self.speaker


@pytest.fixture
def voices(tmp_path: Path) -> Iterator[Voices]:
    voices = Voices(tmp_path, *OPENING)
    yield voices
    voices.speaker.close()


def say(
    speaker: Speaker, said: tuple, pace: Pace = N, *, keep: bool = True, louder: bool = False
) -> list[bytes]:
    natural = speaker.chosen([said], pace)
    return list(speaker.speech(said, pace, keep, louder, natural))


def spoken_ms(milliseconds: int) -> bytes:
    return audio.silence(milliseconds - 2 * mastering.MARGIN_MS)


def test_the_natural_voice_says_what_it_has_and_puts_the_rest_together(voices: Voices) -> None:
    speaker = voices.filled()
    assert say(speaker, GREETING) == [b"selamat datang./normal", spoken_ms(500)]
    assert say(speaker, CODE, keep=False) == [
        b"kodenya,/normal", spoken_ms(200), b"empat,/normal", spoken_ms(160), b"dua./normal", spoken_ms(500),
    ]  # fmt: skip
    assert voices.robot.said == []


def test_a_line_that_cannot_be_put_together_is_all_robot(voices: Voices) -> None:
    speaker = voices.filled()
    assert say(speaker, pieces("Kodenya, | empat tiga."), keep=False) == [
        b"Kodenya,/normal", spoken_ms(200), b"empat tiga./normal", spoken_ms(500),
    ]  # fmt: skip


def test_what_is_said_in_one_go_has_one_voice(voices: Voices) -> None:
    speaker = voices.filled()
    assert speaker.chosen([GREETING, CODE], N) is N
    assert speaker.chosen([GREETING, pieces("Belum pernah terdengar.")], N) is None
    assert b"Selamat datang./normal" in list(speaker.speech(GREETING, N))


def test_no_call_begins_naturally_before_everything_it_may_meet_is_ready(tmp_path: Path) -> None:
    gate = threading.Event()
    voices = Voices(tmp_path, *OPENING)
    voices.natural._gate = gate
    voices.speaker.start()
    assert not voices.speaker.opens_naturally()
    assert voices.speaker.state.natural is False
    assert b"Selamat datang./normal" in voices.speaker.turn_sound([GREETING], N, keep=False)
    gate.set()
    assert b"selamat datang./normal" in voices.filled().turn_sound([GREETING], N, keep=False)
    voices.speaker.close()


def test_what_was_missing_is_made_for_next_time_unless_it_is_personal(voices: Voices) -> None:
    speaker = voices.filled()
    say(speaker, pieces("Nama Ibu Contoh."), keep=False)
    say(speaker, pieces("Loket lima."))
    end = time.monotonic() + 10
    while not voices.speaker.chosen([pieces("Loket lima.")], N):
        assert time.monotonic() < end, "never made"
        time.sleep(0.005)
    assert say(speaker, pieces("Loket lima."))[0] == b"loket lima./normal"
    assert "ibu contoh" not in str(voices.natural.said)
    kept = b"".join(path.read_bytes() for path in voices.folder.rglob("*.sound"))
    assert b"Contoh" not in kept
    assert b"contoh" not in kept


def test_slower_callers_hear_clear_words_further_apart_until_slow_ones_are_ready(voices: Voices) -> None:
    speaker = voices.filled()
    assert say(speaker, GREETING, Pace.SLOW, keep=False) == [b"selamat datang./normal", spoken_ms(750)]
    say(speaker, GREETING, Pace.SLOW)
    end = time.monotonic() + 10
    while speaker.chosen([GREETING], Pace.SLOW) is not Pace.SLOW:
        assert time.monotonic() < end, "never made"
        time.sleep(0.005)
    assert say(speaker, GREETING, Pace.SLOWEST)[0] == b"selamat datang./slow"


def test_a_sound_that_is_lost_costs_the_line_its_natural_voice_and_nothing_else(tmp_path: Path) -> None:
    first = Voices(tmp_path, *OPENING)
    first.filled().close()
    voices = Voices(tmp_path)
    speaker = voices.filled()
    speaker._natural.voice()
    natural = speaker.chosen([CODE], N)
    assert natural is N
    for path in (tmp_path / "natural").iterdir():
        path.unlink()
    assert next(speaker.speech(CODE, N, False, natural=natural)) == b"Kodenya,/normal"
    speaker.close()


def test_without_a_natural_voice_the_robot_speaks(tmp_path: Path) -> None:
    voices = Voices(tmp_path, natural=False)
    voices.speaker.start()
    assert not voices.speaker.opens_naturally()
    assert say(voices.speaker, GREETING)[0] == b"Selamat datang./normal"
    state = voices.speaker.state
    assert (state.natural, state.ready, state.total, state.problem) == (False, 0, 0, "")
    voices.speaker.close()
    assert voices.robot.closed


def test_the_robot_is_warmed_but_not_after_closing(tmp_path: Path) -> None:
    voices = Voices(tmp_path, natural=False)
    voices.speaker.warm([GREETING, pieces("bisu. | Ya.")], N)
    assert [text for text, _ in voices.robot.said] == ["Selamat datang.", "bisu.", "Ya."]
    voices.speaker.close()
    voices.speaker.warm([CODE], N)
    assert len(voices.robot.said) == 3


def test_louder_is_louder_and_as_long(tmp_path: Path) -> None:
    voices = Voices(tmp_path, natural=False)
    tone = audio.tone(500, 400, 0.2)
    voices.robot.render = lambda text, pace: tone  # type: ignore[method-assign]
    plain, loud = (b"".join(say(voices.speaker, GREETING, louder=louder)) for louder in (False, True))
    assert len(plain) == len(loud)
    assert audio.rms(audio.decode(loud)) > 1.7 * audio.rms(audio.decode(plain))
    assert loud[len(tone) :] == plain[len(tone) :]
    voices.speaker.close()


def record(path: Path, seconds: float) -> None:
    t = np.arange(int(22050 * seconds)) / 22050
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * 700 * t), 22050)


def test_recordings_come_before_every_voice(tmp_path: Path) -> None:
    studio = tmp_path / "studio"
    studio.mkdir()
    record(studio / line_file("salam"), 1.0)
    for text in ("kodenya,", "empat,", "dua."):
        record(studio / piece_file(text), 0.3)
    voices = Voices(tmp_path, *OPENING, studio=Studio(studio, {"salam": GREETING}))
    speaker = voices.filled()
    whole = say(speaker, GREETING)
    assert len(whole) == 1
    assert audio.seconds(whole[0]) == pytest.approx(1.0, abs=0.1)
    joined = say(speaker, CODE, keep=False)
    assert [len(part) for part in joined][1::2] == [len(spoken_ms(ms)) for ms in (200, 160, 500)]
    assert all(b"/normal" not in part for part in joined)
    # where a recording is missing, the line is said by the natural voice, from beginning to end
    (studio / piece_file("dua.")).unlink()
    again = Voices(tmp_path, *OPENING, studio=Studio(studio, {"salam": GREETING}))
    assert say(again.filled(), CODE, keep=False)[0] == b"kodenya,/normal"
    assert again.speaker.state.recordings == 3
    # recorded lines keep nothing from being natural
    assert again.speaker.chosen([GREETING, CODE], N) is N
    for speaker in (voices.speaker, again.speaker):
        speaker.close()


def test_pauses_alone_are_silence(voices: Voices) -> None:
    assert say(voices.filled(), (Pause(300),)) == [spoken_ms(300)]
