"""The carrier's side of `bench/texts.py` and `bench/crash.py`: brings texts as smsbox does, and takes replies.

One event loop, prebuilt requests and connections that stay open, so that it costs little beside what is measured.
What the line hands over is taken as Kannel's smsbox takes it (POST to `sendsms`), or by Twilio's Messages API.
"""

import asyncio
import base64
import json
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, quote, urlsplit

ACCEPTED = b"0: Accepted for delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One text that the line handed over."""

    to: str
    body: str
    message_id: str
    """The line's own id of it."""
    at: float


@dataclass(kw_only=True)
class Peer:
    """Takes what the line hands over, and remembers it."""

    handed: list[Handed] = field(default_factory=list)
    waits: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    """When texts came from each number that are not answered yet."""
    latencies: list[float] = field(default_factory=list)
    """Seconds from a text to its reply."""
    answer_after_s: float = 0.0

    async def serve(self) -> tuple[asyncio.Server, int]:
        """Listens on a free port."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0, backlog=512)
        return server, server.sockets[0].getsockname()[1]

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (head := await reader.readuntil(b"\r\n\r\n")) is not None:
                method, target, headers = _parsed(head)
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                status, kind, answer = self._answer(method, target, headers, body)
                if self.answer_after_s and method == "POST":
                    await asyncio.sleep(self.answer_after_s)
                writer.write(
                    b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                    % (status, kind, len(answer), answer)
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[bytes, bytes, bytes]:
        if "/Messages.json" not in target:
            receipt = parse_qs(urlsplit(headers["x-kannel-dlr-url"]).query)
            self._take(headers["x-kannel-to"], body.decode(), receipt["m"][0])
            return b"202 Accepted", b"text/html", ACCEPTED
        if method == "POST":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            callback = parse_qs(urlsplit(form["StatusCallback"]).query)
            self._take(form["To"], form["Body"], callback["m"][0])
            document = _document(self.handed[-1], len(self.handed))
            return b"201 Created", b"application/json", json.dumps(document).encode()
        wanted = parse_qs(urlsplit(target).query).get("To", [""])[0]
        found = [_document(one, number) for number, one in enumerate(self.handed, 1) if one.to == wanted]
        listed = {"messages": found[::-1], "next_page_uri": None, "page": 0, "page_size": 50}
        return b"200 OK", b"application/json", json.dumps(listed).encode()

    def _take(self, to: str, body: str, message_id: str) -> None:
        now = time.perf_counter()
        self.handed.append(Handed(to=to, body=body, message_id=message_id, at=now))
        if self.waits[to]:
            self.latencies.append(now - self.waits[to].popleft())


def _parsed(head: bytes) -> tuple[str, str, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    pairs = (line.split(":", 1) for line in lines if line)
    return method, target, {name.lower(): value.strip() for name, value in pairs}


def _document(one: Handed, number: int) -> dict[str, object]:
    made = format_datetime(datetime.now(UTC), usegmt=True)
    return {
        "sid": f"SM{number:032}", "to": one.to, "from": "+622150001234", "body": one.body, "status": "queued",
        "date_created": made, "date_updated": made, "date_sent": None, "account_sid": "AC" + "1" * 32,
        "direction": "outbound-api", "num_segments": "1", "num_media": "0", "price": None, "price_unit": "USD",
        "api_version": "2010-04-01", "uri": "", "error_code": None, "error_message": None,
        "messaging_service_sid": None, "subresource_uris": {},
    }  # fmt: skip


class Smsbox:
    """Brings texts to the line over connections that stay open; a broken one is made anew."""

    def __init__(self, port: int, secret: str, *, connections: int = 64) -> None:
        self._port = port
        self._basic = base64.b64encode(f"suara:{secret}".encode()).decode()
        self._free: asyncio.LifoQueue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None]
        self._free = asyncio.LifoQueue()
        for _ in range(connections):
            self._free.put_nowait(None)

    async def bring(self, text_id: str, sender: str, body: str) -> bool:
        """One text. False: the line did not take it, and it is to be brought again with the same id."""
        open_one = await self._free.get()
        try:
            if open_one is None:
                open_one = await asyncio.open_connection("127.0.0.1", self._port)
            reader, writer = open_one
            query = f"id={text_id}&from={quote(sender)}&text={quote(body)}&coding=0&charset=UTF-8"
            writer.write(
                f"GET /sms/kannel/incoming?{query} HTTP/1.1\r\nHost: line\r\n"
                f"Authorization: Basic {self._basic}\r\n\r\n".encode()
            )
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
            length = int(_parsed_length(head))
            await reader.readexactly(length)
            return b" 200 " in head.split(b"\r\n", 1)[0]
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            if open_one is not None:
                open_one[1].close()
            open_one = None
            return False
        finally:
            self._free.put_nowait(open_one)


def _parsed_length(head: bytes) -> bytes:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return line.split(b":")[1].strip()
    return b"0"
