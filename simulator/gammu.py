"""A real gammu-smsd on this machine, with gammu's dummy telephone: a folder in which each text is a file.

Debian: `apt-get install --no-install-recommends gammu-smsd libdbd-sqlite3`. The configuration that is written
here is the one of docs/carriers.md, with the dummy in the place of a modem and shorter waits.
"""

import contextlib
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SMSD = "gammu-smsd"
SCHEMA = Path("/usr/share/doc/gammu-smsd/examples/sqlite.sql")
DRIVERS = ("/usr/lib/x86_64-linux-gnu/dbd", "/usr/lib/aarch64-linux-gnu/dbd", "/usr/lib/dbd")
STARTS_WITHIN_S = 20.0

CONFIGURATION = """
[gammu]
device = {folder}/phone
connection = none
model = dummy

[smsd]
service = sql
driver = sqlite3
dbdir = {folder}
database = smsd.sqlite3
PhoneID = modem-1
CommTimeout = 1
SendTimeout = 5
ReceiveFrequency = 1
StatusFrequency = 2
LoopSleep = 1
CheckSecurity = 0
DeliveryReport = sms
MultipartTimeout = {parts_within_s}
"""

TEXT = """[SMSBackup000]
PDU = {pdu}
SMSC = "123456"
DateTime = {at:%Y%m%dT%H%M%S}Z
State = UnRead
Number = "{number}"
NumberUnicode = {number_octets}
Text00 = {octets}
Coding = {coding}
Folder = 1
Length = {length}
Class = -1
ReplySMSC = False
RejectDuplicates = False
ReplaceMessage = 0
MessageReference = {reference}
{udh}
"""


@dataclass(slots=True, kw_only=True)
class Gammu:
    """A running one, and the network around its telephone."""

    folder: Path
    brought: int = 0

    @property
    def database(self) -> Path:
        """What gammu-smsd keeps its texts in."""
        return self.folder / "smsd.sqlite3"

    def text(self, sender: str, body: str, udh: bytes = b"") -> None:
        """A citizen's text, or one part of it with its header, comes into the telephone."""
        self._put("Deliver", sender, body, udh=f"UDH = {udh.hex().upper()}" if udh else "")

    def receipt(self, number: str, said: str, reference: int) -> None:
        """The network tells of a text of ours: "Delivered", "Failed", "Pending", "Unknown"."""
        self._put("Status_Report", number, said, reference=reference)

    def sent(self) -> list[sqlite3.Row]:
        """What it sent, as it keeps it."""
        with contextlib.closing(sqlite3.connect(self.database, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute("SELECT * FROM sentitems ORDER BY ID").fetchall()

    def _put(self, pdu: str, number: str, body: str, *, reference: int = 0, udh: str = "") -> None:
        self.brought += 1
        octets = body.encode("utf-16-be").hex().upper()
        wide = any(ord(sign) > 0xFF for sign in body)
        written = TEXT.format(
            pdu=pdu,
            at=datetime.now(UTC),
            number=number,
            number_octets=number.encode("utf-16-be").hex().upper(),
            octets=octets,
            coding="Unicode_No_Compression" if wide else "Default_No_Compression",
            length=len(octets) // 4,
            reference=reference,
            udh=udh,
        )
        place = self.folder / "phone" / "sms" / "1"
        place.mkdir(parents=True, exist_ok=True)
        half = self.folder / "half"
        half.write_text(written, encoding="ascii")
        half.rename(place / str(1000 + self.brought))


def is_installed() -> bool:
    """Whether the daemon, its tables and its driver for SQLite are here."""
    drivers = any((Path(folder) / "libdbdsqlite3.so").exists() for folder in DRIVERS)
    return shutil.which(SMSD) is not None and SCHEMA.exists() and drivers


@contextlib.contextmanager
def running_gammu(folder: Path, *, parts_within_s: int = 3) -> Iterator[Gammu]:
    """Makes its tables, starts it, and stops it at the end of the block. Raises RuntimeError when it does not
    come up.
    """
    path = shutil.which(SMSD)
    if path is None:
        raise RuntimeError(f"{SMSD} is not installed")
    gammu = Gammu(folder=folder)
    with contextlib.closing(sqlite3.connect(gammu.database)) as connection:
        connection.executescript(f"PRAGMA journal_mode=WAL; {SCHEMA.read_text(encoding='utf-8')}")
    (folder / "phone" / "sms").mkdir(parents=True)
    configuration = folder / "smsdrc"
    configuration.write_text(
        CONFIGURATION.format(folder=folder, parts_within_s=parts_within_s), encoding="utf-8"
    )
    with (folder / "smsd.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own configuration, no shell
            [path, "-c", str(configuration), "-L"], stdout=log, stderr=log, cwd=folder
        )
        try:
            _wait_for_phone(gammu, process)
            yield gammu
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for_phone(gammu: Gammu, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        with contextlib.closing(sqlite3.connect(gammu.database, timeout=10)) as connection:
            if connection.execute("SELECT 1 FROM phones").fetchone() is not None:
                return
        time.sleep(0.1)
    raise RuntimeError("gammu-smsd has not found its telephone")
