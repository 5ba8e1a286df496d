"""What every table shares: the declarative base with its naming of constraints, and the database itself.

`Database` hands out one kind of session for reading and one for writing. On SQLite those who write take turns
(`models.one_writer`); on PostgreSQL that is not needed. A transaction that marked itself with `rings` rings the bell
once it has committed.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

from models.bell import Bell
from models.one_writer import OneWriter
from models.vault import Vault


class Base(DeclarativeBase):
    """All our tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


_RINGS = "rings"
CONNECTIONS = 16
"""To PostgreSQL, at most; twice as many for a moment."""


TRUSTED_S = 5.0
"""A connection that was used so lately is not asked whether it still is one."""


def rings(session: Session, kind: str) -> None:
    """Marks this transaction: when it commits, somebody who waits for work of this kind is to look at once."""
    session.info.setdefault(_RINGS, set()).add(kind)


class Database:
    """One database: `read()` and `write()` give sessions, each one transaction."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.url: URL = make_url(url)
        self.vault = vault
        self.engine: Engine = _engine(self.url, vault)
        self.bell = Bell(None if self.embedded else self.engine)
        self._one_writer = OneWriter(self.engine) if self.embedded else None

    @property
    def embedded(self) -> bool:
        """Whether this is SQLite."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def write(self, *, first: bool = False) -> Iterator[Session]:
        """A session that commits at the end of the block and rolls back when the block raises.

        `first`: where only one can write, before others that wait. For what ends a work that these begin.
        """
        with self._transaction(first=first) as session:
            yield session
        if kinds := session.info.get(_RINGS):
            self.bell.ring(kinds)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading only; nothing is committed."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def _transaction(self, *, first: bool) -> Iterator[Session]:
        if self._one_writer is not None:
            with self._one_writer.turn(first=first) as session:
                yield session
        else:
            with Session(self.engine, expire_on_commit=False) as session:
                yield session
                session.commit()

    def close(self) -> None:
        """Gives the connections back."""
        self.bell.close()
        self.engine.dispose()


def _engine(url: URL, vault: Vault) -> Engine:
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_size=CONNECTIONS, max_overflow=CONNECTIONS)

        @event.listens_for(engine, "checkin")
        def _used(_: Any, record: ConnectionPoolEntry) -> None:
            record.info["used"] = time.monotonic()

        @event.listens_for(engine, "checkout")
        def _is_one(connection: DBAPIConnection, record: ConnectionPoolEntry, _: Any) -> None:
            if time.monotonic() - record.info.get("used", float("inf")) < TRUSTED_S:
                return
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error  # the pool makes another
    else:
        engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 30})

        @event.listens_for(engine, "connect")
        def _settings(connection: Any, _: Any) -> None:
            connection.isolation_level = None  # we say BEGIN ourselves
            for line in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
                connection.execute(f"PRAGMA {line}")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            writing = connection.get_execution_options().get("writing", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    engine.dialect.vault = vault  # type: ignore[attr-defined]
    return engine
