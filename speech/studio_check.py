"""What is wrong with a recording made for the line: too quiet, clipped, cut off, noisy, of another length than its
words, or not these words at all. Says what to do about it. Pure but for the recogniser that it is given.
"""

import difflib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from speech import audio
from speech.grammar import Phrases
from speech.hearing import UNKNOWN, Recognizer
from speech.reading.characters import without_accents
from speech.studio import Take

CLIPPED, CLIPPED_RUN = 0.999, 3
"""So many samples in a row at the very top are a peak that was cut off."""
QUIETEST_DB = -35.0
"""Level of the speech. Below it, making the recording loud enough also makes the room loud."""
NOISE_DB = -35.0
"""Level of the ends, where nobody speaks, beside that of the speech."""
SILENT_DB = -60.0
"""Below this level there is nothing in a recording."""
ACTIVE_DB = -28.0
"""A frame is speech when it is no further than this below the loudest one."""
ABOVE_ROOM_DB = 10.0
"""And so far above the quietest moments, for a room can be loud."""
LEAST_END_S, MOST_END_S = 0.02, 0.8
FRAME_S = 0.02
SLOWEST, FASTEST = 6.0, 28.0
"""Letters a second: a careful speaker says about 12."""
HEARD_DB = -21.0
"""The level that our recogniser expects of a caller."""
NEIGHBOURS = 12
"""Other texts that the recogniser may take a recording for."""

Samples = npt.NDArray[np.float64]


def faults(take: Take, words: str) -> list[str]:
    """What is wrong with the sound, one sentence for each thing. `words`: what should be said."""
    samples = np.frombuffer(take.pcm, dtype="<i2").astype(np.float64) / 32768
    level = _level(samples, take.rate)
    if level < SILENT_DB:
        return ["nothing can be heard"]
    found = []
    if _is_clipped(samples):
        found.append("clipped: record it with less gain")
    if level < QUIETEST_DB:
        found.append(f"too quiet ({level:.0f} dB, at least {QUIETEST_DB:.0f}): come closer or use more gain")
    found += _of_ends(samples, take.rate, level)
    letters = sum(character.isalpha() for character in words)
    spoken = _spoken_s(samples, take.rate)
    if spoken > 1.0 + letters / SLOWEST:
        found.append(f"too long ({spoken:.1f} s for these words): is there something else in it?")
    elif spoken < letters / FASTEST:
        found.append(f"too short ({spoken:.1f} s for these words): is something missing?")
    return found


def misread(take: Take, words: str, others: Iterable[str], recognizer: Recognizer) -> str | None:
    """What our own recogniser hears instead, choosing between these words and those most like them; None when it
    hears them, or when it does not know all of the words and cannot say.
    """
    plain = plain_words(words)
    known = recognizer.vocabulary
    if not plain or any(word not in known for word in plain.split()):
        return None
    possible = {
        text for text in map(plain_words, others) if text and all(word in known for word in text.split())
    }
    near = sorted(
        possible - {plain},
        key=lambda text: (
            -difflib.SequenceMatcher(a=plain.split(), b=text.split()).ratio(),
            abs(len(text) - len(plain)),
            text,
        ),
    )[:NEIGHBOURS]
    hearing = recognizer.listen(Phrases(phrases=(plain, *near)))
    samples = _at_8k(take)
    samples = np.clip(samples * 10 ** ((HEARD_DB - _level(samples, audio.RATE)) / 20), -1, 1)
    rest = bytes(audio.RATE)  # half a second
    hearing.feed(rest + (samples * 32767).astype("<i2").tobytes() + rest)
    heard = hearing.final().words
    if heard == plain:
        return None
    return " ".join(heard.replace(UNKNOWN, "...").split()) or "nothing"


def plain_words(text: str) -> str:
    """Only the words: lower case, no accents, no marks."""
    bare = without_accents(text.lower())
    return " ".join("".join(c if c.isalpha() else " " for c in bare).split())


def _at_8k(take: Take) -> Samples:
    return np.frombuffer(audio.resample(take.pcm, take.rate), dtype="<i2").astype(np.float64) / 32768


def _is_clipped(samples: Samples) -> bool:
    top = np.abs(samples) >= CLIPPED
    run = np.convolve(top, np.ones(CLIPPED_RUN), mode="valid") if top.size >= CLIPPED_RUN else np.zeros(0)
    return bool((run >= CLIPPED_RUN).any())


def _levels(samples: Samples, rate: int) -> Samples:
    """Level of each frame, dB of full scale."""
    size = max(1, int(rate * FRAME_S))
    frames = samples[: samples.size // size * size].reshape(-1, size)
    power: Samples = 10 * np.log10((frames**2).mean(axis=1) + 1e-12)
    return power


def _level(samples: Samples, rate: int) -> float:
    """Level of the speech in dB of full scale: of the frames in which somebody speaks."""
    levels = _levels(samples, rate)
    return float(10 * np.log10((10 ** (levels[_speech(levels)] / 10)).mean())) if levels.size else -120.0


def _speech(levels: Samples) -> npt.NDArray[np.intp]:
    """Frames in which somebody speaks."""
    if not levels.size:
        return np.zeros(0, np.intp)
    loudest, room = levels.max(), float(np.percentile(levels, 5))
    least = max(loudest + ACTIVE_DB, min(room + ABOVE_ROOM_DB, loudest - ABOVE_ROOM_DB))
    return np.flatnonzero(levels > least)


def _spoken_s(samples: Samples, rate: int) -> float:
    speech = _speech(_levels(samples, rate))
    return float((speech[-1] - speech[0] + 1) * FRAME_S) if speech.size else 0.0


def _of_ends(samples: Samples, rate: int, level: float) -> Sequence[str]:
    levels = _levels(samples, rate)
    speech = _speech(levels)
    if not speech.size:
        return []
    before, after = levels[: speech[0]], levels[speech[-1] + 1 :]
    found = []
    for name, end in (("beginning", before), ("end", after)):
        seconds = end.size * FRAME_S
        if seconds < LEAST_END_S:
            found.append(f"cut off at the {name}: leave a moment of silence")
        elif seconds > MOST_END_S:
            found.append(f"{seconds:.1f} s without speech at the {name}: cut it to a moment")
        if end.size and float(np.median(end)) - level > NOISE_DB:
            found.append(f"noise at the {name}: record it in a quieter room")
    return found
