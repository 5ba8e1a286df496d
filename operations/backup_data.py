"""A database as one file, taken while the line runs and put back: SQLite by its online backup, PostgreSQL by pg_dump.

Knows no encryption and no file layout. Raises CannotBackUp with one sentence that says what to do.
"""

import contextlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import MetaData, create_engine, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import SQLAlchemyError

from models import Base, Database

Counts = Mapping[str, int]
"""Rows by table."""

DAMAGED = "the database is damaged: run python app.py doctor"


class CannotBackUp(RuntimeError):
    """The message says why, and what to do."""


def engine_of(database: Database) -> str:
    """ "sqlite" or "postgresql"."""
    return database.url.get_backend_name()


def take(database: Database, to: Path) -> Counts:
    """Writes the database as it is at one moment into this file, and counts that moment's rows."""
    return _take_sqlite(database, to) if database.embedded else _take_postgresql(database, to)


def proven(database: Database, file: Path, wanted: Counts) -> bool:
    """Whether this file really gives that database back: it is restored somewhere else and counted.

    False: it could only be read through, because this user may not make databases. Raises CannotBackUp.
    """
    if database.embedded:
        _same(wanted, count_sqlite(file))
        return True
    return _proven_postgresql(database.url, file, wanted)


def has_data(database: Database) -> bool:
    """Whether anybody would lose something if it were replaced."""
    if database.embedded and not Path(database.url.database or "").is_file():
        return False
    try:
        with database.engine.connect() as connection:
            tables = MetaData()
            tables.reflect(connection)
            return any(
                connection.execute(table.select().limit(1)).first() is not None
                for name, table in tables.tables.items()
                if name not in ("alembic_version", "jobs")
            )
    except SQLAlchemyError:  # damaged: it cannot be looked at, so it counts
        return True


def put_back(database: Database, file: Path, *, aside: str) -> None:
    """Makes this file the database. SQLite's old one is kept beside it, with this ending."""
    if database.embedded:
        _put_sqlite(Path(database.url.database or ""), file, aside)
    else:
        with database.engine.begin() as connection:
            _drop_all(connection)
        _restore_into(database.url, file)


def _take_sqlite(database: Database, to: Path) -> Counts:
    source = Path(database.url.database or "")
    if not source.is_file():
        raise CannotBackUp("there is no database yet: run python app.py migrate")
    with (
        contextlib.closing(sqlite3.connect(_readable(source), uri=True)) as live,
        contextlib.closing(sqlite3.connect(to)) as copy,
    ):
        try:
            live.backup(copy, pages=2000, sleep=0.01)
            copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.DatabaseError as error:
            raise CannotBackUp(DAMAGED) from error
    return count_sqlite(to)


def _readable(file: Path) -> str:
    return f"{file.resolve().as_uri()}?mode=ro"


def count_sqlite(file: Path) -> Counts:
    """Rows by table. Raises CannotBackUp for a damaged database."""
    with contextlib.closing(sqlite3.connect(_readable(file), uri=True)) as found:
        try:
            if found.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise CannotBackUp(DAMAGED)
            known = found.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            return {
                name: int(found.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - our tables
                for (name,) in sorted(known)
                if name in Base.metadata.tables or name == "alembic_version"
            }
        except sqlite3.DatabaseError as error:
            raise CannotBackUp(DAMAGED) from error


def _put_sqlite(target: Path, file: Path, aside: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        old = target.with_name(target.name + ending)
        if old.exists():
            old.replace(target.with_name(f"{target.name}{aside}{ending}"))
    file.replace(target)


def _take_postgresql(database: Database, to: Path) -> Counts:
    """The rows are counted in the very transaction that is dumped."""
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        counts = _count(connection)
        _run(
            "pg_dump", database.url, "--format=custom", f"--snapshot={snapshot}", "--no-owner", f"--file={to}"
        )
    return counts


def _count(connection: Connection) -> Counts:
    tables = MetaData()
    tables.reflect(connection)
    return {
        name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0  # noqa: S608 - our tables
        for name in sorted(tables.tables)
    }


def _proven_postgresql(url: URL, file: Path, wanted: Counts) -> bool:
    name = f"suara_cek_{secrets.token_hex(6)}"
    here = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with here.connect() as connection:
            try:
                connection.execute(text(f'CREATE DATABASE "{name}"'))
            except SQLAlchemyError:
                _run("pg_restore", None, "--file=/dev/null", str(file))
                return False
            try:
                _same(wanted, _restored_counts(url.set(database=name), file))
            finally:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        here.dispose()
    return True


def _restored_counts(url: URL, file: Path) -> Counts:
    _restore_into(url, file)
    there = create_engine(url)
    try:
        with there.connect() as connection:
            return _count(connection)
    finally:
        there.dispose()


def _restore_into(url: URL, file: Path) -> None:
    _run("pg_restore", url, "--no-owner", "--single-transaction", "--exit-on-error", str(file))


def _drop_all(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    tables.drop_all(connection)
    functions = connection.scalars(
        text("SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
    ).all()
    for function in functions:
        connection.execute(text(f"DROP FUNCTION {function} CASCADE"))


def _run(program: str, url: URL | None, *arguments: str) -> None:
    """One of PostgreSQL's programs. The password goes by the environment, never by the command line."""
    path = shutil.which(program)
    if path is None:
        raise CannotBackUp(f"{program} is not installed: apt install postgresql-client")
    environment = dict(os.environ)
    if url is not None:
        shown = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
        arguments = (f"--dbname={shown}", *arguments)
        environment["PGPASSWORD"] = url.password or environment.get("PGPASSWORD", "")
    done = subprocess.run([path, *arguments], env=environment, capture_output=True, check=False)  # noqa: S603
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise CannotBackUp(f"{program} failed: {said[-1][:200] if said else done.returncode}")


def _same(wanted: Counts, found: Counts) -> None:
    if dict(wanted) != dict(found):
        other = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
        raise CannotBackUp(
            f"rows are missing after a restore test, in {', '.join(other)}: make another backup"
        )


def known_engine(name: str, database: Database) -> None:
    """Raises CannotBackUp where a backup is of the other kind of database."""
    if name != engine_of(database):
        raise CannotBackUp(f"the backup is of {name}, but SUARA_DATABASE_URL names {engine_of(database)}")
