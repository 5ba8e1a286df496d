"""The dialplan of docs/carriers.md as a program: the line, then what the line says comes next.

Knows Asterisk's variables and the line's one question, and nothing of the telephone that is calling.
"""

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
        await self._ask(over="1")

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
            await telephone.while_connected(telephone.ring_officers())
            return "hangup"
        answered()
        telephone.listen(stream)
        try:
            await telephone.while_connected(stream.run())
        finally:
            telephone.listen(None)
            await stream.hang_up()
        comes = await self._ask()
        if comes == "officers":
            status = await telephone.while_connected(telephone.ring_officers())
            comes = await self._ask(dialled=status)
        return comes

    async def _ask(self, **more: str) -> str:
        """CURL() in the dialplan. Anything but a word that it knows means hanging up, and so does no answer."""
        try:
            async with httpx2.AsyncClient(trust_env=False, timeout=ANSWER_WITHIN_S) as client:
                answer = await client.post(
                    self._settings.next_url,
                    data={"call": self.call_id, **more},
                    headers={"Authorization": self._settings.authorization},
                )
        except httpx2.HTTPError as error:
            self._journal.note("next_unanswered", error=type(error).__name__, **more)
            return "hangup"
        self._journal.note("next", answer=answer.text, status=answer.status_code, **more)
        return answer.text if answer.text in ("line", "officers") else "hangup"
