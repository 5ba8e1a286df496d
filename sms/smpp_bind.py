"""Staying bound to an SMPP carrier: one process at a time, connected again when the connection breaks."""

import random
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from models import Database
from sms import holds
from sms.smpp_link import Account, bound
from sms.smpp_session import Session, Timings
from sms.smpp_wire import Packet

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long is waited between attempts, in seconds."""

    back_off: tuple[float, ...] = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
    """Between attempts to connect; the last one again and again."""
    renew: float = holds.RENEW_S
    """Between renewals of the right to be bound, and looks whether it is free."""
    trust: float = holds.HOLDS_FOR.total_seconds() - holds.RENEW_S
    """How long we hold on to it while the database is away. Nobody else can take it before."""


class Bind:
    """Keeps one connection to `account`, while this process has the right to it. `session` is the connection, if
    any.
    """

    def __init__(
        self,
        database: Database,
        account: Account,
        *,
        places: int,
        timings: Timings,
        patience: Patience,
        delivered: Callable[[str], Callable[[Packet], int]],
        answered: Callable[[object, Packet], None],
    ) -> None:
        """`delivered` makes, from the name of a connection, what keeps what it brings."""
        self._database, self._account, self._places = database, account, places
        self._timings, self._patience = timings, patience
        self._delivered, self._answered = delivered, answered
        self._name = f"smpp:{account.user}"[:20]
        self._token = secrets.token_hex(16)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="smpp bind", daemon=True)
        self.session: Session | None = None
        self.holding, self._renewed = False, 0.0
        self.tried = False
        """Whether the first attempt to connect is over."""

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Unbinds, and lets another process in."""
        self._stop.set()
        session = self.session
        if session is not None:
            session.unbind()
        self._thread.join(timeout=self._timings.connect + self._timings.answer)

    def _run(self) -> None:
        failed = 0
        while not self._stop.is_set():
            if not self._hold():
                self._stop.wait(self._patience.renew / 2)
                continue
            try:
                name = secrets.token_hex(4)
                session = bound(
                    self._account, self._timings, delivered=self._delivered(name), answered=self._answered
                )
            except OSError as error:
                self.tried = True
                wait = self._patience.back_off[min(failed, len(self._patience.back_off) - 1)]
                failed += 1
                log.warning(
                    "carrier not reached", error=type(error).__name__, code=_code(error), attempt=failed
                )
                self._wait(wait * random.uniform(0.8, 1.2), self._stop)  # noqa: S311 - no secret
                continue
            failed = 0
            log.info("carrier bound", session=name)
            self.session, self.tried = session, True
            self._wait(None, session.over)
            self.session = None
            session.unbind()
            session.finished.wait(
                self._timings.answer
            )  # what is being kept now must be seen when it comes again
            log.info("carrier unbound", session=name)
        if self.holding:
            self.holding = False
            try:
                holds.let_go(self._database, self._name, self._token)
            except SQLAlchemyError as error:
                log.warning("hold not given back", error=type(error).__name__)

    def _wait(self, seconds: float | None, until: threading.Event) -> None:
        """Waits, renewing the right to be bound; ends early when that is lost or the line stops."""
        left = seconds
        while not self._stop.is_set() and (left is None or left > 0):
            step = self._patience.renew if left is None else min(left, self._patience.renew)
            if until.wait(step):
                return
            left = None if left is None else left - step
            if not self._hold():
                return

    def _hold(self) -> bool:
        try:
            self.holding = holds.hold(
                self._database, self._name, self._token, self._places, at=datetime.now(UTC)
            )
            self._renewed = time.monotonic()
        except SQLAlchemyError as error:
            log.error("carrier cannot be held", error=type(error).__name__)
            self.holding = self.holding and time.monotonic() < self._renewed + self._patience.trust
        return self.holding


def _code(error: OSError) -> str:
    """A refused bind's number; nothing of what a network says."""
    return str(error) if str(error).startswith("0x") else ""
