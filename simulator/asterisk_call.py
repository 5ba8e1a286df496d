"""One telephone call that reaches the line through Asterisk: a scripted caller, or a person, and the dialplan."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

from simulator.asterisk import AsteriskSettings
from simulator.call import Caller
from simulator.captions import Captions
from simulator.dialplan import Dialplan
from simulator.ear import Ear
from simulator.journal import Journal, nobody
from simulator.leg import Leg, Receiver, Transfer
from simulator.measures import Stopwatch
from simulator.settings import SimulatorSettings
from simulator.voice import Voice
from simulator.webhooks import Webhooks
from simulator.witness import Witness

T = TypeVar("T")


class AsteriskCall(Witness):
    """One call. `run` it once, inside a running event loop."""

    def __init__(
        self,
        settings: SimulatorSettings,
        asterisk: AsteriskSettings,
        *,
        caller: Caller,
        from_number: str,
        voice: Voice,
        shown: str = "",
        presentation: str = "allowed",
        call_id: str = "",
        to_miskol: bool = False,
        transfer: Transfer | None = None,
        officers: Mapping[str, Transfer] | None = None,
        strict: bool = True,
    ) -> None:
        """`shown` is CALLERID(num) where it is another than the telephone's own: in a call that the line placed."""
        self._caller, self._to_miskol = caller, to_miskol
        leg = Leg(
            settings=settings,
            from_number=from_number,
            webhooks=Webhooks(settings),
            journal=Journal(),
            ear=Ear(),
            voice=voice,
            stopwatch=Stopwatch(nobody),
            transfer=transfer or Transfer(ring_s=0.2, talk_s=1.0),
            officers=officers or {},
        )
        self._dialplan = Dialplan(
            asterisk,
            number=shown or from_number,
            presentation=presentation,
            play=leg.ear.play,
            journal=leg.journal,
            call_id=call_id,
        )
        super().__init__(leg, Captions(settings, self.provider_id, nobody), strict=strict)

    @property
    def provider_id(self) -> str:
        """As the line knows this call."""
        return f"asterisk-{self._dialplan.call_id}"

    async def run(self) -> None:
        """Calls and waits for the end. Raises LineMisbehaved when strict, and whatever the caller raises."""
        leg = self._leg
        helpers = self._begin(self._caller.act(leg))
        try:
            await (self._dialplan.ring_only(self) if self._to_miskol else self._dialplan.run(self))
        finally:
            for task in helpers:
                task.cancel()
            results = await asyncio.gather(*helpers, return_exceptions=True)
            await leg.webhooks.__aexit__()
        await self._judge(results)

    def hang_up(self) -> None:
        """Asterisk ends the call, because it was asked to."""
        self._leg.hung_up.set()

    def listen(self, receiver: Receiver | None) -> None:
        """From now on this one listens to the caller, or nobody."""
        self._leg.listen(receiver)

    async def while_connected(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of this work. Raises HungUp as soon as the caller hangs up."""
        return await self._leg.while_connected(work)

    async def ring_officer(self, number: str) -> Transfer:
        """The officer's telephone does what this call was made with."""
        officer = self._leg.officers.get(number, self._leg.transfer)
        self._journal.note("officer_rung", to=number)
        await asyncio.sleep(officer.ring_s)
        return officer

    async def talk(self, officer: Transfer) -> None:
        """The officer and the caller talk."""
        self._leg.ear.play(officer.greeting)
        await asyncio.sleep(officer.talk_s)
