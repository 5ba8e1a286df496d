"""A simulated caller: listens which question is asked, does what they would do there, and notes the silences.

Knows callers and telephones; which question it is comes from the line's development captions.
"""

import asyncio
import math
import re
import time
from collections.abc import Callable

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from simulator.callers import Manner, Replies
from simulator.journal import nobody
from simulator.leg import Leg
from simulator.noises import NoisyMouth, cough, street
from simulator.quiet import Act, Asked, Silences
from simulator.trust import certificates
from speech import audio

INTERRUPT_S = 0.3
"""How long a prompt has been audible when somebody who speaks over it begins."""
END_OF_PROMPT_S = 0.6
"""After so much quiet a caller thinks that it is their turn."""
AT_ONCE_S = 1.5
"""After so long hangs up who wants to be rung back."""
BETWEEN_KEYS_S = 5.0
"""So long the line waits for the next key of a longer answer."""
LOOK_S, AGAIN_S = 0.03, 0.4
NOISE_S = 10.0
MEANT, ASKS_WHETHER_MEANT = "maksud", "Saya pastikan dulu. Maksudnya"
"""What is said where the line asks whether it has understood, and how it asks."""
CASE_CODE = re.compile(r"Kode laporannya, (\d{4}) (\d{4})")


class Question(BaseModel):
    """Where the call stands."""

    model_config = ConfigDict(frozen=True)

    turn: int
    step: str
    said: str = ""
    waits: str
    patience_s: float = 0.0
    pause_s: float = 0.0
    keys: int = 1


class Person:
    """One person in one call."""

    def __init__(
        self,
        manner: Manner,
        replies: Replies,
        told: Callable[[str], None],
        happens: Callable[[str], None] = nobody,
    ) -> None:
        """`told` hears each code that the line tells; `happens` has something happen at the counter."""
        self.silences = Silences()
        self.asked: list[Question] = []
        self.began = self.ended = 0.0
        """When the call was taken, and when its last sound was heard or the line hung up; on the monotonic clock."""
        self.hung_up = False
        """Whether we have hung up, and not the line."""
        self.leg: Leg | None = None
        self._manner, self._replies, self._told, self._happens = manner, replies, told, happens
        self._acted_at = self._polled_at = 0.0

    def dead_air(self) -> tuple[float, str]:
        """(the longest time in which this person was left in silence when it was not their turn, where it was)."""
        if self.leg is None:
            return 0.0, ""
        ended = self.leg.ear.ends if self.hung_up else self.ended
        longest, at = self.silences.dead_air(self.leg.ear.sounds, began=self.began, ended=ended)
        pairs = zip(self.asked, self.silences.asked, strict=True)
        return longest, next(
            (one.step for one, since in reversed(list(pairs)) if since.at <= at), "the beginning"
        )

    async def act(self, leg: Leg) -> None:
        """Telephone. Returning means hanging up."""
        self.leg, self.began = leg, time.monotonic()
        if self._manner.noise_db is not None:
            noise = await asyncio.to_thread(street, NOISE_S, self._manner.noise_db)
            leg.mouth = NoisyMouth(noise)
        self._acted_at = self.began
        turn = 0
        if self._replies.at_once():
            while not leg.journal.of_kind("answered"):
                await asyncio.sleep(LOOK_S)
            await asyncio.sleep(AT_ONCE_S)
            self.hung_up, self.ended = True, time.monotonic()
            return
        try:
            async with httpx2.AsyncClient(
                trust_env=False, verify=certificates(), timeout=15, base_url=leg.settings.base_url
            ) as line:
                while True:
                    question = await self._question(line, leg, turn)
                    turn = question.turn
                    self.asked.append(question)
                    # While an officer is rung the caller hears what the carrier plays, and nothing of the line.
                    rings = question.waits == "transfer"
                    patience = math.inf if rings else question.patience_s / leg.pace
                    self.silences.asked.append(Asked(at=time.monotonic(), patience_s=patience))
                    for front, back in CASE_CODE.findall(question.said):
                        self._told(front + back)
                    if question.waits in ("ask", "record") and await self._answer(leg, question):
                        self.hung_up = True
                        return
        finally:
            self.ended = time.monotonic()

    async def _question(self, line: httpx2.AsyncClient, leg: Leg, after: int) -> Question:
        """The next question, once the line begins to speak it."""
        while True:
            while leg.ear.last_arrival <= max(self._acted_at, self._polled_at):
                if self._polled_at and time.monotonic() > self._polled_at + AGAIN_S:
                    break
                await asyncio.sleep(LOOK_S)
            self._polled_at = time.monotonic()
            try:
                answer = await line.get(f"/ivr/captions/{leg.sid}/now")
                question = Question.model_validate_json(answer.content)
            except (httpx2.HTTPError, ValidationError):
                continue  # before the call is stored, or a busy machine
            if question.turn > after and (question.waits != "ask" or leg.ear.last_arrival > self._acted_at):
                return question

    async def _answer(self, leg: Leg, question: Question) -> bool:
        """Does what this person does here; True: they hang up."""
        step = MEANT if ASKS_WHETHER_MEANT in question.said else question.step
        for word, what in self._replies.at(step):
            if word == "silent":
                continue
            if word == "officers":
                await asyncio.to_thread(self._happens, what)
                continue
            over = self._manner.speaks_over and question.waits == "ask"
            if over and question.turn == 1 and word != "press":
                await leg.hear_notice()
            await self._wait_for_turn(leg, over=over)
            match word:
                case "hang up":
                    return True
                case "wait":
                    await leg.sleep(float(what))
                case "cough":
                    await self._say(leg, cough(), question.pause_s + question.patience_s)
                case "say" | "story":
                    await self._say(leg, await self._spoken(leg, what), question.pause_s)
                case "press":
                    await self._press(leg, what, question)
                case "cut":
                    self._acted_at = time.monotonic()
                    if leg.stream:
                        leg.stream.cut()
                case _:
                    raise ValueError(f"no caller can {word} {what}")
        return False

    async def _wait_for_turn(self, leg: Leg, *, over: bool) -> None:
        if over:
            await leg.sleep(INTERRUPT_S)
            return
        while time.monotonic() < leg.ear.ends + END_OF_PROMPT_S / leg.pace or leg.ear.busy:
            await asyncio.sleep(LOOK_S)

    async def _spoken(self, leg: Leg, words: str) -> bytes:
        parts = [await leg.voice.render(part) for part in words.split("|")]
        return audio.silence(int(self._manner.pause_s * 1000)).join(parts)

    async def _say(self, leg: Leg, sound: bytes, waits_s: float) -> None:
        leg.mouth.say(sound)
        while leg.mouth.speaking:
            await asyncio.sleep(LOOK_S)
        self._acted_at = time.monotonic()
        self.silences.acts.append(Act(at=self._acted_at, waits_s=waits_s / leg.pace))
        while leg.mouth.busy:
            await asyncio.sleep(LOOK_S)

    async def _press(self, leg: Leg, keys: str, question: Question) -> None:
        for number, key in enumerate(keys, start=1):
            self._acted_at = time.monotonic()
            whole = key in "#*" or number >= question.keys
            waits_s = 0.0 if whole else BETWEEN_KEYS_S / leg.pace
            self.silences.acts.append(Act(at=self._acted_at, waits_s=waits_s))
            await leg.press(key)
            if number < len(keys):
                await leg.sleep(self._manner.key_gap_s)
