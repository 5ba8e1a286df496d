"""Asterisk's own side of chan_websocket: a channel's queue, its commands and events, and the socket to the line.

Written from Asterisk's documentation and what its channel driver does, and from nothing of ours: the queue is in
frames of 20 ms and takes one thousand, sound that fills no frame is dropped, marks that are flushed never come back.
Knows no telephone: whoever uses it brings the caller's sound and takes what is played.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from simulator.asterisk_settings import AsteriskSettings as AsteriskSettings
from simulator.journal import Journal
from simulator.mouth import Frame
from speech import audio

FRAME = 160
MOST_FRAMES = 1000
XOFF, XON = 900, 800
LONGEST_COMMAND = 128
LONGEST_MESSAGE = 65500
HANGUP_CLOSE = 1000
"""How Asterisk closes the socket of a channel that was hung up."""


class LineUnavailable(Exception):
    """The WebSocket could not be opened: DIALSTATUS is CHANUNAVAIL."""


class Channel:
    """The queue of one WebSocket channel: commands and sound in, one frame every 20 ms out."""

    def __init__(self, channel_id: str, tell: Callable[[dict[str, object]], None], journal: Journal) -> None:
        self.id = channel_id
        self.hangup = False
        """Whether the line has asked to be hung up."""
        self._tell, self._journal = tell, journal
        self._queue: deque[bytes | str] = deque()
        self._frames = 0
        self._leftover = b""
        self._bulk = self._full = self._drained = self._paused = False

    @property
    def busy(self) -> bool:
        """Whether sound is waiting."""
        return self._frames > 0

    @property
    def seconds(self) -> float:
        """How much sound is waiting."""
        return self._frames * audio.FRAME_MS / 1000

    def binary(self, data: bytes) -> None:
        """Sound from the line."""
        if self._frames >= MOST_FRAMES:
            self._journal.violation(0, "the queue is full; sound is dropped")
            return
        if self._full:
            self._journal.note("sound_after_xoff", bytes=len(data))
        data, self._leftover = (self._leftover if self._bulk else b"") + data, b""
        whole = len(data) - len(data) % FRAME
        for at in range(0, whole, FRAME):
            self._put(data[at : at + FRAME])
        if self._bulk:
            self._leftover = data[whole:]
        elif whole < len(data):
            self._journal.violation(0, f"{len(data) - whole} bytes fill no frame and are dropped")

    def text(self, message: str) -> None:
        """A command of the line."""
        if len(message.encode()) > LONGEST_COMMAND:
            self._journal.violation(0, "a command of more than 128 bytes is passed over")
            return
        try:
            command = json.loads(message)
            name, mark = command["command"], command.get("correlation_id", "")
        except (ValueError, TypeError, KeyError, AttributeError):
            self._journal.violation(0, "a command that is not JSON or has no name")
            self._event("ERROR", error_text="Unable to parse JSON command")
            return
        self._journal.note("command", name=name, correlation_id=mark)
        match name:
            case "HANGUP":
                self.hangup = True
            case "START_MEDIA_BUFFERING":
                self._bulk = True
            case "STOP_MEDIA_BUFFERING":
                self._bulk = False
                if self._leftover:
                    self._put(self._leftover.ljust(FRAME, b"\xff"))
                self._leftover = b""
                self._queue.append(self._message("MEDIA_BUFFERING_COMPLETED", correlation_id=mark))
            case "MARK_MEDIA":
                self._queue.append(self._message("MEDIA_MARK_PROCESSED", correlation_id=mark))
            case "FLUSH_MEDIA":
                self._queue.clear()
                self._frames, self._leftover, self._bulk = 0, b"", False
            case "REPORT_QUEUE_DRAINED":
                self._drained = True
            case "PAUSE_MEDIA" | "CONTINUE_MEDIA":
                self._paused = name == "PAUSE_MEDIA"
            case "ANSWER" | "GET_STATUS":
                pass
            case _:
                self._journal.violation(0, f"the command {name} is not known")

    def tick(self) -> bytes | None:
        """The next frame to play; None for silence. Marks in front of it are told."""
        if self._paused:
            return None
        if self._full and self._frames < XON:
            self._full = False
            self._event("MEDIA_XON")
        if not self._queue and self._drained:
            self._drained = False
            self._event("QUEUE_DRAINED")
        while self._queue:
            first = self._queue.popleft()
            if isinstance(first, bytes):
                self._frames -= 1
                return first
            self._tell(json.loads(first))
        return None

    def _put(self, frame: bytes) -> None:
        self._queue.append(frame)
        self._frames += 1
        if not self._full and self._frames >= XOFF:
            self._full = True
            self._event("MEDIA_XOFF")

    def _event(self, name: str, **values: object) -> None:
        self._tell(json.loads(self._message(name, **values)))

    def _message(self, name: str, **values: object) -> str:
        return json.dumps({"event": name, "channel_id": self.id, **values})


class AsteriskStream:
    """One WebSocket channel. `run` lives until the line or the network ends it; `hang_up` ends it from our side."""

    def __init__(
        self,
        settings: AsteriskSettings,
        *,
        channel_id: str,
        variables: Mapping[str, str],
        play: Callable[[bytes], None],
        journal: Journal,
    ) -> None:
        self._settings, self._variables, self._play, self._journal = settings, variables, play, journal
        self._channel = Channel(channel_id, self._queue_event, journal)
        self._socket: ClientConnection | None = None
        self._events: asyncio.Queue[str] = asyncio.Queue()

    @property
    def busy(self) -> bool:
        """Whether the line's sound is still to be played."""
        return self._channel.busy

    async def open(self) -> None:
        """Connects and says what this channel is. Raises LineUnavailable."""
        try:
            self._socket = await connect(
                self._settings.ws_url,
                additional_headers={"Authorization": self._settings.authorization},
                subprotocols=[Subprotocol(self._settings.protocols)],
                user_agent_header=None,
                open_timeout=2,
                ping_interval=None,
                compression=None,
                max_size=LONGEST_MESSAGE,
                proxy=None,
            )
        except (InvalidHandshake, OSError, TimeoutError) as error:
            raise LineUnavailable(str(error)) from error
        if self._socket.subprotocol != self._settings.protocols:
            self._journal.violation(0, "the line did not take the protocol that was asked for")
        start = {
            "event": "MEDIA_START",
            "connection_id": "suara",
            "channel": f"WebSocket/suara/{self._channel.id}",
            "channel_id": self._channel.id,
            "format": "ulaw",
            "optimal_frame_size": FRAME,
            "ptime": 20,
            "channel_variables": {
                "MEDIA_WEBSOCKET_OPTIMAL_FRAME_SIZE": str(FRAME),
                "MEDIA_WEBSOCKET_CONNECTION_ID": "suara",
                **self._variables,
            },
        }
        self._journal.note("event", name="MEDIA_START", correlation_id="")
        try:
            await self._socket.send(json.dumps(start))  # at once: no sound comes before it
        except ConnectionClosed as error:
            raise LineUnavailable(str(error)) from error
        self._journal.note("stream_started")

    async def run(self) -> None:
        """Takes what the line sends, until it hangs up or the connection ends."""
        if self._socket is None:
            raise RuntimeError("a stream must be opened before it is run")
        telling = asyncio.create_task(self._tell_events())
        try:
            async for message in self._socket:
                if isinstance(message, bytes):
                    self._channel.binary(message)
                    self._journal.note("media", bytes=len(message), waiting_s=self._channel.seconds)
                else:
                    self._channel.text(message)
                if self._channel.hangup:
                    break
        except ConnectionClosed:
            pass
        finally:
            telling.cancel()
            self._journal.note("stream_ended", close_code=self._socket.close_code)
            if self._channel.hangup:
                await self._socket.close(HANGUP_CLOSE)

    async def frame(self, frame: Frame) -> None:
        """Sends 20 ms of the caller's sound, and plays 20 ms of the line's."""
        if self._socket is None:
            return
        if (sound := self._channel.tick()) is not None:
            self._play(sound)
        try:
            await self._socket.send(frame.mulaw)
        except ConnectionClosed:
            return

    async def key(self, key: str) -> None:
        """Tells a key that has ended."""
        self._queue_event({"event": "DTMF_END", "channel_id": self._channel.id, "digit": key})

    async def hang_up(self) -> None:
        """The caller has hung up. May be called twice."""
        if self._socket:
            await self._socket.close(HANGUP_CLOSE)

    def cut(self) -> None:
        """Breaks the connection, as a failing network does."""
        if self._socket:
            self._socket.transport.abort()

    def _queue_event(self, event: dict[str, object]) -> None:
        self._journal.note("event", name=event["event"], correlation_id=event.get("correlation_id", ""))
        self._events.put_nowait(json.dumps(event))

    async def _tell_events(self) -> None:
        try:
            while self._socket:
                await self._socket.send(await self._events.get())
        except ConnectionClosed:
            return
