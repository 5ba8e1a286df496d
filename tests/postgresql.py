"""A PostgreSQL server of the tests' own: a cluster in a temporary folder, on a free port, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from models import Base, Database
from tests.line import a_free_port

USER = "suara"
ON_BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""`pytestmark = ON_BOTH`: every test of this module runs on both databases."""


def binaries() -> Path | None:
    """Where Debian keeps the server's programs; None: it is not installed."""
    if (found := shutil.which("postgres")) is not None:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return installed[-1].parent if installed else None


@contextmanager
def server(programs: Path, *, durable: bool = False) -> Iterator[str]:
    """A running one. Gives its SQLAlchemy address without a database's name. `durable`: as safe as in real use."""
    with tempfile.TemporaryDirectory(prefix="suara-postgresql-") as name:
        folder, port = Path(name), a_free_port()
        data, as_user = folder / "data", _unprivileged(folder)
        made = ["initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        _run([*as_user, str(programs / made[0]), *made[1:]])
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        options += "" if durable else " -c fsync=off"
        control = [*as_user, str(programs / "pg_ctl"), "-D", str(data), "-w"]
        _run([*control, "-o", options, "-l", str(folder / "log"), "start"])
        try:
            yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}"
        finally:
            _run([*control, "-m", "immediate", "stop"])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def empty(database: Database) -> None:
    """Takes everything out of all tables, also what triggers keep there. Making a database for each test would take
    longer than the test.
    """
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with database.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))


def _unprivileged(folder: Path) -> list[str]:
    """What makes a program run as somebody that PostgreSQL accepts: it refuses root."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    raise RuntimeError("PostgreSQL cannot run as root, and there is no user for it")
