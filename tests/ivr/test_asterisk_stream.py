"""The Asterisk adapter alone, on a real socket: what it sends, what it lets in, and how it waits."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect

from ivr.asterisk_stream import AHEAD_S, AsteriskStream, Opened
from ivr.media import Gone, Key, Played, Sound, StreamRefused
from ivr.wire import Wire
from speech import audio
from tests.line import a_free_port

START: dict[str, Any] = {
    "event": "MEDIA_START",
    "connection_id": "suara",
    "channel": "WebSocket/suara/0x1",
    "channel_id": "pbx-1.2",
    "format": "ulaw",
    "optimal_frame_size": 160,
    "ptime": 20,
    "channel_variables": {
        "SUARA_CALL": "pbx-1.1",
        "__SUARA_CALLER": "081234567890",
        "SUARA_PRESENTATION": "allowed_passed_screen",
    },
}

Talk = Callable[[AsteriskStream, ClientConnection], Coroutine[Any, Any, None]]


@contextlib.asynccontextmanager
async def joined() -> AsyncIterator[tuple[AsteriskStream, ClientConnection, Wire]]:
    """An adapter and the other end of its socket."""
    accepted: asyncio.Queue[Wire] = asyncio.Queue()
    done = asyncio.Event()

    async def accept(socket: WebSocket) -> None:
        await socket.accept()
        accepted.put_nowait(Wire(socket))
        await done.wait()

    app = Starlette(routes=[WebSocketRoute("/", accept)])
    port = a_free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        async with connect(f"ws://127.0.0.1:{port}/", proxy=None, compression=None) as socket:
            wire = await accepted.get()
            yield AsteriskStream(wire), socket, wire
            done.set()
    finally:
        done.set()
        server.should_exit = True
        await serving


def talk(what: Talk, start: object = START) -> None:
    """Opens a stream and does this with both ends."""

    async def whole() -> None:
        async with joined() as (stream, socket, _):
            await socket.send(json.dumps(start))
            await stream.open()
            async with asyncio.timeout(10):
                await what(stream, socket)

    asyncio.run(whole())


async def opened_by(*messages: Any) -> Opened:
    async with joined() as (stream, socket, _):
        for message in messages:
            await socket.send(message if isinstance(message, str | bytes) else json.dumps(message))
        return await stream.open()


async def messages(socket: ClientConnection, count: int) -> list[Any]:
    """The next ones: sound as its length, commands as objects."""
    async with asyncio.timeout(5):
        got = [await socket.recv() for _ in range(count)]
    return [len(one) if isinstance(one, bytes) else json.loads(one) for one in got]


async def nothing_comes(socket: ClientConnection, seconds: float = 0.3) -> bool:
    try:
        await asyncio.wait_for(socket.recv(), seconds)
    except TimeoutError:
        return True
    return False


def test_the_start_says_which_call_and_who_calls() -> None:
    assert asyncio.run(opened_by(START)) == Opened(call_id="pbx-1.1", caller="081234567890")


@pytest.mark.parametrize(
    ("status", "by"), [("MACHINE", "machine"), ("HUMAN", "human"), ("NOTSURE", ""), ("HANGUP", ""), ("x", "")]
)
def test_what_the_dialplan_heard_is_told_in_the_words_of_all_carriers(status: str, by: str) -> None:
    variables = {"SUARA_CALL": "1", "_SUARA_HEARD": status}
    assert asyncio.run(opened_by({**START, "channel_variables": variables})).answered_by == by


@pytest.mark.parametrize(
    ("number", "presentation"),
    [
        ("081234567890", "prohib_passed_screen"),
        ("081234567890", "unavailable"),
        ("anonymous", "allowed"),
        ("", ""),
    ],
)
def test_a_hidden_caller_has_no_number(number: str, presentation: str) -> None:
    """Trunks often send the number together with the wish not to show it."""
    variables = {"SUARA_CALL": "1", "SUARA_CALLER": number, "SUARA_PRESENTATION": presentation}
    assert asyncio.run(opened_by({**START, "channel_variables": variables})).caller == ""


@pytest.mark.parametrize(
    "start",
    [
        "MEDIA_START connection_id:suara channel:WebSocket/suara format:ulaw optimal_frame_size:160",
        b"\xff" * 160,
        {"event": "DTMF_END", "digit": "1"},
        {**START, "format": "slin16"},
        {**START, "optimal_frame_size": 0},
        {**START, "optimal_frame_size": "160"},
        {**START, "channel_variables": {}},
        {**START, "channel_variables": {"SUARA_CALL": "../../1"}},
        {**START, "channel_variables": {"SUARA_CALL": 5}},
        {**START, "channel_variables": None},
    ],
    ids=lambda start: str(start)[:40],
)
def test_a_stream_that_does_not_begin_as_it_must_is_refused(start: Any) -> None:
    with pytest.raises(StreamRefused):
        asyncio.run(opened_by(start))


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
