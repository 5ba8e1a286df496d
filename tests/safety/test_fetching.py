"""What we fetch because somebody named an address: the carrier's recording from the carrier, and nothing else.

Precedents: courier, which passes media addresses on unchecked; the usual ways round a list of hosts (user names,
redirects, other ports, other spellings); answers that never end, and small ones that become large.
"""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ivr import recordings
from ivr.recordings import FetchFailed, _get, is_carriers
from speech import audio
from speech.audio import AudioError, read_wav
from tests.ivr.carrier import Carrier
from tests.line import Line, a_free_port, settings_for

WAV = audio.wav(audio.silence(500))


class Answers(BaseHTTPRequestHandler):
    """A carrier's file server in several moods; it keeps who asked and with what."""

    asked: list[tuple[str, str]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization", "")))
        mood = self.path.split("/")[1].removesuffix(".wav")
        if mood == "elsewhere":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/good.wav")
            self.end_headers()
            return
        body = {"good": WAV, "zipped": gzip.compress(bytes(20_000_000)), "endless": bytes(9_000_000)}.get(
            mood, WAV
        )
        self.send_response(200)
        if mood == "zipped":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        try:
            if mood == "slow":
                for at in range(0, len(body), 100):
                    self.wfile.write(body[at : at + 100])
                    self.wfile.flush()
                    threading.Event().wait(0.02)
            else:
                self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", a_free_port()), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/RE1",
        "https://api.twilio.com.penipu.example/RE1",
        "https://api.twilio.com@penipu.example/RE1",
        "https://penipu.example#https://api.twilio.com/RE1",
        "https://penipu.example\\@api.twilio.com/RE1",
        "https://api.twilio.com:8443/RE1",
        "http://api.twilio.com/RE1",
        "//api.twilio.com/RE1",
        "https:api.twilio.com/RE1",
        "file:///etc/passwd",
        "gopher://api.twilio.com/RE1",
        "https://api.twilio.com%2f@penipu.example/RE1",
        "https://[::1]/RE1",
        "https://API.twilio.com./RE1",
        "\thttps://penipu.example",
        "x" * 5000,
        "",
    ],
)
def test_only_the_carriers_own_address_is_asked(tmp_path: Path, url: str) -> None:
    settings = settings_for(tmp_path, twilio_api="https://api.twilio.com")
    assert not is_carriers(settings, url)
    with pytest.raises(FetchFailed):
        _get(settings, url)


def test_a_webhook_that_names_another_address_is_refused(line: Line) -> None:
    carrier = Carrier(line, "CA" + "6" * 31 + "2")
    carrier.post("/ivr/answer")
    carrier.post("/ivr/continue")
    for url in (
        "http://169.254.169.254/latest",
        "https://user@127.0.0.1/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ):
        assert carrier.post("/ivr/recorded?turn=1", RecordingUrl=url).status_code == 400
    carrier.client.close()


def test_nothing_is_followed_and_no_password_goes_further(
    tmp_path: Path, server: ThreadingHTTPServer
) -> None:
    base = f"http://127.0.0.1:{server.server_port}"
    settings = settings_for(tmp_path, twilio_api=base)
    assert _get(settings, f"{base}/good") == WAV
    assert Answers.asked[-1][1].startswith("Basic ")
    asked = len(Answers.asked)
    with pytest.raises(FetchFailed, match="302"):
        _get(settings, f"{base}/elsewhere")
    assert len(Answers.asked) == asked + 1


def test_an_answer_is_bounded_in_size_and_in_time(
    tmp_path: Path, server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = f"http://127.0.0.1:{server.server_port}"
    settings = settings_for(tmp_path, twilio_api=base)
    with pytest.raises(FetchFailed, match="large"):
        _get(settings, f"{base}/endless")
    assert len(_get(settings, f"{base}/zipped")) < 100_000, "what was small stays small"
    monkeypatch.setattr(recordings, "WHOLE_S", 0.1)
    with pytest.raises(FetchFailed, match="slow"):
        _get(settings, f"{base}/slow")


def header(*, channels: int = 1, rate: int = 8000, bits: int = 16, form: int = 1, size: int = 1000) -> bytes:
    fmt = form.to_bytes(2, "little") + channels.to_bytes(2, "little") + rate.to_bytes(4, "little")
    fmt += bytes(6) + bits.to_bytes(2, "little")
    return (
        b"RIFF\0\0\0\0WAVEfmt "
        + (16).to_bytes(4, "little")
        + fmt
        + b"data"
        + size.to_bytes(4, "little")
        + bytes(1000)
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"channels": 0}, {"channels": 3}, {"channels": 65535}, {"rate": 0}, {"rate": 1}, {"rate": 2**32 - 1},
        {"bits": 0}, {"bits": 24}, {"bits": 65535}, {"form": 0}, {"form": 7}, {"form": 0x55},
    ],
)  # fmt: skip
def test_a_sound_file_that_would_become_enormous_is_none(changed: dict[str, int]) -> None:
    """One sample a second would be eight thousand times as long on a telephone."""
    with pytest.raises(AudioError):
        read_wav(header(**changed))
    assert len(read_wav(header(size=2**32 - 1))) == 500, "a size that lies is as long as what is there"
