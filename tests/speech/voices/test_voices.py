"""The voices that an MPP may choose: real engines where they are installed, and what is said where they are not."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest

from speech import audio, loudness, mastering, voices
from speech.synthesizer import Pace, Pyttsx3Synthesizer, SynthesisError, Synthesizer
from speech.voices import kokoro, natural, npm
from speech.voices.install import packages_installed
from speech.voices.phonemes import SIGNS, phonetic

ROOT = Path(__file__).resolve().parents[3]
IN_CI = bool(os.environ.get("CI"))
"""There everything is installed, and what is missing fails."""
natural_here = pytest.mark.skipif(
    not packages_installed() and not IN_CI, reason="requirements-voice.txt is not installed"
)
PACKAGED = tuple(name for name, voice in natural.VOICES.items() if not voice.npm)
"""Those that need no network once the packages are there."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("voices")
    voices.install(into, tell=lambda _: None, names=PACKAGED)
    return into


@pytest.fixture(scope="session")
def ratih(folder: Path) -> Iterator[natural.NaturalSynthesizer]:
    voice = voices.opened("ratih", folder, niceness=0)
    assert isinstance(voice, natural.NaturalSynthesizer)
    yield voice
    voice.close()


def samples(mulaw: bytes) -> np.ndarray:
    return np.frombuffer(audio.decode(mulaw), "<i2") / 32768


def pitch(mulaw: bytes) -> float:
    """Of the loudest 100 ms, in Hz."""
    sound = samples(mulaw)
    frames = [sound[at : at + 800] for at in range(0, len(sound) - 800, 200)]
    loud = max(frames, key=lambda frame: float((frame**2).sum()))
    alike = np.correlate(loud, loud, "full")[799:]
    return 8000 / (20 + int(np.argmax(alike[20:120])))


def test_the_robot_needs_nothing(tmp_path: Path) -> None:
    voice = voices.opened("robot", tmp_path)
    assert isinstance(voice, Pyttsx3Synthesizer)
    voice.close()


def test_a_female_and_a_male_voice_can_be_chosen() -> None:
    assert {"robot", "sari", "jaka"} <= set(voices.NAMES)
    assert {voice.female for voice in natural.VOICES.values()} == {True, False}


@pytest.mark.parametrize(
    ("name", "what_to_do"),
    [
        ("budi", "Choose robot, sari, ratih, jaka"),
        ("", "Choose robot"),
        ("sari", r"pip install -r requirements-voice|python -m speech\.voices install"),
        ("piper:nobody.onnx", r"nobody\.onnx\. Put"),
    ],
)
def test_a_voice_that_is_not_there_says_what_to_do(tmp_path: Path, name: str, what_to_do: str) -> None:
    with pytest.raises(voices.VoiceError, match=what_to_do):
        voices.opened(name, tmp_path)


def test_a_text_is_cut_between_breaths() -> None:
    sentence = phonetic("Untuk cek status permohonan, tekan satu. ")
    long = " ".join([sentence] * 30)
    found = natural.parts(long)
    assert " ".join(found) == long
    assert all(part[-1] in ",." for part in found)
    assert max(map(len, found)) <= natural.MOST_SIGNS
    assert [len(part) for part in natural.parts("a" * 1000)] == [400, 400, 200]
    assert natural.parts("sˈatu") == ["sˈatu"]


def test_a_wrong_file_is_made_again_and_a_wrong_package_refused(tmp_path: Path) -> None:
    right = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"  # of "test"
    file = tmp_path / "there" / "file"
    kokoro.keep(file, right, lambda: [b"te", b"st"])
    file.write_bytes(b"broken")
    kokoro.keep(file, right, lambda: [b"test"])
    assert file.read_bytes() == b"test"
    file.write_bytes(b"broken")
    with pytest.raises(kokoro.KokoroError, match="another file"):
        kokoro.keep(file, right, lambda: [b"other"])
    assert [path.name for path in file.parent.iterdir()] == ["file"]


def test_short_phrases_are_said_as_long_ones_are() -> None:
    style = np.arange(510 * kokoro.STYLE_WIDTH, dtype=np.float32).reshape(-1, kokoro.STYLE_WIDTH)
    said = kokoro.of_long_phrases(style)
    assert said.shape == style.shape
    assert (said[: kokoro.LEAST_ROW] == style[kokoro.LEAST_ROW]).all()
    assert (said[kokoro.LEAST_ROW :] == style[kokoro.LEAST_ROW :]).all()


@natural_here
def test_installing_again_changes_nothing(folder: Path) -> None:
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir() if file.is_file()}
    said: list[str] = []
    voices.install(folder, tell=said.append, names=PACKAGED)
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir() if file.is_file()} == before
    assert "ratih speaks." in said
    assert "Apache License" in (folder / "licences" / "LICENSE").read_text(encoding="utf-8")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """An npm registry that has something else; what was asked of it."""
    asked: list[str] = []

    class Registry(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"not the package")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Registry) as server:
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{server.server_port}/")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield asked
        server.shutdown()
        thread.join()


