"""The natural voice's worker: Kokoro in a process of its own, behind everything else on the machine.

Run as `python -m speech.voices.kokoro_worker NICENESS FOLDER STYLE`; `speech.voices.natural` starts it, and nothing
imports it. A request is {"signs": [one string for each part], "speed": factor}.
"""

import os
import sys
from pathlib import Path

import numpy as np

from speech.speaking import Request, serve
from speech.voices.kokoro import RATE, Network, of_long_phrases, read_style

BREATH_MS = 250
"""Between two parts of a text that is too long for one go."""

LEVEL = 0.9
"""Highest share of full scale: the network's samples may go beyond it."""


class KokoroTalker:
    """One style, one thread."""

    def __init__(self, folder: Path, style: str) -> None:
        """Raises KokoroError, OSError, ValueError."""
        self._network = Network(folder)
        self._style = of_long_phrases(read_style(folder / style))

    @property
    def hello(self) -> Request:
        return {"rate": RATE}

    def speak(self, request: Request) -> bytes:
        breath = np.zeros(RATE * BREATH_MS // 1000, np.float32)
        said: list[np.ndarray] = []
        for signs in request["signs"]:
            said += [breath] if said else []
            said.append(self._network.say(signs, self._style, request["speed"]))
        samples = np.concatenate(said)
        samples = samples * (LEVEL / max(LEVEL, float(np.abs(samples).max(initial=0.0))))
        return (samples * 32767).astype("<i2").tobytes()


if __name__ == "__main__":
    os.nice(int(sys.argv[1]))
    serve(lambda: KokoroTalker(Path(sys.argv[2]), sys.argv[3]))
