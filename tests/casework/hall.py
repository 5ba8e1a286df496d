"""An MPP with officers and callers who wait for them, for tests of the line."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from casework import duty, officer_rings, waiting_sweep
from casework.call_commands import TakeCall
from casework.commands import Channel, FindOfficer, Origin, Outcome
from casework.contacts import contact_for
from casework.office import Office
from casework.perform import perform
from casework.waiting import leave
from casework.waiting_commands import (
    HangUpInLine,
    JoinLine,
    TurnCame,
    WaitingCommand,
)
from models import (
    Call,
    CallBack,
    CallBackState,
    CallTry,
    Database,
    Officer,
    TryState,
    WaitingCaller,
)

OPEN = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
"""Ten in the morning on a Tuesday, WIB."""
CLOSED = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@dataclass
class Hall:
    """An MPP with officers and callers."""

    database: Database
    office: Office
    at: datetime = OPEN
    calls: dict[str, int] = field(default_factory=dict)

    def officer(self, name: str, phone: str | None = None, **more: object) -> int:
        with self.database.write() as session:
            officer = Officer(username=name, name=name, password_hash="x", created_at=self.at)
            session.add(officer)
            session.flush()
            duty.set_duty(self.office, officer, phone=phone, **more)  # type: ignore[arg-type]
            return officer.id

    def call(self, name: str, phone: str = "") -> int:
        if name not in self.calls:
            with self.database.write() as session:
                number = phone or f"08123450{len(self.calls):04d}"
                contact = contact_for(session, self.office.vault, number, at=self.at, hidden_id=name)
                call = Call(provider_id=name, contact_id=contact.id, started_at=self.at)
                session.add(call)
                session.flush()
                self.calls[name] = call.id
        return self.calls[name]

    def asks(self, name: str, command: WaitingCommand | FindOfficer | TakeCall | None = None) -> Outcome:
        call_id = self.call(name)
        with self.database.write() as session:
            call = session.get_one(Call, call_id)
            origin = Origin(channel=Channel.CALL, contact_id=call.contact_id, call_id=call_id, at=self.at)
            return perform(session, self.office, command or JoinLine(), origin)

    def row(self, name: str) -> WaitingCaller:
        with self.database.read() as session:
            wanted = select(WaitingCaller).where(WaitingCaller.call_id == self.calls[name])
            return session.scalars(wanted.order_by(WaitingCaller.id.desc()).limit(1)).one()

    def rung(self, name: str) -> str | None:
        with self.database.read() as session:
            ring = officer_rings.ring_of(session, self.office, self.calls[name])
            return ring.number if ring else None

    def accepts(self, name: str) -> bool:
        token = self.row(name).ring_token
        with self.database.write() as session:
            return officer_rings.accept(session, self.office, token or "", at=self.at)

    def over(self, name: str) -> bool:
        with self.database.write() as session:
            return officer_rings.over(session, self.calls[name], at=self.at)

    def hangs_up(self, name: str, command: HangUpInLine | None = None) -> Outcome:
        with self.database.write() as session:
            session.get_one(Call, self.calls[name]).ended_at = self.at
        return self.asks(name, command or HangUpInLine())

    def leaves(self, name: str) -> None:
        with self.database.write() as session:
            leave(session, self.calls[name], at=self.at)

    def passes(self, **time: float) -> None:
        self.at += timedelta(**time)

    def tidied(self) -> None:
        with self.database.write() as session:
            waiting_sweep.tidy(session, self.office, at=self.at)

    def talked(self, *minutes: int) -> None:
        for number, length in enumerate(minutes):
            name = f"before{number}"
            assert isinstance(self.asks(name), TurnCame)
            assert self.accepts(name)
            self.passes(minutes=length)
            assert self.over(name)


def kept(hall: Hall, name: str) -> CallBack | None:
    with hall.database.read() as session:
        row_id = hall.row(name).call_back_id
        return session.get(CallBack, row_id) if row_id else None


def rung_back(hall: Hall, name: str, again: str) -> None:
    """Their telephone rings, and they answer: a call of its own, with the try that placed it."""
    owed = kept(hall, name)
    assert owed is not None
    with hall.database.write() as session:
        call = Call(provider_id=again, contact_id=owed.contact_id, started_at=hall.at)
        session.add(call)
        session.flush()
        hall.calls[again] = call.id
        session.add(
            CallTry(call_back_id=owed.id, number=1, token=again.ljust(32, "0"), state=TryState.PLACED,
                    call_id=call.id, placed_at=hall.at)
        )  # fmt: skip
        session.get_one(CallBack, owed.id).state = CallBackState.CALLING
