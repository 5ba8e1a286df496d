"""The real voice: pyttsx3 and espeak-ng in their own process, and what happens when that process misbehaves."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from speech import audio, loudness, mastering
from speech.synthesizer import LONGEST, Pace, Pyttsx3Synthesizer, SynthesisError, plain_text

ROOT = Path(__file__).resolve().parents[2]
MENU = "Untuk cek status permohonan"
LINES = (
    MENU,
    "tekan satu",
    "Selamat datang di Mal Pelayanan Publik.",
    "Apakah kodenya empat delapan dua satu?",
    "Bapak atau Ibu tidak perlu mengulang.",
    "ya",
    "Petugas kami akan menelepon hari Senin, jam sembilan pagi.",
    "nol delapan satu dua",
)


@pytest.fixture(scope="module")
def voice() -> Iterator[Pyttsx3Synthesizer]:
    synthesizer = Pyttsx3Synthesizer()
    yield synthesizer
    synthesizer.close()


@pytest.fixture
def own_voice() -> Iterator[Pyttsx3Synthesizer]:
    """A voice with a worker that a test may harm."""
    synthesizer = Pyttsx3Synthesizer(timeout_s=1.0)
    yield synthesizer
    synthesizer.close()


def seconds(voice: Pyttsx3Synthesizer, text: str, pace: Pace = Pace.NORMAL) -> float:
    return audio.seconds(voice.render(text, pace))


def samples(mulaw: bytes) -> np.ndarray:
    return np.frombuffer(audio.decode(mulaw), dtype="<i2") / 32768


def worker(voice: Pyttsx3Synthesizer) -> int:
    voice.warm()
    assert voice.worker_pid is not None
    return voice.worker_pid


def gone(pid: int) -> bool:
    """Whether this process ends within ten seconds; a zombie has ended."""
    stat = Path(f"/proc/{pid}/stat")
    for _ in range(100):
        try:
            if stat.read_text().rpartition(")")[2].split()[0] in "ZX":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.1)
    return False


def script(folder: Path, body: str) -> subprocess.Popen[str]:
    """Someone's program, without any guard around its main part."""
    path = folder / "program.py"
    path.write_text(body)
    return subprocess.Popen(  # noqa: S603  written just above
        [sys.executable, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_phrase_lasts_as_long_as_it_takes_to_say(voice: Pyttsx3Synthesizer) -> None:
    assert 1.8 < seconds(voice, MENU) < 2.8


def test_slower_paces_take_longer(voice: Pyttsx3Synthesizer) -> None:
    normal, slow, slowest = (seconds(voice, MENU, pace) for pace in Pace)
    assert normal * 1.08 < slow < slowest / 1.08


def test_each_phrase_sounds_different(voice: Pyttsx3Synthesizer) -> None:
    assert len({voice.render(line, Pace.NORMAL) for line in LINES}) == len(LINES)


def test_longer_text_takes_longer(voice: Pyttsx3Synthesizer) -> None:
    assert seconds(voice, "tiga empat") > 1.3 * seconds(voice, "tiga")


def test_two_hundred_phrases_in_a_row_are_whole(voice: Pyttsx3Synthesizer) -> None:
    first = {line: seconds(voice, line) for line in LINES}
    for n in range(200):
        line = LINES[n % len(LINES)]
        assert seconds(voice, line) == pytest.approx(first[line], rel=0.1)


def test_eight_threads_get_what_each_asked_for(voice: Pyttsx3Synthesizer) -> None:
    first = {line: seconds(voice, line) for line in LINES}
    asked = LINES * 10
    with ThreadPoolExecutor(8) as pool:
        for line, lasted in zip(asked, pool.map(lambda line: seconds(voice, line), asked), strict=True):
            assert lasted == pytest.approx(first[line], rel=0.1)


def test_an_event_loop_can_wait_for_many(voice: Pyttsx3Synthesizer) -> None:
    async def all_lines() -> list[bytes]:
        return await asyncio.gather(
            *(asyncio.to_thread(voice.render, line, Pace.NORMAL) for line in LINES * 2)
        )

    assert all(audio.seconds(sound) > 0.2 for sound in asyncio.run(all_lines()))


@pytest.mark.parametrize("line", LINES)
def test_every_phrase_has_the_same_loudness_and_does_not_clip(voice: Pyttsx3Synthesizer, line: str) -> None:
    sound = voice.render(line, Pace.NORMAL)
    assert loudness.of(sound) == pytest.approx(mastering.LOUDNESS, abs=0.5)
    assert np.abs(samples(sound)).max() < 0.97


@pytest.mark.parametrize("line", LINES)
def test_a_phrase_begins_and_ends_with_a_little_silence(voice: Pyttsx3Synthesizer, line: str) -> None:
    heard = samples(voice.render(line, Pace.NORMAL))
    loud = np.flatnonzero(np.abs(heard) > 0.01)
    before, after = loud[0], heard.size - loud[-1]
    assert 0.01 < before / audio.RATE < 0.05
    assert 0.01 < after / audio.RATE < 0.12


def test_the_voice_names_engine_version_and_voice(voice: Pyttsx3Synthesizer) -> None:
    engine, name = voice.voice.split("/")
    assert engine.startswith("espeak-ng-1.")
    assert name == "id"


def test_another_voice_or_pitch_has_another_name_and_sound(voice: Pyttsx3Synthesizer) -> None:
    other = Pyttsx3Synthesizer(voice="id+f2", pitch=60)
    try:
        assert other.voice.endswith("/id+f2/60")
        assert other.render(MENU, Pace.NORMAL) != voice.render(MENU, Pace.NORMAL)
    finally:
        other.close()


@pytest.mark.parametrize("name", ["xx", "id-ID", "id+nobody"])
def test_a_voice_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(SynthesisError, match="no voice"):
        Pyttsx3Synthesizer(voice=name).warm()


@pytest.mark.parametrize("text", ["", "  \n", "...", "<>", "\x01"])
def test_nothing_to_say_is_an_error(voice: Pyttsx3Synthesizer, text: str) -> None:
    with pytest.raises(SynthesisError, match="nothing to say"):
        voice.render(text, Pace.NORMAL)


@pytest.mark.parametrize("one", ["9", "sa", "k"])
def test_nothing_of_an_endless_word_is_left_out(voice: Pyttsx3Synthesizer, one: str) -> None:
    """espeak-ng by itself falls silent after some forty digits or letters."""
    assert seconds(voice, one * 120) > 3.5 * seconds(voice, one * 30)


def test_an_endless_phrase_is_an_error(voice: Pyttsx3Synthesizer) -> None:
    with pytest.raises(SynthesisError, match="the most"):
        voice.render("a" * (LONGEST + 1), Pace.NORMAL)


def test_the_longest_phrase_is_spoken(voice: Pyttsx3Synthesizer) -> None:
    assert seconds(voice, ("satu dua tiga " * 200)[:LONGEST]) > 100


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        ("satu <break time='3000ms'/> dua", "satu break time '3000ms' dua"),
        ("<prosody rate='x-slow'>satu dua</prosody>", "prosody rate 'x-slow' satu dua prosody"),
        ("[[_:_:_:]] satu", "satu"),
        ("satu \x01" + "20S dua tiga", "satu 20S dua tiga"),
        ("satu & dua", "satu dua"),
        ("satu\x00 dua", "satu dua"),
        ("satu &lt; dua", "satu lt; dua"),
    ],
)
def test_markup_is_inert(voice: Pyttsx3Synthesizer, written: str, same_as: str) -> None:
    assert seconds(voice, written) == pytest.approx(seconds(voice, same_as), rel=0.15)


