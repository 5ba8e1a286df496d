"""One telephone call to the line, from the first ring to the last webhook."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from simulator.captions import Captions, CaptionTurn
from simulator.ear import Ear, Speaker
from simulator.following import Following
from simulator.journal import Document, Event, Journal, nobody
from simulator.leg import HungUp, Leg, Transfer
from simulator.measures import Measure, Stopwatch
from simulator.settings import SimulatorSettings
from simulator.sids import e164, new_sid
from simulator.voice import SpokenVoice, Voice
from simulator.webhooks import Webhooks
from simulator.witness import Witness


class Caller(Protocol):
    """Whoever holds the telephone: a script, or a person at a browser."""

    async def act(self, leg: Leg) -> None:
        """Use the telephone. Returning means hanging up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A call that the line has placed, and that this telephone has answered."""

    sid: str
    url: str
    """Where the carrier asks what to do."""
    answered_by: str = ""


class Call(Witness):
    """One call. Make it inside a running event loop or before; `run` it once."""

    def __init__(
        self,
        settings: SimulatorSettings,
        *,
        caller: Caller,
        from_number: str,
        to_number: str = "",
        answered: Answered | None = None,
        refuse_stream: bool = False,
        strict: bool = False,
        transfer: Transfer | None = None,
        officers: Mapping[str, Transfer] | None = None,
        speed: float = 1.0,
        longest_s: float = 900.0,
        captions: bool = True,
        voice: Voice | None = None,
        speaker: Speaker | None = None,
        on_turn: Callable[[CaptionTurn], None] = nobody,
        on_event: Callable[[Event], None] = nobody,
    ) -> None:
        self.measures: list[Measure] = []
        self.seconds = 0
        """How long the call lasted from its answer on, as the carrier charges it."""
        self._settings = settings
        self._answered = answered
        self._caller = caller
        self._longest_s = longest_s
        journal = Journal(watch=on_event)
        self._own_voice: SpokenVoice | None = None
        if voice is None:
            voice = self._own_voice = SpokenVoice()
        leg = Leg(
            settings=settings,
            from_number=e164(from_number),
            to_number=e164(to_number) if to_number else "",
            outgoing=answered is not None,
            answered_by=answered.answered_by if answered else "",
            sid=answered.sid if answered else new_sid("CA"),
            webhooks=Webhooks(settings),
            journal=journal,
            ear=Ear(speaker),
            voice=voice,
            stopwatch=Stopwatch(self._measured),
            transfer=transfer or Transfer(),
            officers={e164(number): does for number, does in (officers or {}).items()},
            refuse_stream=refuse_stream,
            speed=speed,
        )
        super().__init__(leg, Captions(settings, leg.sid, on_turn) if captions else None, strict=strict)

    @property
    def sid(self) -> str:
        """The call's identifier."""
        return self._leg.sid

    @property
    def twiml_log(self) -> Sequence[Document]:
        """Every document that the line gave, with the webhook that asked for it."""
        return self._journal.documents

    def hang_up(self) -> None:
        """The carrier ends the call, because the line asked for it."""
        self._leg.hung_up.set()

    async def run(self) -> None:
        """Call and wait for the end. Raises LineMisbehaved when strict, and whatever the caller raises."""
        leg = self._leg
        async with leg.webhooks:
            following = Following(leg)
            helpers = self._begin(self._caller.act(leg))
            too_long = asyncio.get_running_loop().call_later(self._longest_s, leg.hung_up.set)
            try:
                here = f"{self._settings.base_url}/ivr/answer"
                await following.follow(self._answered.url if self._answered else here)
            except HungUp:
                self._journal.note("hung_up", by="caller")
            else:
                self._journal.note("hung_up", by="line")
            finally:
                too_long.cancel()
                for task in helpers:
                    task.cancel()
                results = await asyncio.gather(*helpers, return_exceptions=True)
                leg.ear.cut()
                if self._own_voice:
                    self._own_voice.close()
            answered = self._journal.of_kind("answered")
            self.seconds = round(self._journal.events[-1].at - answered[0].at) if answered else 0
            if self._answered is None:
                await self._end(following)
        await self._judge(results)

    async def _end(self, following: Following) -> None:
        if following.documents.status != "busy":
            following.documents.status = "completed"
        await following.documents.tell(
            f"{self._settings.base_url}/ivr/status",
            {
                "CallStatus": following.documents.status,
                "CallDuration": str(self.seconds),
                "Duration": str(-(-self.seconds // 60)),
                "CallbackSource": "call-progress-events",
                "SequenceNumber": "0",
            },
        )

    def _measured(self, measure: Measure) -> None:
        self.measures.append(measure)
        self._journal.note(measure.kind, ms=measure.ms)
