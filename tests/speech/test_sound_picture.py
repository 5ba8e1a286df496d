"""The drawing of a sound, read back from its coordinates."""

import re

import numpy as np
import pytest

from speech.sound_picture import (
    BOTTOM_LUFS,
    COLUMN,
    LOUDNESS_HEIGHT,
    TOP_LUFS,
    WAVE_HEIGHT,
    WIDTH,
    height_of,
    picture,
)  # fmt: skip

TONE = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(8000) / 8000)


def strokes(wave: str) -> list[tuple[float, float, float]]:
    """(from the left, top, bottom)."""
    found = re.findall(r"M(\d+) (-?\d+)v(\d+)", wave)
    return [(float(x), float(y), float(y) + float(h)) for x, y, h in found]


def points(line: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())]


def test_a_stroke_reaches_as_far_as_the_sound() -> None:
    drawn = strokes(picture(TONE, 1.0).wave)
    assert len(drawn) == WIDTH // COLUMN
    assert all((top, bottom) == (WAVE_HEIGHT / 4, WAVE_HEIGHT * 3 / 4) for _, top, bottom in drawn)


def test_a_sound_that_is_half_as_long_fills_half_the_width() -> None:
    drawn = picture(TONE, 2.0)
    assert strokes(drawn.wave)[-1][0] == pytest.approx(WIDTH / 2, abs=COLUMN)
    assert points(drawn.loudness)[-1][0] == pytest.approx(WIDTH / 2, abs=1)
    assert drawn.seconds == ((1, WIDTH / 2), (2, WIDTH))


def test_what_is_longer_than_the_picture_is_cut_off() -> None:
    drawn = picture(np.tile(TONE, 3), 1.0)
    assert strokes(drawn.wave)[-1][0] < WIDTH
    assert points(drawn.loudness)[-1][0] <= WIDTH


def test_loudness_falls_to_the_bottom_in_a_pause_and_comes_back() -> None:
    sound = np.concatenate([TONE, np.zeros(8000), TONE])
    drawn = dict(points(picture(sound, 3.0).loudness))
    assert drawn[WIDTH / 2] == WAVE_HEIGHT + LOUDNESS_HEIGHT
    assert drawn[WIDTH / 6] == drawn[WIDTH * 5 / 6] < WAVE_HEIGHT + LOUDNESS_HEIGHT / 3


def test_louder_stands_higher_within_the_picture() -> None:
    assert height_of(0.0) == height_of(TOP_LUFS) == WAVE_HEIGHT
    assert height_of(-70.0) == height_of(BOTTOM_LUFS) == WAVE_HEIGHT + LOUDNESS_HEIGHT
    assert height_of(-16.0) < height_of(-20.0)


def test_nothing_to_hear_is_drawn_as_nothing() -> None:
    drawn = picture(np.zeros(0), 1.0)
    assert drawn.wave == ""
