"""The officers' pages on a real socket, with a database of their own, and a real Chromium to open them with."""

import io
import math
import os
import re
import secrets
import socket
import struct
import threading
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page

from casework import cases, clocks, console, contacts, officers, recordings
from casework.office import Office
from casework.roles import Role
from commands import check_folder
from config import ROOT, Settings, read_settings
from content_desk import ContentDesk
from deps import Services
from ivr.voices import Places
from models import Call, CallTurn, Case, Database, Officer, OfficerSession, new_key

PASSWORD = "melati-putih-7"
API_KEY = "kunci-contoh-untuk-pengujian-saja"
SECONDS = 3.0
STORY = "katepe saya hilang waktu banjir saya tidak punya hape yang ada internetnya"


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The running pages, and shortcuts to what tests put into the database and find in it."""

    url: str
    app: FastAPI
    database: Database
    office: Office
    officer: Officer
    colleague: Officer

    def case_by_call(self, *, ago: timedelta = timedelta(hours=2), phone: str = "081234567890",
                     sound: bool = True, story: str | None = STORY) -> Case:  # fmt: skip
        """A case that a caller left, with a recording and the turns of their call."""
        at = datetime.now(UTC) - ago
        with self.database.write() as session:
            contact = contacts.contact_for(session, self.database.vault, phone, at=at)
            call = Call(provider_id=f"CA{os.urandom(16).hex()}", contact_id=contact.id, started_at=at, turn=5)
            session.add(call)
            session.flush()
            for number, (kind, heard, confidence, said) in enumerate(TURNS, 1):
                session.add(
                    CallTurn(call_id=call.id, number=number, step="menu", heard_kind=kind, heard=heard,
                             confidence=confidence, said=said, voiced=said, waits_for="ask",
                             at=at - timedelta(seconds=60 - 10 * number))
                )  # fmt: skip
            recording = None
            if sound:
                recording = recordings.keep(
                    session, self.office.recordings, call_id=call.id, wav=a_tone(SECONDS),
                    seconds=SECONDS, at=at,
                )  # fmt: skip
            case = cases.open_case(
                session, channel="call", contact_id=contact.id, at=at, service_id="ktp_hilang",
                call_id=call.id, recording_id=recording.id if recording else None, story=story,
            )  # fmt: skip
            clocks.sort(session, self.office, case, at=at)
            return case

    def case_by_text(self, *, ago: timedelta = timedelta(minutes=20), phone: str = "081398765432",
                     story: str = "akte anak sy blm jadi, tlg dibantu") -> Case:  # fmt: skip
        """A case that came by text."""
        at = datetime.now(UTC) - ago
        with self.database.write() as session:
            contact = contacts.contact_for(session, self.database.vault, phone, at=at)
            case = cases.open_case(
                session, channel="text", contact_id=contact.id, at=at, service_id="akta_lahir", story=story
            )
            clocks.sort(session, self.office, case, at=at)
            return case

    def do(self, change: Callable[..., Any], case: Case, by: Officer | None = None, *words: str) -> None:
        """Has an officer do something with a case, as another browser would."""
        with self.database.write() as session:
            found = session.get_one(Case, case.id)
            officer = session.get_one(Officer, (by or self.officer).id)
            change(found, officer, *words, at=datetime.now(UTC))

    def now(self, case: Case) -> Case:
        """The case as it is stored."""
        with self.database.read() as session:
            found = session.get_one(Case, case.id)
            session.expunge(found)
            return found

    def cookie(self, officer: Officer | None = None) -> str:
        """A signed-in session's cookie."""
        token, at = secrets.token_urlsafe(32), datetime.now(UTC)
        with self.database.write() as session:
            session.add(
                OfficerSession(
                    token_hash=officers._hash(token), csrf_token=secrets.token_urlsafe(24),
                    officer_id=(officer or self.officer).id, created_at=at, seen_at=at,
                )
            )  # fmt: skip
        return token

    def become(self, *given: str, counters: tuple[str, ...] = (), **changed: Any) -> None:
        """Gives the officer these roles instead of a supervisor's, and whatever else is to be changed."""
        with self.database.write() as session:
            officer = session.get_one(Officer, self.officer.id)
            officer.roles, officer.counters = list(given), list(counters)
            for name, value in changed.items():
                setattr(officer, name, value)

    def csrf(self, token: str) -> str:
        """The token that this session's forms carry."""
        with self.database.read() as session:
            found = officers.session_of(session, token, at=datetime.now(UTC))
            assert found is not None
            return found.csrf_token

    def client(self, token: str | None = None) -> httpx2.Client:
        """Sends what a browser on our own pages would send, and follows nothing."""
        client = httpx2.Client(
            base_url=self.url, headers={"Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        )
        if token is not None:
            client.cookies.set("suara_session", token, path="/console")
        return client


TURNS = (
    ("started", None, None, "Selamat datang di layanan suara MPP. Percakapan ini bisa direkam."),
    ("pressed", "3", None, "Tentang layanan apa? Sebutkan namanya."),
    ("said", "katepe", 0.52, "Maaf, saya belum menangkap. Tentang layanan apa?"),
    ("said", "katepe hilang", 0.94, "Setelah bunyi tut, ceritakan masalahnya."),
    ("recorded", "3.0", None, "Terima kasih, sudah kami catat."),
    ("hung_up", None, None, ""),
)


def words(page: str) -> str:
    """The page's visible words, in order."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", "", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def a_tone(seconds: float) -> bytes:
    """A WAV file as calls leave it: 8 kHz, 16 bits."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", "NONE"))
        samples = (int(8000 * math.sin(i / 4)) for i in range(int(8000 * seconds)))
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hashing is slow on purpose, so once for all."""
    return officers._passwords.hash(PASSWORD)


@pytest.fixture(scope="session")
def settings() -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    return read_settings(
        _env_file=None,
        environment="development",
        port=port,
        base_url=f"http://127.0.0.1:{port}",
        keys=new_key(),
        index_key=new_key(),
        api_keys=API_KEY,
        twilio_account_sid="AC" + "1" * 32,
        twilio_auth_tokens="2" * 32,
        line_number="+622150001234",
    )


@pytest.fixture(scope="session")
def served(settings: Settings) -> Iterator[FastAPI]:
    """One server for all tests; each test gives it the services that it works with."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(console.router, prefix="/console")
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host="127.0.0.1",
            port=settings.port,
            log_level="error",
            lifespan="off",
            ws="none",
            proxy_headers=False,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    assert server.started, "the pages are not served"
    yield app
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> ContentDesk:
    """Where the content that ships is edited; drafts are checked and spoken as the line would."""
    folder = tmp_path_factory.mktemp("desk")
    places = Places(voices=folder / "voices", bank=folder / "bank", studio=folder / "studio")
    return ContentDesk(ROOT / "content", folder / "content", check=check_folder, places=places, voice="robot")


