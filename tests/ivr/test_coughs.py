"""Coughs: what sounds like one is an answer only where the recogniser is sure of a word, and stops no prompt."""

import asyncio
from functools import cache

import numpy as np
import pytest

from ivr.ear import Ear
from speech import audio
from speech.endpointing import Change
from speech.hearing import Recognizer
from speech.synthesizer import Pace, Pyttsx3Synthesizer
from speech.workload import Workload

SHORT = ("ya", "dua", "oke", "satu", "tidak", "enam")


@cache
def words() -> dict[str, np.ndarray]:
    voice = Pyttsx3Synthesizer(voice="id+klatt4")
    try:
        return {word: audio.samples(voice.render(word, Pace.NORMAL)) for word in SHORT}
    finally:
        voice.close()


def cough(seed: int) -> np.ndarray:
    """A burst of wide noise that falls within a tenth of a second, with a little voice behind it."""
    chance, t = np.random.default_rng(seed), np.arange(2400) / audio.RATE
    hiss = np.diff(chance.normal(size=len(t) + 1)) * np.exp(-t / chance.uniform(0.04, 0.07))
    buzz = np.sign(np.sin(2 * np.pi * chance.uniform(110, 200) * t)) * (t > 0.08)
    return 0.2 * (hiss + 0.25 * buzz * np.exp(-np.maximum(t - 0.08, 0) / 0.06))


def heard(sound: np.ndarray) -> tuple[bool, bool]:
    """(whether our voice stops, whether it may be a cough) for this sound between quiet, full scale 1."""

    async def hear() -> tuple[bool, bool]:
        workload, stops = Workload(cores=1), False
        ear = Ear(NoRecognizer(), workload)
        ear.listen(None)
        ear.prompting(True)
        chance = np.random.default_rng(1)
        whole = np.concatenate((np.zeros(8000), sound, np.zeros(12000)))
        pcm = (whole + chance.normal(0, 3e-4, len(whole))).clip(-0.99, 0.99) * 32767
        mulaw = audio.encode(pcm.astype("<i2").tobytes())
        for at in range(0, len(mulaw), audio.FRAME_BYTES):
            change = ear.hear(mulaw[at : at + audio.FRAME_BYTES])
            stops |= ear.interrupts
            if change is Change.ENDED:
                break
        workload.close()
        return stops, ear.maybe_cough

    return asyncio.run(hear())


class NoRecognizer(Recognizer):
    """Nothing is recognised without a grammar."""


@pytest.mark.parametrize("seed", range(6))
def test_a_cough_is_known_by_its_sound(seed: int) -> None:
    assert heard(cough(seed)) == (False, True)


@pytest.mark.parametrize("word", SHORT)
def test_a_short_answer_is_no_cough_and_stops_the_prompt(word: str) -> None:
    assert heard(words()[word]) == (True, False)
