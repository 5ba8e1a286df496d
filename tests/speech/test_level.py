"""Level: the caller is brought to the model's level from the first frame, pauses and background are not."""

import numpy as np

from speech.level import TARGET_DB, Levels, Normalizer, amplified, level_db


def noise(db: float, frames: int = 1, seed: int = 1) -> list[bytes]:
    """Frames of noise of that level."""
    samples = np.random.default_rng(seed).normal(size=(frames, 160)) * 32768 * 10 ** (db / 20)
    return [frame.astype("<i2").tobytes() for frame in samples]


def test_the_level_of_a_frame_is_in_db_of_full_scale() -> None:
    assert abs(level_db(noise(-30.0)[0]) + 30) < 1
    assert level_db(bytes(320)) == -100


def test_levels_forget_what_is_long_ago() -> None:
    levels = Levels(10)
    for db in [-20.0] * 10 + [-60.0] * 10:
        levels.add(db)
    assert len(levels) == 10
    assert levels.below(0.99) < -55


def test_the_level_of_speech_leaves_pauses_out() -> None:
    levels = Levels(250)
    for db in [-20.5] * 30 + [-70.5] * 100:
        levels.add(db)
    active, frames = levels.active()
    assert abs(active + 20.5) < 1
    assert frames == 30


def test_the_level_of_speech_leaves_people_in_the_background_out() -> None:
    levels = Levels(250)
    for db in [-20.5] * 30 + [-32.5] * 100:
        levels.add(db)
    assert levels.active(-30)[0] > levels.active()[0] + 3


def test_a_soft_caller_is_brought_to_the_target_at_once() -> None:
    normalizer = Normalizer()
    for _ in range(15):
        normalizer.learn(-44.5)
    assert abs(-44.5 + normalizer.next_gain_db(-44.5) - TARGET_DB) < 1


def test_a_loud_caller_is_softened() -> None:
    normalizer = Normalizer()
    for _ in range(15):
        normalizer.learn(-8.5)
    assert abs(-8.5 + normalizer.next_gain_db(-8.5) - TARGET_DB) < 1


def test_the_gain_moves_in_small_steps() -> None:
    normalizer = Normalizer()
    for _ in range(15):
        normalizer.learn(-40.5)
    before = normalizer.next_gain_db(-40.5)
    for _ in range(100):
        normalizer.learn(-20.5)
    assert 0 < before - normalizer.next_gain_db(-20.5) <= 0.5


def test_a_pause_does_not_raise_the_gain() -> None:
    normalizer = Normalizer()
    for _ in range(50):
        normalizer.learn(-30.5)
    before = normalizer.next_gain_db(-30.5)
    for _ in range(150):
        normalizer.learn(-70.5)
        assert normalizer.next_gain_db(-70.5) <= before + 0.01


def test_a_caller_is_remembered_but_not_mistaken_for_somebody_else() -> None:
    normalizer = Normalizer()
    for _ in range(50):
        normalizer.learn(-30.5)
        normalizer.next_gain_db(-30.5)
    normalizer.restart()
    for _ in range(5):
        normalizer.learn(-36.5)
    same = normalizer.active_db
    assert same is not None
    assert -35 < same < -30, "five soft frames are not the whole of a caller whose level is known"
    normalizer.restart()
    for _ in range(5):
        normalizer.learn(-50.5)
    other = normalizer.active_db
    assert other is not None
    assert other < -49, "the telephone was handed on"


def test_amplified_is_clipped_and_not_wrapped() -> None:
    loud = np.array([20000, -20000] * 80, "<i2").tobytes()
    assert set(np.frombuffer(amplified(loud, 12, 12), "<i2")) == {32767, -32768}


def test_a_change_of_gain_is_a_ramp() -> None:
    flat = np.full(160, 1000, "<i2").tobytes()
    out = np.frombuffer(amplified(flat, 0, -20), "<i2")
    assert out[0] == 1000
    assert out[-1] == 100
    assert np.diff(out).min() >= -10
