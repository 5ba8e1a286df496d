"""The whole line, running: the real application on a real socket, with an installation of its own.

`Line` is what tests of whole calls and texts use; see the fixture `line` in conftest.py.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI

import temporary_line
from app import create_app
from casework.applications import ApplicationData, put_application
from casework.demo import USERNAME, load_demo
from commands import simulator_settings
from config import Settings
from deps import Services
from models import Database
from simulator.call import Call
from simulator.script import Item, ScriptedCaller
from simulator.settings import SimulatorSettings
from simulator.voice import SpokenVoice
from temporary_line import a_free_port, serving

PASSWORD = "rahasia-contoh-123"
API_KEY = "kunci-contoh-untuk-pengujian-saja"
ASTERISK_SECRET = "rahasia-asterisk-untuk-pengujian"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One running line and the carrier that stands beside it."""

    settings: Settings
    app: FastAPI
    carrier: SimulatorSettings
    voice: SpokenVoice

    @property
    def here(self) -> Services:
        found: Services = self.app.state.services
        return found

    @property
    def database(self) -> Database:
        return self.here.database

    def put(self, data: ApplicationData) -> None:
        with self.database.write() as session:
            put_application(session, self.database.vault, data, source="api", at=datetime.now(UTC))

    async def call(self, *items: Item, caller: str = "081234567890", stay: bool = False, barge_in: bool = False,
                   refuse_stream: bool = False, speed: float = 1.0, strict: bool = True) -> Call:  # fmt: skip
        """A call in which the caller does this; returned when it is over."""
        call = Call(
            self.carrier,
            caller=ScriptedCaller(items, barge_in=barge_in, stay=stay),
            from_number=caller,
            refuse_stream=refuse_stream,
            speed=speed,
            strict=strict,
            voice=self.voice,
        )
        await call.run()
        return call


def settings_for(folder: Path, **changed: object) -> Settings:
    """An installation in that folder, as `make setup` would make it."""
    own = {"api_keys": API_KEY, "asterisk": True, "asterisk_secret": ASTERISK_SECRET}
    return temporary_line.settings_for(folder, **{**own, **changed})


@contextlib.contextmanager
def running(settings: Settings) -> Iterator[Line]:
    """Starts the line and stops it at the end of the block."""
    app = create_app(settings)
    voice = SpokenVoice()
    try:
        with serving(app, settings.port):
            database = app.state.services.database
            with database.write() as session:
                load_demo(session, database.vault, password=PASSWORD, at=datetime.now(UTC))
            yield Line(settings=settings, app=app, carrier=simulator_settings(settings), voice=voice)
    finally:
        voice.close()


__all__: Sequence[str] = ("API_KEY", "PASSWORD", "USERNAME", "Line", "a_free_port", "running", "settings_for")
