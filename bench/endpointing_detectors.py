"""What bench/endpointing.py measures: the line's front end, and detectors that know nothing of caller or line."""

import importlib.util
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
import webrtcvad

from speech import audio
from speech.endpointing import LOOK_BACK_MS, Change
from speech.front import FrontEnd

SILENCE_MS = 1200


class Detector(Protocol):
    """What is measured: the front end of the line, or another in its place."""

    def restart(self, end_silence_ms: int) -> None: ...
    def hear(self, pcm: bytes) -> tuple[Change, bytes]: ...
    def rest(self) -> bytes: ...


class Plain:
    """Speech where most of the last frames are; nothing is known of caller or line."""

    def __init__(self, is_speech: Callable[[bytes], bool], of: int = 5) -> None:
        self._is_speech, self._of = is_speech, of
        self.restart(SILENCE_MS)

    def restart(self, end_silence_ms: int) -> None:
        self._end_ms, self._quiet_ms, self._speaking = end_silence_ms, 0, False
        self._recent: deque[bool] = deque(maxlen=self._of)
        self._held: deque[bytes] = deque(maxlen=LOOK_BACK_MS // audio.FRAME_MS)

    def hear(self, pcm: bytes) -> tuple[Change, bytes]:
        self._recent.append(self._is_speech(pcm))
        most = 2 * sum(self._recent) > self._of
        if not self._speaking:
            self._held.append(pcm)
            if not most:
                return Change.NOTHING, b""
            self._speaking = True
            return Change.BEGAN, b"".join(self._held)
        self._quiet_ms = 0 if most else self._quiet_ms + audio.FRAME_MS
        return (Change.ENDED if self._quiet_ms >= self._end_ms else Change.NOTHING), pcm

    def rest(self) -> bytes:
        return b""


class Silero:
    """Silero's network at 8 kHz: a probability for every 256 samples, of which 32 are repeated before them."""

    def __init__(self, model: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._network = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._state = np.zeros((2, 1, 128), np.float32)
        self._before, self._waiting, self._speech = np.zeros(32, np.float32), np.zeros(0, np.float32), False

    def __call__(self, pcm: bytes) -> bool:
        self._waiting = np.concatenate((self._waiting, np.frombuffer(pcm, "<i2").astype(np.float32) / 32768))
        while len(self._waiting) >= 256:
            piece = np.concatenate((self._before, self._waiting[:256]))
            self._before, self._waiting = piece[-32:], self._waiting[256:]
            heard = {"input": piece[None], "state": self._state, "sr": np.array(audio.RATE, np.int64)}
            likely, self._state = self._network.run(None, heard)
            self._speech = float(likely[0, 0]) > 0.5
        return self._speech


def detectors() -> dict[str, Callable[[], Detector]]:
    found: dict[str, Callable[[], Detector]] = {
        "ours": lambda: FrontEnd(SILENCE_MS),
        "webrtc 2": lambda: Plain(_webrtc(2)),
        "webrtc 3": lambda: Plain(_webrtc(3)),
    }
    silero = importlib.util.find_spec("silero_vad")
    if silero is not None and silero.origin is not None and importlib.util.find_spec("onnxruntime"):
        model = Path(silero.origin).parent / "data" / "silero_vad.onnx"
        found["silero"] = lambda: Plain(Silero(model), of=3)
    return found


def told() -> FrontEnd:
    """Ours, while a prompt is said."""
    front = FrontEnd(SILENCE_MS)
    front.endpointer.prompting = True
    return front


def _webrtc(mode: int) -> Callable[[bytes], bool]:
    vad = webrtcvad.Vad(mode)
    return lambda pcm: vad.is_speech(pcm, audio.RATE)
