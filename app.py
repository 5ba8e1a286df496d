"""The command line, and `create_app()`: wires the rooms together and holds no logic.

`python app.py --help` lists the commands.
"""

import argparse
import asyncio
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

import audit_commands
import commands
import fallback_command
import key_commands
import officer_commands
import persona_commands
import privacy_commands
import published
import report_commands
import script_commands
import search_commands
import supply_chain
import system_commands
import voice_commands
import work
from building import build, take_over
from casework import console, purge, sharing
from casework.content import ContentError
from config import ROOT, Settings, SettingsError, read_settings
from deps import Services
from edge import Edge
from installation import CannotWrite
from ivr import sweeping, trouble_route
from ivr.warm import warm_lines
from logs import set_up
from migrate import DatabaseNewer
from models import VaultError
from operations import backup_commands, doctor
from operations.metrics import Metrics
from operations.serving import serve
from routers import routers
from simulator.carrier import Carrier
from simulator.script import Press, Say
from sms.inbox import Inbox
from sms.listening import Listening
from speech.hearing import ModelError
from speech.voicebank import VoicebankError
from worker import Worker

CANNOT_START = (
    CannotWrite,
    ContentError,
    DatabaseNewer,
    ModelError,
    SettingsError,
    VaultError,
    VoicebankError,
)
"""What keeps the line from starting, each with one sentence that says what to do."""


def create_app(settings: Settings) -> FastAPI:
    """The whole line as one ASGI application. Raises one of CANNOT_START."""
    here = build(settings)
    app = FastAPI(title="SuaraMPP", lifespan=_lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Edge, https=settings.base_url.startswith("https:"))
    app.state.services = here
    app.state.metrics = Metrics(here)
    app.state.carrier = None if settings.production else Carrier(commands.simulator_settings(settings))
    for router in routers(settings, app.state.carrier):
        app.include_router(router)
    app.include_router(console.router, prefix="/console")

    @app.get("/")
    def home() -> RedirectResponse:
        return RedirectResponse("/phone" if settings.twilio and not settings.production else "/console/", 303)

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        if request.url.path.startswith("/ivr/"):
            return trouble_route.trouble(here, error, request)
        words, last = "Maaf, sedang ada gangguan. Silakan coba lagi.", {"Connection": "close"}
        return Response(words, 500, media_type="text/plain", headers=last)

    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    here: Services = app.state.services
    worker = work.worker(here)
    with here.database.write() as session:
        purge.schedule(session, at=datetime.now(UTC))
        sweeping.schedule(session, at=datetime.now(UTC))
        if here.settings.share_cases:
            sharing.schedule(session, at=datetime.now(UTC))
    asyncio.get_running_loop().run_in_executor(here.phone.threads, warm_lines, here.phone)
    inbox = Inbox(database=here.database, office=here.office)
    listening = listening_of(here, worker, inbox)
    if here.settings.workers:
        listening.start()

    def adopt() -> int:
        app.state.services = now = take_over(app.state.services, worker, inbox)
        here.phone.threads.submit(warm_lines, now.phone)
        return now.edition

    following = published.Following(here.database, here.edition, adopt)
    following.start()
    yield
    following.close()
    if here.settings.workers:
        listening.close()
    here.phone.threads.shutdown(wait=False, cancel_futures=True)
    here.phone.workload.close()
    here.phone.speaker.close()
    here.database.close()


def listening_of(here: Services, worker: Worker, inbox: Inbox) -> Listening:
    """The carriers that are listened to, with the worker that needs them."""
    return Listening(here.text_carriers.values(), inbox, begin=worker.start, end=worker.stop)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Serves calls and texts until stopped."""
    app = create_app(settings)
    commands.show_addresses(settings)
    serve(app, settings, app.state.services.stopping)
    return 0


def run_worker(args: argparse.Namespace, settings: Settings) -> int:
    """Runs jobs, and nothing else, until stopped."""
    here, stop = build(settings), threading.Event()
    worker = work.worker(here)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    inbox = Inbox(database=here.database, office=here.office)
    listening = listening_of(here, worker, inbox)
    listening.start()
    following = published.Following(
        here.database, here.edition, lambda: take_over(here, worker, inbox).edition
    )
    following.start()
    stop.wait()
    following.close()
    listening.close()
    return 0


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    top = argparse.ArgumentParser(prog="app.py", description="SuaraMPP: the voice and SMS line of an MPP")
    add = top.add_subparsers(dest="command", required=True, metavar="COMMAND").add_parser

    add("run", help="start the line").set_defaults(run=run)
    add("worker", help="run due jobs as a process of its own").set_defaults(run=run_worker)
    add("migrate", help="bring the database up to date").set_defaults(run=commands.migrate_database)
    add("setup", help="make settings, database and demo data for trying out").set_defaults(
        bare=commands.setup
    )
    add("new-key", help="print a fresh encryption key").set_defaults(bare=commands.make_key)

    check = add("check-content", help="check everything in content/")
    check.add_argument("folder", type=Path, nargs="?", default=ROOT / "content")
    check.set_defaults(bare=commands.check_content)

    importing = add("import-applications", help="import applications from a CSV file")
    importing.add_argument(
        "file", type=Path, help="columns kode, layanan, status; kurang, janji, telepon if known"
    )
    importing.set_defaults(run=commands.import_file)

    officer_commands.add_to(add)
    key_commands.add_to(
        add("keys", help="the keys that encrypt: what uses them, and sealing all with the newest")
    )
    privacy_commands.add_to(
        add("privacy", help="personal data: what is kept and went, requests, exports, breaches")
    )
    audit_commands.add_to(add("audit", help="the audit log: verify that nobody changed it"))
    system_commands.add_to(add)
    report_commands.add_to(add)
    search_commands.add_to(add)
    backup_commands.add_to(add)
    supply_chain.add_to(add)
    fallback_command.add_to(add("fallback", help="write what callers hear while the line is away"))
    doctor.add_to(add("doctor", help="look at everything that the line needs, and say what to do"))

    call = add("call", help="call the running line (development)")
    call.add_argument(
        "--say", dest="items", action="append", type=lambda words: Say(text=words), help="speak"
    )
    call.add_argument(
        "--press", dest="items", action="append", type=lambda keys: Press(keys=keys), help="press keys"
    )
    call.add_argument(
        "--wav",
        dest="items",
        action="append",
        type=lambda file: Say.wav(Path(file).read_bytes()),
        help="play a file",
    )
    call.add_argument("--from", dest="caller", default="081234567890", help="the caller's number")
    call.set_defaults(run=commands.call)

    persona_commands.add_to(
        add("personas", help="let simulated callers try the line, and see how they fare"), create_app
    )
    script_commands.add_to(add("script", help="draw the dialogue"))
    voice_commands.add_to(add("voice", help="the voices of the line: hear, render, record, check"))

    text = add("text", help="text the running line (development)")
    text.add_argument("body")
    text.add_argument("--from", dest="caller", default="081234567890", help="the sender's number")
    text.set_defaults(run=commands.text)
    return top


def main(arguments: list[str]) -> int:
    """Runs one command. What keeps it from starting is told in one sentence."""
    args = parser().parse_args(arguments)
    try:
        if "bare" in args:
            return int(args.bare(args))
        settings = read_settings()
        set_up(production=settings.production)
        return int(args.run(args, settings))
    except CANNOT_START as error:
        print(f"SuaraMPP cannot start: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
