"""The generator of bench/calls.py: a process of its own that keeps so many calls going.

    python bench/calls_load.py --ports 8790,8791 [--stream PATH] [--corpus DIR]

Reads "CALLS SECONDS" from its input, brings the calls to that number, measures for so long, and prints one JSON line
when it begins and one when it is over. One clock serves all calls; each has its own moment within the 20 ms. It tells
how late its own frames were.
"""

import argparse
import asyncio
import json
import re
import sys
import time
from collections.abc import Coroutine
from dataclasses import asdict
from pathlib import Path

import httpx2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from calls_caller import FRAME_S, Caller, Measured, Utterance, Voices
from calls_socket import CallSocket, payloads, upgrade
from turns_calls import people_of
from turns_sounds import voiced

from simulator.sids import new_sid
from simulator.signing import HEADER, sign
from speech import audio

MOMENTS = 10
"""Within each 20 ms; a call sends in one of them."""
STARTS_EACH_S = 5
FIRST_SETTLE_S, SETTLE_S = 25.0, 8.0
"""The first calls must get past the greeting."""
STORY_S = 10.0
ACCOUNT, TOKEN, LINE = "AC" + "1" * 32, "2" * 32, "+622150001234"


def utterance(samples: np.ndarray) -> Utterance:
    """As the carrier sends it, with a little noise of the line."""
    noise = np.random.default_rng(len(samples)).normal(0, 2e-4, len(samples))
    pcm = (np.clip(samples + noise, -1, 1) * 32767).astype("<i2").tobytes()
    first, last = voiced(samples)
    return Utterance(frames=payloads(audio.encode(pcm)), first=first, last=last)


