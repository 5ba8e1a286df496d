"""What the line says it understood and said, read from its development captions."""

import asyncio
import contextlib
from collections.abc import Callable

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from simulator.settings import SimulatorSettings
from simulator.trust import certificates

POLL_S = 0.25
LAST_TURN_S = 3.0
"""How long after the end of a call its last turn may still come."""


class Heard(BaseModel):
    """What the line understood in one turn."""

    model_config = ConfigDict(frozen=True)

    kind: str
    text: str = ""
    confidence: float | None = None


class CaptionTurn(BaseModel):
    """One turn of the call, as the line sees it."""

    model_config = ConfigDict(frozen=True)

    number: int
    step: str = ""
    heard: Heard
    said: str = ""
    reached: tuple[str, ...] = ()
    """The steps of the dialogue that it led to."""
    wait: str = "none"
    ms_to_first_audio: float | None = None


class _Page(BaseModel):
    turns: list[CaptionTurn]
    ended: bool


class Captions:
    """The captions of one call. A line without captions (production) simply has none."""

    def __init__(
        self, settings: SimulatorSettings, call_sid: str, on_turn: Callable[[CaptionTurn], None]
    ) -> None:
        self.turns: list[CaptionTurn] = []
        self._url = f"{settings.base_url}/ivr/captions/{call_sid}"
        self._on_turn = on_turn
        self._ended = False

    async def follow(self) -> None:
        """Read until the line says that the call has ended, or for good."""
        async with httpx2.AsyncClient(trust_env=False, timeout=5, verify=certificates()) as client:
            while not self._ended:
                await self._read(client)
                await asyncio.sleep(POLL_S)

    async def finish(self) -> None:
        """Read what is still to come after the end of the call."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.follow(), LAST_TURN_S)

    async def _read(self, client: httpx2.AsyncClient) -> None:
        after = self.turns[-1].number if self.turns else 0
        try:
            answer = await client.get(self._url, params={"after": after})
            if answer.status_code != 200:
                return
            page = _Page.model_validate_json(answer.content)
        except (httpx2.HTTPError, ValidationError):
            return  # captions are a convenience; a call does not fail for lack of them
        for turn in page.turns:
            self.turns.append(turn)
            self._on_turn(turn)
        self._ended = page.ended
