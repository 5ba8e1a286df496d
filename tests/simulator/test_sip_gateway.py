"""The SIP gateway's own side: SIP messages, SDP, keys in RTP, and calls that do not come about."""

import asyncio
import struct

import pytest

from simulator import sip
from simulator.asterisk import AsteriskSettings
from simulator.rtp import MOST_WAITING, Rtp
from simulator.sip_gateway import SipGateway
from tests.line import a_free_port

SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 40000 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"
)


def request(method: str, body: str = "", **more: str) -> bytes:
    headers = {
        "v": "SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bK1",
        "f": "Warga <sip:081234567890@127.0.0.1>;tag=a1",
        "t": "<sip:suara@127.0.0.1>",
        "i": "call-1",
        "CSeq": f"1 {method}",
        "m": "<sip:warga@127.0.0.1:5999>",
        **more,
    }
    lines = [
        f"{method} sip:suara@127.0.0.1 SIP/2.0",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, f"l: {len(body)}", "", body]).encode()


class Phone(asyncio.DatagramProtocol):
    """Sends packets and keeps what comes back."""

    def __init__(self) -> None:
        self.answers: asyncio.Queue[sip.Message] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.answers.put_nowait(sip.read(data))

    async def statuses(self, count: int) -> list[int]:
        async with asyncio.timeout(5):
            return [(await self.answers.get()).status for _ in range(count)]


def ask(*packets: bytes, answers: int) -> list[int]:
    """What a gateway answers whose line cannot be reached."""

    async def talk() -> list[int]:
        gateway = SipGateway(AsteriskSettings.of(f"http://127.0.0.1:{a_free_port()}", "x"))
        await gateway.start()
        transport, phone = await asyncio.get_running_loop().create_datagram_endpoint(
            Phone, remote_addr=("127.0.0.1", gateway.port)
        )
        for packet in packets:
            transport.sendto(packet)
        statuses = await phone.statuses(answers)
        transport.close()
        await gateway.stop()
        return statuses

    return asyncio.run(talk())


def test_a_line_that_is_away_leaves_the_call_unanswered() -> None:
    assert ask(request("INVITE", SDP), answers=3) == [100, 180, 480]


def test_a_call_without_mulaw_is_refused() -> None:
    assert ask(request("INVITE", SDP.replace("AVP 0 8", "AVP 8")), answers=1) == [488]


def test_requests_outside_a_call() -> None:
    packets = (b"no sip", request("ACK"), request("OPTIONS"), request("BYE"), request("REFER"))
    assert ask(*packets, answers=3) == [200, 481, 405]


def test_who_calls() -> None:
    shown = sip.read(request("INVITE", SDP))
    assert sip.caller(shown) == ("081234567890", "allowed")
    hidden = sip.read(request("INVITE", SDP, Privacy="id"))
    assert sip.caller(hidden) == ("081234567890", "prohib")
    asserted = sip.read(request("INVITE", SDP, **{"P-Asserted-Identity": "<sip:+6281111@trunk>"}))
    assert sip.caller(asserted)[0] == "+6281111"


def test_the_answer_takes_what_was_offered() -> None:
    offer = sip.read_offer(SDP)
    assert offer == sip.Offer(host="127.0.0.1", port=40000, keys=101)
    answer = sip.answer(offer, host="127.0.0.1", port=40002)
    assert sip.read_offer(answer) == sip.Offer(host="127.0.0.1", port=40002, keys=101)
    assert "m=audio 40002 RTP/AVP 0 101" in answer


@pytest.mark.parametrize(
    "packet", [b"\xff\xfe", b"HELLO sip:a SIP/2.0\r\n\r\n", b"OPTIONS sip:a SIP/2.0\r\nbroken\r\n\r\n", b""]
)
def test_what_is_no_sip(packet: bytes) -> None:
    with pytest.raises(sip.NotSip):
        sip.read(packet)


def rtp(sequence: int, time: int, payload: bytes, kind: int = 0) -> bytes:
    return struct.pack("!BBHII", 0x80, kind, sequence, time, 7) + payload


def event(sequence: int, time: int, code: int, *, ended: bool = False) -> bytes:
    return rtp(sequence, time, bytes([code, 0x80 if ended else 0, 0, 160]), 101)


def keys_of(*packets: bytes) -> list[str]:
    keys: list[str] = []
    stream = Rtp(keys.append)
    stream.talk_to("127.0.0.1", 9, 101)
    for packet in packets:
        stream.datagram_received(packet, ("127.0.0.1", 9))
    return keys


def test_a_key_counts_once_however_often_its_end_is_sent() -> None:
    press = [event(number, 1000, 11, ended=number > 2) for number in range(6)]
    assert keys_of(*press, event(6, 2000, 5), event(7, 2000, 5, ended=True)) == ["#", "5"]


def test_a_key_whose_end_was_lost_counts_when_the_sound_goes_on() -> None:
    assert keys_of(event(1, 1000, 4), event(2, 1000, 4), rtp(9, 3000, b"\xff" * 160)) == ["4"]
    assert keys_of(event(1, 1000, 4), event(9, 3000, 6, ended=True)) == ["4", "6"]


def test_sound_comes_in_frames_and_old_sound_is_dropped() -> None:
    stream = Rtp(lambda key: None)
    for number in range(30):
        stream.datagram_received(rtp(number, 160 * number, bytes([number]) * 160), ("127.0.0.1", 9))
    assert stream.received == 30
    assert stream.frame() == bytes([30 - MOST_WAITING // 160]) * 160


def test_late_and_lost_packets_are_counted_once() -> None:
    stream = Rtp(lambda key: None)
    for number in (65534, 65535, 2, 1, 3):
        stream.datagram_received(rtp(number, 0, b"\xff" * 160), ("127.0.0.1", 9))
    assert stream.lost == 2
