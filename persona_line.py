"""The offices that simulated callers telephone: lines of their own, which differ in hours, officers and words.

What a caller has (an application, news, an officer's answer) is put where other systems and officers put it. Knows
no telephone.
"""

import asyncio
import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy import select

from casework import cases, notices, officer_calls
from casework.applications import ApplicationData, find_application, put_application
from casework.codes import new_code
from casework.commands import Channel
from casework.contacts import contact_for
from casework.demo import USERNAME, load_demo
from casework.mpp import DAYS, load_mpp
from commands import simulator_settings
from config import ROOT, Settings
from deps import Services
from ivr.script import Script
from ivr.warm import warm_lines
from models import OWED, ApplicationStatus, CallBack, Contact, Officer, Reach, new_key
from persona_officers import FIRST, Counter, hurry
from simulator.outgoing import Switchboard
from simulator.settings import SimulatorSettings
from speech import reading, voices
from temporary_line import Application, serving, settings_for

DEMO = "48213096"
OTHERS = "081299990001"
"""The number of somebody else, whose codes a caller may know."""
ALL_DAY, NEVER = ["00.00-23.59"], ["03.00-03.01"]
Make = Callable[[Settings], Application]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaLine:
    """One running line."""

    carrier: SimulatorSettings
    here: Services
    switchboard: Switchboard
    counter: Counter
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever waits for an officer: what happens at the counter is for one caller after the other."""

    @property
    def script(self) -> Script:
        return self.here.phone.script

    def give(self, has: str, number: str) -> dict[str, str]:
        """Gives this number what it has, and returns what its holder can say of it."""
        if has in ("application", "notice"):
            return self._codes(self._application(number, told=has == "notice"))
        if has == "answer":
            return self._codes(self._answer(number))
        if has == "officer":
            return self._codes(self._wanted(number))
        if has == "others":
            return self._codes(self._application(OTHERS, told=False))
        if has == "others_case":
            return self._codes(self._case(OTHERS))
        return self._codes(DEMO)

    def owes_call(self, number: str) -> bool:
        """Whether this number will be rung."""
        with self.here.database.read() as session:
            contact = _contact(self.here, number)
            owed = select(CallBack.id).join(Contact).where(Contact.phone_index == contact)
            return session.scalar(owed.where(CallBack.state.in_(OWED))) is not None

    def hurry(self, number: str) -> None:
        """What this number is owed is due now, and not in 20 s: but only the first try."""
        at = datetime.now(UTC)
        with self.here.database.write() as session:
            hurry(session, _contact(self.here, number), at=at)

    def _application(self, number: str, *, told: bool) -> str:
        code, at = new_code(), datetime.now(UTC)
        states = [ApplicationStatus.IN_PROCESS, ApplicationStatus.READY]
        with self.here.database.write() as session:
            if told:
                contact_for(session, self.here.office.vault, number, at=at).reach = Reach.CALL
            for status in states if told else states[:1]:
                data = ApplicationData(code=code, service_id="kk", status=status, phone=number)
                put_application(session, self.here.office.vault, data, source="demo", at=at)
                session.flush()
        return code

    def _case(self, number: str) -> str:
        at = datetime.now(UTC)
        with self.here.database.write() as session:
            contact = contact_for(session, self.here.office.vault, number, at=at)
            case = cases.open_case(
                session, channel=Channel.CALL, contact_id=contact.id, at=at, service_id="kk"
            )
            return case.code

    def _answer(self, number: str) -> str:
        at = datetime.now(UTC)
        with self.here.database.write() as session:
            contact = contact_for(session, self.here.office.vault, number, at=at)
            contact.reach = Reach.CALL
            case = cases.open_case(
                session, channel=Channel.CALL, contact_id=contact.id, at=at, service_id="kk"
            )
            officer = session.scalars(select(Officer).where(Officer.username == USERNAME)).one()
            session.flush()
            cases.take(case, officer, at=at)
            words = "Kartu keluarga bisa diambil besok di loket Dukcapil."
            notices.answer(session, self.here.office, case, officer, words, signature="", at=at)
            return case.code

    def _wanted(self, number: str) -> str:
        """An officer on duty wants to talk with them."""
        at = datetime.now(UTC)
        with self.here.database.write() as session:
            contact = contact_for(session, self.here.office.vault, number, at=at)
            case = cases.open_case(
                session, channel=Channel.TEXT, contact_id=contact.id, at=at, service_id="kk"
            )
            officer = next(one for one in session.scalars(select(Officer)) if one.phone == FIRST)
            cases.take(case, officer, at=at)
            officer_calls.ring(session, self.here.office, case, officer, at=at)
            return case.code

    def _codes(self, code: str) -> dict[str, str]:
        def unlike(part: str) -> str:
            return str((int(part) + 1111) % 10000).zfill(4)

        front, end = code[:4], code[4:]
        return {
            "code": code, "front": front, "end": end, "unknown": self._unknown(),
            "words": reading.digits(code).replace("|", " ").replace(",", ""),
            "front_words": reading.digits(front), "back_words": reading.digits(end),
            "end_words": reading.digits(end), "phone_end": OTHERS[-4:],
            "wrong_end": unlike(end), "wrong_front": unlike(front),
        }  # fmt: skip

    def _unknown(self) -> str:
        with self.here.database.read() as session:
            return next(code for _ in range(9) if find_application(session, code := new_code()) is None)


def _contact(here: Services, number: str) -> str:
    return here.office.vault.index(f"phone:{number}")


@contextlib.contextmanager
def offices(create_app: Make, folder: Path, names: set[str]) -> Iterator[Mapping[str, PersonaLine]]:
    """The offices of these names, running until the end of the block."""
    with contextlib.ExitStack() as open_lines:
        running = {}
        for name in sorted(names):
            content = folder / f"content-{name}"
            shutil.copytree(ROOT / "content", content)
            _change(content / "mpp.yaml", _differs(name, content))
            settings = settings_for(
                folder,
                content_dir=content,
                database_url=f"sqlite:///{folder / name}.sqlite3",
                voice=voices.ROBOT,
                most_streams=0 if name == "full" else None,
            )
            app = create_app(settings)
            open_lines.enter_context(serving(app, settings.port))
            here: Services = app.state.services
            # A line that has been running has spoken its lines before; the next office finds them on the disk.
            warm_lines(here.phone)
            with here.database.write() as session:
                load_demo(session, here.database.vault, password=new_key(), at=datetime.now(UTC))
            running[name] = PersonaLine(
                carrier=simulator_settings(settings),
                here=here,
                switchboard=app.state.carrier.switchboard,
                counter=Counter(here),
            )
        yield running


def _differs(name: str, content: Path) -> dict[str, Any]:
    """What is different in this office's mpp.yaml, whatever time it is now."""
    now = datetime.now(load_mpp(content / "mpp.yaml").timezone)
    every_day = {day: ALL_DAY for day in DAYS}
    calls = {"jam_tenang": {}, "paling_banyak_per_hari": 1000, "paling_banyak_per_nomor": 10}
    quiet = {"setiap_hari": [f"{now - timedelta(hours=1):%H.%M}-{now + timedelta(hours=2):%H.%M}"]}
    usual = {"jam_buka": every_day, "libur": [], "telepon_petugas": [], "telepon_balik": calls}
    match name:
        case "open":
            return {**usual, "kata_daerah": ["jawa"]}
        case "hall" | "full":
            return usual
        case "proves":
            return {**usual, "bukti_telepon": "kode_dan_telepon", "telepon_balik": {**calls, "coba": 1}}
        case "closed":
            tomorrow = DAYS[(now.weekday() + 1) % 7]
            return {
                **usual,
                "jam_buka": {tomorrow: ["08.00-15.00"]},
                "telepon_petugas": ["+622150001235"],
                "telepon_balik": {**calls, "jam_tenang": quiet},
            }
        case "holiday":
            return {**usual, "jam_buka": {}, "telepon_balik": {**calls, "jam_tenang": quiet}}
        case _:
            raise ValueError(f"there is no office {name}")


def _change(file: Path, differs: dict[str, Any]) -> None:
    yaml = YAML()
    content = yaml.load(file)
    content.update(differs)
    yaml.dump(content, file)
