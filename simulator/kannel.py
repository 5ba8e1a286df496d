"""A real Kannel on this machine: bearerbox, smsbox and its fake carrier, all on loopback and on free ports.

Debian: `apt-get install --no-install-recommends kannel kannel-extras`. The configuration that is written here is the
one of docs/carriers.md, with the fake carrier in the place of a real one.
"""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

BEARERBOX, SMSBOX = "bearerbox", "smsbox"
STARTS_WITHIN_S = 20.0
PLACES = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
"""Debian puts both into /usr/sbin, which is not on every PATH."""

CONFIGURATION = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {password}
smsbox-port = {boxes}
smsbox-interface = 127.0.0.1
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"
dlr-storage = internal
store-type = file
store-location = {folder}/kannel.store
sms-combine-concatenated-mo = true
sms-combine-concatenated-mo-timeout = {parts_within_s}

group = smsc
smsc = fake
smsc-id = FAKE
host = 127.0.0.1
port = {carrier}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {boxes}
sendsms-interface = 127.0.0.1
sendsms-port = {sendsms}
http-request-retry = 10
http-queue-delay = {again_after_s}

group = sendsms-user
username = {user}
password = {password}
max-messages = 1
concatenation = false
user-deny-ip = "*.*.*.*"
user-allow-ip = "127.0.0.1"

group = sms-service
keyword = default
get-url = "{get_url}"
catch-all = true
max-messages = 0
omit-empty = true
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KannelPorts:
    """Where its parts listen."""

    admin: int
    boxes: int
    carrier: int
    sendsms: int


class FakeCarrier:
    """Kannel's fake carrier. Its wire is lines, `sender receiver kind [udh] text`, URL-encoded but for plain text."""

    def __init__(self, wire: socket.socket) -> None:
        self.wire = wire
        self._held = b""

    def text(self, sender: str, receiver: str, body: str) -> None:
        """A citizen's text comes in, in the telephones' own alphabet."""
        self.wire.sendall(f"{sender} {receiver} text {body}\n".encode())

    def part(self, sender: str, receiver: str, udh: bytes, body: str) -> None:
        """One part of a long text comes in."""
        self.wire.sendall(f"{sender} {receiver} udh-text {quote(udh)} {body}\n".encode())

    def unicode_text(self, sender: str, receiver: str, body: str) -> None:
        """A text with a character that is not in the telephones' own alphabet comes in."""
        self.wire.sendall(f"{sender} {receiver} ucs2 {quote(body.encode('utf-16-be'))}\n".encode("ascii"))

    def next_line(self, within_s: float = 10.0) -> str | None:
        """The next line that Kannel hands to the carrier. None: nothing came."""
        until = time.monotonic() + within_s
        while b"\n" not in self._held:
            self.wire.settimeout(max(0.01, until - time.monotonic()))
            try:
                got = self.wire.recv(4096)
            except TimeoutError:
                return None
            if not got:
                return None
            self._held += got
        line, _, self._held = self._held.partition(b"\n")
        return line.decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kannel:
    """A running one."""

    folder: Path
    carrier: FakeCarrier


def is_installed() -> bool:
    """Whether both of its programs are here."""
    return all(shutil.which(name, path=PLACES) for name in (BEARERBOX, SMSBOX))


@contextlib.contextmanager
def running_kannel(folder: Path, ports: KannelPorts, *, get_url: str, user: str, password: str,
                   again_after_s: int = 1, parts_within_s: int = 5) -> Iterator[Kannel]:  # fmt: skip
    """Starts bearerbox and smsbox and connects the fake carrier; stops all at the end of the block.

    Raises RuntimeError when it does not come up.
    """
    configuration = folder / "kannel.conf"
    configuration.write_text(
        CONFIGURATION.format(
            admin=ports.admin,
            boxes=ports.boxes,
            carrier=ports.carrier,
            sendsms=ports.sendsms,
            folder=folder,
            get_url=get_url,
            user=user,
            password=password,
            again_after_s=again_after_s,
            parts_within_s=parts_within_s,
        ),
        encoding="ascii",
    )
    with contextlib.ExitStack() as stack:
        stack.enter_context(_program(BEARERBOX, configuration))
        wire = stack.enter_context(_connected(ports.carrier))
        stack.enter_context(_connected(ports.boxes)).close()
        stack.enter_context(_program(SMSBOX, configuration))
        stack.enter_context(_connected(ports.sendsms)).close()
        yield Kannel(folder=folder, carrier=FakeCarrier(wire))


@contextlib.contextmanager
def _program(name: str, configuration: Path) -> Iterator[None]:
    path = shutil.which(name, path=PLACES)
    if path is None:
        raise RuntimeError(f"{name} is not installed")
    with (configuration.parent / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own configuration, no shell
            [path, "-v", "0", str(configuration)], stdout=log, stderr=log, cwd=configuration.parent
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _connected(port: int) -> socket.socket:
    until = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5)
        except OSError:
            if time.monotonic() > until:
                raise RuntimeError(f"Kannel does not listen on port {port}") from None
            time.sleep(0.05)