@pytest.fixture
def console_at(
    served: FastAPI,
    settings: Settings,
    database: Database,
    office: Office,
    password_hash: str,
    desk: ContentDesk,
) -> Console:
    """The pages, served with a database of this test."""
    served.state.services = Services(
        settings=settings,
        database=database,
        office=office,
        content=desk,
        phone=cast(Any, None),
        text_carriers=cast(Any, {"twilio": None}),
    )
    with database.write() as session:
        people = [
            Officer(username=name.split()[0].lower(), name=name, password_hash=password_hash,
                    roles=[Role.SUPERVISOR], created_at=datetime.now(UTC))
            for name in ("Siti Contoh", "Budi Contoh")
        ]  # fmt: skip
        session.add_all(people)
    return Console(url=settings.base_url, app=served, database=database, office=office,
                   officer=people[0], colleague=people[1])  # fmt: skip


Open = Callable[..., Page]


@pytest.fixture
def browser_at(console_at: Console, chromium: Browser) -> Iterator[Open]:
    """Opens a browser of its own on the console, signed in unless told otherwise."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_browser(path: str = "/console/", *, by: Officer | None = None, signed_in: bool = True,
                     **options: Any) -> Page:  # fmt: skip
        context = chromium.new_context(**options)
        context.set_default_timeout(5000)
        contexts.append(context)
        if signed_in:
            cookie = {
                "name": "suara_session",
                "value": console_at.cookie(by),
                "url": f"{console_at.url}/console",
            }
            context.add_cookies([{**cookie, "httpOnly": True}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(console_at.url + path)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    refusals = [text for text in complaints if "status of 4" in text]  # the browser names every 4xx answer
    assert [text for text in complaints if text not in refusals] == []


@pytest.fixture
def get(console_at: Console):
    """Opens a page as the officer and gives its words."""
    with console_at.client(console_at.cookie()) as client:
        yield lambda path: words(client.get(f"/console{path}").text)
