"""The calls of bench/turns.py: what the caller says and presses, and what is read off the stopwatch."""

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from turns_caller import Caller, CallOver, Echo
from turns_sounds import SPEECH_DB, at_level, no_answers

from simulator.settings import SimulatorSettings
from speech import audio, corpus

if TYPE_CHECKING:
    from turns import Figures

ANSWER_S, CLEAR_S = 10.0, 3.0
NOTICE_S = 30.0
TAKEN_S = 3.4
"""After what is no answer: sound within this time answers it. By itself the line speaks after five seconds."""
ECHOES = tuple((below, delay) for below in (10.0, 15.0, 20.0, 25.0) for delay in (0.08, 0.15, 0.3))


@dataclass(frozen=True, slots=True)
class People:
    """Who calls, and what they say: something short, digits, yes."""

    title: str
    short: list[np.ndarray]
    digits: list[np.ndarray]


def people_of(directory: Path | None) -> People:
    """Real people with a corpus, else voices of the synthesiser."""
    if directory is None:
        return _synthesised()
    every = corpus.read(directory)
    chance = random.Random(1)  # noqa: S311
    short = [r for r in every if 0.6 < r.seconds < 3.0 and "dialogue" in str(r.file)]
    digits = [r for r in every if len(r.text.split()) in (5, 7)]
    return People(
        f"{len({r.speaker for r in every})} real people",
        [_level(corpus.samples(r)) for r in chance.sample(short, min(100, len(short)))],
        [_level(corpus.samples(r)) for r in chance.sample(digits, min(100, len(digits)))],
    )


def _synthesised() -> People:
    from speech.synthesizer import Pace, Pyttsx3Synthesizer

    short, digits = [], []
    for name in ("id+klatt4", "id+f2", "id+m3"):
        voice = Pyttsx3Synthesizer(voice=name)
        for pace in Pace:
            for text in ("status", "syarat kartu keluarga", "ya betul", "berapa biaya bikin paspor"):
                short.append(_level(audio.samples(voice.render(text, pace))))
            digits.append(
                _level(audio.samples(voice.render("empat delapan dua satu tiga nol sembilan", pace)))
            )
        voice.close()
    return People("synthesised", short, digits)


def _level(samples: np.ndarray) -> np.ndarray:
    return at_level(np.asarray(samples, np.float64), SPEECH_DB)


async def measured_call(
    figures: "Figures",
    people: People,
    settings: SimulatorSettings,
    url: str,
    number: int,
    gaps: list[float | None],
) -> None:
    """Every other call says something at the menu, the others digits of a code: over the prompt, and after it."""
    chance = np.random.default_rng(number)
    said = people.digits if number % 2 else people.short
    with contextlib.suppress(CallOver):
        async with Caller(settings, f"+62812340{number:05}", stream_url=url) as caller:
            try:
                if not await greeted(figures, caller):
                    return
                if number % 2:
                    await key_over_prompt(figures, caller, "1", chance)
                await over_prompt(figures, caller, _one(said, chance), chance, gaps)
                await key_over_prompt(figures, caller, "9", chance)
                await over_prompt(figures, caller, _one(said, chance), chance, gaps)
                await key_over_prompt(figures, caller, "9", chance)
                await after_prompt(caller, _one(said, chance), gaps)
            finally:
                figures.late += caller.late_ms


async def greeted(figures: "Figures", caller: Caller) -> bool:
    """Waits for the first sound and until what may be interrupted is said."""
    first = await caller.first("media", caller.asked_at, ANSWER_S)
    if first is None:
        return False
    figures.answer.append((first - caller.asked_at) * 1000)
    if not caller.stream_url:
        await caller.first("played protected", caller.asked_at, NOTICE_S)
    return True


async def over_prompt(
    figures: "Figures",
    caller: Caller,
    said: np.ndarray,
    chance: np.random.Generator,
    gaps: list[float | None],
) -> None:
    """Speaks while the line speaks, and waits for the answer."""
    await _speaking(caller, chance)
    hears, asked = caller.hears, time.monotonic()
    onset, last = await caller.say(said)
    clear = await caller.first("clear", asked, CLEAR_S if hears else 0.0)
    if hears and clear is not None:
        figures.barge_in.append((clear - onset) * 1000)
    await _answer(caller, last, gaps)


