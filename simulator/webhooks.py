"""Requests to the line, signed and timed as the carrier's are.

Only addresses below the line's own base address are requested: the stand-in is no proxy.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urldefrag, urlencode

import httpx2

from simulator.settings import SimulatorSettings
from simulator.signing import HEADER, sign
from simulator.trust import certificates

CONNECT_S = 5.0
TOTAL_S = 15.0


class WebhookFailed(Exception):
    """The line did not answer properly. `code` is the carrier's error code for it."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the line answered with a 2xx status."""

    content: bytes
    content_type: str


class Webhooks:
    """Signs and sends. Use as an async context manager."""

    def __init__(self, settings: SimulatorSettings) -> None:
        self._settings = settings
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(TOTAL_S, connect=CONNECT_S),
            trust_env=False,
            verify=certificates(),
            headers={"User-Agent": "TwilioProxy/1.1", "Accept": "*/*"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def post(self, url: str, params: Mapping[str, str]) -> Reply:
        """Send a form. Raises WebhookFailed."""
        return await self._send("POST", url, params)

    async def get(self, url: str) -> Reply:
        """Fetch a sound or a document. Raises WebhookFailed."""
        return await self._send("GET", url, {})

    async def _send(self, method: str, url: str, params: Mapping[str, str]) -> Reply:
        url = urldefrag(url).url  # after "#" stand connection overrides, which are not part of the request
        if not f"{url}/".startswith((f"{self._settings.base_url}/", f"{self._settings.base_url}?")):
            raise WebhookFailed(11200, f"{url} is not an address of the line")
        headers = {
            HEADER: sign(self._settings.auth_token, url, params.items()),
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
        }
        content = None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
            content = urlencode(params)
        for last in (False, True):
            try:
                answer = await self._client.request(method, url, content=content, headers=headers)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                if last:
                    raise WebhookFailed(11200, f"{url} cannot be reached") from error
            except httpx2.TimeoutException as error:
                raise WebhookFailed(11205, f"{url} did not answer in time") from error
            except httpx2.HTTPError as error:
                raise WebhookFailed(11200, f"{url}: {error}") from error
            else:
                break
        if not 200 <= answer.status_code < 300:
            raise WebhookFailed(11200, f"{url} answered {answer.status_code}")
        return Reply(content=answer.content, content_type=answer.headers.get("content-type", ""))
