"""A caller who does what is written: says, presses, waits, hangs up."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, assert_never

from simulator.leg import Leg
from simulator.tones import dtmf
from speech import audio

PATIENCE_S = 20.0
"""How long a caller waits for the line to begin to speak before going on all the same."""
INTERRUPT_S = 0.3
"""How long a prompt has been audible when an impatient caller breaks in."""
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class Say:
    """Say this text with a synthetic voice, or make this mu-law sound."""

    text: str = ""
    sound: bytes = b""

    @classmethod
    def wav(cls, content: bytes) -> Self:
        """Say what a WAV file says. Raises speech.audio.AudioError."""
        return cls(sound=audio.read_wav(content))


@dataclass(frozen=True, slots=True)
class Press:
    """Press these keys one after the other. An `audible` key can also be heard as a tone, as on many networks."""

    keys: str
    gap_ms: int = 150
    audible: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class WaitForPrompt:
    """Wait until the line has spoken and has been quiet for this long. Say and Press do so by themselves."""

    quiet_s: float = 0.6


@dataclass(frozen=True, slots=True)
class CutStream:
    """The network between carrier and line fails: the media stream breaks without a word."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """Hang up."""


Item = Say | Press | Wait | WaitForPrompt | CutStream | HangUp


class ScriptedCaller:
    """Goes through the items, hears the last answer to its end, and hangs up unless told to `stay`. Nothing said in
    the line's opening notice is used, so that who breaks in would be one question behind: `hears_notice` lets it end.
    """

    def __init__(
        self, items: Sequence[Item], *, barge_in: bool = False, stay: bool = False, hears_notice: bool = False
    ) -> None:
        self._items = items
        self._hears_notice = hears_notice
        self._barge_in = barge_in
        self._stay = stay
        self._acted_at = 0.0
        """When we last did something that the line may answer."""

    async def act(self, leg: Leg) -> None:
        """Call. Returning means hanging up."""
        self._acted_at = time.monotonic()
        for item in self._items:
            match item:
                case Say() | Press():
                    await self._turn(leg, speaks=isinstance(item, Say))
                    await self._give(leg, item)
                case Wait(seconds=seconds):
                    await leg.sleep(seconds)
                case WaitForPrompt(quiet_s=quiet_s):
                    await self._hear_prompt(leg, quiet_s)
                case CutStream():
                    self._acted_at = time.monotonic()
                    if leg.stream:
                        leg.stream.cut()
                case HangUp():
                    return
                case _:
                    assert_never(item)
        if self._stay:
            await leg.hung_up.wait()
        await self._hear_prompt(leg, WaitForPrompt().quiet_s)

    async def _turn(self, leg: Leg, *, speaks: bool) -> None:
        """Wait until it is our turn, or break into the prompt."""
        if not self._barge_in:
            await self._hear_prompt(leg, WaitForPrompt().quiet_s)
        else:
            await self._hear_beginning(leg)
            if speaks and self._hears_notice:
                await leg.hear_notice()
            await leg.sleep(INTERRUPT_S)

    async def _give(self, leg: Leg, item: Say | Press) -> None:
        match item:
            case Say(text=text, sound=sound):
                leg.mouth.say(sound or await leg.voice.render(text))
                while leg.mouth.speaking:
                    await asyncio.sleep(_LOOK_S)
                self._acted_at = time.monotonic()
            case Press(keys=keys, gap_ms=gap_ms, audible=audible):
                for number, key in enumerate(keys):
                    if number:
                        await leg.sleep(gap_ms / 1000)
                    if audible:
                        leg.mouth.say(dtmf(key), voice=False)
                    self._acted_at = time.monotonic()
                    await leg.press(key)
            case _:
                assert_never(item)
        while leg.mouth.busy:
            await asyncio.sleep(_LOOK_S)

    async def _hear_prompt(self, leg: Leg, quiet_s: float) -> None:
        await self._hear_beginning(leg)
        while time.monotonic() < leg.ear.ends + quiet_s / leg.pace or leg.ear.busy:
            await asyncio.sleep(_LOOK_S)

    async def _hear_beginning(self, leg: Leg) -> None:
        give_up = time.monotonic() + PATIENCE_S / leg.pace
        while leg.ear.last_arrival < self._acted_at and time.monotonic() < give_up:
            await asyncio.sleep(_LOOK_S)
