"""Plays what a document says: the carrier's own voice, sounds fetched from the line, pauses."""

from collections.abc import Iterable
from typing import assert_never

from simulator import verbs
from simulator.documents import Documents
from simulator.leg import Leg
from simulator.webhooks import WebhookFailed
from speech import audio


class Prompts:
    """Plays prompts of one call and keeps the sounds it has fetched."""

    def __init__(self, leg: Leg, documents: Documents) -> None:
        self._leg = leg
        self._documents = documents
        self._sounds: dict[str, bytes] = {}

    async def play(self, prompts: Iterable[verbs.Prompt]) -> None:
        """Play them one after the other, until the last has been heard."""
        for prompt in prompts:
            match prompt:
                case verbs.Say():
                    await self._hear(await self._leg.voice.render(prompt.text))
                case verbs.Play():
                    for _ in range(prompt.times or 1):
                        await self._hear(await self._sound(self._documents.absolute(prompt.url)))
                case verbs.Pause():
                    await self._leg.sleep(prompt.seconds)
                case _:
                    assert_never(prompt)

    async def _hear(self, mulaw: bytes) -> None:
        self._leg.ear.play(mulaw)
        await self._leg.ear.heard_all()

    async def _sound(self, url: str) -> bytes:
        """The sound at this address; nothing, and a violation, when there is none."""
        if url not in self._sounds:
            try:
                self._sounds[url] = audio.read_wav((await self._leg.webhooks.get(url)).content)
            except WebhookFailed as error:
                self._leg.journal.violation(error.code, f"<Play>: {error}")
                return b""
            except audio.AudioError as error:
                self._leg.journal.violation(12300, f"<Play> of {url}: {error}")
                return b""
        return self._sounds[url]
