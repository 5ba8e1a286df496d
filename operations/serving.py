"""The web server, which on SIGTERM first lets the running calls end. uvicorn alone would cut their sockets at once.

A second signal stops at once.
"""

import threading
import time
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from config import Settings
from stopping import Stopping

log = structlog.get_logger()

FAREWELL_S = 3.0
"""So long after ending a stream its carrier may still ask what comes next, and is told to say goodbye kindly."""


class Server(uvicorn.Server):
    """Serves until a signal, and then until the calls are over."""

    def __init__(self, config: uvicorn.Config, stopping: Stopping, limit_s: float) -> None:
        super().__init__(config)
        self._stopping, self._limit_s = stopping, limit_s

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._stopping.begun:
            super().handle_exit(sig, frame)
            return
        self._stopping.begin()
        threading.Thread(target=self._end, args=(sig,), name="stopping", daemon=True).start()

    def _end(self, sig: int) -> None:
        log.info("stopping", calls=self._stopping.calls)
        if not self._stopping.wait_for_calls(self._limit_s):
            log.warning("calls are ended", calls=self._stopping.calls)
            self._stopping.end_calls()
            self._stopping.wait_for_calls(FAREWELL_S)
            time.sleep(FAREWELL_S)
        super().handle_exit(sig, None)


def serve(app: FastAPI, settings: Settings, stopping: Stopping) -> None:
    """Serves calls and texts until stopped."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
    )
    Server(config, stopping, settings.stop_within_s).run()
