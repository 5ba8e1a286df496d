"""As much of SIP (RFC 3261) and SDP (RFC 4566) as one telephone call needs: messages read and written, nothing sent.

For tests on one machine: UDP, no registration, no authentication, one codec. A trunk ends in Asterisk, not here.
"""

import re
from dataclasses import dataclass, field

_COMPACT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "l": "content-length",
    "c": "content-type",
}
_REASONS = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    405: "Method Not Allowed",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    487: "Request Terminated",
    488: "Not Acceptable Here",
}
METHODS = "INVITE, ACK, BYE, CANCEL, OPTIONS"


class NotSip(ValueError):
    """A packet that is no SIP message, or no SDP that we can answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request (`method`) or a response (`status`). Header names are in lower case, in order."""

    method: str = ""
    uri: str = ""
    status: int = 0
    headers: tuple[tuple[str, str], ...]
    body: str = ""

    def all(self, name: str) -> list[str]:
        """Every value of this header."""
        return [value for key, value in self.headers if key == name]

    def get(self, name: str) -> str:
        """The first value of this header, or ""."""
        return next(iter(self.all(name)), "")

    @property
    def sequence(self) -> tuple[int, str]:
        """The number and method of CSeq."""
        number, _, method = self.get("cseq").partition(" ")
        return (int(number) if number.isdigit() else 0), method.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Where the caller wants to hear, and how keys come. `keys` is the payload type of telephone-event, or None."""

    host: str
    port: int
    keys: int | None = field(default=None)


def read(packet: bytes) -> Message:
    """A packet as a message. Raises NotSip."""
    try:
        head, _, body = packet.decode("utf-8").partition("\r\n\r\n")
    except UnicodeDecodeError as error:
        raise NotSip("not text") from error
    first, *lines = head.split("\r\n")
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if not colon:
            raise NotSip("a header without a colon")
        name = name.strip().lower()
        headers.append((_COMPACT.get(name, name), value.strip()))
    if match := re.fullmatch(r"SIP/2\.0 (\d{3}) .*", first):
        message = Message(status=int(match[1]), headers=tuple(headers), body=body)
    elif match := re.fullmatch(r"([A-Z]+) (\S+) SIP/2\.0", first):
        message = Message(method=match[1], uri=match[2], headers=tuple(headers), body=body)
    else:
        raise NotSip("neither a request nor a response")
    if not all(message.get(name) for name in ("via", "from", "to", "call-id", "cseq")):
        raise NotSip("a header that every message has is missing")
    return message


def response(request: Message, status: int, *, tag: str, contact: str, body: str = "") -> bytes:
    """The answer to a request."""
    to = request.get("to")
    lines = [f"SIP/2.0 {status} {_REASONS[status]}"]
    lines += [f"Via: {via}" for via in request.all("via")]
    lines += [f"Record-Route: {route}" for route in request.all("record-route")]
    lines += [
        f"From: {request.get('from')}",
        f"To: {to if ';tag=' in to or status == 100 else f'{to};tag={tag}'}",
        f"Call-ID: {request.get('call-id')}",
        f"CSeq: {request.get('cseq')}",
        f"Contact: <{contact}>",
        f"Allow: {METHODS}",
    ]
    return _packet(lines, body)


def bye(invite: Message, *, tag: str, contact: str, branch: str) -> bytes:
    """Our BYE in the dialog that this INVITE began."""
    target = re.search(r"<([^>]+)>", invite.get("contact"))
    lines = [
        f"BYE {target[1] if target else invite.get('contact')} SIP/2.0",
        f"Via: SIP/2.0/UDP {contact.removeprefix('sip:').partition('@')[2]};branch=z9hG4bK{branch}",
        *(f"Route: {route}" for route in invite.all("record-route")),
        "Max-Forwards: 70",
        f"From: {invite.get('to')};tag={tag}",
        f"To: {invite.get('from')}",
        f"Call-ID: {invite.get('call-id')}",
        "CSeq: 1 BYE",
    ]
    return _packet(lines, "")


def request(method: str, uri: str, *, sequence: int, branch: str, call_id: str, from_: str, to: str,
            contact: str, body: str = "") -> bytes:  # fmt: skip
    """A request of ours. `from_` and `to` are whole header values."""
    lines = [
        f"{method} {uri} SIP/2.0",
        f"Via: SIP/2.0/UDP {contact.removeprefix('sip:').partition('@')[2]};branch=z9hG4bK{branch}",
        "Max-Forwards: 70",
        f"From: {from_}",
        f"To: {to}",
        f"Call-ID: {call_id}",
        f"CSeq: {sequence} {method}",
        f"Contact: <{contact}>",
        f"Allow: {METHODS}",
    ]
    return _packet(lines, body)


def caller(invite: Message) -> tuple[str, str]:
    """Who calls: the number, and how Asterisk would call its presentation."""
    hidden = "id" in invite.get("privacy").split(";") or "anonymous" in invite.get("from").lower()
    asserted = invite.get("p-asserted-identity") or invite.get("from")
    user = re.search(r"(?:sips?|tel):([^@;>]+)", asserted)
    return (user[1] if user else ""), ("prohib" if hidden else "allowed")


def read_offer(sdp: str) -> Offer:
    """Raises NotSip when there is no mu-law in it."""
    host, port, keys = "", 0, None
    formats: list[str] = []
    for line in sdp.splitlines():
        if line.startswith("c=IN IP4 "):
            host = line.removeprefix("c=IN IP4 ").split("/")[0].strip()
        elif match := re.match(r"m=audio (\d+) RTP/AVP ([\d ]+)", line):
            port, formats = int(match[1]), match[2].split()
        elif match := re.match(r"a=rtpmap:(\d+) telephone-event/8000", line):
            keys = int(match[1])
    if not host or not port or "0" not in formats:
        raise NotSip("no mu-law is offered")
    return Offer(host=host, port=port, keys=keys)


def answer(offer: Offer, *, host: str, port: int) -> str:
    """The SDP that takes mu-law in 20 ms packets, and keys if they were offered."""
    formats = "0" if offer.keys is None else f"0 {offer.keys}"
    lines = [
        "v=0",
        f"o=- 1 1 IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {formats}",
        "a=rtpmap:0 PCMU/8000",
    ]
    if offer.keys is not None:
        lines += [f"a=rtpmap:{offer.keys} telephone-event/8000", f"a=fmtp:{offer.keys} 0-16"]
    return "\r\n".join([*lines, "a=ptime:20", "a=sendrecv", ""])


def _packet(lines: list[str], body: str) -> bytes:
    if body:
        lines = [*lines, "Content-Type: application/sdp"]
    return "\r\n".join([*lines, f"Content-Length: {len(body.encode())}", "", body]).encode()
