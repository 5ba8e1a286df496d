"""What a long recording says, as text, by a recogniser in a process of its own: at the lowest priority, so that it
never takes from a call, and ended when it takes too long. `python -m speech.dictation NAME DIRECTORY` is it.

The sound goes in by a pipe and the words come out by one: nothing of a caller reaches the disk. Knows no case.
"""

import contextlib
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from speech import audio, engines
from speech.front import FrontEnd
from speech.grammar import Free
from speech.hearing import UNKNOWN, ModelError, Recognizer

LENGTH = struct.Struct(">I")
FRAME = 2 * audio.FRAME_BYTES
NEVER_MS = 10**9
"""A story has pauses; it ends with its recording."""


class DictationFailed(RuntimeError):
    """No words came of it: the recogniser could not start, or ended."""


class TookTooLong(DictationFailed):
    """The recogniser did not come to an end in its time."""


def dictated(mulaw: bytes, name: str, directory: Path, *, limit_s: float) -> str:
    """The words of this 8 kHz sound, by that recogniser; "" for none. Raises TookTooLong, DictationFailed."""
    late = threading.Event()
    process = subprocess.Popen(  # noqa: S603  our own interpreter and module
        [sys.executable, "-m", "speech.dictation", name, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).resolve().parents[1],
    )

    def end() -> None:
        late.set()
        process.kill()

    in_time = threading.Timer(limit_s, end)
    in_time.daemon = True
    in_time.start()
    try:
        return _asked(process, mulaw)
    except (OSError, DictationFailed) as error:
        raise (TookTooLong if late.is_set() else DictationFailed)(str(error)) from error
    finally:
        in_time.cancel()
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)
        process.wait()


def words(mulaw: bytes, recognizer: Recognizer) -> str:
    """The words of this sound, as far as the recogniser knows them; "" for none."""
    pcm = audio.decode(mulaw)
    front, hearing = FrontEnd(NEVER_MS), recognizer.listen(Free())
    for at in range(0, len(pcm) - FRAME + 1, FRAME):
        if sound := front.hear(pcm[at : at + FRAME])[1]:
            hearing.feed(sound)
    if rest := front.rest():
        hearing.feed(rest)
    return " ".join(word for word in hearing.final().words.split() if word != UNKNOWN)


def _asked(process: "subprocess.Popen[bytes]", mulaw: bytes) -> str:
    if process.stdin is None or process.stdout is None:
        raise DictationFailed("no pipes")
    process.stdin.write(LENGTH.pack(len(mulaw)) + mulaw)
    process.stdin.flush()
    answer = process.stdout.read()
    if answer[:1] != b"+":
        raise DictationFailed(answer[1:].decode() or "the recogniser ended without an answer")
    return answer[1:].decode()


def _close(pipe: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # what the other side did not read is lost with it
        pipe.close()


def _main(name: str, directory: Path) -> None:
    os.nice(19)
    (length,) = LENGTH.unpack(sys.stdin.buffer.read(LENGTH.size))
    mulaw = sys.stdin.buffer.read(length)
    threading.Thread(target=_end_with_owner, daemon=True).start()
    try:
        answer = b"+" + words(mulaw, engines.opened(name, directory)).encode()
    except ModelError as error:
        answer = b"-" + str(error).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def _end_with_owner() -> None:
    """The pipe closes when the line ends or dies; a draft that nobody waits for is given up."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
