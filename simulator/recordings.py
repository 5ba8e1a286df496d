"""Recordings that the carrier keeps for the line to fetch.

The call that records may run in another process than the one that serves (`python app.py call`), so a recording
is always handed over by HTTP.
"""

import httpx2

from simulator.settings import SimulatorSettings
from simulator.sids import new_sid

MOST = 200
"""Recordings kept; the oldest are forgotten."""


class Recordings:
    """What the serving side keeps: WAV files by their sid."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def keep(self, sid: str, wav: bytes) -> None:
        """Keep a recording."""
        self._files[sid] = wav
        while len(self._files) > MOST:
            del self._files[next(iter(self._files))]

    def find(self, sid: str) -> bytes | None:
        """The WAV file, or None."""
        return self._files.get(sid)

    def delete(self, sid: str) -> bool:
        """Forget a recording. False when there was none."""
        return self._files.pop(sid, None) is not None


async def hand_over(settings: SimulatorSettings, wav: bytes) -> tuple[str, str]:
    """Give a WAV file to the serving side; its sid and its address. Raises httpx2.HTTPError."""
    sid = new_sid("RE")
    url = f"{settings.carrier_url}/recordings/{sid}"
    auth = (settings.account_sid, settings.auth_token)
    async with httpx2.AsyncClient(trust_env=False, auth=auth) as client:
        answer = await client.put(f"{url}.wav", content=wav, headers={"Content-Type": "audio/wav"})
        answer.raise_for_status()
    return sid, url
