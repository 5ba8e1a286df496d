"""A real server on loopback in the place of a carrier: it answers what it is told to, or not at all."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Any] | bytes | None
"""A status and a body: words as HTML, bytes as they are, anything else as JSON. Lone bytes are all that is sent, and
None lets the asker wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request."""

    method: str
    path: str
    """With its query."""
    headers: dict[str, str]
    """Names in lower case."""
    body: str


class CarrierServer(ThreadingHTTPServer):
    """Answers every request with `answer`."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[Asked] = []
        self.answer = answer
        self.let_go = threading.Event()
        self.waiting = False
        """Somebody is being kept waiting."""
        self.keeps, self.hangs_up = False, False
        """Connections stay open after an answer; or the server says so and closes them all the same."""
        self.connections = 0
        self.closed = threading.Event()

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.closed.set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: CarrierServer

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1
        self.protocol_version = "HTTP/1.1" if self.server.keeps or self.server.hangs_up else "HTTP/1.0"

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, body: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append(Asked(method=self.command, path=self.path, headers=headers, body=body))
        match self.server.answer:
            case None:
                self.server.waiting = True
                self.server.let_go.wait(20)
                self.server.waiting = False
                self.close_connection = True
            case bytes() as raw:
                self.wfile.write(raw)
                self.close_connection = True
            case (status, bytes() as raw):
                self._send(status, "application/octet-stream", raw)
            case (status, str() as words):
                self._send(status, "text/html", words.encode())
            case (status, document):
                self._send(status, "application/json", json.dumps(document).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = self.close_connection or self.server.hangs_up

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def carrier_server(answer: Answer) -> Iterator[CarrierServer]:
    """A running one."""
    server = CarrierServer(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.let_go.set()
    server.shutdown()
    thread.join()
    server.server_close()
