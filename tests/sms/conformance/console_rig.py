"""The carrier that only prints: it takes everything, and brings nothing."""

from pathlib import Path
from typing import Any

from casework.office import Office
from models import Database
from sms.carrier import Sent
from sms.console_carrier import ConsoleCarrier
from tests.sms.conformance.rig import Rig, Told


class ConsoleRig(Rig):
    brings = reports = joins = False
    told = (Told(answer="takes", means=Sent),)

    def __init__(self, folder: Path, database: Database, office: Office) -> None:
        super().__init__(database, office)
        self.carrier = ConsoleCarrier()

    def answer(self, how: Any) -> None:
        pass
