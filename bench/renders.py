"""Is the sound whole and the right one, every time? Many different sentences through the robot voice.

    python bench/renders.py [--count 200] [--checked 40]

Renders `count` different sentences one after the other in the line's voice (speech/synthesizer.py), and `checked` of
them with pyttsx3 as it comes (save_to_file and runAndWait), once all in one process and once in a fresh process each.
Each of the checked sentences has a reference, rendered alone in a fresh process: another length (by more than 3 % and
30 ms) is counted as truncated or too long, another course of loudness as another sentence. The other sentences of the
line's voice must be as long as their letters let expect (within 35 %). Prints one table.
"""

import argparse
import json
import random
import select
import subprocess
import sys
import tempfile
import time
import wave
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from speech import audio, mastering  # noqa: E402
from speech.reading import digits, number  # noqa: E402
from speech.synthesizer import RATES, Pace, Pyttsx3Synthesizer, SynthesisError  # noqa: E402

HANGS_S = 10.0
"""After which stock pyttsx3 counts as hung."""
TEMPLATES = (
    "Nomor antrean {n}, silakan ke loket {k}.",
    "Biayanya {n} rupiah.",
    "Kode Bapak atau Ibu {d}. Betul?",
    "Untuk layanan {k}, tekan {k}",
    "Selesai dalam {k} hari kerja, nomor {n}",
)
STOCK = """
import json, pathlib, shutil, sys
from speech.espeak import load_library
load_library()
import pyttsx3
engine = pyttsx3.init("espeak")
engine.setProperty("voice", "id")
engine.setProperty("rate", int(sys.argv[1]))
for line in sys.stdin:
    text, path = json.loads(line)
    engine.save_to_file(text, path)
    engine.runAndWait()
    if pathlib.Path(path).exists():
        shutil.copyfile(path, path + ".seen")
    sys.stderr.write("done\\n")
    sys.stderr.flush()
"""
"""pyttsx3 as its documentation shows it, with the same library and voice as the line's. What counts is what is in the
file when runAndWait says that it is done: a program that plays it finds no more."""


def main() -> None:
    given = _arguments()
    texts = list(sentences(given.count))
    checked = random.Random(1).sample(texts, min(given.checked, len(texts)))  # noqa: S311
    print(
        f"{len(texts)} different sentences; {len(checked)} checked against a fresh process each", flush=True
    )
    references = {text: _alone(text) for text in checked}
    print(f"{'':38}{'renders':>8}{'right':>8}{'wrong':>7}  {'what was wrong':34}{'ms, median':>11}{'p95':>8}")
    _row("ours, one worker", *ours(texts, references))
    _row("pyttsx3 as it comes, one process", *stock(checked, references, fresh=False))
    _row("pyttsx3 as it comes, a process each", *stock(checked, references, fresh=True))