async def after_prompt(caller: Caller, said: np.ndarray, gaps: list[float | None]) -> None:
    """Waits until the line is quiet, speaks, and waits for the answer."""
    await caller.quiet(0.5)
    _, last = await caller.say(said)
    await _answer(caller, last, gaps)


async def _answer(caller: Caller, last: float, gaps: list[float | None]) -> None:
    sound = await caller.begins(last, ANSWER_S)
    gaps.append(None if sound is None else (sound - last) * 1000)


async def key_over_prompt(figures: "Figures", caller: Caller, key: str, chance: np.random.Generator) -> None:
    await _speaking(caller, chance)
    if not caller.hears:
        return
    pressed = await caller.press(key)
    clear = await caller.first("clear", pressed, CLEAR_S)
    if clear is not None:
        figures.key.append((clear - pressed) * 1000)
    await caller.first("media", pressed, ANSWER_S)


async def _speaking(caller: Caller, chance: np.random.Generator) -> None:
    """Waits until the line has been speaking for a moment."""
    until = time.monotonic() + ANSWER_S
    while not caller.hears and time.monotonic() < until:
        await asyncio.sleep(0.01)
    await asyncio.sleep(float(chance.uniform(0.4, 1.2)))


async def disturbed_call(figures: "Figures", settings: SimulatorSettings, url: str, number: int) -> None:
    """A call for each kind of sound, and one with an echo, all at once: rates, not times, are read of them."""
    chance = np.random.default_rng(1000 + number)
    kinds = list(no_answers(chance))
    sounds = (_with_sound(figures, settings, url, number, kind) for kind in kinds)
    await asyncio.gather(*sounds, return_exceptions=True)
    echoes = [ECHOES[(number * 4 + each) % len(ECHOES)] for each in range(4)]
    called = (_with_echo(figures, settings, url, number, *echo) for echo in echoes)
    await asyncio.gather(*called, return_exceptions=True)


async def _with_sound(
    figures: "Figures", settings: SimulatorSettings, url: str, number: int, kind: str
) -> None:
    chance = np.random.default_rng([number, len(kind)])
    async with Caller(settings, f"+62812350{number:03}{len(kind):02}", stream_url=url) as caller:
        if not await _begun(caller):
            return
        for _ in range(2):
            await _speaking(caller, chance)
            if caller.hears:
                asked = time.monotonic()
                await caller.say(no_answers(chance)[kind])
                _count(figures.stopped, kind, await caller.first("clear", asked, 1.0) is not None)
            await caller.press("9")
            await asyncio.sleep(0.5)
            await caller.quiet(0.3)
            asked = time.monotonic()
            await caller.say(no_answers(chance)[kind])
            _count(figures.answered, kind, await caller.first("media", asked, TAKEN_S) is not None)
            await caller.press("9")
            await asyncio.sleep(0.5)


async def _with_echo(
    figures: "Figures", settings: SimulatorSettings, url: str, number: int, below: float, delay: float
) -> None:
    echo = Echo(below_db=below, delay_s=delay)
    kind = f"echo {below:.0f} dB"
    async with Caller(settings, f"+62812360{number:03}{int(below):02}", stream_url=url, echo=echo) as caller:
        if not await _begun(caller):
            return
        for _ in range(2):
            asked = time.monotonic()
            await caller.quiet(0.1)
            stopped = await caller.first("clear", asked, 0.0) is not None
            _count(figures.stopped, kind, stopped)
            asked = time.monotonic()
            _count(figures.answered, kind, await caller.first("media", asked, TAKEN_S) is not None)
            await caller.press("9")
            await asyncio.sleep(0.5)


async def _begun(caller: Caller) -> bool:
    if await caller.first("media", caller.asked_at, ANSWER_S) is None:
        return False
    if not caller.stream_url:
        await caller.first("played protected", caller.asked_at, NOTICE_S)
    return True


def _count(counts: dict[str, tuple[int, int]], kind: str, happened: bool) -> None:
    often, of = counts.get(kind, (0, 0))
    counts[kind] = often + happened, of + 1


def _one(sounds: list[np.ndarray], chance: np.random.Generator) -> np.ndarray:
    found: np.ndarray = sounds[int(chance.integers(len(sounds)))]
    return found
