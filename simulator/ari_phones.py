"""Telephones behind the simulated Asterisk's trunk: one answers and does what is written, or declines."""

import asyncio
from collections.abc import Callable

from simulator.ari import Channel
from simulator.asterisk import AsteriskSettings
from simulator.asterisk_call import AsteriskCall
from simulator.outgoing import GREETING, RING_S, Does, Handset
from simulator.script import ScriptedCaller, Wait
from simulator.settings import SimulatorSettings
from simulator.voice import Voice

MOST_KEPT = 200


class Handsets:
    """A trunk whose telephones are held by `handset_of`. `calls` are the answered ones, in order."""

    def __init__(
        self,
        settings: SimulatorSettings,
        asterisk: AsteriskSettings,
        handset_of: Callable[[str], Handset],
        voice: Voice,
    ) -> None:
        self.calls: list[AsteriskCall] = []
        self._settings, self._asterisk, self._voice = settings, asterisk, voice
        self._handset_of = handset_of

    async def dial(self, number: str, channel: Channel) -> tuple[str, str]:
        """Rings the telephone, and lets whoever holds it do what is written."""
        handset = self._handset_of(number)
        await asyncio.sleep(RING_S)
        if handset.does is Does.DECLINE:
            return "BUSY", "17"
        if handset.does is Does.NOBODY:
            return "NOANSWER", "19"
        machine = handset.does is Does.MACHINE
        call = AsteriskCall(
            self._settings,
            self._asterisk,
            caller=ScriptedCaller(
                (GREETING, Wait(120)) if machine else handset.items,
                barge_in=handset.barge_in or machine,
                stay=handset.stay,
            ),
            from_number=number,
            shown=channel.caller,
            voice=self._voice,
            call_id=channel.id,
            strict=False,
        )
        self.calls = [*self.calls, call][-MOST_KEPT:]
        channel.state = "Up"
        ending = asyncio.create_task(_end(channel, call))
        try:
            await call.run()
        finally:
            ending.cancel()
        return "ANSWER", "16"


async def _end(channel: Channel, call: AsteriskCall) -> None:
    await channel.hung_up.wait()
    call.hang_up()
