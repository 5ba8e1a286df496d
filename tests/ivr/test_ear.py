"""The ear of a call: when the machine cannot follow, the answer is given up early."""

import asyncio
import threading
from pathlib import Path

import numpy as np
import pytest

from ivr.ear import Ear
from speech import audio
from speech.endpointing import Change
from speech.grammar import Digits, Phrases
from speech.hearing import NOTHING
from speech.recognizer import VoskRecognizer
from speech.synthesizer import Pace, Pyttsx3Synthesizer
from speech.workload import Workload

BEFORE, QUIET = 4000, 24000
"""Samples of quiet before and after what is spoken."""
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def recognizer() -> VoskRecognizer:
    return VoskRecognizer(ROOT / "speech" / "model")


def spoken(text: str) -> bytes:
    """mu-law of the text with quiet around it."""
    voice = Pyttsx3Synthesizer(voice="id+klatt4")
    try:
        said = np.frombuffer(audio.decode(voice.render(text, Pace.NORMAL)), "<i2")
    finally:
        voice.close()
    quiet = np.random.default_rng(1).integers(-6, 7, QUIET).astype(np.int16)
    return audio.encode(np.concatenate((quiet[:BEFORE], said, quiet)).astype("<i2").tobytes())


def test_an_answer_is_heard_while_it_is_said(recognizer: VoskRecognizer) -> None:
    async def hear() -> tuple[list[Change], str]:
        workload = Workload(cores=1)
        ear = Ear(recognizer, workload)
        ear.listen(Digits(length=3))
        changes = []
        sound = spoken("satu dua tiga")
        for at in range(0, len(sound), audio.FRAME_BYTES):
            changes.append(ear.hear(sound[at : at + audio.FRAME_BYTES]))
            await asyncio.sleep(0.003)
            if changes[-1] is Change.ENDED:
                break
        transcript = await ear.answer()
        workload.close()
        return changes, transcript.words

    changes, words = asyncio.run(hear())
    assert Change.BEGAN in changes
    assert changes[-1] is Change.ENDED
    assert words.replace("[unk]", "").split() == ["satu", "dua", "tiga"]


def test_what_the_machine_cannot_follow_is_given_up(recognizer: VoskRecognizer) -> None:
    async def hear() -> tuple[bool, bool, object]:
        workload, hold = Workload(cores=1), threading.Event()
        held = workload.submit(hold.wait)
        ear = Ear(recognizer, workload)
        ear.listen(Phrases(phrases=("ya", "tidak")))
        sound = spoken("satu dua tiga empat lima enam tujuh delapan sembilan satu dua tiga")
        for at in range(0, len(sound), audio.FRAME_BYTES):
            ear.hear(sound[at : at + audio.FRAME_BYTES])
            await asyncio.sleep(0)
            if ear.overrun:
                break
        overrun = ear.overrun
        hold.set()
        held.result()
        answer = await ear.answer()
        ear.listen(Phrases(phrases=("ya", "tidak")))
        again = ear.overrun
        workload.close()
        return overrun, again, answer

    overrun, again, answer = asyncio.run(hear())
    assert overrun
    assert answer is NOTHING
    assert not again, "the next answer starts afresh"


def begins(recognizer: VoskRecognizer, sound: bytes, *, prompting: bool) -> bool:
    async def hear() -> bool:
        workload = Workload(cores=1)
        ear = Ear(recognizer, workload)
        ear.listen(None)
        ear.prompting(prompting)
        changes = [
            ear.hear(sound[at : at + audio.FRAME_BYTES]) for at in range(0, len(sound), audio.FRAME_BYTES)
        ]
        workload.close()
        return Change.BEGAN in changes

    return asyncio.run(hear())


def test_the_echo_of_our_own_prompt_begins_no_answer(recognizer: VoskRecognizer) -> None:
    said = np.frombuffer(audio.decode(spoken("Selamat datang di layanan telepon")), "<i2")
    echo = audio.encode((said * 10 ** (-30 / 20)).astype("<i2").tobytes())
    assert not begins(recognizer, echo, prompting=True)
    assert begins(recognizer, echo, prompting=False), "as soft a caller is heard when we are silent"
    assert begins(recognizer, spoken("petugas"), prompting=True), "a caller can interrupt"


def test_who_needs_more_time_is_given_it_before_their_answer_is_over(recognizer: VoskRecognizer) -> None:
    async def ended_after(more_ms: int) -> int:
        workload = Workload(cores=1)
        ear = Ear(recognizer, workload)
        ear.listen(Phrases(phrases=("ya", "tidak"), end_silence_ms=1000), more_ms=more_ms)
        sound = spoken("ya") + spoken("ya")[:2000] + b"\xff" * 40000
        for at in range(0, len(sound), audio.FRAME_BYTES):
            if ear.hear(sound[at : at + audio.FRAME_BYTES]) is Change.ENDED:
                break
            await asyncio.sleep(0)
        workload.close()
        return ear.quiet_ms

    assert asyncio.run(ended_after(0)) == 1000
    assert asyncio.run(ended_after(500)) == 1500


def test_who_goes_on_when_their_answer_was_nearly_over_is_heard_whole(recognizer: VoskRecognizer) -> None:
    """The words are looked for shortly before the end; here they are not the last ones."""

    async def hear() -> tuple[int, str]:
        workload = Workload(cores=1)
        ear = Ear(recognizer, workload)
        ear.listen(Digits(length=4, end_silence_ms=2500))
        nearly = 2350 * audio.RATE // 1000
        sound = spoken("satu dua")[: nearly - QUIET] + spoken("tiga empat")[BEFORE:]
        ended = 0
        for at in range(0, len(sound), audio.FRAME_BYTES):
            change = ear.hear(sound[at : at + audio.FRAME_BYTES])
            await asyncio.sleep(0.004)
            if change is Change.ENDED:
                ended = at
                break
        words = (await ear.answer()).words
        workload.close()
        return ended, words

    ended, words = asyncio.run(hear())
    assert ended
    assert words.replace("[unk]", "").split() == ["satu", "dua", "tiga", "empat"]


def interrupts(recognizer: VoskRecognizer, sound: bytes) -> tuple[bool, bool]:
    """(whether our voice would stop, whether it may have been a noise)."""

    async def hear() -> tuple[bool, bool]:
        workload = Workload(cores=1)
        ear = Ear(recognizer, workload)
        ear.listen(None)
        ear.prompting(True)
        stops = noise = False
        for at in range(0, len(sound), audio.FRAME_BYTES):
            change = ear.hear(sound[at : at + audio.FRAME_BYTES])
            stops |= ear.interrupts
            if change is Change.ENDED:
                noise = ear.maybe_noise
                break
        workload.close()
        return stops, noise

    return asyncio.run(hear())


def test_breath_and_noise_do_not_stop_our_voice_and_are_no_answer(recognizer: VoskRecognizer) -> None:
    chance = np.random.default_rng(3)
    breath = chance.normal(0, 1500, 12000) * np.sin(np.linspace(0, np.pi, 12000)) ** 2
    quiet = chance.normal(0, 6, 20000)
    sound = audio.encode(np.concatenate((quiet, breath, quiet)).astype("<i2").tobytes())
    assert interrupts(recognizer, sound) == (False, True)
    assert interrupts(recognizer, spoken("mau bicara dengan petugas")) == (True, False)
    assert interrupts(recognizer, spoken("ya")) == (True, True), "short, but with a word in it an answer"
