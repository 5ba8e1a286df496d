"""Piper's worker: a voice file in a process of its own, behind everything else on the machine.

Run as `python -m speech.voices.piper_worker NICENESS FILE.onnx`; `speech.voices.piper` starts it, and nothing
imports it. A request is {"text": ..., "length": factor}. The one door to Piper, which is under the GPL-3.0: one more
reason for its own process.
"""

import os
import sys
from pathlib import Path

from speech.speaking import Request, serve


class PiperTalker:
    """One voice, one thread."""

    def __init__(self, file: Path) -> None:
        """Raises what Piper raises for a file that is no voice."""
        from piper import PiperVoice
        from piper.config import SynthesisConfig

        self._config = SynthesisConfig
        self._voice = PiperVoice.load(file)

    @property
    def hello(self) -> Request:
        return {"rate": self._voice.config.sample_rate}

    def speak(self, request: Request) -> bytes:
        own = self._voice.config.length_scale
        config = self._config(length_scale=own * request["length"])
        return b"".join(chunk.audio_int16_bytes for chunk in self._voice.synthesize(request["text"], config))


if __name__ == "__main__":
    os.nice(int(sys.argv[1]))
    serve(lambda: PiperTalker(Path(sys.argv[2])))
