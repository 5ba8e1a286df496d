"""One bound connection to an SMPP carrier: what is asked and answered, kept alive, and counted.

`run` reads in the thread that calls it until the connection ends; `ask` may be called from any other thread.
Knows packets and sequence numbers, not what a text means.
"""

import queue
import select
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from zlib import crc32

import structlog

from sms import smpp_wire as wire
from sms.smpp_errors import NEVER, TRY_AGAIN, UNKNOWN_COMMAND
from sms.smpp_wire import NotSmpp, Packet

log = structlog.get_logger()

KEEPERS = 4
"""Threads that keep what came. What one number sends goes through one of them, in order."""
MOST_WAITING = 50
"""Packets that wait for each. Beyond that the carrier is told to come again, so that it slows down."""
MOST_UNANSWERED = 10_000
"""Questions whose answers may still come, late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """How long is waited for what, in seconds."""

    connect: float = 10.0
    """For the connection, and for TLS."""
    answer: float = 10.0
    """For an answer to what we asked; also for room in the window."""
    idle: float = 30.0
    """After so long in silence we ask whether the carrier is still there."""
    tick: float = 0.5
    """How often it is looked whether the connection should end."""


class NotSent(ConnectionError):
    """The connection is over, or there was no room: nothing of this packet was written."""


@dataclass(slots=True)
class _Asked:
    note: object
    answer: Packet | None = None
    came: threading.Event = field(default_factory=threading.Event)


class Session:
    """A connection. `delivered` keeps what came and returns the status to answer with; it is called in threads
    of its own, for one sender in order. `answered` is told every answer with the note of its question, late ones
    too, in the reading thread, before anything that came after it.
    """

    def __init__(
        self,
        link: socket.socket,
        *,
        window: int,
        timings: Timings,
        delivered: Callable[[Packet], int],
        answered: Callable[[object, Packet], None],
    ) -> None:
        self._link, self._timings = link, timings
        self._delivered, self._answered = delivered, answered
        self._room = threading.BoundedSemaphore(window)
        self._wire = threading.Lock()  # one thread at a time on the socket: TLS allows no more
        self._state = threading.Lock()
        self._asked: dict[int, _Asked] = {}
        self._sequence = 0
        self._held = bytearray()
        self._came = tuple(queue.Queue[Packet | None](MOST_WAITING) for _ in range(KEEPERS))
        self.over, self.finished = threading.Event(), threading.Event()
        """Nothing more can be asked; nothing more is being kept."""

    def ask(self, name: str, note: object = None, **values: str | int | bytes) -> Packet | None:
        """Asks and waits for the answer. None: none came in time, and the carrier may have heard. Raises
        NotSent.
        """
        if not self._room.acquire(timeout=self._timings.answer):
            raise NotSent("the window is full")
        try:
            asked, sequence = self._question(note)
            try:
                self._write(wire.packet(name, sequence, values))
            except OSError:
                self.end()
                return None
            asked.came.wait(self._timings.answer)
            return asked.answer
        finally:
            self._room.release()

    def run(self) -> None:
        """Reads until the connection ends. Raises nothing."""
        keepers = [threading.Thread(target=self._keep, args=(came,), daemon=True) for came in self._came]
        for keeper in keepers:
            keeper.start()
        heard, enquired = time.monotonic(), 0.0
        try:
            while not self.over.is_set():
                packet, now = self._next(), time.monotonic()
                if packet is not None:
                    heard, enquired = now, 0.0
                    self._take(packet)
                elif enquired and now - enquired > self._timings.answer:
                    log.warning("carrier silent")
                    break
                elif not enquired and now - heard > self._timings.idle:
                    enquired = now
                    self._write(wire.packet("enquire_link", self._question(None)[1]))
        except (OSError, NotSmpp) as error:
            if not self.over.is_set():
                log.warning("carrier's connection broke", error=type(error).__name__)
        finally:
            self.end()
            for keeper in keepers:
                keeper.join(timeout=self._timings.answer)
            self._link.close()
            self.finished.set()

    def unbind(self) -> None:
        """Says goodbye and ends the connection."""
        with suppress(NotSent):
            self.ask("unbind")
        self.end()

    def end(self) -> None:
        """Ends the connection. Whoever waits for an answer gets none."""
        with self._state:
            if self.over.is_set():
                return
            self.over.set()
            waiting, self._asked = list(self._asked.values()), {}
        for asked in waiting:
            asked.came.set()
        for came in self._came:
            with suppress(queue.Full):
                came.put_nowait(None)
        with suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)

    def _question(self, note: object) -> tuple[_Asked, int]:
        with self._state:
            if self.over.is_set():
                raise NotSent("the connection is over")
            self._sequence = self._sequence % 0x7FFFFFFF + 1
            asked = self._asked[self._sequence] = _Asked(note=note)
            while len(self._asked) > MOST_UNANSWERED:
                del self._asked[next(iter(self._asked))]
            return asked, self._sequence

    def _write(self, raw: bytes) -> None:
        with self._wire:
            self._link.settimeout(self._timings.answer)
            self._link.sendall(raw)

    def _next(self) -> Packet | None:
        """The next packet, or None when none came for a moment."""
        if (packet := self._whole()) is not None:
            return packet
        pending = getattr(self._link, "pending", None)
        if not (pending and pending()) and not select.select([self._link], [], [], self._timings.tick)[0]:
            return None
        with self._wire:
            self._link.settimeout(self._timings.tick)
            try:
                got = self._link.recv(65536)
            except TimeoutError:
                return None
        if not got:
            raise ConnectionResetError
        self._held += got
        return self._whole()

    def _whole(self) -> Packet | None:
        if len(self._held) < wire.HEADER:
            return None
        length = wire.length_of(bytes(self._held[:4]))
        if len(self._held) < length:
            return None
        raw = bytes(self._held[:length])
        del self._held[:length]
        return wire.read(raw)

    def _take(self, packet: Packet) -> None:
        match packet.name:
            case "deliver_sm" | "data_sm" if packet.readable:
                mine = self._came[crc32(packet.words("source_addr").encode()) % KEEPERS]
                try:
                    mine.put_nowait(packet)
                except queue.Full:
                    self._write(wire.packet(f"{packet.name}_resp", packet.sequence, status=TRY_AGAIN))
            case "deliver_sm" | "data_sm":
                log.warning("a packet that cannot be read", name=packet.name)
                self._write(wire.packet(f"{packet.name}_resp", packet.sequence, status=NEVER))
            case "enquire_link":
                self._write(wire.packet("enquire_link_resp", packet.sequence))
            case "unbind":
                self._write(wire.packet("unbind_resp", packet.sequence))
                raise ConnectionResetError
            case "alert_notification" | "outbind":
                pass
            case _ if packet.is_answer:
                with self._state:
                    asked = self._asked.pop(packet.sequence, None)
                if asked is not None:
                    asked.answer = packet
                    self._answered(asked.note, packet)
                    asked.came.set()
            case _:
                self._write(wire.nack(packet.sequence, UNKNOWN_COMMAND))

    def _keep(self, came: "queue.Queue[Packet | None]") -> None:
        """Keeps what came, and answers only then. What cannot be kept is brought again by the carrier."""
        while not self.over.is_set() and (packet := came.get()) is not None:
            try:
                status = self._delivered(packet)
            except Exception as error:  # whatever it is, the text must come again
                log.warning("what came could not be kept", error=type(error).__name__)
                status = TRY_AGAIN
            with suppress(OSError):
                self._write(wire.packet(f"{packet.name}_resp", packet.sequence, status=status))
