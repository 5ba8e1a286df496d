"""The dialplan of docs/carriers.md as a program: the line, then what the line says comes next.

Knows Asterisk's variables and the line's one question, and nothing of the telephone that is calling.
"""

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

import httpx2

from simulator.asterisk import AsteriskSettings, AsteriskStream, LineUnavailable
from simulator.journal import Journal
from simulator.leg import HungUp, Receiver

T = TypeVar("T")

MOST_ROUNDS = 5
"""How often the line is dialled in one call."""
RING_ONLY_S = 25
"""How long the number for missed calls rings, if nobody hangs up before."""
ANSWER_WITHIN_S = 8
"""How long a question waits for its answer: CURLOPT(httptimeout)."""


class Telephone(Protocol):
    """The caller's own channel."""

    def listen(self, receiver: Receiver | None) -> None:
        """From now on this one listens to the caller, or nobody."""

    async def while_connected(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of this work. Raises HungUp as soon as the caller hangs up."""
        ...

    async def ring_officers(self) -> str:
        """Rings the officers. DIALSTATUS: ANSWER, NOANSWER, BUSY, CHANUNAVAIL."""
        ...


class Dialplan:
    """One call."""

    def __init__(
        self,
        settings: AsteriskSettings,
        *,
        number: str,
        presentation: str,
        play: Callable[[bytes], None],
        journal: Journal,
        call_id: str = "",
    ) -> None:
        self.call_id = call_id or f"pbx-{uuid.uuid4().hex[:12]}.7"
        """UNIQUEID of the caller's channel."""
        self._settings, self._play, self._journal = settings, play, journal
        self._dialstatus = ""
        self._variables = {
            "SUARA_CALL": self.call_id,
            "SUARA_CALLER": number,
            "SUARA_PRESENTATION": presentation,
        }

    async def run(self, telephone: Telephone, *, answered: Callable[[], None] = lambda: None) -> None:
        """From the answer to the hang-up, and what `h` says after it, whoever hung up."""
        with contextlib.suppress(HungUp):
            for _ in range(MOST_ROUNDS):
                if await self._line(telephone, answered) == "hangup":
                    break
        await self._hung_up()

    async def ring_only(self, telephone: Telephone) -> None:
        """The number for missed calls: it rings, and nobody answers."""
        with contextlib.suppress(HungUp):
            await telephone.while_connected(asyncio.sleep(RING_ONLY_S))
        await self._hung_up()

    async def _hung_up(self) -> None:
        """The extension `h`."""
        await self._ask(over="1")
        if self._dialstatus != "ANSWER":
            await self._curl(
                self._settings.missed_url,
                {
                    "call": self.call_id,
                    "caller": self._variables["SUARA_CALLER"],
                    "presentation": self._variables["SUARA_PRESENTATION"],
                },
            )

    async def _line(self, telephone: Telephone, answered: Callable[[], None]) -> str:
        """Dials the line once, and does what it says afterwards."""
        stream = AsteriskStream(
            self._settings,
            channel_id=f"{self.call_id}-{uuid.uuid4().hex[:4]}",
            variables=self._variables,
            play=self._play,
            journal=self._journal,
        )
        try:
            await telephone.while_connected(stream.open())
        except LineUnavailable:
            self._journal.note("line_unavailable")
            self._dialstatus = "CHANUNAVAIL"
            self._dialstatus = await telephone.while_connected(telephone.ring_officers())
            return "hangup"
        self._dialstatus = "ANSWER"
        answered()
        telephone.listen(stream)
        try:
            await telephone.while_connected(stream.run())
        finally:
            telephone.listen(None)
            await stream.hang_up()
        comes = await self._ask()
        if comes == "officers":
            self._dialstatus = ""
            self._dialstatus = await telephone.while_connected(telephone.ring_officers())
            comes = await self._ask(dialled=self._dialstatus)
        return comes

    async def _ask(self, **more: str) -> str:
        """Anything but a word that the dialplan knows means hanging up, and so does no answer."""
        answer = await self._curl(self._settings.next_url, {"call": self.call_id, **more})
        if answer is None:
            self._journal.note("next_unanswered", **more)
            return "hangup"
        self._journal.note("next", answer=answer.text, status=answer.status_code, **more)
        return answer.text if answer.text in ("line", "officers") else "hangup"

    async def _curl(self, url: str, form: dict[str, str]) -> httpx2.Response | None:
        """CURL() in the dialplan. None: no answer."""
        try:
            async with httpx2.AsyncClient(trust_env=False, timeout=ANSWER_WITHIN_S) as client:
                authorization = {"Authorization": self._settings.authorization}
                return await client.post(url, data=form, headers=authorization)
        except httpx2.HTTPError:
            return None
