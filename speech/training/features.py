"""The features that Kaldi computes inside Vosk, in numpy: 32 cepstra every 10 ms from 8 kHz sound.

The same numbers as conf/mfcc.conf asks of Kaldi (a test compares them through Vosk), with one thing more for
training: the frequency axis can be warped, which makes another speaker of the same recording.
"""

import numpy as np

RATE = 8000
WIDTH, SHIFT, FFT = 200, 80, 256
BINS = 32
LOW_HZ, HIGH_HZ = 100.0, 3700.0
WARPS = tuple(np.linspace(0.85, 1.18, 12).tolist())

POWER_WINDOW = ((0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WIDTH) / (WIDTH - 1))) ** 0.85).astype(np.float32)


def _mel_bank(warp: float) -> np.ndarray:
    def mel(hz: np.ndarray | float) -> np.ndarray:
        return np.asarray(1127.0 * np.log(1.0 + np.asarray(hz) / 700.0))

    low, high = float(mel(LOW_HZ)), float(mel(HIGH_HZ))
    step = (high - low) / (BINS + 1)
    at = mel(np.arange(FFT // 2) * RATE / FFT * warp)
    bank = np.zeros((FFT // 2 + 1, BINS))
    for place in range(BINS):
        left, centre, right = (low + (place + k) * step for k in range(3))
        rising, falling = (at - left) / (centre - left), (right - at) / (right - centre)
        inside = (at > left) & (at < right)
        bank[: FFT // 2, place] = np.where(inside, np.minimum(rising, falling), 0.0)
    return bank.astype(np.float32)


def _cosines() -> np.ndarray:
    order = np.arange(BINS)
    basis = np.sqrt(2.0 / BINS) * np.cos(np.pi * (np.arange(BINS)[:, None] + 0.5) * order[None] / BINS)
    basis[:, 0] = np.sqrt(1.0 / BINS)
    lifter = 1 + 11 * np.sin(np.pi * order / 22)
    return (basis * lifter).astype(np.float32)


BANK = _mel_bank(1.0)
_WARPED = tuple(_mel_bank(warp) for warp in WARPS)
BASIS = _cosines()


def cepstra(samples: np.ndarray, chance: np.random.Generator | None, warp: int | None = None) -> np.ndarray:
    """(frames, 32) float32 of float32 samples in the range of int16.

    `chance` gives the dither that Kaldi adds; None for none. `warp` is a place in WARPS.
    """
    samples = np.ascontiguousarray(samples, dtype=np.float32)
    if len(samples) < WIDTH:
        return np.zeros((0, BINS), np.float32)
    if chance is not None:
        samples = samples + chance.standard_normal(len(samples), dtype=np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, WIDTH)[::SHIFT]
    frames = frames - frames.mean(axis=1, keepdims=True)
    emphasised = frames.copy()
    emphasised[:, 1:] -= 0.97 * frames[:, :-1]
    emphasised[:, 0] -= 0.97 * frames[:, 0]
    emphasised *= POWER_WINDOW
    spectrum = np.fft.rfft(emphasised, FFT, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    energies = power @ (BANK if warp is None else _WARPED[warp])
    return np.log(np.maximum(energies, 1.19e-7)) @ BASIS
