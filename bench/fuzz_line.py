"""What is fuzzed on a running line, over HTTP and sockets: signed webhooks with wrong fields, streams with junk in
them, bodies of the API. The line must refuse or serve, and never break: no 5xx, TwiML that can be read, no close as
"broken".
"""

import contextlib
import json
import re
from collections.abc import Iterator
from random import Random
from urllib.parse import urlencode
from xml.etree.ElementTree import fromstring

import httpx2
from twilio.request_validator import RequestValidator
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bench.fuzz_changes import NASTY, of_bytes, of_json
from bench.fuzz_targets import TWILIO, Target
from config import Settings

BROKEN = 1011
PATHS = (
    "/ivr/answer", "/ivr/continue", "/ivr/keys?turn=1", "/ivr/keys?turn=2", "/ivr/recorded?turn=1",
    "/ivr/dialled?turn=1", "/ivr/status", "/sms/incoming", "/sms/status", "/sms/status?m=1",
)  # fmt: skip
FIELDS = {
    "CallSid": "CA1", "AccountSid": "", "From": "+6281233445566", "To": "+622150001234", "CallStatus": "completed",
    "CallDuration": "7", "Digits": "1", "RecordingUrl": "", "RecordingDuration": "7", "DialCallStatus": "completed",
    "MessageSid": "SM1", "Body": "STATUS 48213096", "MessageStatus": "delivered", "ErrorCode": "30003",
    "NumMedia": "0",
}  # fmt: skip


def targets(settings: Settings, api_key: str) -> Iterator[Target]:
    """Those of this line."""
    limits = httpx2.Limits(keepalive_expiry=1)
    client = httpx2.Client(base_url=settings.base_url, trust_env=False, timeout=30, limits=limits)
    signer = RequestValidator(settings.twilio_auth_tokens[0])

    def webhook(given: bytes) -> str:
        path, _, body = given.partition(b" ")
        form = [pair.partition(b"=")[::2] for pair in body.split(b"&")]
        fields = {name.decode("latin-1"): value.decode("latin-1") for name, value in form if name}
        where = path.decode()
        sent = {"X-Twilio-Signature": signer.compute_signature(settings.base_url + where, fields)}
        return judged(client.post(where, data=fields, headers=sent))

    def bulk(given: bytes) -> str:
        kind = "text/csv" if given[:1] == b"k" else "application/json"
        headers = {"Authorization": f"Bearer {api_key}", "Content-Type": kind}
        return judged(client.post("/api/applications", content=given, headers=headers))

    def sign_in(given: bytes) -> str:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": settings.base_url}
        return judged(client.post("/console/masuk", content=given, headers=headers))

    def stream(given: bytes) -> str:
        return _stream(client, signer, settings, given)

    yield Target(name="webhooks", make=lambda random: _webhook(random, settings), run=webhook)
    yield Target(name="API", make=_bulk, run=bulk)
    yield Target(name="signing in", make=_sign_in, run=sign_in)
    yield Target(name="live streams", make=_frames, run=stream)


def judged(answer: httpx2.Response) -> str:
    """Raises where the line has broken."""
    if answer.status_code >= 500:
        raise RuntimeError(f"answered {answer.status_code}")
    if "xml" in answer.headers.get("content-type", ""):
        document = answer.text
        fromstring(document)  # noqa: S314
        if "gangguan" in document:
            raise RuntimeError("said that it has broken")
    return "taken" if answer.status_code < 400 else "refused"


def _webhook(random: Random, settings: Settings) -> bytes:
    fields = {**FIELDS, "AccountSid": settings.twilio_account_sid, "CallSid": f"CA{random.randrange(50):032}"}
    fields["MessageSid"] = f"SM{random.randrange(10**9):032}"
    changed = {name: value.encode() for name, value in fields.items()}
    for name in random.sample(sorted(FIELDS.keys() - {"AccountSid"}), random.randint(0, 4)):
        way = random.randrange(4)
        if way == 0:
            del changed[name]
        else:
            changed[name] = random.choice(NASTY) if way == 1 else of_bytes(random, changed[name])
    body = b"&".join(name.encode() + b"=" + value.replace(b"&", b" ") for name, value in changed.items())
    return random.choice(PATHS).encode() + b" " + body


def _bulk(random: Random) -> bytes:
    row = {
        "code": "48213096",
        "service": "kk",
        "status": "diproses",
        "missing": "KTP",
        "expected_on": "2026-12-01",
        "phone": "0812",
    }
    if random.random() < 0.3:
        return b"k" + of_bytes(random, b"ode,layanan,status,telepon\n48213096,kk,diproses,081234567890\n")
    good = [row] * random.randint(1, 3)
    return of_json(random, good) if random.random() < 0.7 else of_bytes(random, json.dumps(good).encode())


def _sign_in(random: Random) -> bytes:
    return of_bytes(
        random, urlencode({"nama": "siti", "sandi": "salah", "kunci": "x", "lanjut": "/kasus/1"}).encode()
    )


def _frames(random: Random) -> bytes:
    bad = []
    for _ in range(random.randint(1, 4)):
        one = random.choice(TWILIO[2:])
        bad.append(
            of_json(random, one) if random.random() < 0.6 else of_bytes(random, json.dumps(one).encode())
        )
    return f"CA{random.randrange(10**9):032} ".encode() + b"\n".join(one.replace(b"\n", b" ") for one in bad)


def _stream(client: httpx2.Client, signer: RequestValidator, settings: Settings, given: bytes) -> str:
    """A call that begins well and goes on badly."""
    sid, _, frames = given.partition(b" ")
    call = sid.decode("latin-1")
    form = {"CallSid": call, "AccountSid": settings.twilio_account_sid, "From": f"+62813{call[-9:]}"}
    form["To"] = settings.line_number

    def post(path: str) -> httpx2.Response:
        signature = signer.compute_signature(settings.base_url + path, form)
        return client.post(path, data=form, headers={"X-Twilio-Signature": signature})

    token = re.search(r'name="token" value="(\w*)"', post("/ivr/answer").text)
    start = json.loads(json.dumps(TWILIO[1]))
    start["start"] |= {
        "accountSid": settings.twilio_account_sid, "callSid": call,
        "customParameters": {"token": token[1] if token else ""},
    }  # fmt: skip
    bad = [frame.decode("utf-8", "replace") for frame in frames.split(b"\n")]
    signed = {"X-Twilio-Signature": signer.compute_signature(settings.stream_url, {})}
    socket = connect(settings.stream_url, additional_headers=signed, proxy=None, compression=None)
    with socket, contextlib.suppress(ConnectionClosed, TimeoutError):
        for one in (json.dumps(TWILIO[0]), json.dumps(start), *bad, json.dumps(TWILIO[-1])):
            socket.send(one)
        while True:
            socket.recv(timeout=5)
    if socket.close_code == BROKEN:
        raise RuntimeError("the stream broke")
    return judged(post("/ivr/continue"))
