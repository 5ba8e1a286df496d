"""The Asterisk adapter alone, on a real socket: what it sends, what it lets in, and how it waits."""

import asyncio
import contextlib
import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from ivr.asterisk_stream import AHEAD_S, AsteriskStream
from ivr.media import Gone, Key, Played, Sound, StreamRefused
from speech import audio
from tests.ivr.asterisk_socket import START, joined, messages, nothing_comes, talk


def test_sound_goes_out_in_whole_frames_and_the_rest_is_filled_at_the_mark() -> None:
    """Asterisk drops what fills no frame."""

    async def what(stream: AsteriskStream, socket: ClientConnection) -> None:
        await stream.play(b"\x01" * 250)
        await stream.play(b"\x02" * 50)
        await stream.mark("turn-1")
        first, second, mark = [await socket.recv() for _ in range(3)]
        assert first == b"\x01" * 160
        assert second == b"\x01" * 90 + b"\x02" * 50 + audio.SILENCE * 20
        assert json.loads(mark) == {"command": "MARK_MEDIA", "correlation_id": "turn-1"}

    talk(what)


def test_what_comes_in() -> None:
    async def what(stream: AsteriskStream, socket: ClientConnection) -> None:
        await stream.mark("turn-1")
        for event in (
            {"event": "DTMF_END", "digit": "A"},
            {"event": "DTMF_END", "digit": "#"},
            {"event": "STATUS", "queue_length": 3},
            {"event": "MEDIA_MARK_PROCESSED", "correlation_id": "turn-1"},
        ):
            await socket.send(json.dumps(event))
        await socket.send(b"")
        await socket.send(b"\x01" * 77)
        await socket.close()
        got = [await stream.receive() for _ in range(5)]
        assert got == [Key(key="#"), Played(mark="turn-1"), Sound(mulaw=b"\x01" * 77), Gone(), Gone()]

    talk(what)


@pytest.mark.parametrize(
    "garbage",
    [
        "no json",
        "[]",
        {"no": "event"},
        {"event": "DTMF_END"},
        {"event": "DTMF_END", "digit": 1},
        {"event": "MEDIA_MARK_PROCESSED"},
        START,
        b"\xff" * 8001,
    ],
    ids=lambda garbage: str(garbage)[:30],
)
def test_garbage_ends_the_stream(garbage: Any) -> None:
    async def what(stream: AsteriskStream, socket: ClientConnection) -> None:
        await socket.send(garbage if isinstance(garbage, str | bytes) else json.dumps(garbage))
        with pytest.raises(StreamRefused):
            await stream.receive()

    talk(what)


def test_flushed_marks_are_told_once() -> None:
    """Asterisk never tells them; one that it has told, or that was already on its way, is not told again."""

    async def what(stream: AsteriskStream, socket: ClientConnection) -> None:
        await stream.mark("turn-0")
        await messages(socket, 1)
        await socket.send(json.dumps({"event": "MEDIA_MARK_PROCESSED", "correlation_id": "turn-0"}))
        assert await stream.receive() == Played(mark="turn-0")
        await stream.play(b"\x01" * 1600)
        await stream.mark("protected-1")
        await stream.mark("turn-1")
        await stream.hush()
        await messages(socket, 3)
        assert await messages(socket, 1) == [{"command": "FLUSH_MEDIA"}]
        await socket.send(json.dumps({"event": "MEDIA_MARK_PROCESSED", "correlation_id": "protected-1"}))
        await socket.send(b"\x01" * 160)
        got = [await stream.receive() for _ in range(3)]
        assert got == [Played(mark="protected-1"), Played(mark="turn-1"), Sound(mulaw=b"\x01" * 160)]

    talk(what)


def test_a_pause_that_asterisk_asks_for_is_kept_until_it_asks_for_more() -> None:
    async def what(stream: AsteriskStream, socket: ClientConnection) -> None:
        await socket.send(json.dumps({"event": "MEDIA_XOFF"}))
        await socket.send(b"\x01" * 160)
        await stream.receive()
        playing = asyncio.create_task(stream.play(b"\x02" * 160))
        assert await nothing_comes(socket)
        await socket.send(json.dumps({"event": "MEDIA_XON"}))
        await socket.send(b"\x01" * 160)
        await stream.receive()
        assert await messages(socket, 1) == [160]
        await playing

    talk(what)


def test_the_beep_after_a_flush_waits_for_nothing() -> None:
    """A flush empties the queue, so a pause asked for before it has ended with it."""

    async def what(stream: AsteriskStream, socket: ClientConnection) -> None:
        await socket.send(json.dumps({"event": "MEDIA_XOFF"}))
        await socket.send(b"\x01" * 160)
        await stream.receive()
        await stream.hush()
        await stream.play(b"\x02" * 160)
        assert await messages(socket, 2) == [{"command": "FLUSH_MEDIA"}, 160]

    talk(what)


def test_no_more_sound_is_sent_ahead_than_asterisk_holds() -> None:
    """Thirty seconds at once: what goes out at once stays well below the pause at 18 seconds."""

    async def what(stream: AsteriskStream, socket: ClientConnection) -> None:
        playing = asyncio.create_task(stream.play(audio.silence(30_000)))
        sent = 0
        with contextlib.suppress(TimeoutError):
            while True:
                sent += len(await asyncio.wait_for(socket.recv(), 0.3))
        assert AHEAD_S <= sent / audio.RATE <= AHEAD_S + 2
        playing.cancel()

    talk(what)


def test_hanging_up_is_asked_for() -> None:
    async def what(stream: AsteriskStream, socket: ClientConnection) -> None:
        await stream.close()
        assert await messages(socket, 1) == [{"command": "HANGUP"}]
        assert await stream.receive() == Gone()
        await stream.play(b"\x01" * 160)

    talk(what)


def test_a_stream_that_is_given_up_ends_for_whoever_waits_for_it() -> None:
    """A network that has died says nothing: the dialplan's question ends the stream instead."""

    async def whole() -> None:
        async with joined() as (stream, socket, wire):
            await socket.send(json.dumps(START))
            await stream.open()
            waiting = asyncio.create_task(stream.receive())
            await asyncio.sleep(0.1)
            wire.give_up()
            await asyncio.wait({waiting}, timeout=2)
            assert waiting.done()
            assert waiting.result() == Gone()

    asyncio.run(whole())
