"""A proxy that checks what goes through it, both ways, against Twilio's own OpenAPI description of its interface.

The description is Twilio's and is not part of this project; docs/carriers.md says where to get it.
"""

import json
import os
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit

from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from config import ROOT

API = "https://api.twilio.com"
PLACES = (
    os.environ.get("SUARA_TWILIO_OPENAPI", ""),
    str(ROOT.parent / "shared" / "peers" / "twilio" / "twilio_api_v2010.json"),
)
OF_TEXTS = "/2010-04-01/Accounts/{AccountSid}/Messages"
OF_CALLS = "/2010-04-01/Accounts/{AccountSid}/Calls"


def description() -> Path | None:
    """Twilio's description, where it lies. None: nowhere."""
    return next((Path(place) for place in PLACES if place and Path(place).is_file()), None)


def _read(file: Path) -> OpenAPI:
    """What it says of texts and calls. The whole takes half a minute to check, and is checked by Twilio."""
    whole = json.loads(file.read_text(encoding="utf-8"))
    wanted = {f"{of}{end}" for of in (OF_TEXTS, OF_CALLS) for end in (".json", "/{Sid}.json")}
    whole["paths"] = {path: item for path, item in whole["paths"].items() if path in wanted}
    return OpenAPI.from_dict(whole)


class ValidatingProxy(ThreadingHTTPServer):
    """Hands everything on to `behind`. `wrong` is what the description does not allow, `seen` what it does."""

    daemon_threads = True

    def __init__(self, file: Path, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spec, self.behind = _read(file), behind
        self.seen: list[str] = []
        self.wrong: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: ValidatingProxy

    def do_GET(self) -> None:
        self._pass(None)

    def do_POST(self) -> None:
        self._pass(self.rfile.read(int(self.headers["Content-Length"])))

    def _pass(self, body: bytes | None) -> None:
        parts = urlsplit(self.path)
        request = MockRequest(
            API,
            self.command.lower(),
            parts.path,
            args=dict(parse_qsl(parts.query)),
            headers={"Authorization": self.headers.get("Authorization", "")},
            data=body,
            content_type=self.headers.get("Content-Type", "application/json"),
        )
        what = f"{self.command} {parts.path.rsplit('/', 1)[-1]}"
        self._check(f"{what} asked", lambda: self.server.spec.validate_request(request))
        status, answer = self._behind(body)
        if status < 400:  # the description has no word on refusals
            response = MockResponse(answer, status_code=status, content_type="application/json")
            self._check(f"{what} {status}", lambda: self.server.spec.validate_response(request, response))
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _check(self, what: str, check: Any) -> None:
        self.server.seen.append(what)
        try:
            check()
        except OpenAPIError as error:
            causes = [str(cause.message) for cause in getattr(error.__cause__, "schema_errors", ())]
            self.server.wrong.append(f"{what}: {error!r} {error.__cause__!r} {causes}")

    def _behind(self, body: bytes | None) -> tuple[int, bytes]:
        kept = {name: self.headers[name] for name in ("Authorization", "Content-Type") if self.headers[name]}
        request = urllib.request.Request(  # noqa: S310 - loopback
            self.server.behind + self.path, data=body, headers=kept, method=self.command
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                return answer.status, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def validating_proxy(file: Path, behind: str) -> Iterator[ValidatingProxy]:
    proxy = ValidatingProxy(file, behind)
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield proxy
    proxy.shutdown()
    thread.join()
    proxy.server_close()
