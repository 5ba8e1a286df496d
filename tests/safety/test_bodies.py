"""What comes in before anybody is known: bounded in size, in time and in kind.

Precedents: openclaw commit 651dc745 and openai-agents-python pull request 5110 (no limit before authentication).
"""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import httpx2
import pytest

import edge
from deps import MAX_BODY
from tests.ivr.carrier import Carrier
from tests.line import Line

PATHS = ("/ivr/answer", "/sms/incoming", "/ivr/status")


@pytest.fixture
def carrier(line: Line) -> Iterator[Carrier]:
    carrier = Carrier(line, "CA" + "5" * 32)
    yield carrier
    carrier.client.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_body_may_be_neither_long_nor_of_unknown_length_nor_anything_but_a_form(
    carrier: Carrier, path: str
) -> None:
    post, form = carrier.client.post, "application/x-www-form-urlencoded"
    assert post(path, content=b"a=" + b"x" * MAX_BODY, headers={"Content-Type": form}).status_code == 413
    assert post(path, content=iter([b"a=1"]), headers={"Content-Type": form}).status_code == 411
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain", ""):
        assert post(path, content=b"a=1", headers={"Content-Type": kind}).status_code == 415


def test_a_length_that_lies_is_no_way_in(line: Line) -> None:
    """Negative, huge, twice, or shorter than the body."""
    there = urlsplit(line.settings.base_url)
    for length in ("-1", "1e3", "99999999999", "3\r\nContent-Length: 5", "0x10"):
        with closing(socket.create_connection((there.hostname, there.port), timeout=10)) as wire:
            head = (
                "POST /ivr/answer HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            )
            wire.sendall(f"{head}Content-Length: {length}\r\nConnection: close\r\n\r\na=1".encode())
            status = wire.recv(100).split(b" ", 2)[1]
            assert status in (b"400", b"411", b"413"), length


def seen(within_s: float, *messages: edge.Message) -> list[str]:
    """What an application gets to see of a request that comes so and then no further."""

    async def whole() -> list[str]:
        waiting, found = list(messages), []

        async def receive() -> edge.Message:
            return waiting.pop(0) if waiting else await asyncio.Future()

        receiving = edge.in_time(receive, within_s)
        try:
            for _ in range(len(messages) + 1):
                async with asyncio.timeout(1):
                    found.append((await receiving())["type"])
        except edge.NotWhole:
            found.append("given up")
        except TimeoutError:
            found.append("waited for")
        return found

    return asyncio.run(whole())


def test_a_body_that_stops_in_its_middle_is_given_up_and_a_whole_one_is_not() -> None:
    begun = {"type": "http.request", "body": b"a", "more_body": True}
    last = {"type": "http.request", "body": b"b", "more_body": False}
    gone = {"type": "http.disconnect"}
    assert seen(0.01, begun) == ["http.request", "given up"]
    assert seen(0.01, begun, gone) == ["http.request", "given up"]
    assert seen(0.01, begun, last, gone) == ["http.request", "http.request", "http.disconnect", "waited for"]


def test_who_sends_nothing_holds_nobody_up(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "WEBHOOK_BODY_S", 0.2)
    there = urlsplit(line.settings.base_url)
    with closing(socket.create_connection((there.hostname, there.port), timeout=10)) as wire:
        head = "POST /ivr/answer HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        wire.sendall(f"{head}Content-Length: 100\r\nConnection: close\r\n\r\na=".encode())
        began = time.monotonic()
        answer = wire.recv(1000)
    assert time.monotonic() - began < edge.BODY_S / 2
    assert answer.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize(
    "path", ["/", "/health", "/api/openapi.json", "/ivr/still-here.wav", "/open311/v2/services.xml"]
)
def test_every_answer_tells_a_browser_to_do_nothing_with_it(line: Line, path: str) -> None:
    answer = httpx2.get(f"{line.settings.base_url}{path}", trust_env=False)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "server" not in answer.headers or "uvicorn" in answer.headers["server"]


def test_a_page_keeps_the_policy_that_it_has_itself(line: Line) -> None:
    for path in ("/console/masuk", "/phone"):
        policies = httpx2.get(f"{line.settings.base_url}{path}", trust_env=False).headers.get_list(
            "content-security-policy"
        )
        assert len(policies) == 1, path
        assert "script-src 'self'" in policies[0]


def test_over_https_every_answer_says_to_stay_there_and_no_cookie_leaves_it() -> None:
    sent: list[edge.Message] = []

    async def app(scope: object, receive: object, send: edge.Send) -> None:
        cookies = [(b"set-cookie", b"a=1; HttpOnly"), (b"Set-Cookie", b"b=2; Secure; HttpOnly")]
        await send({"type": "http.response.start", "status": 200, "headers": cookies})

    async def keep(message: edge.Message) -> None:
        sent.append(message)

    async def nothing() -> edge.Message:
        return {"type": "http.disconnect"}

    asyncio.run(edge.Edge(app, https=True)({"type": "http", "path": "/"}, nothing, keep))
    assert (b"strict-transport-security", b"max-age=31536000") in sent[0]["headers"]
    cookies = [value for name, value in sent[0]["headers"] if name.lower() == b"set-cookie"]
    assert cookies == [b"a=1; HttpOnly; Secure", b"b=2; Secure; HttpOnly"]
    asyncio.run(edge.Edge(app, https=False)({"type": "http", "path": "/"}, nothing, keep))
    assert (b"set-cookie", b"a=1; HttpOnly") in sent[1]["headers"]