def test_another_npm_package_is_refused_and_not_kept(tmp_path: Path, registry: list[str]) -> None:
    with pytest.raises(kokoro.KokoroError, match=r"another kokoro-js-1\.2\.1\.tgz"):
        npm.style("ef_dora", tmp_path)
    assert registry == ["/kokoro-js/-/kokoro-js-1.2.1.tgz"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "nonsense"])
def test_an_address_that_is_no_registry_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", address)
    with pytest.raises(kokoro.KokoroError, match="npm_config_registry"):
        npm.registry()


@natural_here
def test_a_voice_that_cannot_be_fetched_does_not_keep_the_others_away(
    tmp_path: Path, registry: list[str]
) -> None:
    said: list[str] = []
    brought = tmp_path / npm.FILE
    brought.write_bytes(b"cut off on the way")
    with pytest.raises(voices.VoiceError, match=r"sari is not ready.*choose jaka"):
        voices.install(tmp_path, tell=said.append, names=("sari", "jaka"))
    assert "jaka speaks." in said
    assert brought.exists()  # what somebody brought is theirs to replace
    assert voices.opened("jaka", tmp_path).voice.startswith("kokoro-82m/jaka/")


@natural_here
def test_a_natural_phrase_is_whole_loud_enough_and_quiet_at_its_ends(ratih: Synthesizer) -> None:
    sound = ratih.render("Untuk cek status, tekan satu.", Pace.NORMAL)
    heard = samples(sound)
    assert 1.8 < audio.seconds(sound) < 4
    assert loudness.of(sound) == pytest.approx(mastering.LOUDNESS, abs=0.5)
    assert np.abs(heard).max() < 0.97
    assert np.abs(heard[:40]).max() < 0.01
    assert np.abs(heard[-40:]).max() < 0.01


@natural_here
def test_natural_paces_are_gentle(ratih: Synthesizer) -> None:
    normal, slow, slowest = (audio.seconds(ratih.render("delapan sembilan", pace)) for pace in Pace)
    assert normal * 1.03 < slow < slowest / 1.03
    assert slowest < normal * 1.4


@natural_here
def test_ratih_is_a_woman_and_jaka_a_man(ratih: Synthesizer, folder: Path) -> None:
    jaka = voices.opened("jaka", folder, niceness=0)
    try:
        assert pitch(jaka.render("mana", Pace.NORMAL)) < 155 < pitch(ratih.render("mana", Pace.NORMAL))
        assert jaka.voice != ratih.voice
    finally:
        jaka.close()


@natural_here
@pytest.mark.parametrize("text", ["", " ", "...", "4821", "a & b", "<b>satu</b>"])
def test_a_natural_voice_refuses_what_it_cannot_say(ratih: Synthesizer, text: str) -> None:
    with pytest.raises(SynthesisError):
        ratih.render(text, Pace.NORMAL)


@natural_here
def test_the_network_knows_every_sign_and_refuses_others(folder: Path) -> None:
    done = subprocess.run(  # noqa: S603  in a process of its own: it loads the engine
        [
            sys.executable, "-c",
            "import sys; from pathlib import Path; from speech.voices.kokoro import Network, KokoroError\n"
            "network = Network(Path(sys.argv[1])); network.tokens(sys.argv[2])\n"
            "try: network.tokens('a§')\n"
            "except KokoroError as error: print(error)\n",
            str(folder), "".join(sorted(SIGNS)),
        ],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "does not know the sign '§'" in done.stdout


@natural_here
def test_a_killed_natural_worker_is_replaced(ratih: natural.NaturalSynthesizer) -> None:
    before = ratih.render("ya", Pace.NORMAL)
    pid = ratih.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert ratih.render("ya", Pace.NORMAL) == before
    assert ratih.worker_pid != pid


@natural_here
def test_the_line_itself_loads_no_engine(folder: Path) -> None:
    """In a process of its own: other tests load the engine into this one."""
    program = """
import sys
from pathlib import Path
from speech.synthesizer import Pace
from speech.voices import opened
voice = opened("ratih", Path(sys.argv[1]))
assert voice.render("ya", Pace.NORMAL)
assert "onnxruntime" not in Path("/proc/self/maps").read_text()
voice.close()
"""
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", program, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@natural_here
def test_a_natural_voice_gives_way_to_calls(folder: Path) -> None:
    assert natural.NICENESS >= 10
    voice = natural.NaturalSynthesizer("jaka", folder, niceness=1)
    try:
        voice.render("ya", Pace.NORMAL)
        assert (
            os.getpriority(os.PRIO_PROCESS, voice.worker_pid or 0) == os.getpriority(os.PRIO_PROCESS, 0) + 1
        )
        voice.rest()
        assert voice.worker_pid is None
    finally:
        voice.close()
