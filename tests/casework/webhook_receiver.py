"""Another system that is told by webhook, with somebody else's code for signatures, and who delivers to it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sqlalchemy import select
from standardwebhooks import Webhook

from casework import jobs
from casework.applications import ApplicationData, put_application
from casework.webhook_events import DELIVER, WebhookKind
from casework.webhook_file import Subscription, subscribe
from casework.webhook_signing import key_of, new_secret
from casework.webhooks import Courier
from models import ApplicationStatus, Database, WebhookDelivery

SECRET, OLD_SECRET = new_secret(), new_secret()


@dataclass
class Receiver:
    """Another system. `answers`: the status of each of its next answers, 204 when there is none left."""

    server: ThreadingHTTPServer
    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def told(self, secret: str = SECRET) -> list[dict[str, Any]]:
        """What it was told, after looking at every signature with somebody else's code."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            here.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = here.answers.pop(0) if here.answers else 204
            self.send_response(status)
            if status == 302:
                self.send_header("location", here.url)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a handshake that is refused
    here = Receiver(server=server)
    here.url = f"http://127.0.0.1:{server.server_port}/kabar"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield here
    server.shutdown()
    thread.join()
    server.server_close()


class Office:
    """Who delivers, with a clock that tests move on."""

    def __init__(self, database: Database, **changed: Any) -> None:
        self.database, self.at = database, datetime.now(UTC)
        given = {"secrets": {"dukcapil": [key_of(SECRET)]}, "https_only": False, "private": True, **changed}
        self.courier = Courier(**given, now=lambda: self.at)

    def run(self) -> int:
        """Does every job that is due. Returns how many."""
        done = 0
        while True:
            with self.database.write() as session:
                job = jobs.claim(session, at=self.at, only=(DELIVER,))
            if job is None:
                return done
            with suppress(jobs.LostJob):
                self.courier.deliver(self.database, job)
            done += 1

    def later(self) -> int:
        """Moves on to the next try."""
        with self.database.read() as session:
            due = jobs.next_due(session, only=(DELIVER,))
        assert due is not None
        self.at = due
        return self.run()


def wanting(database: Database, url: str, *kinds: WebhookKind) -> None:
    with database.write() as session:
        subscribe(session, [Subscription(name="dukcapil", url=url, kinds=kinds or tuple(WebhookKind))])


def an_application(database: Database, status: ApplicationStatus, at: datetime) -> None:
    data = ApplicationData(
        code="48213096", service_id="kk", status=status, missing="surat polisi", phone="081234567890"
    )
    with database.write() as session:
        put_application(session, database.vault, data, source="csv", at=at)


def the_delivery(database: Database) -> WebhookDelivery:
    with database.read() as session:
        return session.scalars(select(WebhookDelivery)).one()
