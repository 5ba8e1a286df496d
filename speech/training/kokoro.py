"""Synthetic speakers: Kokoro-82M with Indonesian sounds, 54 voices that were made for other languages.

Recordings cover about eighty words; the line needs thousands. Kokoro is far closer to people than espeak-ng.
Weights: see speech/voices/kokoro.py; the voices from the npm package kokoro-js (Apache-2.0), checked by hash here.
"""

import hashlib
import random
import tarfile
from pathlib import Path

import numpy as np

from speech.pronunciation import UNITS, reading, units
from speech.voices.kokoro import RATE, Network, read_style, unpack
from speech.voices.npm import SHA256

__all__ = ["RATE", "Kokoro", "phonetic", "voices_in"]

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
    if hashlib.sha256(package.read_bytes()).hexdigest() != SHA256:
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
        """Puts the weights into `cache`. Raises speech.voices.kokoro.KokoroError."""
        unpack(cache)
        self._network = Network(cache)
        self._styles = {voice.stem: read_style(voice) for voice in voices}
        self.voices = tuple(sorted(self._styles))

    def say(self, signs: str, voice: str, other: str | None, share: float, speed: float) -> np.ndarray:
        """Float samples at 24 kHz. `other` mixes a second voice in by `share` (0 to 1): one more speaker.

        Signs that the network does not know are left out: what remains is one more way to say it.
        """
        style = self._styles[voice]
        if other is not None:
            style = (1 - share) * style + share * self._styles[other]
        return self._network.run(self._network.known(signs), style, speed)
