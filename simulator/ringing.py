"""The context `suara-ring` of docs/carriers.md as a program: ask the line, ring a telephone, tell how it went.

Knows Asterisk's variables and the line's two questions. Which telephones there are, and how they are reached, is the
trunk's business.
"""

import asyncio
import contextlib
import re
from typing import Protocol

import httpx2

from simulator.ari import Channel
from simulator.asterisk import AsteriskSettings
from simulator.dialplan import ANSWER_WITHIN_S

TRY = "SUARA_TRY"
ENDPOINT = re.compile(r"Local/(?P<number>[^@/]+)@suara-ring/n")
EXTENSION = re.compile(r"\+62[2-9]\d.+")
"""`_+62[2-9]X.`: no other number finds an extension."""
LONGEST_RING_S = 30.0


class Trunk(Protocol):
    """Rings telephones."""

    async def dial(self, number: str, channel: Channel) -> tuple[str, str]:
        """Rings, and when somebody answers lets the channel go up and into the dialplan, until both are over.

        (DIALSTATUS, HANGUPCAUSE).
        """
        ...


class RingingPlan:
    """What every channel does that is originated by way of this context."""

    def __init__(self, asterisk: AsteriskSettings, trunk: Trunk) -> None:
        self._asterisk, self._trunk = asterisk, trunk

    async def live(self, channel: Channel) -> None:
        """From the first end's making to its end."""
        found = ENDPOINT.fullmatch(channel.endpoint)
        number = found["number"] if found else ""
        if EXTENSION.fullmatch(number) is None:
            return  # no such extension: the channel is gone at once
        variables = {name.lstrip("_"): value for name, value in channel.variables.items()}
        tried = variables.get(TRY, "")
        if await self._curl(self._asterisk.ring_url, {"try": tried, "number": number}) != "ring":
            return
        channel.state = "Ringing"
        how, cause = await self._ring(number, channel)
        await self._curl(self._asterisk.rung_url, {"try": tried, "how": how, "cause": cause})

    async def _ring(self, number: str, channel: Channel) -> tuple[str, str]:
        """CANCEL when the first end is hung up before an answer."""
        dialling = asyncio.create_task(self._trunk.dial(number, channel))
        ending = asyncio.create_task(channel.hung_up.wait())
        try:
            await asyncio.wait({dialling, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not dialling.done() and channel.state != "Up":
                return "CANCEL", "0"
            return await dialling
        finally:
            for task in (dialling, ending):
                task.cancel()
            await asyncio.gather(dialling, ending, return_exceptions=True)

    async def _curl(self, url: str, form: dict[str, str]) -> str:
        """CURL() in the dialplan: no answer is an empty word."""
        with contextlib.suppress(httpx2.HTTPError):
            async with httpx2.AsyncClient(trust_env=False, timeout=ANSWER_WITHIN_S) as client:
                authorization = {"Authorization": self._asterisk.authorization}
                return (await client.post(url, data=form, headers=authorization)).text
        return ""
