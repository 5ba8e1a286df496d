"""A picture of a telephone sound: its waveform above, how loud it is over time below, as the inside of an SVG.

Pure: samples in, coordinates out; the drawing itself is in listening_page.html. Knows no files and no voices.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speech import audio, loudness

WIDTH, WAVE_HEIGHT, LOUDNESS_HEIGHT = 600, 120, 72
"""Of the drawing, in its own units; the loudness stands under the waveform."""

COLUMN = 2
"""Units of width for one stroke of the waveform."""

TOP_LUFS, BOTTOM_LUFS = -6.0, -46.0
"""What the loudness curve reaches; anything softer runs along its bottom."""

WINDOW, STEP = audio.RATE * 400 // 1000, audio.RATE * 100 // 1000
"""Samples that one value of the loudness is made of, and from one value to the next: "momentary", ITU-R BS.1771."""

Samples = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is drawn, in a space of WIDTH times WAVE_HEIGHT + LOUDNESS_HEIGHT."""

    wave: str
    """Path: one upright stroke for each COLUMN."""
    loudness: str
    """Points of a line."""
    seconds: tuple[tuple[int, float], ...]
    """(second, place from the left) to be marked."""


def picture(samples: Samples, scale_s: float) -> Picture:
    """`samples` (-1 to 1) at 8 kHz, drawn so that `scale_s` seconds fill the width. Longer sounds are cut off."""
    whole = max(1, round(scale_s * audio.RATE))
    samples = samples[:whole]
    marks = range(1, int(scale_s) + 1) if scale_s <= 12 else range(5, int(scale_s) + 1, 5)
    return Picture(
        wave=_wave(samples, whole),
        loudness=_loudness(samples, whole),
        seconds=tuple((second, round(second * WIDTH / scale_s, 1)) for second in marks),
    )


def height_of(lufs: float) -> float:
    """Where this loudness stands in the drawing, from its top."""
    share = (TOP_LUFS - min(max(lufs, BOTTOM_LUFS), TOP_LUFS)) / (TOP_LUFS - BOTTOM_LUFS)
    return round(WAVE_HEIGHT + share * LOUDNESS_HEIGHT, 1)


def _wave(samples: Samples, whole: int) -> str:
    columns = WIDTH // COLUMN
    edges = np.arange(columns + 1) * whole // columns
    middle = WAVE_HEIGHT / 2
    strokes = []
    for column in range(columns):
        part = samples[edges[column] : edges[column + 1]]
        if not part.size:
            break
        top, bottom = middle - part.max() * middle, middle - part.min() * middle
        strokes.append(f"M{column * COLUMN + 1} {top:.0f}v{max(bottom - top, 1):.0f}")
    return "".join(strokes)


def _loudness(samples: Samples, whole: int) -> str:
    points = []
    for middle in range(0, samples.size + 1, STEP):
        part = samples[max(0, middle - WINDOW // 2) : middle + WINDOW // 2]
        points.append(f"{middle * WIDTH / whole:.0f},{height_of(loudness.loudness(part)):.0f}")
    return " ".join(points)
