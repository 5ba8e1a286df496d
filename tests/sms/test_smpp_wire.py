"""SMPP's packets at the door to the library: whatever comes is read or called unreadable, and never raises."""

import struct

import pytest
import smpp34
from hypothesis import given
from hypothesis import strategies as st

from sms import smpp_wire as wire

COMMANDS = st.sampled_from(
    [command | answer for command in (1, 2, 3, 4, 5, 6, 9, 11, 21, 0x103) for answer in (0, 1 << 31)]
    + [1 << 31, 0x102, 0x21, 7]
)


@given(COMMANDS, st.integers(0, 2**32 - 1), st.binary(max_size=120))
def test_no_packet_breaks_the_reading(command: int, status: int, body: bytes) -> None:
    packet = wire.read(struct.pack(">LLLL", 16 + len(body), command, status, 7) + body)
    assert (packet.sequence, packet.status) == (7, status)
    packet.words("message_id")
    packet.more_number(wire.STATE)


@given(st.binary(max_size=254), st.sampled_from([0, 8, 0xF1]), st.sampled_from([0, 4, 0x40]))
def test_what_another_library_writes_is_read_as_it_was(octets: bytes, coding: int, kind: int) -> None:
    tlvs = [smpp34.Tlv(0x1403, octets), smpp34.Tlv(smpp34.TLV_RECEIPTED_MESSAGE_ID, b"ab\x00")]
    raw = smpp34.DeliverSm("6281234567890", "622150001234", octets, source_addr_ton=1, data_coding=coding,
                           esm_class=kind, tlvs=tlvs).encode()  # fmt: skip
    packet = wire.read(raw)
    assert (packet.name, packet.readable) == ("deliver_sm", True)
    assert (packet.values["short_message"] or b"") == octets
    assert (packet.number("data_coding"), packet.number("esm_class")) == (coding, kind)
    assert wire.number_of(packet.words("source_addr"), packet.number("source_addr_ton")) == "+6281234567890"
    assert packet.more[0x1403] == octets
    assert wire.bare(packet.more[wire.RECEIPT_ID]) == "ab"


@given(st.binary(max_size=254))
def test_what_we_write_is_read_by_another_library(octets: bytes) -> None:
    values = {"source_addr": "622150001234", "destination_addr": "6281234567890", "short_message": octets}
    read = smpp34.decode(wire.packet("submit_sm", 7, values))
    assert isinstance(read, smpp34.SubmitSm)
    assert (read.sequence_number, bytes(read.short_message)) == (7, octets)
    assert (read.source_addr, read.destination_addr) == ("622150001234", "6281234567890")


@pytest.mark.parametrize("length", [0, 15, 64 * 1024 + 1, 2**32 - 1])
def test_a_length_that_no_packet_has_ends_the_connection(length: int) -> None:
    with pytest.raises(wire.NotSmpp):
        wire.length_of(struct.pack(">L", length))
