"""The carrier rings officers for a caller: one telephone answers, is told what its document says, and is connected.

The officer's telephone does what the call was made with: nobody takes it, it is busy, or somebody answers, hears the
briefing and presses a key, the wrong one, none (a voicemail), or hangs up.
"""

import asyncio
from collections.abc import Awaitable, Callable

from simulator import verbs
from simulator.ear import Ear
from simulator.journal import nobody
from simulator.leg import HungUp, Leg, Transfer
from simulator.measures import Stopwatch
from simulator.script import HangUp, Item, Press, ScriptedCaller, WaitForPrompt
from simulator.sids import e164, new_sid
from simulator.tones import RINGING
from speech import audio

Screen = Callable[[Leg, verbs.Number], Awaitable[bool]]
"""Follows the document of a telephone that answered: whether it is connected afterwards."""


class CallerGone(HungUp):
    """The caller hung up meanwhile; `params` is what the carrier says of the officer's call."""

    def __init__(self, params: dict[str, str]) -> None:
        super().__init__("the caller hung up")
        self.params = params


async def dial(leg: Leg, dial: verbs.Dial, screen: Screen) -> dict[str, str]:
    """Rings, briefs and connects; what the carrier says of it at the end. Raises CallerGone."""
    leg.journal.note("dial", numbers=len(dial.numbers), to=[one.number for one in dial.numbers])
    sid, talk_s, status, answered = new_sid("CA"), 0.0, "no-answer", None
    every = [(number, _of(leg, number)) for number in dial.numbers]
    try:
        for number, transfer in every:
            if transfer.status == "completed":
                answered = number, transfer
                break
            status = transfer.status
        rings = min(answered[1].ring_s, dial.timeout) if answered else dial.timeout
        if status in ("busy", "failed") and not answered:
            rings = min(every[0][1].ring_s, dial.timeout)
        await leg.while_connected(_ring(leg, rings))
        if answered:
            number, transfer = answered
            status = "completed"
            if not number.url or await leg.while_connected(_brief(leg, dial, number, transfer, sid, screen)):
                talk_s = min(transfer.talk_s, dial.time_limit)
                leg.journal.note("transferred")
                leg.ear.play(transfer.greeting)
                await leg.while_connected(leg.sleep(talk_s))
            else:
                status = "no-answer"
    except HungUp as gone:
        raise CallerGone(_params(sid, talk_s, "completed" if talk_s else "no-answer")) from gone
    finally:
        leg.ear.cut()
    return _params(sid, talk_s, status)


def _of(leg: Leg, number: verbs.Number) -> Transfer:
    return leg.officers.get(e164(number.number), leg.transfer)


async def _ring(leg: Leg, seconds: float) -> None:
    for _ in range(int(seconds / audio.seconds(RINGING)) + 1):
        leg.ear.play(RINGING)
    await leg.sleep(seconds)
    leg.ear.cut()


async def _brief(
    leg: Leg, dial: verbs.Dial, number: verbs.Number, transfer: Transfer, sid: str, screen: Screen
) -> bool:
    """Whether the officer is connected after the document of their own."""
    officer = Leg(
        settings=leg.settings,
        from_number=dial.caller_id or leg.from_number,
        to_number=number.number,
        outgoing=True,
        parent_sid=leg.sid,
        sid=sid,
        webhooks=leg.webhooks,
        journal=leg.journal,
        ear=Ear(),
        voice=leg.voice,
        stopwatch=Stopwatch(nobody),
        speed=leg.speed,
    )
    does: tuple[Item, ...] = (WaitForPrompt(0.1),) if transfer.hangs_up else ()
    does += (HangUp(),) if transfer.hangs_up else (Press(transfer.key),) if transfer.key else ()
    acting = asyncio.create_task(_act(officer, ScriptedCaller(does, stay=not transfer.hangs_up)))
    try:
        connected = await screen(officer, number)
    except HungUp:
        connected = False
    finally:
        acting.cancel()
        await asyncio.gather(acting, return_exceptions=True)
        officer.ear.cut()
    heard = audio.seconds(officer.ear.heard(leg.journal.began).strip(audio.SILENCE))
    leg.journal.note("officer_briefed", connected=connected, seconds=round(heard, 1))
    return connected


async def _act(officer: Leg, holds: ScriptedCaller) -> None:
    await holds.act(officer)
    officer.hung_up.set()


def _params(sid: str, talk_s: float, status: str) -> dict[str, str]:
    params = {"DialCallSid": sid, "DialCallStatus": status, "DialBridged": str(talk_s > 0).lower()}
    return params | ({"DialCallDuration": str(round(talk_s))} if talk_s else {})
