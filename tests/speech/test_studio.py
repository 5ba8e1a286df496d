"""A person's recordings: found by name, brought to the line's sound, and a broken one costs only itself."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from speech import audio
from speech.loudness import of as loudness_of
from speech.phrases import pieces
from speech.studio import LONGEST_NAME, BrokenRecording, Studio, line_file, piece_file, read_take
from speech.synthesizer import Pace

N = Pace.NORMAL
GREETING = pieces("Selamat datang. | Halo.")


def record(
    path: Path, *, rate: int = 44100, seconds: float = 1.0, channels: int = 1, gain: float = 0.1
) -> None:
    t = np.arange(int(rate * seconds)) / rate
    tone = gain * np.sin(2 * np.pi * 700 * t) * (1 + 0.5 * np.sin(2 * np.pi * 4 * t))
    soundfile.write(path, np.stack([tone] * channels, axis=1), rate)


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("Empat,", "empat--lanjut.wav"),
        ("empat", "empat--lanjut.wav"),
        ("Kartu keluarga.", "kartu_keluarga--akhir.wav"),
        ("tentang layanan apa?", "tentang_layanan_apa--tanya.wav"),
        ("désa, êmpat!", "desa_empat--seru.wav"),
    ],
)
def test_a_piece_has_a_name_that_can_be_read(text: str, file: str) -> None:
    assert piece_file(text) == file


def test_long_texts_get_short_names_that_differ() -> None:
    first, second = (piece_file("bawa " * 30 + last) for last in ("satu.", "dua."))
    assert first != second
    assert len(first) < LONGEST_NAME + 25


@pytest.mark.parametrize(("rate", "channels", "gain"), [(8000, 1, 0.02), (44100, 2, 0.5), (48000, 1, 0.9)])
def test_any_rate_and_level_sounds_like_the_line(
    tmp_path: Path, rate: int, channels: int, gain: float
) -> None:
    record(tmp_path / "salam.wav", rate=rate, channels=channels, gain=gain)
    sound = Studio(tmp_path, {"salam": GREETING}).line(GREETING, N)
    assert sound is not None
    assert audio.seconds(sound) == pytest.approx(1.0, abs=0.08)
    assert loudness_of(sound) == pytest.approx(-16, abs=1)


def test_lines_are_found_by_what_they_say_and_pieces_by_their_words(tmp_path: Path) -> None:
    record(tmp_path / line_file("salam"))
    record(tmp_path / piece_file("empat,"), seconds=0.4)
    studio = Studio(tmp_path, {"salam": GREETING, "lain": pieces("Lain.")})
    assert len(studio) == 2
    assert studio.line(GREETING, N)
    assert studio.line(pieces("Lain."), N) is None
    assert studio.line(pieces("Tak dikenal."), N) is None
    assert studio.piece("empat,", N)
    assert studio.piece("empat.", N) is None


def test_a_slower_recording_is_used_for_its_pace_alone(tmp_path: Path) -> None:
    record(tmp_path / line_file("salam"), seconds=0.5)
    record(tmp_path / line_file("salam", Pace.SLOW), seconds=1.0)
    studio = Studio(tmp_path, {"salam": GREETING})
    normal, slow, slowest = (studio.line(GREETING, pace) for pace in Pace)
    assert normal == slowest
    assert slow is not None
    assert len(slow) > 1.5 * len(normal or b"")


def test_broken_files_are_told_and_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    record(tmp_path / "baik.wav")
    (tmp_path / "salam.wav").write_bytes(b"RIFF but no sound")
    (tmp_path / "kosong.wav").write_bytes(b"")
    record(tmp_path / "diam.wav", gain=0.0)
    record(tmp_path / "panjang.wav", rate=8000, seconds=61)
    studio = Studio(tmp_path, {"salam": GREETING})
    assert studio.broken == {
        "diam.wav": "has no sound in it",
        "kosong.wav": "is no sound file",
        "panjang.wav": "is longer than 60 seconds",
        "salam.wav": "is no sound file",
    }
    assert studio.line(GREETING, N) is None
    assert len(studio) == 1
    assert "salam.wav" in caplog.text


def test_no_folder_is_no_recordings(tmp_path: Path) -> None:
    studio = Studio(tmp_path / "nowhere", {"salam": GREETING})
    assert len(studio) == 0
    assert studio.line(GREETING, N) is None
    with pytest.raises(BrokenRecording, match="cannot be read"):
        read_take(tmp_path / "nowhere.wav")
