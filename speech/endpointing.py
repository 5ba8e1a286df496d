"""When speech begins and ends, frame by frame. Our own, because each question needs its own patience.

A frame counts as speech when WebRTC's detector says so, it stands out of the line's noise, and it is not far below
the caller, whose level is known once they have spoken: people in the background neither open an answer nor keep it
open. Knows no words.
"""

import math
from collections import deque
from enum import Enum, auto

import numpy as np
import webrtcvad

from speech import audio

ONSET_MS = 80
"""So much speech within ONSET_WITHIN_MS is a beginning; less is a click or a cough."""
ONSET_WITHIN_MS = 140
LOOK_BACK_MS = 300
"""Sound before the beginning that belongs to it: the first consonant is softer than the detector likes."""
LEAST_DB = -52.0
"""Of full scale; softer than this is never speech."""
ABOVE_NOISE_DB = 8.0
"""How far a frame of speech stands out of the noise."""
BELOW_SPEAKER_DB = 22.0
"""How far a frame may be below the caller's loudest of late; more is somebody else, or the end of a breath."""
FORGET_DB = 0.06
"""How much the caller's level is forgotten in each frame: 3 dB a second."""
NOISE_FRAMES = 100
"""The noise is the softest tenth of the last two seconds."""
NOISE_EVERY = 5
SLOW_PAUSE_MS = 700
"""A pause this long inside an answer is a slow speaker's: the next answers may take longer."""
MORE_PATIENCE_MS = 500


class Change(Enum):
    """What a frame brought."""

    NOTHING = auto()
    BEGAN = auto()
    ENDED = auto()


def level_db(pcm: bytes) -> float:
    """Level of a frame in dB of full scale; -100 for silence."""
    rms = audio.rms(pcm)
    return 20 * math.log10(rms) if rms > 1e-5 else -100.0


class Endpointer:
    """For one caller. Feed it every 20 ms frame of pcm; `restart` for each answer."""

    def __init__(self, end_silence_ms: int = 1200) -> None:
        self._vad = webrtcvad.Vad(2)
        self._levels: deque[float] = deque(maxlen=NOISE_FRAMES)
        self._noise_db = -48.0
        self._speaker_db = -100.0
        self._count = 0
        self._patience_ms = 0
        self.restart(end_silence_ms)

    def restart(self, end_silence_ms: int) -> None:
        """A new answer is awaited; the noise and the caller's level and pace known so far are kept."""
        self.end_silence_ms = end_silence_ms
        self.speaking = False
        self.spoken_ms = 0
        """Milliseconds of speech in this answer, pauses left out."""
        self.quiet_ms = 0
        """Milliseconds since the last frame of speech."""
        self._recent: deque[bool] = deque(maxlen=ONSET_WITHIN_MS // audio.FRAME_MS)

    @property
    def patience_ms(self) -> int:
        """How long this caller must be quiet for the answer to be over."""
        return self.end_silence_ms + self._patience_ms

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
            if self.quiet_ms >= SLOW_PAUSE_MS:
                self._patience_ms = MORE_PATIENCE_MS
            self.quiet_ms = 0
            return Change.NOTHING, True
        self.quiet_ms += audio.FRAME_MS
        return (Change.ENDED if self.quiet_ms >= self.patience_ms else Change.NOTHING), False

    def _is_speech(self, pcm: bytes) -> bool:
        level = level_db(pcm)
        self._levels.append(level)
        self._count += 1
        if self._count % NOISE_EVERY == 0 and len(self._levels) >= 10:
            self._noise_db = max(-66.0, float(np.percentile(np.fromiter(self._levels, np.float64), 10)))
        self._speaker_db -= FORGET_DB
        voiced = bool(self._vad.is_speech(pcm, audio.RATE))
        stands_out = level > max(
            LEAST_DB, self._noise_db + ABOVE_NOISE_DB, self._speaker_db - BELOW_SPEAKER_DB
        )
        if not (voiced and stands_out):
            return False
        self._speaker_db = max(self._speaker_db, level)
        return True
