"""A line that owes calls, for tests: a carrier that records whom it rings, a clock, and jobs that run when due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from casework import call_tries, jobs, notices
from casework.applications import TELL_STATUS, ApplicationData, put_application
from casework.call_rules import RulesFile, read_rules
from casework.call_tries import CHECK
from casework.callbacks import CALL, owe, stop_calls
from casework.commands import Channel, Command, Origin
from casework.contacts import contact_for
from casework.office import Office
from casework.perform import perform
from ivr import placing
from ivr.calling import Forgotten, Found, NoAnswer, Placed, Refused, State
from models import (
    ApplicationStatus,
    Call,
    CallBack,
    CallReason,
    CallTry,
    CallTurn,
    Contact,
    Database,
    Job,
    Message,
    Reach,
)
from tests.due import DueJobs, RecordingCarrier

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""Noon on a Tuesday, WIB."""
CITIZEN = "081234567890"
CODE = "48213096"
BUSY = Refused(error="20429", permanent=False)
ROOMY = 1000

Answer = Placed | Refused | NoAnswer


class Exchange(RecordingCarrier):
    """Rings whom it is told to; `taken` has the number, the token and the carrier's id of each that really rang."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.states: dict[str, str] = {}
        self.forgets = False
        """Whether it says that it knows no call that `states` has no word on."""
        self.ended: list[str] = []

    @property
    def rung(self) -> list[tuple[str, str, str]]:
        return self.taken

    def place(self, to: str, token: str) -> Answer:
        return self.take("place", to, token, prefix="CA", answer=lambda sid: Placed(provider_id=sid))

    def find(self, to: str, token: str, after: datetime) -> Found | NoAnswer:
        self.asked.append("find")
        if self.finding:
            return self.finding.pop(0)
        return Found(provider_ids=tuple(sid for one, _, sid in self.taken if one == to))

    def state(self, provider_id: str) -> State | Forgotten | NoAnswer:
        self.asked.append("state")
        known = self.states.get(provider_id)
        if known:
            return State(status=known)
        return Forgotten() if self.forgets else NoAnswer()

    def hang_up(self, provider_id: str) -> bool:
        self.ended.append(provider_id)
        return True


class Line(DueJobs):
    """The line's end: calls are owed, and jobs run when they are due."""

    def __init__(self, database: Database, office: Office) -> None:
        super().__init__(database, office, NOON)
        self.rule()
        self.carrier = Exchange(database)

    def rule(self, **changed: object) -> None:
        """Other rules than those that ship; caps are far away unless a test brings them near."""
        given = {"paling_banyak_per_nomor": 10, "paling_banyak_per_hari": ROOMY, **changed}
        mpp = self.office.mpp
        rules = read_rules(
            "test", RulesFile.model_validate(given), timezone=mpp.timezone, holidays=mpp.holidays
        )
        self.office = replace(self.office, mpp=replace(mpp, calls=rules))

    def owe(
        self, cause: str = "call:CA1", reason: CallReason = CallReason.MISSED, phone: str = CITIZEN
    ) -> int:
        with self.database.write() as session:
            contact = contact_for(session, self.database.vault, phone, at=self.at)
            return owe(session, self.office, contact, reason=reason, cause=cause, at=self.at).id

    def contact(self, phone: str = CITIZEN, **changed: object) -> None:
        with self.database.write() as session:
            contact = contact_for(session, self.database.vault, phone, at=self.at)
            for name, value in changed.items():
                setattr(contact, name, value)

    def stops(self, phone: str = CITIZEN) -> None:
        """ "Jangan hubungi lagi"."""
        with self.database.write() as session:
            stop_calls(session, contact_for(session, self.database.vault, phone, at=self.at), at=self.at)

    def calls_in(self, phone: str = CITIZEN) -> int:
        """They call us."""
        with self.database.write() as session:
            contact = contact_for(session, self.database.vault, phone, at=self.at)
            call = Call(provider_id="CAin", contact_id=contact.id, started_at=self.at)
            session.add(call)
            session.flush()
            return call.id

    def hangs_up(self, call_id: int) -> None:
        with self.database.write() as session:
            session.get_one(Call, call_id).ended_at = self.at

    def put(self, status: ApplicationStatus, phone: str = CITIZEN, missing: str | None = None) -> None:
        data = ApplicationData(code=CODE, service_id="kk", status=status, phone=phone, missing=missing)
        with self.database.write() as session:
            put_application(session, self.database.vault, data, source="csv", at=self.at)

    def wants(self, reach: Reach, phone: str = CITIZEN) -> None:
        self.contact(phone, reach=reach)

    def run(self, job: Job) -> None:
        now = partial(getattr, self, "at")
        match job.kind:
            case kind if kind == CALL:
                placing.place_call(self.database, self.office, self.carrier, job, now=now)
            case kind if kind == CHECK:
                placing.check_call(self.database, self.office, self.carrier, job, now=now)
            case kind if kind == TELL_STATUS:
                notices.tell_status(self.database, self.office, job, now=now)
            case kind if kind == placing.HANG_UP:
                placing.hang_up(self.database, self.carrier, job, now=now)
            case _:  # texts leave by another way
                with self.database.write() as session:
                    jobs.finish(session, job)

    def ends(self, status: str, *, number: int = -1) -> None:
        """The carrier's webhook about a try: how it ended."""
        with self.database.write() as session:
            found = call_tries.find(session, self.carrier.rung[number][1])
            assert found is not None
            call_tries.is_its_call(found, self.carrier.rung[number][2])
            call_tries.ended(session, self.office, found, status=status, at=self.at)

    def is_told(self, reach: Reach | None) -> None:
        """The citizen's application is ready that was not before, and they want news in this way."""
        self.contact(reach=reach)
        self.put(ApplicationStatus.IN_PROCESS)
        self.put(ApplicationStatus.READY)
        self.run_for(timedelta(minutes=1))

    def does(self, command: Command, call_id: int | None = None) -> Any:
        """The one citizen asks this of casework, in this call."""
        with self.database.write() as session:
            contact_id = session.scalars(select(Contact.id)).one()
            origin = Origin(channel=Channel.CALL, contact_id=contact_id, at=self.at, call_id=call_id)
            return perform(session, self.office, command, origin)

    def answered(self, *heard: tuple[str, str]) -> int:
        """Somebody answers the last call; each of `heard` is what they did, and what the line waits for then."""
        with self.database.write() as session:
            found = call_tries.find(session, self.carrier.rung[-1][1])
            assert found is not None
            call = Call(
                provider_id=self.carrier.rung[-1][2],
                contact_id=found.call_back.contact_id,
                started_at=self.at,
                ended_at=self.at,
            )
            session.add(call)
            session.flush()
            found.call_id = call.id
            for number, (kind, waits) in enumerate(heard, start=1):
                turn = CallTurn(
                    call_id=call.id, number=number, step="x", heard_kind=kind, said="", voiced="",
                    waits_for=waits, at=self.at,
                )  # fmt: skip
                session.add(turn)
            return call.id

    def call_back(self, call_back_id: int) -> CallBack:
        with self.database.read() as session:
            return session.get_one(CallBack, call_back_id)

    def all_owed(self) -> list[CallBack]:
        with self.database.read() as session:
            return list(session.scalars(select(CallBack).order_by(CallBack.id)))

    def tries(self) -> list[CallTry]:
        with self.database.read() as session:
            return list(session.scalars(select(CallTry).order_by(CallTry.id)))

    def texts(self) -> list[str]:
        with self.database.read() as session:
            return [message.body for message in session.scalars(select(Message).order_by(Message.id))]

    def person(self, phone: str = CITIZEN) -> Contact:
        with self.database.write() as session:
            return contact_for(session, self.database.vault, phone, at=self.at)
