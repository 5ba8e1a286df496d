"""SMPP's packets: made and read by smpplib, as values of ours. The one door to that library.

Of smpplib only the packets are used. It reads optional parameters that a packet may not have as an error; here
they are read by their lengths instead, so that no text is lost to what a carrier adds to it.
"""

import re
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from smpplib import command_codes, smpp
from smpplib.exceptions import UnknownCommandError

HEADER = 16
LONGEST = 64 * 1024
"""Bytes of a packet. The longest real one is a text with 64 kilobytes of payload; a longer one is no SMPP."""
RECEIPT_ID, STATE, NETWORK_ERROR, PAYLOAD = 0x001E, 0x0427, 0x0423, 0x0424
SAR_REFERENCE, SAR_TOTAL, SAR_POSITION = 0x020C, 0x020E, 0x020F
HAS_HEADER, IS_RECEIPT = 0x40, 0x3C
"""Bits of esm_class: the text begins with a user data header; it is no citizen's text but some report."""


class NotSmpp(ValueError):
    """What came is no SMPP: the connection cannot go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One that came."""

    name: str
    """As in the standard: "deliver_sm", ...; "" when the standard knows none with this number."""
    sequence: int
    status: int
    values: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[int, bytes] = field(default_factory=dict)
    """Optional parameters, unread, by their numbers."""
    readable: bool = True
    at: float = field(default_factory=time.monotonic)
    """When it came, by the machine's own clock."""

    @property
    def is_answer(self) -> bool:
        return self.name.endswith("_resp") or self.name == "generic_nack"

    def words(self, name: str) -> str:
        """A value that is words. "": not told."""
        value = self.values.get(name) or b""
        return value.decode("latin-1") if isinstance(value, bytes) else str(value)

    def number(self, name: str) -> int:
        value = self.values.get(name)
        return value if isinstance(value, int) else 0

    def more_number(self, tag: int) -> int | None:
        """An optional parameter that is a number."""
        value = self.more.get(tag)
        return int.from_bytes(value, "big") if value and len(value) <= 4 else None


class _Numbers:
    """Where smpplib asks for the next sequence number."""

    def __init__(self, number: int) -> None:
        self.sequence = number

    def next_sequence(self) -> int:
        return self.sequence


def packet(
    name: str, sequence: int, values: Mapping[str, str | int | bytes] | None = None, *, status: int = 0
) -> bytes:
    """The bytes of a packet. `values` by the standard's names."""
    made = smpp.make_pdu(name, client=_Numbers(sequence), status=status, **(values or {}))
    made.sequence = sequence
    raw: bytes = made.generate()
    return raw


def nack(sequence: int, status: int) -> bytes:
    """generic_nack: "what was that?"."""
    return struct.pack(">LLLL", HEADER, 0x80000000, status, sequence)


def length_of(start: bytes) -> int:
    """How many bytes the packet that starts so has. Raises NotSmpp."""
    length = int(struct.unpack(">L", start[:4])[0])
    if not HEADER <= length <= LONGEST:
        raise NotSmpp(f"a packet of {length} bytes")
    return length


def read(raw: bytes) -> Packet:
    """A whole packet. One that cannot be understood says so in `name` and `readable`; nothing is raised."""
    _, number, status, sequence = struct.unpack(">LLLL", raw[:HEADER])
    try:
        name = str(command_codes.get_command_name(number))
    except UnknownCommandError:
        return Packet(name="", sequence=sequence, status=status, readable=False)
    more: dict[int, bytes] = {}
    readable = True
    try:
        came = smpp.make_pdu(name, client=_Numbers(sequence), allow_unknown_opt_params=True)
    except UnknownCommandError:
        return Packet(name=name, sequence=sequence, status=status, readable=False)
    came.parse_optional_params = lambda data: more.update(_optional(data))
    try:
        came.parse(raw)
    except (struct.error, ValueError, TypeError, IndexError):
        readable = False
    values = {key: getattr(came, key, None) for key in came.params}
    if "short_message" in values:  # smpplib reads a packet that ends in its middle without a word
        whole = values["sm_length"] == len(values["short_message"] or b"")
        readable = readable and whole and isinstance(values["data_coding"], int)
    return Packet(name=name, sequence=sequence, status=status, values=values, more=more, readable=readable)


def _optional(data: bytes) -> dict[int, bytes]:
    found, at = {}, 0
    while at + 4 <= len(data):
        tag, length = struct.unpack(">HH", data[at : at + 4])
        found[tag] = data[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def bare(value: bytes | None) -> str:
    """Words in an optional parameter: they may or may not end with a zero."""
    return (value or b"").split(b"\0")[0].decode("latin-1")


def address(number: str) -> tuple[str, int, int]:
    """A number or name as SMPP writes it, with its type and plan: +62812... is 62812..., international,
    telephone.
    """
    if number.startswith("+"):
        return number[1:], 1, 1
    if re.fullmatch(r"\d+", number):
        return number, 0, 1
    return number, 5, 0


def number_of(given: str, kind: int) -> str:
    """A sender as people write it."""
    return f"+{given}" if kind == 1 and re.fullmatch(r"\d+", given) else given