def sentences(count: int) -> Iterator[str]:
    """So many different sentences, with numbers in words."""
    for place in range(count):
        template = TEMPLATES[place % len(TEMPLATES)]
        code = digits(f"{place * 7919 % 10**8:08d}").replace(" |", ",")
        yield template.format(n=number(place + 1), k=number(place // len(TEMPLATES) + 1), d=code)


def ours(texts: Sequence[str], references: dict[str, bytes]) -> tuple[Counter[str], list[float]]:
    """What came of each sentence, and the milliseconds that it took."""
    voice = Pyttsx3Synthesizer()
    found: Counter[str] = Counter()
    took: list[float] = []
    lengths: dict[str, float] = {}
    try:
        voice.warm()
        for text in texts:
            began = time.perf_counter()
            try:
                sound = voice.render(text, Pace.NORMAL)
            except SynthesisError as error:
                found[f"refused: {error}"] += 1
                continue
            took.append((time.perf_counter() - began) * 1000)
            if text in references:
                found[judged(sound, references[text])] += 1
            else:
                lengths[text] = len(sound) / sum(map(str.isalpha, text))
    finally:
        voice.close()
    usual = median(lengths.values()) if lengths else 0.0
    for length in lengths.values():
        found["right" if 0.65 < length / usual < 1.35 else "an unlikely length"] += 1
    return found, took


def stock(
    texts: Sequence[str], references: dict[str, bytes], *, fresh: bool
) -> tuple[Counter[str], list[float]]:
    """The same for pyttsx3 as it comes."""
    found: Counter[str] = Counter()
    took: list[float] = []
    process: subprocess.Popen[str] | None = None
    with tempfile.TemporaryDirectory() as folder:
        files = {text: Path(folder) / f"{place}.wav" for place, text in enumerate(texts)}
        for text, path in files.items():
            if process is None:
                process = _stock_process()
            began = time.perf_counter()
            assert process.stdin is not None  # noqa: S101
            process.stdin.write(json.dumps([text, str(path)]) + "\n")
            process.stdin.flush()
            done = _done(process)
            took.append((time.perf_counter() - began) * 1000)
            if fresh or not done:
                _end(process, patient=done)
                process = None
            if not done:
                found["hung"] += 1
                path.unlink(missing_ok=True)
                files[text] = Path(folder) / "hung"
        if process is not None:
            _end(process, patient=True)
        for text, path in files.items():
            if path.name != "hung":
                found[_file_judged(path.with_name(f"{path.name}.seen"), references[text])] += 1
    return found, took


def judged(sound: bytes, reference: bytes) -> str:
    """ "right", or what is wrong with a mu-law sound."""
    difference = len(sound) - len(reference)
    if abs(difference) > max(0.03 * len(reference), 0.03 * audio.RATE):
        return "truncated" if difference < 0 else "too long"
    one, two = _course(sound), _course(reference)
    size = min(one.size, two.size)
    alike = float(np.corrcoef(one[:size], two[:size])[0, 1])
    return "right" if alike > 0.8 else "another sentence"


def _course(mulaw: bytes) -> np.ndarray:
    """Level of each 60 ms."""
    samples = audio.samples(mulaw)
    frames = samples[: samples.size // 480 * 480].reshape(-1, 480)
    return np.log10((frames**2).mean(axis=1) + 1e-5)


def _alone(text: str) -> bytes:
    voice = Pyttsx3Synthesizer()
    try:
        return voice.render(text, Pace.NORMAL)
    finally:
        voice.close()


def _file_judged(path: Path, reference: bytes) -> str:
    if not path.is_file():
        return "no file"
    try:
        with wave.open(str(path)) as file:
            sound = mastering.master(file.readframes(file.getnframes()), file.getframerate())
    except (wave.Error, EOFError):
        return "no sound in the file"
    return judged(sound, reference) if sound else "no sound in the file"


def _stock_process() -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603  our own interpreter
        [sys.executable, "-c", STOCK, str(RATES[Pace.NORMAL])],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


def _done(process: "subprocess.Popen[str]") -> bool:
    """Whether it says so in time."""
    assert process.stderr is not None  # noqa: S101
    until = time.monotonic() + HANGS_S
    while select.select([process.stderr], [], [], max(0.0, until - time.monotonic()))[0]:
        line = process.stderr.readline()
        if not line:
            return False
        if line == "done\n":
            return True
    return False


def _end(process: "subprocess.Popen[str]", *, patient: bool) -> None:
    """Lets it end by itself, as a program does after its last sentence; kills it when it does not."""
    assert process.stdin is not None  # noqa: S101
    process.stdin.close()
    if patient:
        try:
            process.wait(HANGS_S)
        except subprocess.TimeoutExpired:
            process.kill()
    else:
        process.kill()
    process.wait()
    assert process.stderr is not None  # noqa: S101
    process.stderr.close()


def _row(name: str, found: "Counter[str]", took: Sequence[float]) -> None:
    wrong = {what: times for what, times in found.items() if what != "right"}
    said = ", ".join(f"{times} {what}" for what, times in sorted(wrong.items())) or "nothing"
    order = sorted(took)
    print(
        f"{name:38}{sum(found.values()):>8}{found['right']:>8}{sum(wrong.values()):>7}  {said:34}"
        f"{median(order):>11.1f}{order[int(len(order) * 0.95)]:>8.1f}",
        flush=True,
    )


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--count", type=int, default=200, help="sentences in the line's voice")
    arguments.add_argument("--checked", type=int, default=40, help="of them against a fresh process")
    return arguments.parse_args()


if __name__ == "__main__":
    main()
