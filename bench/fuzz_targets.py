"""What is fuzzed without a running line: everything that reads what comes from outside.

Each target has good input to begin with and says what may come of bad input; anything else is a crash.
"""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from bench.fuzz_changes import of_bytes, of_json
from casework.application_files import read_rows, refused_as_csv
from casework.catalogue import load_catalogue
from casework.content import ContentError
from casework.counters import load_counters
from casework.letters import write
from casework.mpp import load_mpp
from casework.office import Office, load_office
from casework.sending_rules import load_sending
from casework.text_words import load_text_words
from casework.texts import load_texts
from casework.triage import load_triage
from casework.understanding_file import load_requests
from casework.webhook_file import load_subscriptions
from casework.words import load_words
from ivr.asterisk_stream import AsteriskStream
from ivr.media import Gone, StreamRefused
from ivr.script_file import load_script
from ivr.twilio_stream import TwilioStream
from ivr.wire import Closed
from models import Vault, new_key
from sms import smpp_wire
from sms.alphabets import Alphabet, decoded, header_of
from sms.kannel_routes import error_of, text_of
from sms.reading import Context, read
from speech import audio

CONTENT = Path(__file__).resolve().parents[1] / "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`make` gives bytes, `run` reads them and says what came of it; it raises where the line would have broken."""

    name: str
    make: Callable[[Random], bytes]
    run: Callable[[bytes], str]


class Frames:
    """A socket that brings these messages and then closes; what is sent into it is forgotten."""

    def __init__(self, messages: Sequence[str | bytes]) -> None:
        self.gone, self.closed_with = False, None
        self._messages = list(messages)

    async def receive(self) -> str | bytes:
        if not self._messages:
            self.gone = True
            raise Closed
        return self._messages.pop(0)

    async def send(self, message: str | bytes) -> None:
        """Nowhere."""

    async def close(self, code: int) -> None:
        self.gone = True


def targets() -> Iterator[Target]:
    """All of them."""
    yield Target(name="Twilio frames", make=_twilio, run=lambda given: _stream(TwilioStream, given))
    yield Target(name="Asterisk frames", make=_asterisk, run=lambda given: _stream(AsteriskStream, given))
    yield Target(name="SMPP packets", make=_smpp, run=_read_smpp)
    yield Target(
        name="texts in octets", make=lambda random: random.randbytes(random.randint(0, 180)), run=_read_octets
    )
    yield Target(name="sound files", make=_wav, run=_read_wav)
    office = load_office(CONTENT, vault=Vault(keys=(new_key(),), index_key=new_key()), recordings=CONTENT)
    services = [service.id for service in office.catalogue.services]
    yield Target(name="CSV files", make=_csv, run=lambda given: _read_csv(given, services))
    yield Target(name="texts", make=_text, run=lambda given: _read_text(office, given))
    for name in LOADERS:
        yield Target(name=name, make=_changed((CONTENT / name).read_bytes()), run=_content(office, name))


def _changed(good: bytes) -> Callable[[Random], bytes]:
    return lambda random: of_bytes(random, good)


# Streams: messages, one a line, each a letter for its kind and then itself ----------------------------------------

STARTED = {
    "accountSid": "AC1", "callSid": "CA1", "streamSid": "MZ1", "tracks": ["inbound"],
    "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000}, "customParameters": {"token": "x"},
}  # fmt: skip
SOUND = {"track": "inbound", "chunk": "1", "timestamp": "5", "payload": "//8="}
TWILIO = (
    {"event": "connected", "protocol": "Call", "version": "1.0.0"},
    {"event": "start", "sequenceNumber": "1", "streamSid": "MZ1", "start": STARTED},
    {"event": "media", "streamSid": "MZ1", "media": SOUND},
    {"event": "dtmf", "streamSid": "MZ1", "dtmf": {"track": "inbound_track", "digit": "1"}},
    {"event": "mark", "streamSid": "MZ1", "mark": {"name": "turn-1"}},
    {"event": "stop", "streamSid": "MZ1", "stop": {"accountSid": "AC1", "callSid": "CA1"}},
)
ASTERISK = (
    {"event": "MEDIA_START", "connection_id": "x", "format": "ulaw", "optimal_frame_size": 160, "ptime": 20,
     "channel_variables": {"SUARA_CALL": "pbx-1.1", "SUARA_CALLER": "081234567890", "SUARA_PRESENTATION": "allowed"}},
    {"event": "DTMF_END", "digit": "#"},
    {"event": "MEDIA_XOFF"},
    {"event": "MEDIA_XON"},
    {"event": "MEDIA_MARK_PROCESSED", "correlation_id": "turn-1"},
    {"event": "STATUS", "queue_length": 3},
)  # fmt: skip


def _twilio(random: Random) -> bytes:
    return _messages(random, TWILIO)


def _asterisk(random: Random) -> bytes:
    return _messages(random, ASTERISK)


def _messages(random: Random, good: Sequence[Any]) -> bytes:
    """Good ones up to somewhere, then bad ones."""
    start = random.randint(0, len(good))
    whole = [json.dumps(one).encode() for one in good[:start]]
    for _ in range(random.randint(1, 5)):
        one = random.choice(good)
        bad = of_json(random, one) if random.random() < 0.6 else of_bytes(random, json.dumps(one).encode())
        whole.append(
            bad if random.random() < 0.9 else b"\x00" + random.randbytes(random.choice((0, 1, 160, 9000)))
        )
    return b"\n".join(one.replace(b"\n", b" ") for one in whole)


