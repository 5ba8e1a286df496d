"""When speech begins and ends, frame by frame. Our own, because each question needs its own patience.

A frame counts as speech when WebRTC's detector says so and it stands out of the line's noise. Knows no words.
"""

from collections import deque
from enum import Enum, auto

import webrtcvad

from speech import audio

ONSET_MS = 100
"""So much speech within ONSET_WITHIN_MS is a beginning; less is a click or a cough."""
ONSET_WITHIN_MS = 160
LOOK_BACK_MS = 300
"""Sound before the beginning that belongs to it: the first consonant is softer than the detector likes."""
LEAST_RMS = 0.0025
"""-52 dB of full scale; softer than this is never speech."""
ABOVE_NOISE = 2.5
"""How many times louder than the noise a frame of speech is."""


class Change(Enum):
    """What a frame brought."""

    NOTHING = auto()
    BEGAN = auto()
    ENDED = auto()


class Endpointer:
    """For one caller. Feed it every 20 ms frame of pcm; `restart` for each answer."""

    def __init__(self, end_silence_ms: int = 1200) -> None:
        self._vad = webrtcvad.Vad(2)
        self._noise = 0.004
        self.restart(end_silence_ms)

    def restart(self, end_silence_ms: int) -> None:
        """A new answer is awaited; the noise known so far is kept."""
        self.end_silence_ms = end_silence_ms
        self.speaking = False
        self.spoken_ms = 0
        """Milliseconds of speech in this answer, pauses left out."""
        self.quiet_ms = 0
        """Milliseconds since the last frame of speech."""
        self._recent: deque[bool] = deque(maxlen=ONSET_WITHIN_MS // audio.FRAME_MS)

    def hear(self, pcm: bytes) -> tuple[Change, bool]:
        """(what this frame brought, whether it is speech)."""
        speech = self._is_speech(pcm)
        if not self.speaking:
            self._recent.append(speech)
            if sum(self._recent) * audio.FRAME_MS < ONSET_MS:
                return Change.NOTHING, speech
            self.speaking, self.quiet_ms = True, 0
            self.spoken_ms = sum(self._recent) * audio.FRAME_MS
            return Change.BEGAN, speech
        if speech:
            self.spoken_ms += audio.FRAME_MS
            self.quiet_ms = 0
            return Change.NOTHING, True
        self.quiet_ms += audio.FRAME_MS
        return (Change.ENDED if self.quiet_ms >= self.end_silence_ms else Change.NOTHING), False

    def _is_speech(self, pcm: bytes) -> bool:
        level = audio.rms(pcm)
        voiced = bool(self._vad.is_speech(pcm, audio.RATE))
        if not voiced or level < self._noise:
            share = 0.2 if level < self._noise else 0.02
            self._noise = max(0.0005, self._noise + share * (level - self._noise))
        return voiced and level > max(LEAST_RMS, self._noise * ABOVE_NOISE)
