"""Piper with a voice file that an MPP supplies, behind the same protocol as the other voices.

No Indonesian voice comes with this program: those that exist are under licences that an MPP has to accept itself.
Knows nothing of how Piper is run (`speech.voices.piper_worker`).
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from speech.speaking import Engine
from speech.synthesizer import Pace, finished, unmarked
from speech.voices.natural import NICENESS, START_S

LENGTHS: Mapping[Pace, float] = MappingProxyType({Pace.NORMAL: 1.15, Pace.SLOW: 1.3, Pace.SLOWEST: 1.5})
"""Factors of the length that the voice would choose, which is too fast for a telephone."""

SECONDS_A_CHARACTER = 0.3
"""A character is about 0.08 s of speech; rendering may be several times slower than speech when the line is busy."""


class PiperSynthesizer:
    """One voice file in a process of its own, one phrase at a time."""

    def __init__(self, file: Path, *, niceness: int = NICENESS) -> None:
        """`file` is NAME.onnx with NAME.onnx.json beside it; `niceness` is 0 where a person waits.

        Starts nothing yet. Raises OSError.
        """
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        self._voice = f"piper/{file.stem}/{digest[:8]}"
        self._engine = Engine(
            "speech.voices.piper_worker", [str(niceness), str(file.resolve())], start_s=START_S
        )

    @property
    def voice(self) -> str:
        """See Synthesizer: another file of the same name is another voice. Starts nothing."""
        return self._voice

    @property
    def worker_pid(self) -> int | None:
        """The process that speaks, None while there is none."""
        return self._engine.worker_pid

    def render(self, text: str, pace: Pace) -> bytes:
        """See Synthesizer."""
        plain = unmarked(text)
        request = {"text": plain, "length": LENGTHS[pace]}
        return finished(*self._engine.ask(request, START_S + SECONDS_A_CHARACTER * len(plain)))

    def rest(self) -> None:
        """Gives the memory back until the next phrase."""
        self._engine.rest()

    def close(self) -> None:
        """See Synthesizer."""
        self._engine.close()
