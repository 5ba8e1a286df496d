"""Sounds that the network makes: keys, ringing, the beep before a recording. All mu-law."""

import numpy as np

from speech import audio

_LOW = (697, 770, 852, 941)
_HIGH = (1209, 1336, 1477, 1633)
_PAD = "123A456B789C*0#D"

BEEP = audio.tone(1400, 250, 0.3)
RINGING = audio.tone(425, 1000, 0.1) + audio.silence(4000)
"""One period of the Indonesian ringing tone."""


def dtmf(key: str, milliseconds: int = 100) -> bytes:
    """The two-tone sound of a key. Raises ValueError for anything that is not a key."""
    row, column = divmod(_PAD.index(key), 4)
    low, high = (
        np.frombuffer(audio.decode(audio.tone(hertz, milliseconds, 0.2)), dtype="<i2")
        for hertz in (_LOW[row], _HIGH[column])
    )
    return audio.encode((low + high).astype("<i2").tobytes())
