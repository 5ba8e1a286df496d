"""The line's voice: text in, telephone sound out.

`Pyttsx3Synthesizer` keeps one worker process (`speech.espeak`) in which pyttsx3 speaks. A process, because
espeak-ng can hang or crash and must not take calls with it; a fresh interpreter, because a forked espeak-ng
hangs and because the worker must not load the application. It knows nothing of pauses between phrases (see
`speech.voicebank`), of how written words are said (see `speech.reading`), or of calls.
"""

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
import unicodedata
import weakref
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Protocol, cast

from speech import mastering


class Pace(StrEnum):
    """How fast the line speaks; a caller who asks for a repetition hears it slower."""

    NORMAL = "normal"
    SLOW = "slow"
    SLOWEST = "slowest"


RATES: Mapping[Pace, int] = MappingProxyType({Pace.NORMAL: 140, Pace.SLOW: 120, Pace.SLOWEST: 100})
"""espeak's nominal words a minute; Indonesian words are long, so 140 is about 90 real ones."""

LONGEST = 2000
"""Characters in one phrase, at most."""

START_S = 20.0
"""How long the worker may take to start, on a busy machine too."""


class SynthesisError(RuntimeError):
    """The phrase could not be spoken; the message says why, without the phrase."""


class Synthesizer(Protocol):
    """Anything that can speak a phrase."""

    @property
    def voice(self) -> str:
        """Engine, version and voice, such as "espeak-ng-1.52.0/id": sounds of two voices must not be mixed."""

    def render(self, text: str, pace: Pace) -> bytes:
        """The phrase as 8 kHz mu-law with about 30 ms of silence at each end.

        Blocks; may be called from any thread. Raises SynthesisError.
        """

    def close(self) -> None:
        """Lets go of whatever speaks. render() raises SynthesisError afterwards."""


class Pyttsx3Synthesizer:
    """pyttsx3 with an espeak-ng voice in a process of its own, one phrase at a time."""

    def __init__(self, *, voice: str = "id", pitch: int | None = None, timeout_s: float = 5.0) -> None:
        """`pitch` is espeak's, 0 to 99. Starts nothing yet: the first phrase, or warm(), does."""
        self._arguments = [voice] if pitch is None else [voice, str(pitch)]
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._voice: str | None = None
        self._closed = False

    @property
    def voice(self) -> str:
        """See Synthesizer. Starts the worker when it is first asked for; raises SynthesisError."""
        if self._voice is None:
            with self._lock:
                self._voice = self._started().voice
        return self._voice

    @property
    def worker_pid(self) -> int | None:
        """The process that speaks, None while there is none."""
        worker = self._worker
        return worker.process.pid if worker is not None else None

    def warm(self) -> None:
        """Starts the worker so that the first phrase does not wait for it. Raises SynthesisError."""
        with self._lock:
            self._started()

    def render(self, text: str, pace: Pace) -> bytes:
        """See Synthesizer. A worker that has died is replaced and asked again, once."""
        plain = plain_text(text)
        if not any(character.isalnum() for character in plain):
            raise SynthesisError("there is nothing to say in this phrase")
        if len(plain) > LONGEST:
            raise SynthesisError(f"a phrase of {len(plain)} characters; {LONGEST} is the most")
        with self._lock:
            try:
                pcm, rate = self._spoken(plain, RATES[pace])
            except _WorkerDied:
                try:
                    pcm, rate = self._spoken(plain, RATES[pace])
                except _WorkerDied as error:
                    raise SynthesisError("the voice stops whenever it says this phrase") from error
        sound = mastering.master(pcm, rate)
        if not sound:
            raise SynthesisError("the voice made no sound for this phrase")
        return sound

    def close(self) -> None:
        """See Synthesizer. Waits for the phrase being spoken; may be called again."""
        with self._lock:
            self._closed = True
            self._stop()

    def _spoken(self, plain: str, words_a_minute: int) -> tuple[bytes, int]:
        worker = self._started()
        try:
            return worker.speak(plain, words_a_minute, time.monotonic() + self._timeout_s), worker.rate
        except TimeoutError as error:
            self._stop()
            raise SynthesisError(f"the voice took more than {self._timeout_s} s for one phrase") from error
        except _WorkerDied:
            self._stop()
            raise

    def _started(self) -> "_Worker":
        if self._closed:
            raise SynthesisError("the voice is closed")
        if self._worker is None:
            try:
                self._worker = _Worker(self, self._arguments, time.monotonic() + START_S)
            except (OSError, TimeoutError, _WorkerDied) as error:
                raise SynthesisError(f"the voice does not start: {error}") from error
        return self._worker

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


class _WorkerDied(Exception):
    """The worker's end of the pipe is closed."""


class _Worker:
    """One running `python -m speech.espeak`. Ends with its owner, with the interpreter, or when its input does."""

    def __init__(self, owner: object, arguments: list[str], deadline: float) -> None:
        """Raises SynthesisError with the worker's own words, TimeoutError, _WorkerDied, OSError."""
        root = str(Path(__file__).resolve().parent.parent)
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            [sys.executable, "-m", "speech.espeak", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=root,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C at a terminal is the parent's affair
        )
        self.stop = weakref.finalize(owner, _end, self.process)
        self._requests, self._replies = (
            cast(IO[bytes], self.process.stdin),
            cast(IO[bytes], self.process.stdout),
        )
        self._unread = b""
        try:
            hello = self._head(deadline)
        except BaseException:
            self.stop()
            raise
        self.rate = int(hello["rate"])
        self.voice = "/".join([f"espeak-ng-{hello['version']}", *arguments])

    def speak(self, text: str, words_a_minute: int, deadline: float) -> bytes:
        """16-bit mono at `self.rate`. Raises TimeoutError at the deadline, _WorkerDied, SynthesisError."""
        request = json.dumps({"text": text, "rate": words_a_minute}).encode() + b"\n"
        try:
            self._requests.write(request)  # shorter than a pipe holds, so it does not block
        except BrokenPipeError as error:
            raise _WorkerDied from error
        return self._read(int(self._head(deadline)["bytes"]), deadline)

    def _head(self, deadline: float) -> dict[str, Any]:
        while b"\n" not in self._unread:
            self._receive(deadline)
        line, self._unread = self._unread.split(b"\n", 1)
        head: dict[str, Any] = json.loads(line)
        if "error" in head:
            raise SynthesisError(str(head["error"]))
        return head

    def _read(self, size: int, deadline: float) -> bytes:
        while len(self._unread) < size:
            self._receive(deadline)
        body, self._unread = self._unread[:size], self._unread[size:]
        return body

    def _receive(self, deadline: float) -> None:
        ready = select.poll()
        ready.register(self._replies, select.POLLIN)
        if not ready.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError("no answer in time")
        block = os.read(self._replies.fileno(), 1 << 16)
        if not block:
            raise _WorkerDied("the worker has ended")
        self._unread += block


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kills the worker and collects what is left of it."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def plain_text(text: str) -> str:
    """Only what can be spoken: letters, digits, sentence marks, single spaces.

    Markup, phoneme brackets and espeak's control characters lose their meaning here, on top of the engine
    never being told to read any.
    """
    kept = (
        c if c.isalpha() or c.isdecimal() or unicodedata.category(c) == "Mn" or c in ".,?!;:'-%" else " "
        for c in unicodedata.normalize("NFC", text)
    )
    return " ".join("".join(kept).split())
