"""A line of its own for a test, a measurement or simulated callers: on a free port, with nothing to set up.

Knows how to serve an application; who makes it hands it in.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import uvicorn

from config import Settings, read_settings
from models import new_key

START_S = 20.0


class Application(Protocol):
    """The line as an ASGI application."""

    state: Any

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


class LineDidNotStart(RuntimeError):
    """The server was not there in time."""


def a_free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_for(folder: Path, **changed: Any) -> Settings:
    """An installation in that folder, as `make setup` would make it. Raises SettingsError."""
    values: dict[str, Any] = {
        "_env_file": None,
        "environment": "development",
        "port": a_free_port(),
        "var_dir": folder,
        "database_url": f"sqlite:///{folder / 'line.sqlite3'}",
        "keys": new_key(),
        "index_key": new_key(),
        "twilio_account_sid": "AC" + "1" * 32,
        "twilio_auth_tokens": "2" * 32,
        "line_number": "+622150001234",
    }
    return read_settings(**{**values, **changed})


@contextlib.contextmanager
def serving(app: Application, port: int) -> Iterator[None]:
    """Serves the application in a thread until the end of the block. Raises LineDidNotStart."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host="127.0.0.1",
            port=port,
            log_level="error",
            ws_max_size=64 * 1024,
            ws_per_message_deflate=False,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + START_S
        while not server.started:
            if time.monotonic() > until or not thread.is_alive():
                raise LineDidNotStart(f"the line did not start on port {port}")
            time.sleep(0.02)
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=START_S)
