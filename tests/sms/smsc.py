"""An SMPP carrier on loopback for tests: it speaks with smpp34's packets, not with the library that the line uses.

It answers as it is told to, or not at all, and keeps what it was asked. Headers are written here from the standard.
"""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import smpp34

BIND, UNBIND, SUBMIT, DELIVER, QUERY, ENQUIRE = 0x09, 0x06, 0x04, 0x05, 0x03, 0x15
ANSWER = 0x80000000
NACK = 0x80000000
Replied = tuple[int, str] | None
"""A status and an id. None: no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A submit_sm that came."""

    to: str
    sender: str
    octets: bytes
    data_coding: int
    esm_class: int
    registered: int
    link: "Link"
    sequence: int


class Link:
    """One connection of the line's."""

    def __init__(self, smsc: "Smsc", wire: socket.socket) -> None:
        self.smsc, self.wire = smsc, wire
        self.writing = threading.Lock()
        self.user = self.password = ""
        self.bound = False
        self.answers: dict[int, int] = {}
        """The statuses with which the line answered what was brought, by sequence."""
        self.sequence = 0

    def write(self, command: int, status: int, sequence: int, body: bytes = b"") -> None:
        with self.writing, suppress(OSError):
            self.wire.sendall(struct.pack(">LLLL", 16 + len(body), command, status, sequence) + body)

    def bring(self, packet: smpp34.DeliverSm) -> int:
        """Sends a deliver_sm; its sequence."""
        self.sequence += 1
        raw = packet.encode()
        with self.writing:
            self.wire.sendall(raw[:12] + struct.pack(">L", self.sequence) + raw[16:])
        return self.sequence

    def run(self) -> None:
        with suppress(OSError, ValueError):
            while (start := self._exactly(4)) is not None:
                rest = self._exactly(struct.unpack(">L", start)[0] - 4)
                if rest is None:
                    break
                self._take(start + rest)
        self.bound = False
        self.wire.close()

    def _exactly(self, length: int) -> bytes | None:
        got = b""
        while len(got) < length:
            more = self.wire.recv(length - len(got))
            if not more:
                return None
            got += more
        return got

    def _take(self, raw: bytes) -> None:
        _, command, status, sequence = struct.unpack(">LLLL", raw[:16])
        smsc = self.smsc
        smsc.asked.append(command)
        if command == BIND:
            self.user, self.password = (part.decode() for part in raw[16:].split(b"\0")[:2])
            self.bound = smsc.bind_status == 0
            self.write(command | ANSWER, smsc.bind_status, sequence, b"smsc\0" if self.bound else b"")
        elif command == SUBMIT:
            came = smpp34.decode(raw)
            assert isinstance(came, smpp34.SubmitSm)
            taken = Taken(
                to=came.destination_addr,
                sender=came.source_addr,
                octets=bytes(came.short_message),
                data_coding=came.data_coding,
                esm_class=came.esm_class,
                registered=came.registered_delivery,
                link=self,
                sequence=sequence,
            )
            smsc.taken.append(taken)
            smsc.before_answer(taken)
            if smsc.reply is not None:
                self.answer(taken, smsc.reply(taken))
        elif command == QUERY:
            smsc.queried.append(raw[16:].split(b"\0")[0].decode())
            state = smsc.query_state
            body = raw[16:].split(b"\0")[0] + b"\0\0" + bytes([state or 0, 0])
            self.write(QUERY | ANSWER, 0 if state else 0x67, sequence, body if state else b"")
        elif command == ENQUIRE:
            if not smsc.silent:
                self.write(command | ANSWER, 0, sequence)
        elif command == UNBIND:
            self.write(command | ANSWER, 0, sequence)
        elif command & ANSWER:
            self.answers[sequence] = status

    def answer(self, taken: Taken, replied: Replied) -> None:
        if replied is not None:
            status, given = replied
            self.write(SUBMIT | ANSWER, status, taken.sequence, b"" if status else given.encode() + b"\0")


@dataclass
class Smsc:
    """The carrier. What it does can be changed while it runs."""

    port: int
    reply: Callable[[Taken], Replied] | None = None
    before_answer: Callable[[Taken], None] = lambda taken: None
    bind_status: int = 0
    query_state: int | None = None
    silent: bool = False
    asked: list[int] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    queried: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    count: int = 0

    def next_id(self, taken: Taken) -> Replied:
        self.count += 1
        return 0, f"{self.count:08X}"

    @property
    def link(self) -> Link:
        """The newest bound connection."""
        return self.bound()[-1]

    def bound(self) -> list[Link]:
        return [link for link in self.links if link.bound]

    def text(
        self,
        body: str | bytes,
        sender: str = "6281234567890",
        *,
        ton: int = 1,
        coding: int = 0,
        esm_class: int = 0,
        tlvs: list[smpp34.Tlv] | None = None,
    ) -> int | None:
        """A citizen's text comes in. The status that the line answers; None: it does not."""
        octets = body if isinstance(body, bytes) else body.encode("latin-1")
        packet = smpp34.DeliverSm(
            sender,
            "622150001234",
            octets,
            source_addr_ton=ton,
            source_addr_npi=1,
            data_coding=coding,
            esm_class=esm_class,
            tlvs=tlvs or [],
        )
        return self.bring(packet)

    def bring(self, packet: smpp34.DeliverSm, within_s: float = 5.0) -> int | None:
        link = self.link
        sequence = link.bring(packet)
        until = time.monotonic() + within_s
        while sequence not in link.answers and time.monotonic() < until and link.bound:
            time.sleep(0.005)
        return link.answers.get(sequence)

    def receipt(
        self,
        given: str,
        stat: str = "DELIVRD",
        err: str = "000",
        *,
        sender: str = "6281234567891",
        tlvs: list[smpp34.Tlv] | None = None,
    ) -> int | None:
        """A receipt in words."""
        words = (
            f"id:{given} sub:001 dlvrd:001 submit date:2611240900 done date:2611240901 "
            f"stat:{stat} err:{err} text:Halo stat:DELIVRD id:9"
        )
        return self.text(words, sender, esm_class=4, tlvs=tlvs)


def within(seconds: float, happens: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not (done := happens()) and time.monotonic() < until:
        time.sleep(0.005)
    return done


@contextmanager
def smsc(context: ssl.SSLContext | None = None) -> Iterator[Smsc]:
    """A running one."""
    listener = socket.create_server(("127.0.0.1", 0))
    carrier = Smsc(port=listener.getsockname()[1])
    carrier.reply = carrier.next_id
    threads: list[threading.Thread] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                wire, _ = listener.accept()
                if context is not None:
                    try:
                        wire = context.wrap_socket(wire, server_side=True)
                    except OSError:
                        wire.close()
                        continue
                link = Link(carrier, wire)
                carrier.links.append(link)
                threads.append(threading.Thread(target=link.run))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield carrier
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for link in carrier.links:
            with suppress(OSError):
                link.wire.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()
