"""Calls and texts from the command line: what the application's own commands print.

Returns exit codes: 0 when the line behaved, 1 when it did not answer or did something wrong.
"""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx2

from simulator.call import Call
from simulator.captions import CaptionTurn
from simulator.journal import Event
from simulator.leg import Transfer
from simulator.measures import MeasureKind
from simulator.script import Item, ScriptedCaller
from simulator.settings import SimulatorSettings
from speech import audio

ANSWERS = {
    "said": MeasureKind.SPEECH_TO_SOUND,
    "recorded": MeasureKind.SPEECH_TO_SOUND,
    "pressed": MeasureKind.KEY_TO_SOUND,
}
REPLY_S = 15.0
"""How long a text waits for its first reply."""
MORE_S = 1.5
"""How long after a reply another one may come."""


async def place_call(
    settings: SimulatorSettings,
    *,
    items: Sequence[Item],
    from_number: str,
    barge_in: bool = False,
    stay: bool = False,
    refuse_stream: bool = False,
    officer: str = "completed",
    heard_to: Path | None = None,
    print_line: Callable[[str], object] = print,
) -> int:
    """Call the line, do the items, and print one JSON line for each turn and one for the whole call.

    `officer` is what the officer's telephone does (completed, no-answer, busy); `heard_to` is a WAV file to write
    what the caller heard. Needs a line in development for the turns; without one only the last line is printed.
    """
    turns = _TurnPrinter(print_line)
    call = Call(
        settings,
        caller=ScriptedCaller(items, barge_in=barge_in, stay=stay, hears_notice=True),
        from_number=from_number,
        refuse_stream=refuse_stream,
        transfer=Transfer(status=officer),
        on_turn=turns.turn,
        on_event=turns.event,
    )
    await call.run()
    turns.print_waiting()
    summary = {
        "call": call.sid,
        "seconds": call.seconds,
        "violations": [{"code": found.code, "text": found.text} for found in call.violations],
    }
    print_line(json.dumps(summary, ensure_ascii=False))
    if heard_to:
        await asyncio.to_thread(heard_to.write_bytes, audio.wav(call.heard_audio))
    return 1 if call.violations or not call.twiml_log else 0


async def send_text(
    settings: SimulatorSettings,
    body: str,
    from_number: str,
    *,
    print_line: Callable[[str], object] = print,
) -> int:
    """Send a text to the line and print its replies as they come. The line must run in development."""
    async with httpx2.AsyncClient(base_url=settings.base_url, trust_env=False, timeout=20) as client:
        try:
            known = {text["sid"] for text in await _replies(client, from_number)}
            answer = await client.post("/phone/text", json={"number": from_number, "body": body})
            answer.raise_for_status()
            if not answer.json()["taken"]:
                print_line(f"The line did not take the text: {answer.json()['error']['text']}")
                return 1
            return await _print_replies(client, from_number, known, print_line)
        except httpx2.HTTPError as error:
            print_line(f"No line in development answers at {settings.base_url}: {error}")
            return 1


async def _print_replies(
    client: httpx2.AsyncClient, number: str, known: set[str], print_line: Callable[[str], object]
) -> int:
    replied, give_up = False, time.monotonic() + REPLY_S
    while time.monotonic() < give_up:
        for text in await _replies(client, number):
            if text["sid"] not in known:
                known.add(text["sid"])
                print_line(text["body"])
                replied, give_up = True, time.monotonic() + MORE_S
        await asyncio.sleep(0.2)
    if not replied:
        print_line(f"No reply within {REPLY_S:.0f} seconds.")
    return 0 if replied else 1


async def _replies(client: httpx2.AsyncClient, number: str) -> list[dict[str, Any]]:
    answer = await client.get("/phone/texts", params={"number": number})
    answer.raise_for_status()
    return [text for text in answer.json()["texts"] if not text["mine"]]


class _TurnPrinter:
    """Prints each turn once the waiting time that belongs to it is known, or the next turn has come."""

    def __init__(self, print_line: Callable[[str], object]) -> None:
        self._print_line = print_line
        self._waiting: CaptionTurn | None = None
        self._measured: dict[str, int] = {}

    def turn(self, turn: CaptionTurn) -> None:
        """The line has answered."""
        self.print_waiting()
        self._waiting = turn
        if ANSWERS.get(turn.heard.kind, "") in self._measured or turn.heard.kind not in ANSWERS:
            self.print_waiting()

    def event(self, event: Event) -> None:
        """Something happened in the call."""
        if event.kind in ANSWERS.values():
            self._measured[event.kind] = int(str(event.detail["ms"]))
            if self._waiting and ANSWERS.get(self._waiting.heard.kind) == event.kind:
                self.print_waiting()

    def print_waiting(self) -> None:
        """Print the turn that waits, if one does."""
        turn, self._waiting = self._waiting, None
        if turn is None:
            return
        kind = ANSWERS.get(turn.heard.kind)
        line = {
            "turn": turn.number,
            "step": turn.step,
            "heard": turn.heard.kind,
            "text": turn.heard.text,
            "confidence": turn.heard.confidence,
            "said": turn.said,
            "wait": turn.wait,
            "ms_line": turn.ms_to_first_audio,
            "ms_caller": self._measured.pop(kind, None) if kind else None,
        }
        self._print_line(json.dumps(line, ensure_ascii=False))
