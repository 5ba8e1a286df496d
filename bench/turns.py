"""How fast the line answers, and what stops its voice: the real line, called as a carrier calls it.

    python bench/turns.py [--corpus DIR] [--calls 12] [--disturbed 4] [--peer PYTHON] [--json FILE]

The line is the real application in a process of its own: webhooks, a WebSocket with a frame every 20 ms, recognition,
its voice, SQLite. The caller is another process and prints how late its own frames were. With --corpus (a directory
with transcripts.tsv) real people speak, else a synthesiser. All times are the carrier's:

    answer     webhook sent to first sound received
    gap        last voiced frame sent to first sound of the answer; `wait` is how long the line waited for more, as
               configured for the question and learnt of the caller; `rest` is gap without wait
    barge-in   first voiced frame sent to `clear`, while the line speaks
    key        key sent to `clear`
    no answer  how often a cough and the like stops the line's voice, and how often it is taken for an answer, in the
               silence after the prompt; `echo`: our own voice coming back 10 to 25 dB softer, 80 to 300 ms later

With --peer (a Python with pipecat-ai and vosk) the same caller calls bench/turns_peer.py: a pipeline of Pipecat with
its own Silero detector and turn rules, and our Vosk model. A machine that does other work makes all of it slower.
"""

import argparse
import asyncio
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from turns_calls import People, disturbed_call, measured_call, people_of  # noqa: E402

from casework.catalogue import load_catalogue  # noqa: E402
from casework.words import load_words  # noqa: E402
from ivr.position import Position  # noqa: E402
from ivr.questions import wait_for  # noqa: E402
from ivr.script_file import load_script  # noqa: E402
from ivr.values import Ask  # noqa: E402
from simulator.settings import SimulatorSettings  # noqa: E402
from speech import audio  # noqa: E402
from speech.grammar import DIGIT_WORDS, expected  # noqa: E402
from speech.recognizer import VoskRecognizer  # noqa: E402
from speech.synthesizer import Pace, Pyttsx3Synthesizer  # noqa: E402

PORTS = {"line": 8790, "peer": 8791}
NEAR_MS = 400
PEER_WAIT_MS = 800
"""Pipecat's own: 0.2 s of its detector and 0.6 s of its rule for turns."""
FIELD = re.compile(r"(\w+)=(-?\d+)")


@dataclass
class Figures:
    """Everything measured of one server. Milliseconds; pairs are (how often, of how many)."""

    name: str
    answer: list[float] = field(default_factory=list)
    gap: list[float] = field(default_factory=list)
    wait: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)
    barge_in: list[float] = field(default_factory=list)
    key: list[float] = field(default_factory=list)
    unheard: int = 0
    """Answers to which nothing came within ten seconds."""
    stopped: dict[str, tuple[int, int]] = field(default_factory=dict)
    answered: dict[str, tuple[int, int]] = field(default_factory=dict)
    late: list[float] = field(default_factory=list)


def settings_of(port: int) -> SimulatorSettings:
    """Of the line that `bench/turns_line.py` starts."""
    return SimulatorSettings(
        base_url=f"http://127.0.0.1:{port}",
        ws_url=f"ws://127.0.0.1:{port}",
        account_sid="AC" + "1" * 32,
        auth_token="2" * 32,
        line_number="+622150001234",
    )


async def answers(port: int) -> bool:
    async with httpx2.AsyncClient(trust_env=False) as client:
        try:
            return (await client.get(f"http://127.0.0.1:{port}/health")).status_code < 500
        except httpx2.HTTPError:
            return False


async def started(port: int) -> None:
    for _ in range(600):
        if await answers(port):
            return
        await asyncio.sleep(0.1)
    raise SystemExit(f"nothing answers at port {port}")


def waits(log: Path) -> list[dict[str, int]]:
    """What the line itself wrote of every turn that answered speech, in order."""
    found = []
    for row in re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(errors="replace")).splitlines():
        if " turn " in row and "wait_ms=" in row:
            found.append({name: int(value) for name, value in FIELD.findall(row)})
    return found


def matched(gaps: list[float], told: list[dict[str, int]]) -> list[tuple[float, dict[str, int]]]:
    """Each gap of the caller with the line's own note of it: the first that is nearly as long."""
    found = []
    for gap in gaps:
        near = next((turn for turn in told if abs(turn["first_sound_ms"] - gap) < NEAR_MS), None)
        if near is not None:
            found.append((gap, near))
            told = told[told.index(near) + 1 :]
    return found


async def measure(figures: Figures, people: People, given: argparse.Namespace, log: Path) -> None:
    settings = settings_of(PORTS[figures.name])
    url = "" if figures.name == "line" else f"ws://127.0.0.1:{PORTS['peer']}/stream"
    for number in range(given.calls):
        before = len(waits(log))
        gaps: list[float | None] = []
        await measured_call(figures, people, settings, url, number, gaps)
        await asyncio.sleep(0.3)
        figures.unheard += gaps.count(None)
        heard = [gap for gap in gaps if gap is not None]
        told = [{"wait_ms": PEER_WAIT_MS, "first_sound_ms": int(gap)} for gap in heard]
        for gap, turn in matched(heard, waits(log)[before:] if figures.name == "line" else told):
            figures.gap.append(gap)
            figures.wait.append(turn["wait_ms"])
            figures.rest.append(gap - turn["wait_ms"])
        print(f"{figures.name}: call {number + 1} of {given.calls}", file=sys.stderr, flush=True)
    for number in range(given.disturbed):
        await disturbed_call(figures, settings, url, number)
        print(f"{figures.name}: disturbed {number + 1} of {given.disturbed}", file=sys.stderr, flush=True)


