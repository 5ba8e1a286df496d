"""What an SMPP carrier brings: a citizen's text, a part of one, or a receipt. Each is committed when `keep`
returns.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from sms import smpp_wire as wire
from sms.alphabets import Alphabet, decoded, header_of, place_of
from sms.inbox import Inbox
from sms.parts import Part
from sms.smpp_errors import OK
from sms.smpp_memory import Memory
from sms.smpp_receipts import Ids, Told, read_receipt
from sms.smpp_wire import Packet

log = structlog.get_logger()

NAME = "smpp"
LOOK_AGAIN_S = 0.05
MOST_KEPT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What one connection brings. Raises what the inbox raises."""

    inbox: Inbox
    memory: Memory
    session: str
    """The name of the connection, for texts that have none of their own."""
    usual: Alphabet
    """What the carrier means by data_coding 0."""
    ids: Ids
    early_s: float
    """How long a receipt that is faster than the answer to its text waits for it."""
    answers_missing: Callable[[], bool]
    """Whether an answer may still be on its way, to us or to another process."""

    kept: OrderedDict[tuple[str, bytes], float] = field(default_factory=OrderedDict)
    """What was kept lately, and when it was."""

    def keep(self, packet: Packet) -> int:
        """Keeps it. The status to answer with."""
        if self._impatient(packet):
            return OK
        status = self._keep(packet)
        self.kept[_same(packet)] = time.monotonic()
        while len(self.kept) > MOST_KEPT:
            self.kept.popitem(last=False)
        return status

    def _impatient(self, packet: Packet) -> bool:
        """Whether the carrier brought it again before it had our answer to the first."""
        return packet.at < self.kept.get(_same(packet), 0.0)

    def _keep(self, packet: Packet) -> int:
        octets = packet.values.get("short_message") or packet.more.get(wire.PAYLOAD) or b""
        kind = packet.number("esm_class")
        alphabet = alphabet_of(packet.number("data_coding"), self.usual)
        if kind & wire.IS_RECEIPT or wire.RECEIPT_ID in packet.more:
            self._report(
                packet, decoded(octets, Alphabet.WIDE if alphabet is Alphabet.WIDE else Alphabet.LATIN)
            )
            return OK
        place, octets = header_of(octets) if kind & wire.HAS_HEADER else (None, octets)
        place = place or place_of(
            packet.more_number(wire.SAR_REFERENCE) or 0,
            packet.more_number(wire.SAR_TOTAL) or 0,
            packet.more_number(wire.SAR_POSITION) or 0,
        )
        sender = wire.number_of(packet.words("source_addr"), packet.number("source_addr_ton"))
        if place is not None:
            self.inbox.part(
                Part(
                    carrier=NAME,
                    sender=sender,
                    place=place,
                    octets=octets,
                    alphabet=alphabet,
                    mark=self.session,
                    named=False,
                )
            )
        else:
            self.inbox.nameless_text(
                carrier=NAME,
                session=self.session,
                number=packet.sequence,
                sender=sender,
                body=decoded(octets, alphabet),
            )
        return OK

    def _report(self, packet: Packet, words: str) -> None:
        network = packet.more.get(wire.NETWORK_ERROR, b"")
        error = str(int.from_bytes(network[1:3], "big")) if len(network) == 3 else None
        receipted = wire.bare(packet.more.get(wire.RECEIPT_ID)) or None
        told = read_receipt(words, receipted, packet.more_number(wire.STATE), error, self.ids)
        if told is None:
            log.warning("a receipt that names no text")
            return
        self.keep_receipt(told)

    def keep_receipt(self, told: Told) -> None:
        """A receipt, with our own id of its text if the answer to it is still remembered."""
        self.inbox.receipt(
            provider_id=told.provider_id,
            status=told.status,
            delivery=told.delivery,
            error=told.error,
            message_id=self._whose(told.provider_id),
        )

    def _whose(self, provider_id: str) -> int | None:
        until = time.monotonic() + self.early_s
        while (ours := self.memory.message_of(provider_id)) is None and not self.inbox.knows(provider_id):
            if not self.answers_missing() or time.monotonic() > until:
                return None
            time.sleep(LOOK_AGAIN_S)
        return ours


def _same(packet: Packet) -> tuple[str, bytes]:
    words = packet.values.get("short_message") or packet.more.get(wire.PAYLOAD) or b""
    return packet.words("source_addr"), words


def alphabet_of(coding: int, usual: Alphabet) -> Alphabet:
    """The alphabet that a data_coding means (SMPP 3.4, 5.2.19, and 3GPP TS 23.038 for its upper half)."""
    if coding == 0 or (coding & 0xF0 == 0xF0 and not coding & 0x04):
        return usual
    if coding & 0xF0 == 0x10:
        return {0x00: Alphabet.GSM, 0x04: Alphabet.LATIN, 0x08: Alphabet.WIDE}.get(
            coding & 0x0C, Alphabet.LATIN
        )
    return Alphabet.WIDE if coding in (8, 24) else Alphabet.LATIN