def voices_of(corpus: Path | None) -> Voices:
    """Everything that is said, made once."""
    people = people_of(corpus)
    chance = np.random.default_rng(1)
    words = [utterance(each) for each in (*people.short, *people.digits[: len(people.short) // 2])]
    every = [*people.short, *people.digits]
    stories = []
    for _ in range(8):
        told: list[np.ndarray] = []
        while sum(map(len, told)) < STORY_S * audio.RATE:
            told.append(every[int(chance.integers(len(every)))])
        stories.append(utterance(np.concatenate(told)))
    quiet = (chance.normal(0, 2e-4, 50 * audio.FRAME_BYTES) * 32767).astype("<i2").tobytes()
    return Voices(words=words, story=stories, quiet=payloads(audio.encode(quiet)))


class Load:
    """All calls. `wanted` is how many there should be."""

    def __init__(self, voices: Voices, ports: list[int], stream: str) -> None:
        self._voices, self._ports, self._stream = voices, ports, stream
        self._calls: list[list[Caller]] = [[] for _ in range(MOMENTS)]
        self._number = int(time.time()) % 100_000 * 100
        self._starting: set[asyncio.Task[None]] = set()
        self._http = httpx2.AsyncClient(timeout=15.0, trust_env=False)
        self.wanted = 0
        self.refused = 0
        self.measured = Measured()
        self.late_ms: list[float] = []

    @property
    def calls(self) -> int:
        """Calls that are there."""
        return sum(map(len, self._calls))

    async def run(self) -> None:
        """The clock."""
        due, moment = time.monotonic(), 0
        while True:
            due += FRAME_S / MOMENTS
            wait = due - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            elif moment % MOMENTS == 0:
                await asyncio.sleep(0)
            late = time.monotonic() - due
            self.late_ms.append(late * 1000)
            if late > 1.0:
                due = time.monotonic()
            here = self._calls[moment]
            for call in here:
                call.tick(self.measured)
            if any(call.over for call in here):
                for call in here:
                    if call.over and not self._stream:
                        self._later(self._ended(call))
                self._calls[moment] = [call for call in here if not call.over]
            moment = (moment + 1) % MOMENTS

    async def keep(self) -> None:
        """Starts calls while some are missing, and hangs up what is too many."""
        while True:
            if self.calls + len(self._starting) < self.wanted:
                self._later(self._start())
            elif self.calls > self.wanted:
                max(self._calls, key=len)[0].hang_up()
            await asyncio.sleep(1 / STARTS_EACH_S)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _start(self) -> None:
        self._number += 1
        number, port = self._number, self._ports[self._number % len(self._ports)]
        caller = Caller(self._voices, time.monotonic, number=number, dialogue=not self._stream)
        caller.call_sid = new_sid("CA")
        caller.from_number = f"+62812{number * 7919 % 100_000_000:08}"
        path, parameters, headers = self._stream, {}, {}
        try:
            if not path:
                path, parameters = await self._answered(caller, port)
                headers = {HEADER: sign(TOKEN, f"ws://127.0.0.1:{self._ports[0]}{path}")}
            request = upgrade(f"127.0.0.1:{port}", path, headers)
            loop = asyncio.get_running_loop()
            _, socket = await loop.create_connection(
                lambda: CallSocket(request, caller.heard), "127.0.0.1", port
            )
            if not await socket.opened:
                raise OSError("refused")
        except (OSError, httpx2.HTTPError, IndexError):
            self.refused += 1
            return
        socket.begin(caller.call_sid, new_sid("MZ"), ACCOUNT, parameters)
        caller.socket = socket
        min(self._calls, key=len).append(caller)

    async def _answered(self, caller: Caller, port: int) -> tuple[str, dict[str, str]]:
        twiml = (await self._post(port, "/ivr/answer", self._form(caller))).text
        url = re.findall(r'<Stream url="ws://[^/]+([^"]+)"', twiml)[0]
        return url, dict(re.findall(r'name="(\w+)" value="(\w*)"', twiml))

    async def _ended(self, caller: Caller) -> None:
        form = self._form(caller) | {"CallStatus": "completed"}
        try:
            await self._post(self._ports[0], "/ivr/status", form)
        except httpx2.HTTPError:
            self.refused += 1

    async def _post(self, port: int, path: str, form: dict[str, str]) -> httpx2.Response:
        signed = sign(TOKEN, f"http://127.0.0.1:{self._ports[0]}{path}", form.items())
        return await self._http.post(f"http://127.0.0.1:{port}{path}", data=form, headers={HEADER: signed})

    def _form(self, caller: Caller) -> dict[str, str]:
        return {
            "CallSid": caller.call_sid, "AccountSid": ACCOUNT, "From": caller.from_number, "To": LINE,
        }  # fmt: skip


def told(**values: object) -> None:
    """One line for bench/calls.py."""
    print(json.dumps(values), flush=True)


async def serve(load: Load) -> None:
    """Does what is read from the input, until it ends."""
    loop = asyncio.get_running_loop()
    tasks, first = [loop.create_task(load.run()), loop.create_task(load.keep())], True
    while line := await asyncio.to_thread(sys.stdin.readline):
        calls, seconds = line.split()
        load.wanted = int(calls)
        until = time.monotonic() + 20 + load.wanted / STARTS_EACH_S
        while load.calls < load.wanted and time.monotonic() < until:
            await asyncio.sleep(0.2)
        await asyncio.sleep(FIRST_SETTLE_S if first else SETTLE_S)
        first = False
        load.measured, load.refused, load.late_ms = Measured(), 0, []
        told(begins=time.monotonic(), calls=load.calls)
        began = time.process_time()
        await asyncio.sleep(float(seconds))
        measured = load.measured
        told(
            calls=load.calls,
            cpu_s=time.process_time() - began,
            offset=time.time() - time.monotonic(),
            refused=load.refused,
            late_ms=[round(float(np.percentile(load.late_ms, share)), 1) for share in (50, 95, 100)],
            **asdict(measured),
        )
    for task in tasks:
        task.cancel()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--ports", required=True)
    arguments.add_argument("--stream", default="", help="the socket of a server without webhooks")
    arguments.add_argument("--corpus", type=Path)
    given = arguments.parse_args()
    voices = voices_of(given.corpus)

    async def run() -> None:
        load = Load(voices, [int(port) for port in given.ports.split(",")], given.stream)
        told(ready=True)
        await serve(load)

    asyncio.run(run())


if __name__ == "__main__":
    main()
