"""The processes of bench/calls.py: what is called (the line, or Pipecat), and the generator that calls it."""

import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FIRST_PORT, PEER_PORT = 8795, 8794


class Server:
    """What is called: its processes, and how long it says it waited before each answer."""

    def __init__(self, name: str, folder: Path, commands: list[list[str]], ports: list[int]) -> None:
        self.name, self.ports, self._folder = name, ports, folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self._logs: list[Path] = []
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        for number, command in enumerate(commands):
            log = folder / f"{name}{number}.log"
            self._logs.append(log)
            with log.open("wb") as out:
                self._processes.append(
                    subprocess.Popen(command, stdout=out, stderr=out, cwd=ROOT, env=environment)  # noqa: S603
                )
            if number < len(ports):
                _until_there(ports[number])

    @property
    def roots(self) -> list[int]:
        return [process.pid for process in self._processes]

    def waits(self) -> dict[int, list[tuple[float, int]]]:
        """Of each call: when an answer to speech began to sound (seconds since 1970), and the wait before, in ms."""
        found: dict[int, list[tuple[float, int]]] = {}
        for log in self._logs:
            for text in log.read_text(errors="replace").splitlines():
                if '"words_ms"' in text and (turn := json.loads(text))["event"] == "turn":
                    at = datetime.fromisoformat(turn["timestamp"]).timestamp()
                    found.setdefault(turn["call"], []).append((at, turn["wait_ms"]))
        return found

    def close(self) -> None:
        for process in self._processes:
            process.terminate()
            time.sleep(0.2)
            process.terminate()
        for process in self._processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _until_there(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing answers at port {port}")


class Callers:
    """The generator."""

    def __init__(self, server: Server, corpus: Path | None) -> None:
        command = [sys.executable, "bench/calls_load.py", "--ports", ",".join(map(str, server.ports))]
        command += ["--corpus", str(corpus)] if corpus else []
        command += ["--stream", "/stream"] if server.name == "peer" else []
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        self._told()

    def ask(self, calls: int, seconds: float) -> None:
        """Brings the calls to that number, and measures; returns when it begins to."""
        assert self._process.stdin is not None  # noqa: S101 - for the type checker
        self._process.stdin.write(f"{calls} {seconds}\n")
        self._process.stdin.flush()
        self._told()

    def result(self) -> dict[str, Any]:
        """What was measured."""
        return self._told()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _told(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 - for the type checker
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the generator ended")
        found: dict[str, Any] = json.loads(line)
        return found


def line(folder: Path, webs: int, database_url: str) -> Server:
    """The whole line, started."""
    ports = [FIRST_PORT + number for number in range(webs)]
    url = database_url or f"sqlite:///{folder / 'line.sqlite3'}"
    arguments = [str(folder), str(FIRST_PORT), url]
    commands = [
        [sys.executable, "bench/calls_line.py", arguments[0], str(port), *arguments[1:]]
        for port in [*ports, 0]
    ]
    return Server("line", folder, commands, ports)


def peer(folder: Path, python: str) -> Server:
    """The pipeline of Pipecat, started."""
    import turns

    turns.for_peer(folder)
    command = [python, "bench/turns_peer.py", "speech/model", str(PEER_PORT), str(folder)]
    return Server("peer", folder, [command], [PEER_PORT])


def call_ids(folder: Path, database_url: str) -> dict[str, int]:
    """Which call of the line has which name at the carrier."""
    if not database_url:
        with sqlite3.connect(folder / "line.sqlite3") as database:
            return dict(database.execute("select provider_id, id from calls"))
    import sqlalchemy

    with sqlalchemy.create_engine(database_url).connect() as connection:
        return dict(map(tuple, connection.execute(sqlalchemy.text("select provider_id, id from calls"))))
