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
from simulator.leg import HungUp, Receiver, Transfer
from speech import audio

T = TypeVar("T")

MOST_ROUNDS = 9
"""How often the line is dialled in one call."""
MOST_RINGS = 20
"""How many officers are rung in one call."""
DIALSTATUS = {"completed": "ANSWER", "busy": "BUSY", "no-answer": "NOANSWER", "failed": "CHANUNAVAIL"}
ANYONE = ""
"""The telephones that are written in the dialplan, for when the line cannot be reached."""
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

    async def ring_officer(self, number: str) -> Transfer:
        """Rings this number, or ANYONE; returns when it is answered or given up, with what its holder does."""
        ...

    async def talk(self, officer: Transfer) -> None:
        """The officer and the caller talk, until the officer hangs up."""


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
        self._dialstatus, self._rings = "", 0
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
            officer = await telephone.while_connected(telephone.ring_officer(ANYONE))
            self._dialstatus = DIALSTATUS[officer.status]
            if officer.status == "completed":
                await telephone.while_connected(telephone.talk(officer))
            return "hangup"
        self._dialstatus = "ANSWER"
        answered()
        telephone.listen(stream)
        try:
            await telephone.while_connected(stream.run())
        finally:
            telephone.listen(None)
            await stream.hang_up()
        return await self._follow(telephone, await self._ask())

    async def _follow(self, telephone: Telephone, comes: str) -> str:
        """Rings one officer after the other, as the line says."""
        while comes.startswith("ring-") and self._rings < MOST_RINGS:
            self._rings += 1
            _, number, token = comes.split("-")
            digits = "".join(filter(str.isdigit, number))
            if not digits.startswith("62"):
                self._journal.violation(0, "a number that is not an Indonesian one is not dialled")
                break
            self._dialstatus = ""
            self._dialstatus = await self._ring(telephone, f"+{digits}", token)
            comes = await self._ask(dialled=self._dialstatus)
        return "line" if comes == "line" else "hangup"

    async def _ring(self, telephone: Telephone, number: str, token: str) -> str:
        """Dial() with U(briefing): DIALSTATUS."""
        officer = await telephone.while_connected(telephone.ring_officer(number))
        if officer.status == "completed" and await telephone.while_connected(self._briefed(officer, token)):
            self._journal.note("transferred")
            await telephone.while_connected(telephone.talk(officer))
        return DIALSTATUS[officer.status]

    async def _briefed(self, officer: Transfer, token: str) -> bool:
        """The subroutine on the officer's channel: whether it lets the caller through."""
        sound = await self._briefing(token)
        if officer.hangs_up:
            return False
        answer = await self._curl(self._settings.answered_url, {"ring": token, "key": officer.key})
        connected = answer is not None and answer.text == "connect"
        self._journal.note("officer_briefed", connected=connected, seconds=round(audio.seconds(sound), 1))
        return connected

    async def _briefing(self, token: str) -> bytes:
        """CURL() into a file."""
        async with httpx2.AsyncClient(trust_env=False, timeout=ANSWER_WITHIN_S) as client:
            answer = await client.get(
                self._settings.briefing_url,
                params={"ring": token},
                headers={"Authorization": self._settings.authorization},
            )
        return answer.content if answer.is_success else b""

    async def _ask(self, **more: str) -> str:
        """Anything but a word that the dialplan knows means hanging up, and so does no answer."""
        answer = await self._curl(self._settings.next_url, {"call": self.call_id, **more})
        if answer is None:
            self._journal.note("next_unanswered", **more)
            return "hangup"
        word = answer.text.partition("-")[0]
        self._journal.note("next", answer=word, status=answer.status_code, **more)
        return answer.text if word in ("line", "ring") else "hangup"

    async def _curl(self, url: str, form: dict[str, str]) -> httpx2.Response | None:
        """CURL() in the dialplan. None: no answer."""
        try:
            async with httpx2.AsyncClient(trust_env=False, timeout=ANSWER_WITHIN_S) as client:
                authorization = {"Authorization": self._settings.authorization}
                return await client.post(url, data=form, headers=authorization)
        except httpx2.HTTPError:
            return None
