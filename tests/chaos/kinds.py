"""The kinds of line that faults need, and whether this machine can have them."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests import postgresql
from tests.chaos.house import ROOT, House, house
from tests.line import a_free_port

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
DISK = "24m"


class PostgresServer:
    """A durable server that can be stopped at once and started again at the same address."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.port = a_free_port()
        self._user = postgresql._unprivileged(folder)
        self._control = [*self._user, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w"]
        self._options = f"-p {self.port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        self._log = str(folder / "log")
        made = ["-D", str(folder / "data"), "-U", postgresql.USER, "-A", "trust", "-E", "UTF8", "--locale=C"]
        postgresql._run([*self._user, str(programs / "initdb"), *made, "--no-sync"])

    def start(self) -> None:
        postgresql._run([*self._control, "-o", self._options, "-l", self._log, "start"])

    def stop(self) -> None:
        """As a power cut would: without saying goodbye to anybody."""
        postgresql._run([*self._control, "-m", "immediate", "stop"])


def missing(kind: str) -> str:
    """Why this machine cannot have this kind of line; "": it can."""
    if kind == "clock" and not LIBRARIES:
        return "the Debian package faketime is not installed"
    if kind == "disk" and (os.geteuid() != 0 or not _mounts()):
        return "only root may mount a small file system"
    if kind == "postgresql" and postgresql.binaries() is None:
        return "PostgreSQL is not installed"
    return ""


@contextlib.contextmanager
def line(kind: str) -> Iterator[House]:
    """A running one of this kind."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="suara-chaos-")))
        model = folder / "model"
        shutil.copytree(ROOT / "speech" / "model", model)
        more = {"SUARA_MODEL_DIR": str(model)}
        var = folder / "var"
        var.mkdir()
        if kind == "clock":
            (var / "clock").write_text("+0\n")
            more |= {"LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(var / "clock"),
                     "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}  # fmt: skip
        if kind == "disk":
            subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(var)], check=True)
            stack.callback(_unmount, var)
        if kind != "postgresql":
            yield stack.enter_context(house(var, **more))
            return
        programs = postgresql.binaries()
        if programs is None:
            raise RuntimeError("PostgreSQL is not installed")
        own = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="suara-postgresql-")))
        server = PostgresServer(programs, own)
        server.start()
        stack.callback(server.stop)
        url = f"postgresql+psycopg://{postgresql.USER}@127.0.0.1:{server.port}/postgres"
        here = stack.enter_context(house(var, url=url, split=True, **more))
        here.database_server = server
        yield here


def _mounts() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(
            ["/bin/mount", "-t", "tmpfs", "tmpfs", folder], check=False, capture_output=True
        )
        if tried.returncode == 0:
            _unmount(Path(folder))
        return tried.returncode == 0


def _unmount(folder: Path) -> None:
    for _ in range(20):
        if subprocess.run(["/bin/umount", str(folder)], check=False, capture_output=True).returncode == 0:
            return
        time.sleep(0.2)
