"""What goes on while something breaks: citizens call and text, officers and another system work at cases.

Each remembers what the line has acknowledged; only that must be there afterwards.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2

from casework.cases import open_case
from casework.codes import new_code
from casework.commands import Channel
from casework.contacts import contact_for
from ivr.trouble import AGAIN
from models import Reach
from simulator.call import Call
from simulator.leg import Leg
from simulator.script import HangUp, Item, Press, Say, ScriptedCaller, Wait, WaitForPrompt
from simulator.text import IncomingText, deliver
from tests.chaos.house import House
from tests.line import API_KEY, PASSWORD, USERNAME

RETRY_S = 0.3
BROUGHT_WITHIN_S = 90.0
STORY = Say(text="KTP saya belum jadi sejak dua bulan lalu")
KINDS: Mapping[str, tuple[bool, tuple[Item, ...]]] = {
    "status": (True, (Press(keys="1"), Press(keys="48213096"), Press(keys="1"), Press(keys="2"))),
    "message": (True, (Press(keys="3"), Press(keys="2"), Press(keys="1"), Press(keys="1"), Wait(6), STORY, HangUp())),
    "status by keys": (False, (Press(keys="1"), Press(keys="48213096"), Press(keys="1"), Press(keys="2"))),
    "message by keys": (
        False, (Press(keys="3"), Press(keys="2"), Press(keys="1"), Press(keys="1"), STORY, Press(keys="2")),
    ),
}  # fmt: skip
"""Whether it has a media stream, and what its caller does. Both kinds go by keys, so that what is understood is no
matter of chance."""
BODIES = ("STATUS 4821 3096", "SYARAT KTP HILANG", "BIAYA SKCK", "JAM", "LAPOR lampu loket dua mati")


class Citizen(ScriptedCaller):
    """Does what they came for. Who is asked to wait, waits; they listen to what comes then, and hang up."""

    async def act(self, leg: Leg) -> None:
        doing = asyncio.create_task(super().act(leg))
        try:
            while not doing.done():
                if _asked_to_wait(leg):
                    break
                await asyncio.wait({doing}, timeout=0.1)
            if doing.done():
                return
            doing.cancel()
            leg.speed = leg.ear.speed = 1.0  # what is broken takes as long as it takes
            while _asked_to_wait(leg):
                await asyncio.sleep(0.1)
            self._acted_at = 0.0
            await asyncio.sleep(0.5)
            await self._hear_prompt(leg, WaitForPrompt().quiet_s)
        finally:
            doing.cancel()
            await asyncio.gather(doing, return_exceptions=True)


def _asked_to_wait(leg: Leg) -> bool:
    """Whether the last document only asks for patience."""
    documents = leg.journal.documents
    return bool(documents) and f"{AGAIN}=" in documents[-1].twiml


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """One call that is over."""

    kind: str
    number: str
    call: Call
    began: datetime


@dataclass(kw_only=True)
class Load:
    """Everything of one fault: what was done, and what the line said that it had."""

    house: House
    calls: list[Called] = field(default_factory=list)
    texts: list[IncomingText] = field(default_factory=list)
    """Taken by the line."""
    refused: int = 0
    """Texts that it never took, so that the carrier still has them."""
    statuses: dict[str, str] = field(default_factory=dict)
    """Number to the code of its application, for which the line has said that it is ready."""
    answers: dict[str, int] = field(default_factory=dict)
    """Number to its case, for which the console has said that the answer is on its way."""
    undone: int = 0
    """Changes that were never acknowledged."""
    twice: bool = False
    """Whether the carrier brings every text twice at once, the second one first."""

    async def call(self, kind: str, *, wait_s: float = 0.0) -> None:
        await asyncio.sleep(wait_s)
        stream, items = KINDS[kind]
        number, began = next(self.house.numbers), datetime.now(UTC)
        call = Call(self.house.carrier, caller=Citizen(items, barge_in=stream), from_number=number,
                    refuse_stream=not stream,
                    speed=1.0 if stream else 6.0, longest_s=120, captions=False, voice=self.house.voice)  # fmt: skip
        self.calls.append(Called(kind=kind, number=number, call=call, began=began))
        await call.run()

    async def text(self, body: str, *, wait_s: float = 0.0) -> None:
        """Brings it again until it is taken, as a carrier that was told to does."""
        await asyncio.sleep(wait_s)
        text = IncomingText(from_number=next(self.house.numbers), body=body)
        until = asyncio.get_running_loop().time() + BROUGHT_WITHIN_S
        while asyncio.get_running_loop().time() < until:
            tries = [deliver(self.house.carrier, text) for _ in range(2 if self.twice else 1)]
            results = await asyncio.gather(*tries, return_exceptions=True)
            if any(result is None for result in results):
                self.texts.append(text)
                return
            await asyncio.sleep(RETRY_S)
        self.refused += 1

    async def put_status(self, *, wait_s: float = 0.0) -> None:
        """Another system says that an application is ready, again until the line has it."""
        await asyncio.sleep(wait_s)
        number, code = next(self.house.numbers), new_code()
        await asyncio.to_thread(self._wants_news, number)
        for status in ("diproses", "siap_diambil"):
            if not await self._put(code, {"service": "kk", "status": status, "phone": number}):
                self.undone += 1
                return
        self.statuses[number] = code

    async def _put(self, code: str, body: Mapping[str, str]) -> bool:
        async with httpx2.AsyncClient(base_url=self.house.settings.base_url, trust_env=False) as client:
            for _ in range(int(BROUGHT_WITHIN_S / RETRY_S)):
                try:
                    answer = await client.put(f"/api/applications/{code}", json=body,
                                              headers={"Authorization": f"Bearer {API_KEY}"})  # fmt: skip
                    if answer.status_code in (200, 201):
                        return True
                except httpx2.HTTPError:
                    pass
                await asyncio.sleep(RETRY_S)
        return False

    async def answer_cases(self, count: int, *, every_s: float) -> None:
        """An officer takes cases and answers them one after the other. Who saw no answer looks first."""
        cases = await asyncio.to_thread(self._cases, count)
        url = self.house.settings.base_url
        own = {"Origin": url, "Sec-Fetch-Site": "same-origin"}
        async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=20, headers=own) as client:
            for number, case in cases.items():
                done = False
                for _ in range(int(BROUGHT_WITHIN_S / RETRY_S)):
                    try:
                        if done := await _answered(client, case):
                            self.answers[number] = case
                            break
                    except httpx2.HTTPError:
                        pass
                    await asyncio.sleep(RETRY_S)
                self.undone += not done
                await asyncio.sleep(every_s)

    def _wants_news(self, number: str) -> None:
        database = self.house.database
        with database.write() as session:
            contact_for(session, database.vault, number, at=datetime.now(UTC)).reach = Reach.TEXT

    def _cases(self, count: int) -> dict[str, int]:
        database, at, found = self.house.database, datetime.now(UTC), {}
        with database.write() as session:
            for _ in range(count):
                number = next(self.house.numbers)
                contact = contact_for(session, database.vault, number, at=at)
                case = open_case(session, channel=Channel.TEXT, contact_id=contact.id, at=at, service_id="kk",
                                 story="Kartu keluarga belum jadi")  # fmt: skip
                session.flush()
                found[number] = case.id
        return found


WORDS = "Kartu keluarga kasus {case} bisa diambil besok di loket Dukcapil."


async def _answered(client: httpx2.AsyncClient, case: int) -> bool:
    """Whether the console shows this case answered by now; does the next thing for it otherwise."""
    page = await client.get(f"/console/kasus/{case}")
    if page.status_code in (302, 303):
        await client.get("/console/masuk")
        data = {"nama": USERNAME, "sandi": PASSWORD, "kunci": client.cookies.get("suara_masuk", "")}
        await client.post("/console/masuk", data=data)
        return False
    if page.status_code != 200:
        return False
    if WORDS.format(case=case) in page.text:
        return True
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    version = re.search(r'name="version" value="(\d+)"', page.text)
    if csrf is None or version is None:
        return False
    data = {"csrf": csrf[1], "version": version[1]}
    if (
        f"/kasus/{case}/ambil" in page.text
        and "jawab" not in csrf[0]
        and f"/kasus/{case}/jawab" not in page.text
    ):
        await client.post(f"/console/kasus/{case}/ambil", data=data)
        return False
    answer = await client.post(f"/console/kasus/{case}/jawab", data={**data, "sms": WORDS.format(case=case)})
    return answer.status_code == 303
