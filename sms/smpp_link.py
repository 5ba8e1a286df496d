"""The way to an SMPP carrier: the connection, TLS, and the bind. Raises OSError for what a network can cause."""

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sms.smpp_errors import OK
from sms.smpp_session import Session, Timings
from sms.smpp_wire import Packet


class BindRefused(ConnectionError):
    """The carrier did not let us in; the message is its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the carrier knows us by."""

    host: str
    port: int
    user: str
    password: str
    system_type: str = ""
    tls: bool = False
    tls_ca: Path | None = None
    """Who signed the carrier's certificate, when it is nobody that this machine knows."""
    window: int = 10


def bound(
    account: Account,
    timings: Timings,
    *,
    delivered: Callable[[Packet], int],
    answered: Callable[[object, Packet], None],
) -> Session:
    """A session, bound as transceiver and read in a thread of its own. Raises BindRefused and other OSErrors."""
    link = _connected(account, timings.connect)
    session = Session(link, window=account.window, timings=timings, delivered=delivered, answered=answered)
    threading.Thread(target=session.run, name="smpp", daemon=True).start()
    answer = session.ask(
        "bind_transceiver",
        system_id=account.user,
        password=account.password,
        system_type=account.system_type,
        addr_ton=0,
        addr_npi=0,
        address_range="",
    )
    if answer is None or answer.status != OK:
        session.end()
        raise BindRefused("no answer" if answer is None else f"0x{answer.status:02X}")
    return session


def _connected(account: Account, timeout_s: float) -> socket.socket:
    link = socket.create_connection((account.host, account.port), timeout=timeout_s)
    try:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if not account.tls:
            return link
        context = ssl.create_default_context(cafile=account.tls_ca)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context.wrap_socket(link, server_hostname=account.host)
    except OSError:
        link.close()
        raise
