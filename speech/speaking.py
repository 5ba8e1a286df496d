"""An engine that speaks, in a process of its own: both ends of the pipe between it and the line.

A process, because engines can hang, crash or grow and must not take calls with them; a fresh interpreter, because
a forked espeak-ng hangs and because the worker must not load the application. The line holds an `Engine`; the
worker runs `serve`. One JSON line goes to the worker for each request; one JSON line comes back, `{"bytes": n}`
followed by n bytes of 16-bit mono sound, or `{"error": ...}`. The first line back says what is speaking. The
worker ends when its input does. Knows nothing of voices, text, or how a sound is made ready for the telephone.
"""

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Protocol, cast

START_S = 20.0
"""How long a worker may take to start, on a busy machine too."""

Request = Mapping[str, Any]


class SynthesisError(RuntimeError):
    """The phrase could not be spoken; the message says why, without the phrase."""


class Engine:
    """One worker, asked one phrase at a time from any thread. It is started when it is first needed."""

    def __init__(self, module: str, arguments: Sequence[str] = (), *, start_s: float = START_S) -> None:
        """`module` is run as `python -m module arguments...` and calls `serve`."""
        self._command = [sys.executable, "-m", module, *arguments]
        self._start_s = start_s
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._closed = False

    @property
    def worker_pid(self) -> int | None:
        """The process that speaks, None while there is none."""
        worker = self._worker
        return worker.process.pid if worker is not None else None

    def hello(self) -> Request:
        """What the worker said about itself. Starts it when it is not there; raises SynthesisError."""
        with self._lock:
            return self._started().hello

    def ask(self, request: Request, timeout_s: float) -> tuple[bytes, int]:
        """The 16-bit mono sound for a request, and its samples a second. Raises SynthesisError.

        A worker that has died is replaced and asked again, once. Whatever else goes wrong on the way, an interrupt
        too, ends the worker: an answer that nobody took must never be the answer to the next phrase.
        """
        with self._lock:
            try:
                return self._answer(request, timeout_s)
            except _WorkerDiedError:
                try:
                    return self._answer(request, timeout_s)
                except _WorkerDiedError as error:
                    raise SynthesisError("the voice stops whenever it says this phrase") from error

    def rest(self) -> None:
        """Ends the worker and frees its memory; the next phrase starts it again."""
        with self._lock:
            self._stop()

    def close(self) -> None:
        """Ends the worker for good. Waits for the phrase being spoken; may be called again."""
        with self._lock:
            self._closed = True
            self._stop()

    def _answer(self, request: Request, timeout_s: float) -> tuple[bytes, int]:
        worker = self._started()
        try:
            return worker.speak(request, time.monotonic() + timeout_s), int(worker.hello["rate"])
        except SynthesisError:
            raise  # the worker's own words: it goes on
        except TimeoutError as error:
            self._stop()
            raise SynthesisError(f"the voice took more than {timeout_s:g} s for one phrase") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._stop()
            raise SynthesisError("the voice answered with something that is no sound") from error
        except BaseException:
            self._stop()
            raise

    def _started(self) -> "_Worker":
        if self._closed:
            raise SynthesisError("the voice is closed")
        if self._worker is None:
            try:
                self._worker = _Worker(self, self._command, time.monotonic() + self._start_s)
            except (OSError, ValueError, KeyError, TypeError, TimeoutError, _WorkerDiedError) as error:
                raise SynthesisError(f"the voice does not start: {error}") from error
        return self._worker

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


class _WorkerDiedError(Exception):
    """The worker's end of the pipe is closed."""


class _Worker:
    """One running worker. Ends with its owner, with the interpreter, or when its input does."""

    def __init__(self, owner: object, command: list[str], deadline: float) -> None:
        """Raises SynthesisError with the worker's own words; TimeoutError, _WorkerDiedError, OSError, ValueError."""
        root = str(Path(__file__).resolve().parent.parent)
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=root,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C at a terminal is the parent's affair
        )
        self.stop = weakref.finalize(owner, _end, self.process, os.getpid())
        self._requests = cast(IO[bytes], self.process.stdin).fileno()
        self._replies = cast(IO[bytes], self.process.stdout).fileno()
        os.set_blocking(self._requests, False)  # a hung worker reads nothing, and the pipe may be small
        self._unread = b""
        try:
            self.hello: Request = self._head(deadline)
            int(self.hello["rate"])
        except BaseException:
            self.stop()
            raise

    def speak(self, request: Request, deadline: float) -> bytes:
        """16-bit mono. Raises TimeoutError at the deadline, _WorkerDiedError, SynthesisError, and ValueError or
        KeyError for an answer that is none."""
        if self._unread:
            raise ValueError("something was said that nobody asked for")
        self._send(json.dumps(dict(request)).encode() + b"\n", deadline)
        size = int(self._head(deadline)["bytes"])
        while len(self._unread) < size:
            self._receive(deadline)
        if len(self._unread) > size:
            raise ValueError("more sound than was announced")
        body, self._unread = self._unread, b""
        return body

    def _send(self, request: bytes, deadline: float) -> None:
        while request:
            _wait(self._requests, select.POLLOUT, deadline)
            try:
                request = request[os.write(self._requests, request) :]
            except BrokenPipeError as error:
                raise _WorkerDiedError("the worker has ended") from error

    def _head(self, deadline: float) -> dict[str, Any]:
        while b"\n" not in self._unread:
            self._receive(deadline)
        line, self._unread = self._unread.split(b"\n", 1)
        head: dict[str, Any] = json.loads(line)
        if "error" in head:
            raise SynthesisError(str(head["error"]))
        return head

    def _receive(self, deadline: float) -> None:
        _wait(self._replies, select.POLLIN, deadline)
        block = os.read(self._replies, 1 << 16)
        if not block:
            raise _WorkerDiedError("the worker has ended")
        self._unread += block


def _wait(pipe: int, event: int, deadline: float) -> None:
    ready = select.poll()
    ready.register(pipe, event)
    if not ready.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise TimeoutError("no answer in time")


def _end(process: "subprocess.Popen[bytes]", owner: int) -> None:
    """Kills the worker and collects what is left of it; not from a fork of the line, whose worker it is not."""
    if os.getpid() != owner:
        return
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


class Talker(Protocol):
    """What a worker speaks with."""

    @property
    def hello(self) -> Request:
        """ "rate": samples a second, and whatever else the line should know."""

    def speak(self, request: Request) -> bytes:
        """16-bit mono sound. Raises an error whose words are passed on; the worker goes on."""


def serve(talker: Callable[[], Talker]) -> None:
    """The worker's main part: makes the talker and answers requests until there are no more.

    Takes standard output for the replies; whatever a library prints goes to standard error.
    """
    with os.fdopen(os.dup(1), "wb") as replies:
        os.dup2(2, 1)

        def reply(head: Request, body: bytes = b"") -> None:
            replies.write(json.dumps(dict(head)).encode() + b"\n" + body)
            replies.flush()

        try:
            try:
                speaker = talker()
            except Exception as error:
                reply({"error": str(error) or type(error).__name__})
                return
            reply(speaker.hello)
            for line in sys.stdin.buffer:
                try:
                    sound = speaker.speak(json.loads(line))
                except Exception as error:
                    reply({"error": str(error) or type(error).__name__})
                else:
                    reply({"bytes": len(sound)}, sound)
        except BrokenPipeError:
            os._exit(1)  # whoever asked is gone; closing the pipe would complain once more
