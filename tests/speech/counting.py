"""A voice that says every phrase as its own bytes, and remembers what it was asked for."""

import threading

from speech.synthesizer import Pace, SynthesisError


class CountingVoice:
    """Waits at the gate when there is one; cannot say "bisu", and nothing while it is `ill`."""

    def __init__(self, voice: str = "counting-1/id", gate: threading.Event | None = None) -> None:
        self.voice = voice
        self.said: list[tuple[str, Pace]] = []
        self.closed = False
        self.ill = False
        self.rests = 0
        self._gate = gate

    def render(self, text: str, pace: Pace) -> bytes:
        self.said.append((text, pace))
        if self._gate is not None:
            self._gate.wait(10)
        if self.closed:
            raise SynthesisError("the voice is closed")
        if self.ill or "bisu" in text:
            raise SynthesisError("no sound")
        return f"{text}/{pace}".encode()

    def rest(self) -> None:
        self.rests += 1

    def close(self) -> None:
        self.closed = True
