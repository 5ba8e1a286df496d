"""One telephone call that reaches the line through Asterisk: a scripted caller, or a person, and the dialplan."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from simulator.asterisk import AsteriskSettings
from simulator.call import Caller, LineMisbehaved
from simulator.captions import Captions, CaptionTurn
from simulator.dialplan import Dialplan
from simulator.ear import Ear
from simulator.journal import Event, Journal, Violation, nobody
from simulator.leg import Leg, Receiver
from simulator.measures import Stopwatch
from simulator.settings import SimulatorSettings
from simulator.voice import Voice
from simulator.webhooks import Webhooks

T = TypeVar("T")


class AsteriskCall:
    """One call. `run` it once, inside a running event loop."""

    def __init__(
        self,
        settings: SimulatorSettings,
        asterisk: AsteriskSettings,
        *,
        caller: Caller,
        from_number: str,
        voice: Voice,
        presentation: str = "allowed",
        call_id: str = "",
        officers: str = "ANSWER",
        strict: bool = True,
    ) -> None:
        self._caller, self._strict, self._officers = caller, strict, officers
        self._journal = Journal()
        self._leg = Leg(
            settings=settings,
            from_number=from_number,
            webhooks=Webhooks(settings),
            journal=self._journal,
            ear=Ear(),
            voice=voice,
            stopwatch=Stopwatch(nobody),
        )
        self._dialplan = Dialplan(
            asterisk,
            number=from_number,
            presentation=presentation,
            play=self._leg.ear.play,
            journal=self._journal,
            call_id=call_id,
        )
        self._captions = Captions(settings, self.provider_id, nobody)

    @property
    def provider_id(self) -> str:
        """As the line knows this call."""
        return f"asterisk-{self._dialplan.call_id}"

    @property
    def captions(self) -> Sequence[CaptionTurn]:
        """What the line understood and said, turn by turn."""
        return self._captions.turns

    @property
    def events(self) -> Sequence[Event]:
        """Everything that happened, in order."""
        return self._journal.events

    @property
    def violations(self) -> Sequence[Violation]:
        """What Asterisk would complain about."""
        return self._journal.violations

    @property
    def heard_audio(self) -> bytes:
        """Everything that the caller heard, with its silences, in mu-law."""
        return self._leg.ear.heard(self._journal.began)

    async def run(self) -> None:
        """Calls and waits for the end. Raises LineMisbehaved when strict, and whatever the caller raises."""
        leg = self._leg
        helpers = [
            asyncio.create_task(self._until_hung_up(work)) for work in (leg.carry_sound(), self._act())
        ]
        following = asyncio.create_task(self._captions.follow())
        try:
            await self._dialplan.run(self)
        finally:
            for task in (*helpers, following):
                task.cancel()
            results = await asyncio.gather(*helpers, following, return_exceptions=True)
            await leg.webhooks.__aexit__()
        for result in results:
            if isinstance(result, Exception):
                raise result
        await self._captions.finish()
        if self._strict and self._journal.violations:
            raise LineMisbehaved(self._journal.violations)

    def listen(self, receiver: Receiver | None) -> None:
        """From now on this one listens to the caller, or nobody."""
        self._leg.listen(receiver)

    async def while_connected(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of this work. Raises HungUp as soon as the caller hangs up."""
        return await self._leg.while_connected(work)

    async def ring_officers(self) -> str:
        """The officers' telephone does what this call was made with."""
        self._journal.note("officers_rung")
        await asyncio.sleep(0.2)
        return self._officers

    async def _act(self) -> None:
        await self._caller.act(self._leg)

    async def _until_hung_up(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            self._leg.hung_up.set()
