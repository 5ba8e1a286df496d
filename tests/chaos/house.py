"""The line that is hurt: its processes, its database, and the carrier beside it, which lives when the line dies."""

import contextlib
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from casework.contacts import contact_for
from casework.demo import load_demo
from commands import database_of, simulator_settings
from config import Settings
from fallback_command import written
from migrate import migrate
from models import Database, new_key
from simulator.carrier import Carrier
from simulator.mailbox import Mailbox
from simulator.outages import Outages
from simulator.routes import create_carrier_app
from simulator.settings import SimulatorSettings
from simulator.voice import SpokenVoice
from temporary_line import a_free_port, serving
from tests.line import API_KEY, PASSWORD, settings_for

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
KNOWN = 400
"""Citizens who have been known for a week."""


@dataclass(kw_only=True)
class House:
    """One installation. `web` and `worker` are its processes; on SQLite the first does the work of both."""

    settings: Settings
    database: Database
    environment: dict[str, str]
    carrier: SimulatorSettings
    outages: Outages
    mailbox: Mailbox
    voice: SpokenVoice
    split: bool
    """Whether jobs are done by a process of their own."""
    server: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    database_server: Any = None
    """How to stop and start PostgreSQL, where it is this house's."""
    numbers: Iterator[str] = field(default_factory=lambda: (number(n) for n in itertools.count(1)))

    @property
    def kinds(self) -> tuple[str, ...]:
        return ("web", "worker") if self.split else ("web",)

    def start(self, kind: str, **more: str) -> None:
        """Starts a process and, for the web, waits until it answers."""
        given = {**self.environment, "SUARA_WORKERS": str(not self.split).lower(), **more}
        command = [sys.executable, "app.py", "run" if kind == "web" else "worker"]
        log = (self.settings.var_dir / f"{kind}.log").open("ab")
        with log:
            self.running[kind] = subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log)
        if kind == "web":
            self.wait_for_web()

    def wait_for_web(self) -> None:
        until = time.monotonic() + START_S
        while True:
            if self.running["web"].poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the line did not start: {self.told('web')[-2000:]}")
            try:
                if (
                    httpx2.get(f"{self.settings.base_url}/ready", trust_env=False, timeout=5).status_code
                    == 200
                ):
                    return
            except httpx2.HTTPError:
                pass
            time.sleep(0.1)

    def told(self, kind: str) -> str:
        """What this process has logged."""
        return (self.settings.var_dir / f"{kind}.log").read_text(errors="replace")

    def kill(self, kind: str) -> None:
        """SIGKILL."""
        self.running[kind].kill()
        self.running[kind].wait()

    def stop(self) -> None:
        for process in self.running.values():
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()

    def open_carrier(self) -> None:
        """The carrier listens."""
        port = int(self.carrier.carrier_url.rsplit(":", 1)[1].partition("/")[0])
        self.server.enter_context(serving(self.outages, port))

    def close_carrier(self) -> None:
        """Nobody listens any more. What was on its way there keeps what the carrier has."""
        self.server.close()


def number(count: int) -> str:
    """Telephone numbers that are no neighbours of each other."""
    return f"+62813{1_000_003 * count % 100_000_000:08d}"


def _content(folder: Path) -> Path:
    """The content that ships, with news by day and by night."""
    target = folder / "content"
    if not target.exists():
        shutil.copytree(ROOT / "content", target)
        path = target / "sms_routes.yaml"
        text = path.read_text(encoding="utf-8").replace("19.00-08.00", "03.00-03.01")
        path.write_text(re.sub(r"\n    jumat: .*", "", text), encoding="utf-8")
    return target


@contextlib.contextmanager
def house(folder: Path, *, url: str = "", split: bool = False, **more: str) -> Iterator[House]:
    """A running one. `url`: of its database, when that is not SQLite; `more`: its environment."""
    carrier_port, key, index_key = a_free_port(), new_key(), new_key()
    own = {"keys": key, "index_key": index_key, "voice": "robot", "content_dir": _content(folder),
           "twilio_api": f"http://127.0.0.1:{carrier_port}/carrier"}  # fmt: skip
    settings = settings_for(folder, **own, **({"database_url": url} if url else {}))
    given = settings.model_dump(include={"port", "database_url", "var_dir", "line_number", "content_dir", "voice",
                                         "twilio_account_sid", "twilio_api", "asterisk_secret"})  # fmt: skip
    given |= {"environment": "development", "keys": key, "index_key": index_key, "api_keys": API_KEY,
              "asterisk": "true", "twilio_auth_tokens": settings.twilio_auth_tokens[0],
              "api_per_minute": 10000}  # fmt: skip
    environment = {
        **os.environ,
        **{f"SUARA_{name.upper()}": str(value) for name, value in given.items()},
        **more,
    }
    database = database_of(settings)
    migrate(database)
    long_ago = datetime.now(UTC) - timedelta(days=7)
    with database.write() as session:
        load_demo(session, database.vault, password=PASSWORD, at=long_ago)
        for count in range(1, KNOWN):
            contact_for(session, database.vault, number(count), at=long_ago)
    simulated = replace(
        simulator_settings(settings),
        carrier_base=f"http://127.0.0.1:{carrier_port}",
        fallback=written(settings),
    )
    carrier = Carrier(simulated, step_s=0.1)
    outages = Outages(create_carrier_app(simulated, carrier))
    here = House(settings=settings, database=database, environment=environment, carrier=simulated, outages=outages,
                 mailbox=carrier.mailbox, voice=SpokenVoice(), split=split)  # fmt: skip
    try:
        here.open_carrier()
        for kind in here.kinds:
            here.start(kind)
        yield here
    finally:
        here.stop()
        here.close_carrier()
        here.voice.close()
        database.close()