async def one(
    name: str, command: list[str], people: People, given: argparse.Namespace, folder: Path
) -> Figures:
    """Starts that server, measures it, and stops it."""
    figures, log = Figures(name), folder / f"{name}.log"
    if await answers(PORTS[name]):
        raise SystemExit(f"something else answers at port {PORTS[name]} already: end it first")
    with log.open("w") as out:
        server = await asyncio.create_subprocess_exec(
            *command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT
        )
        try:
            await started(PORTS[name])
            await asyncio.sleep(given.warm)
            await measure(figures, people, given, log)
        finally:
            server.terminate()
            await server.wait()
    for field_name in ("words_ms", "stored_ms"):
        values = [turn[field_name] for turn in waits(log) if field_name in turn]
        if values:
            print(f"{name} says of itself: {field_name} {spread(values)}")
    return figures


def for_peer(folder: Path) -> None:
    """What the peer expects and says: the first question of the line, and as long a prompt."""
    content = ROOT / "content"
    catalogue = load_catalogue(content / "services.yaml")
    script = load_script(content / "call.yaml", catalogue, load_words(content / "words.yaml", ()))
    recognizer = VoskRecognizer(ROOT / "speech" / "model")
    wait = wait_for(script, Position(step=script.main))
    phrases = expected(wait.speech) if isinstance(wait, Ask) and wait.speech else ()
    known = [phrase for phrase in phrases or () if recognizer.vocabulary.issuperset(phrase.split())]
    (folder / "phrases.json").write_text(json.dumps([*known, *DIGIT_WORDS, "[unk]"]))
    voice = Pyttsx3Synthesizer()
    text = "Selamat datang di layanan telepon. Silakan sebutkan keperluan Bapak atau Ibu sesudah ini. "
    (folder / "prompt.pcm").write_bytes(audio.decode(voice.render(text * 2, Pace.NORMAL)))
    voice.close()


def spread(values: list[float] | list[int]) -> str:
    if not values:
        return "      -"
    shares = "".join(f"{np.percentile(values, percent):>7.0f}" for percent in (50, 95, 99))
    return f"{shares}{max(values):>7.0f}{len(values):>5}"


TARGETS = {
    "answer": "p95 <= 400", "gap": "", "wait": "configured", "rest": "p50 <= 80, p95 <= 200",
    "barge_in": "p95 <= 300", "key": "p99 <= 50", "late": "the caller's own",
}  # fmt: skip


def table(every: list[Figures]) -> str:
    rows = [f"{'ms':12} {'':6} {'p50':>7}{'p95':>7}{'p99':>7}{'most':>7}{'n':>5}  target"]
    for name, target in TARGETS.items():
        rows += [f"{name:12} {each.name:6} {spread(getattr(each, name))}  {target}" for each in every]
    rows += [f"{'unheard':12} {each.name:6} {each.unheard:>7}" for each in every]
    rows.append(f"\n{'no answer':12} {'':6} {'stops the voice':>17} {'is an answer':>17}")
    for kind in every[0].stopped:
        for each in every:
            stops, counts = each.stopped.get(kind, (0, 0)), each.answered.get(kind, (0, 0))
            rows.append(f"{kind:12} {each.name:6} {_share(stops):>17} {_share(counts):>17}")
    return "\n".join(rows)


def shown(every: list[Figures], file: Path | None) -> None:
    """Prints the table so far, so that a run that is stopped has told something."""
    print(table(every), flush=True)
    if file:
        file.write_text(json.dumps([vars(each) for each in every], indent=1))


def _share(pair: tuple[int, int]) -> str:
    return f"{pair[0]}/{pair[1]} = {pair[0] / pair[1]:.0%}" if pair[1] else "-"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--corpus", type=Path)
    arguments.add_argument("--calls", type=int, default=12)
    arguments.add_argument(
        "--disturbed", type=int, default=4, help="calls of each kind of sound, four times each"
    )
    arguments.add_argument("--warm", type=float, default=15.0, help="seconds for the voice to get ready")
    arguments.add_argument("--peer", help="a Python interpreter with pipecat-ai and vosk")
    arguments.add_argument("--no-line", action="store_true", help="measure the peer only")
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    people = people_of(given.corpus)
    print(f"voices: {people.title}")
    every = []
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        if not given.no_line:
            command = [sys.executable, "bench/turns_line.py", folder, str(PORTS["line"])]
            every.append(asyncio.run(one("line", command, people, given, here)))
            shown(every, given.json)
        if given.peer:
            for_peer(here)
            command = [given.peer, "bench/turns_peer.py", "speech/model", str(PORTS["peer"]), folder]
            every.append(asyncio.run(one("peer", command, people, given, here)))
            shown(every, given.json)
        else:
            print("no peer: give --peer PYTHON, an interpreter with pipecat-ai[silero,websocket] and vosk")


if __name__ == "__main__":
    main()
