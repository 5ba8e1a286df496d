"""gammu-smsd: its tables in SQLite, and what the daemon does to them. test_gammu_real.py asks the real one."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from casework.office import Office
from models import Database
from sms.carrier import Refused, Sent
from sms.gammu_carrier import GammuCarrier
from tests.line import settings_for
from tests.sms.conformance.rig import CITIZEN, Rig, Told
from tests.sms.smsc import within

STATES = {
    "taken": "SendingOK",
    "delivered": "DeliveryOK",
    "failed": "DeliveryFailed",
    "odd": "DeliveryUnknown",
}
TABLES = """
CREATE TABLE inbox (ID INTEGER PRIMARY KEY AUTOINCREMENT, Text TEXT, SenderNumber TEXT, Coding TEXT, UDH TEXT,
  Class INTEGER DEFAULT -1, Processed TEXT DEFAULT 'false', ReceivingDateTime NUMERIC DEFAULT (datetime('now')));
CREATE TABLE outbox (ID INTEGER PRIMARY KEY AUTOINCREMENT, Text TEXT, DestinationNumber TEXT, Coding TEXT, UDH TEXT,
  TextDecoded TEXT DEFAULT '', MultiPart TEXT DEFAULT 'false', CreatorID TEXT NOT NULL, DeliveryReport TEXT,
  SendingDateTime NUMERIC, SendingTimeOut NUMERIC);
CREATE TABLE outbox_multipart (ID INTEGER, SequencePosition INTEGER, Text TEXT, Coding TEXT, UDH TEXT,
  PRIMARY KEY (ID, SequencePosition));
CREATE TABLE sentitems (ID INTEGER, SequencePosition INTEGER DEFAULT 1, Status TEXT, StatusError INTEGER DEFAULT -1,
  StatusCode INTEGER DEFAULT -1, CreatorID TEXT, DestinationNumber TEXT, PRIMARY KEY (ID, SequencePosition));
CREATE TABLE phones (IMEI TEXT PRIMARY KEY, Signal INTEGER, Battery INTEGER, NetName TEXT, TimeOut NUMERIC);
"""


class GammuRig(Rig):
    finds = True
    told = (
        Told(answer="no tables", means=Refused(error="unreachable", permanent=False)),
        Told(answer="no file", means=Refused(error="unreachable", permanent=False)),
    )

    def __init__(self, folder: Path, database: Database, office: Office) -> None:
        super().__init__(database, office)
        self.file = folder / "smsd.sqlite3"
        self.tables = sqlite3.connect(self.file, timeout=10, isolation_level=None)
        self.tables.executescript(f"PRAGMA journal_mode=WAL; {TABLES}")
        settings = settings_for(folder, text_carriers="gammu", gammu_database=f"sqlite:///{self.file}")
        self.carrier = GammuCarrier(settings, poll_s=0.01)
        self.carrier.start(self.inbox)
        self.away = GammuCarrier(
            settings.model_copy(update={"gammu_database": f"sqlite:///{folder / 'nowhere' / 'x'}"})
        )
        self.empty = GammuCarrier(
            settings.model_copy(update={"gammu_database": f"sqlite:///{folder / 'empty'}"})
        )
        self.here = self.carrier

    def bring(self, body: str, sender: str = CITIZEN) -> Callable[[], None]:
        return self._bring(body, sender, "")

    def bring_part(
        self, body: str, reference: int, total: int, position: int, sender: str
    ) -> Callable[[], None]:
        return self._bring(body, sender, bytes([5, 0, 3, reference, total, position]).hex().upper())

    def _bring(self, body: str, sender: str, udh: str) -> Callable[[], None]:
        row = (body.encode("utf-16-be").hex().upper(), sender, "Default_No_Compression", udh)
        insert = "INSERT INTO inbox (Text, SenderNumber, Coding, UDH) VALUES (?, ?, ?, ?)"
        number = self.tables.execute(insert, row).lastrowid
        self._read(number)

        def again() -> None:
            """As after a crash between storing the text and marking it."""
            self.tables.execute("UPDATE inbox SET Processed = 'false' WHERE ID = ?", (number,))
            self._read(number)

        return again

    def _read(self, number: int | None) -> None:
        marked = "SELECT 1 FROM inbox WHERE ID = ? AND Processed = 'true'"
        assert within(10, lambda: self.tables.execute(marked, (number,)).fetchone() is not None)

    def answer(self, how: Any) -> None:
        self.carrier = {"takes": self.here, "no tables": self.empty, "no file": self.away}[how]

    def report(self, sent: Sent, message_id: int, kind: str) -> None:
        token = sent.provider_id.removeprefix("gammu-")
        status, error = STATES[kind], 70 if kind == "failed" else -1
        moved = (
            "INSERT INTO sentitems (ID, Status, CreatorID, DestinationNumber)"
            " SELECT ID, 'SendingOK', CreatorID, DestinationNumber FROM outbox WHERE CreatorID LIKE ?"
        )
        self.tables.execute("BEGIN IMMEDIATE")
        self.tables.execute(moved, (f"%{token}%",))
        self.tables.execute("DELETE FROM outbox WHERE CreatorID LIKE ?", (f"%{token}%",))
        done = self.tables.execute(
            "UPDATE sentitems SET Status = ?, StatusError = ? WHERE CreatorID LIKE ?",
            (status, error, f"%{token}%"),
        )
        self.tables.execute("COMMIT")
        if done.rowcount:
            assert within(10, lambda: status in self.statuses(message_id))
        time.sleep(0.03)

    def close(self) -> None:
        self.here.close()
        self.tables.close()
        super().close()
