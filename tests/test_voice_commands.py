"""`python app.py voice ...`, as a person at the terminal meets it. Recordings are the robot voice's."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app import main, parser
from config import Settings
from ivr.studio_script import recordings
from speech import audio
from speech.synthesizer import Pace, Pyttsx3Synthesizer
from speech.voicebank import Voicebank
from tests.line import settings_for
from voice_commands import _content

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


@pytest.fixture
def run(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        args = parser().parse_args(["voice", *arguments])
        code = args.run(args, settings)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_voices_are_listed_with_what_they_lack(run: Run) -> None:
    code, out, _ = run("list")
    assert code == 0
    assert [line.split()[:3] for line in out.splitlines()[:2]] == [
        ["*", "robot", "ready"],
        ["sari", "The", "voice"],
    ]
    assert out.splitlines()[-1] == "Calls are spoken in robot."


def test_a_sample_says_what_it_is_told(run: Run, tmp_path: Path) -> None:
    for name, text in (
        ("short", "Tekan 1."),
        ("long", "Biayanya Rp 15.000, dan selesai dalam 14 hari kerja."),
    ):
        code, out, _ = run("sample", "robot", "--text", text, "--out", str(tmp_path / f"{name}.wav"))
        assert (code, out) == (0, f"{tmp_path / name}.wav is written.\n")
    short, long = (soundfile.info(tmp_path / f"{name}.wav") for name in ("short", "long"))
    assert short.samplerate == 8000
    assert long.duration > 3 * short.duration


@pytest.mark.parametrize("voice", ["sari", "suster"])
def test_a_voice_that_is_not_there_is_told_in_a_sentence(run: Run, tmp_path: Path, voice: str) -> None:
    code, out, err = run("sample", voice, "--out", str(tmp_path / "x.wav"))
    assert (code, out) == (1, "")
    assert err.startswith("SuaraMPP: ")
    assert voice in err
    assert not (tmp_path / "x.wav").exists()


def test_the_robot_voice_needs_no_rendering(run: Run) -> None:
    code, _, err = run("render")
    assert code == 1
    assert "needs no rendering" in err


def test_the_script_is_written_with_its_total(run: Run, tmp_path: Path) -> None:
    code, told, _ = run("script", "--out", str(tmp_path / "naskah.tsv"))
    written = (tmp_path / "naskah.tsv").read_text(encoding="utf-8")
    total = written.splitlines()[-1]
    assert (code, told) == (0, f"{tmp_path / 'naskah.tsv'} is written: {total}\n")
    assert "salam.wav\tSelamat datang di layanan telepon" in written.replace("é", "e").replace("ê", "e")
    assert "empat--lanjut.wav\t" in written
    assert total.endswith(" recordings")


def test_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    code, _, err = run("check", str(tmp_path / "nowhere"))
    assert code == 1
    assert "there is no folder" in err


def test_each_wrong_recording_is_named(run: Run, settings: Settings, tmp_path: Path) -> None:
    studio = tmp_path / "studio"
    studio.mkdir()
    script, mpp = _content(settings)
    voice = Pyttsx3Synthesizer()
    bank = Voicebank(tmp_path / "bank", voice)

    def record(file: str, words: str, gain: float = 0.5) -> None:
        speech = np.frombuffer(audio.decode(bank.line_sound(words, Pace.NORMAL)), "<i2") / 32768
        quiet = np.zeros(2000)
        soundfile.write(studio / file, np.concatenate([quiet, speech * gain, quiet]), audio.RATE)

    try:
        record("empat--lanjut.wav", "empat")
        record("lima--lanjut.wav", "tujuh")
        record("tiga--lanjut.wav", "tiga", gain=0.01)
        record("lagu.wav", "lagu")
        (studio / "salam.wav").write_bytes(b"no sound")
    finally:
        bank.close()
    code, out, _ = run("check", str(studio))
    assert code == 1
    about = {line.split(": ")[0]: line for line in out.splitlines()}
    assert "empat--lanjut.wav" not in about
    assert 'mis-read? "lima," is heard as "' in about["lima--lanjut.wav"]
    assert "too quiet" in about["tiga--lanjut.wav"]
    assert about["salam.wav"] == "salam.wav: is no sound file"
    assert about["lagu.wav"].endswith("no line and no piece has this name")
    assert about["enam--akhir.wav"].startswith("enam--akhir.wav: missing: ")
    needed = len(recordings(script, mpp, datetime.now(mpp.timezone).date()))
    assert out.splitlines()[-1] == (
        f"{needed} recordings are needed: {needed - 4} missing, 3 wrong; 1 files of other names"
    )


def test_settings_are_needed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_BASE_URL", "nonsense")
    assert main(["voice", "list"]) == 1
    assert "SuaraMPP cannot start" in capsys.readouterr().err


def test_the_page_to_listen_to_has_a_player_for_every_line(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("page", str(tmp_path / "page"))
    page = tmp_path / "page" / "index.html"
    assert (code, out) == (0, f"{page} is written, with robot.\n")
    html = page.read_text(encoding="utf-8")
    sounds = re.findall(r'src="([^"]+\.wav)"', html)
    assert len(sounds) > 60
    assert all((page.parent / sound).is_file() for sound in sounds)


def test_a_voice_that_is_not_there_makes_no_page(run: Run, tmp_path: Path) -> None:
    code, _, err = run("page", str(tmp_path / "page"), "--voices", "sari")
    assert code == 1
    assert "The voice sari" in err