def _stream(adapter: Any, given: bytes) -> str:
    messages = [
        one[1:] if one[:1] == b"\x00" else one.decode("utf-8", "replace") for one in given.split(b"\n")
    ]

    async def whole() -> str:
        stream = adapter(Frames(messages))
        try:
            await stream.open()
            while not isinstance(await stream.receive(), Gone):
                pass
        except StreamRefused:
            return "refused"
        except Closed:
            return "closed"
        return "taken"

    return asyncio.run(whole())


# Texts ------------------------------------------------------------------------------------------------------------


def _smpp(random: Random) -> bytes:
    values: dict[str, str | int | bytes] = {
        "source_addr": "628123", "destination_addr": "1708", "short_message": b"STATUS 48213096", "data_coding": 0,
    }  # fmt: skip
    name = random.choice(("deliver_sm", "submit_sm_resp", "bind_transceiver_resp", "enquire_link"))
    good = smpp_wire.packet(name, 7, values if name == "deliver_sm" else None)
    return of_bytes(random, good).ljust(smpp_wire.HEADER, b"\0")


def _read_smpp(given: bytes) -> str:
    try:
        smpp_wire.length_of(given)
    except smpp_wire.NotSmpp:
        return "refused"
    return "taken" if smpp_wire.read(given).readable else "refused"


def _read_octets(given: bytes) -> str:
    place, rest = header_of(given)
    for alphabet in Alphabet:
        decoded(rest, alphabet)
    for coding in (b"0", b"1", b"2", given[:2]):
        text_of(given, coding, given[2:8])
    error_of(given.decode("latin-1"))
    return "taken" if place is None else "a part"


GOOD_TEXTS = (
    "STATUS 4821 3096",
    "syarat ktp hilang",
    "PETUGAS akte anak belum jadi",
    "1",
    "ya",
    "BERHENTI",
    "antre kk besok jam 9",
)


def _text(random: Random) -> bytes:
    return of_bytes(random, " ".join(random.sample(GOOD_TEXTS, random.randint(1, 3))).encode())


def _read_text(office: Office, given: bytes) -> str:
    turn = read(office, given.decode("utf-8", "replace"), Context(today=date(2026, 11, 24)))
    if turn.reply is not None:
        write(office, turn.reply)
    return "silence" if turn.reply is None and turn.command is None else "answered"


# Files ------------------------------------------------------------------------------------------------------------

HEADING = b"kode,layanan,status,kurang,janji,telepon\n"
CSV = HEADING + b"48213096,kk,diproses,,2026-12-01,081234567890\n51730424,kk,x,=1+1,,\n"


def _csv(random: Random) -> bytes:
    return of_bytes(random, random.choice((CSV, CSV.replace(b",", b";"), CSV.replace(b"\n", b"\r\n"))))


def _read_csv(given: bytes, services: Sequence[str]) -> str:
    rows = read_rows(given.decode("utf-8", "replace"), services)
    refused_as_csv([row for row in rows if not hasattr(row, "data")])  # type: ignore[misc]
    return "refused" if all(not hasattr(row, "data") for row in rows) else "taken"


def _wav(random: Random) -> bytes:
    return of_bytes(random, audio.wav(audio.tone(440, random.choice((0, 20, 200)))))


def _read_wav(given: bytes) -> str:
    try:
        sound = audio.read_wav(given)
    except audio.AudioError:
        return "refused"
    if len(sound) > 50 * len(given) + 1000:
        raise MemoryError("a small file became a large one")
    return "taken"


def _content(office: Office, name: str) -> Callable[[bytes], str]:
    """Reads this file beside the other ones as they ship."""
    folder = Path(tempfile.mkdtemp(prefix="suara-fuzz-"))
    shutil.copytree(CONTENT, folder, dirs_exist_ok=True)

    def run(given: bytes) -> str:
        (folder / name).write_bytes(given)
        try:
            LOADERS[name](office, folder / name)
        except ContentError as error:
            if "\n" in str(error).strip() or not str(error):
                raise ValueError("what is wrong is not said in one sentence") from error
            return "refused"
        return "taken"

    return run


LOADERS: dict[str, Callable[[Office, Path], object]] = {
    "call.yaml": lambda office, path: load_script(path, office.catalogue, office.words),
    "loket.yaml": lambda office, path: load_counters(path, office.catalogue),
    "mpp.yaml": lambda office, path: load_mpp(path),
    "requests.yaml": lambda office, path: load_requests(path, office.catalogue, office.words),
    "services.yaml": lambda office, path: load_catalogue(path),
    "sms.yaml": lambda office, path: load_text_words(path),
    "sms_routes.yaml": lambda office, path: load_sending(path, office.mpp),
    "texts.yaml": lambda office, path: load_texts(path, office.mpp.sms_name),
    "triage.yaml": lambda office, path: load_triage(path, office.catalogue),
    "webhooks.yaml": lambda office, path: load_subscriptions(path),
    "words.yaml": lambda office, path: load_words(path, office.mpp.regions),
}
"""Each file of the content, and what reads it."""
