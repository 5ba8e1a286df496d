"""What every call has, whichever way it reaches the line: who acts in it, and what there is to know of it."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from simulator.captions import Captions, CaptionTurn
from simulator.journal import Event, Journal, Violation
from simulator.leg import Leg


class LineMisbehaved(Exception):
    """A strict call in which the line did something that the carrier would complain about."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__("; ".join(f"{violation.code} {violation.text}" for violation in violations))
        self.violations = tuple(violations)


class Witness:
    """Sees one call. Each kind of call is one, and adds how the line is reached."""

    def __init__(self, leg: Leg, captions: Captions | None, *, strict: bool) -> None:
        self._leg, self._captions, self._strict = leg, captions, strict

    @property
    def captions(self) -> Sequence[CaptionTurn]:
        """What the line understood and said, turn by turn."""
        return self._captions.turns if self._captions else ()

    @property
    def events(self) -> Sequence[Event]:
        """Everything that happened, in order."""
        return self._journal.events

    @property
    def violations(self) -> Sequence[Violation]:
        """What the carrier would complain about."""
        return self._journal.violations

    @property
    def heard_audio(self) -> bytes:
        """Everything that the caller heard from the beginning of the call, with its silences, in mu-law."""
        return self._leg.ear.heard(self._journal.began)

    def of_kind(self, kind: str) -> list[Event]:
        """The events of this kind."""
        return self._journal.of_kind(kind)

    @property
    def _journal(self) -> Journal:
        return self._leg.journal

    def _begin(self, acting: Coroutine[Any, Any, None]) -> list[asyncio.Task[None]]:
        """What goes on for as long as the call lasts: the sound, the caller who acts, and the captions, if any."""
        helpers = [self._connected(self._leg.carry_sound()), self._connected(acting)]
        if self._captions:
            helpers.append(asyncio.create_task(self._captions.follow()))
        return helpers

    def _connected(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Runs this for as long as the call lasts; its end, or its failure, ends the call."""

        async def until_done() -> None:
            try:
                await work
            finally:
                self._leg.hung_up.set()

        return asyncio.create_task(until_done())

    async def _judge(self, results: Sequence[BaseException | None]) -> None:
        """What it comes to when the call is over. Raises what went wrong in it, and LineMisbehaved when strict."""
        for result in results:
            if isinstance(result, Exception):
                raise result
        if self._captions:
            await self._captions.finish()
        if self._strict and self._journal.violations:
            raise LineMisbehaved(self._journal.violations)