def test_words_with_accents_stay_whole() -> None:
    assert plain_text("Café  Jum'at,\nUN-1?") == "Café Jum'at, UN-1?"
    assert plain_text('<a href="x">[[b]] & c|d\x01\x7f') == "a href x b c d"


def test_a_killed_worker_is_replaced(own_voice: Pyttsx3Synthesizer) -> None:
    before = seconds(own_voice, MENU)
    pid = worker(own_voice)
    os.kill(pid, signal.SIGKILL)
    assert seconds(own_voice, MENU) == pytest.approx(before, rel=0.1)
    assert worker(own_voice) != pid


def test_a_hung_worker_is_given_up_and_replaced(own_voice: Pyttsx3Synthesizer) -> None:
    before = seconds(own_voice, MENU)
    pid = worker(own_voice)
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(SynthesisError, match="more than"):
        own_voice.render(MENU, Pace.NORMAL)
    assert gone(pid)
    assert seconds(own_voice, MENU) == pytest.approx(before, rel=0.1)


def speak_on(voice: Pyttsx3Synthesizer) -> None:
    while True:
        voice.render(MENU * 20, Pace.NORMAL)


def test_an_interrupted_phrase_is_not_the_next_one(own_voice: Pyttsx3Synthesizer) -> None:
    """Ctrl-C, or whatever else ends the wait for an answer, must not leave that answer for the next who asks."""
    right = {line: seconds(own_voice, line) for line in ("ya", MENU * 20)}
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        for _ in range(5):
            signal.setitimer(signal.ITIMER_REAL, 0.01)
            with pytest.raises(KeyboardInterrupt):
                speak_on(own_voice)
            assert seconds(own_voice, "ya") == pytest.approx(right["ya"], rel=0.1)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_closed_voice_says_so_and_leaves_no_process(own_voice: Pyttsx3Synthesizer) -> None:
    pid = worker(own_voice)
    own_voice.close()
    own_voice.close()
    assert gone(pid)
    with pytest.raises(SynthesisError, match="closed"):
        own_voice.render(MENU, Pace.NORMAL)


def test_a_program_without_a_guard_runs_once_prints_only_its_own_and_leaves_nothing(tmp_path: Path) -> None:
    program = script(
        tmp_path,
        "import asyncio\n"
        "from speech.synthesizer import Pace, Pyttsx3Synthesizer\n"
        "voice = Pyttsx3Synthesizer()\n"
        "async def main():\n"
        "    await asyncio.gather(*(asyncio.to_thread(voice.render, 'satu', Pace.SLOW) for _ in range(5)))\n"
        "asyncio.run(main())\n"
        "print(voice.worker_pid)\n",
    )
    said, _ = program.communicate(timeout=60)
    assert program.returncode == 0
    assert said.strip().isdecimal()
    assert gone(int(said))


def test_a_worker_does_not_outlive_a_killed_program(tmp_path: Path) -> None:
    program = script(
        tmp_path,
        "import time\n"
        "from speech.synthesizer import Pyttsx3Synthesizer\n"
        "voice = Pyttsx3Synthesizer()\n"
        "voice.warm()\n"
        "print(voice.worker_pid, flush=True)\n"
        "time.sleep(60)\n",
    )
    with program:
        assert program.stdout is not None
        pid = int(program.stdout.readline())
        program.kill()
    assert gone(pid)


def test_the_worker_loads_nothing_of_the_application(own_voice: Pyttsx3Synthesizer) -> None:
    loaded = Path(f"/proc/{worker(own_voice)}/maps").read_text()
    assert "espeak" in loaded
    assert not any(name in loaded for name in ("pydantic", "sqlalchemy", "numpy", "vosk"))
