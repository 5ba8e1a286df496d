"""The caller's mouth and keys as sound: what is waiting to be said, taken away 20 ms at a time."""

from collections import deque
from dataclasses import dataclass

from speech import audio

VOICED = 0.02
"""Frames above this share of full scale count as voice."""

_LIVE_LIMIT = 15
"""Frames of a live microphone that may wait (300 ms); older ones are dropped so that talk stays talk."""

STILL = b"\x7f\xff" * (audio.FRAME_BYTES // 2)
"""Silence as carriers send it: both zeros of mu-law in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """20 ms from the caller."""

    mulaw: bytes
    voiced: bool
    """Whether the caller's voice is in it."""
    speaking: bool
    """Whether the caller is in the middle of a saying, be it in a pause between words."""


class Mouth:
    """Sayings go out whole and in order; a live microphone is heard between them."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[bytes, bool]] = deque()
        self._voiced_waiting = 0
        self._live: deque[bytes] = deque(maxlen=_LIVE_LIMIT)

    @property
    def busy(self) -> bool:
        """Whether a saying is still going out."""
        return bool(self._waiting)

    @property
    def speaking(self) -> bool:
        """Whether voice is still to go out; the silence at the end of a saying does not count."""
        return self._voiced_waiting > 0

    def say(self, mulaw: bytes, *, voice: bool = True) -> None:
        """Add a saying, or with `voice=False` a sound that is not speech, such as a key's tone."""
        for at in range(0, len(mulaw), audio.FRAME_BYTES):
            piece = mulaw[at : at + audio.FRAME_BYTES].ljust(audio.FRAME_BYTES, audio.SILENCE)
            voiced = voice and _loud(piece)
            self._waiting.append((piece, voiced))
            self._voiced_waiting += voiced

    def live(self, mulaw: bytes) -> None:
        """Add what a microphone has just heard: whole frames; anything else is ignored."""
        if len(mulaw) % audio.FRAME_BYTES == 0:
            for at in range(0, len(mulaw), audio.FRAME_BYTES):
                self._live.append(mulaw[at : at + audio.FRAME_BYTES])

    def frame(self) -> Frame:
        """The next 20 ms: a saying, the microphone, or silence."""
        live = self._live.popleft() if self._live else None
        if self._waiting:
            mulaw, voiced = self._waiting.popleft()
            self._voiced_waiting -= voiced
            return Frame(mulaw=mulaw, voiced=voiced, speaking=voiced or self._voiced_waiting > 0)
        if live is not None:
            voiced = _loud(live)
            return Frame(mulaw=live, voiced=voiced, speaking=voiced)
        return Frame(mulaw=STILL, voiced=False, speaking=False)


def _loud(mulaw: bytes) -> bool:
    return audio.rms(audio.decode(mulaw)) > VOICED
