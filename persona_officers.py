"""What happens at an office's counter while simulated callers wait for an officer: who is on duty, who talks, and who
goes home.

Writes what officers, administrators and other calls would have written. Knows no telephone.
"""

from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from casework import special_days
from casework.callbacks import CALL
from casework.demo import USERNAME
from casework.duty import set_duty
from casework.mpp import DAYS
from casework.waiting_rules import LEAST_MEASURED
from casework.waiting_sweep import tidy
from deps import Services
from ivr.turns import begin_call
from models import (
    CallBack,
    CallBackState,
    Contact,
    Job,
    JobState,
    Officer,
    SpecialDay,
    WaitingCaller,
    WaitingState,
)

FIRST, SECOND = "+6281290001111", "+6281290002222"
"""The officers' telephones. What a call says of the officer is what the first does; the second takes every call."""
TALK = timedelta(minutes=4)
ALL_DAY = dict.fromkeys(DAYS, "00.00-23.59")


class Counter:
    """The officers of one office."""

    def __init__(self, here: Services) -> None:
        self._here = here
        self._calls = count()

    def happens(self, what: str) -> None:
        """Raises ValueError for what cannot happen. Before a call:
        free, two: one or two officers are on duty, and nobody else waits;
        busy, behind: one is, who talks; somebody else stands in line already. "-known": how long talks take is known.
        During one, or between two: done, they stop talking; gone, they go home; shut, the office closes.
        """
        at = datetime.now(UTC)
        with self._here.database.write() as session:
            match what:
                case "free":
                    self._begin(session, FIRST)
                case "two":
                    self._begin(session, FIRST, SECOND)
                case "busy" | "busy-known" | "behind" | "behind-known":
                    (officer,) = self._begin(session, FIRST)
                    if what.endswith("-known"):
                        self._talked(session, at)
                    self._other(session, at, WaitingState.CONNECTED, officer)
                    if what.startswith("behind"):
                        self._other(session, at, WaitingState.WAITING)
                case "done":
                    talks = WaitingCaller.state == WaitingState.CONNECTED
                    session.execute(
                        update(WaitingCaller).where(talks).values(state=WaitingState.TALKED, ended_at=at)
                    )
                    session.flush()
                    tidy(session, self._here.office, at=at)
                case "gone":
                    session.execute(update(Officer).values(at_work=False))
                case "shut":
                    self._shut(session, at)
                case _:
                    raise ValueError(f"at no counter happens {what}")

    def _begin(self, session: Session, *phones: str) -> list[Officer]:
        """Only these are on duty, and nobody waits or has ever talked."""
        session.execute(delete(SpecialDay))
        session.execute(
            update(WaitingCaller).values(
                state=WaitingState.LEFT, ended_at=func.coalesce(WaitingCaller.ended_at, WaitingCaller.since)
            )
        )
        for officer in session.scalars(select(Officer)):
            officer.phone, officer.at_work = None, True
        found = []
        for phone in phones:
            name = f"loket{phone[-4:]}"
            officer = session.scalar(select(Officer).where(Officer.username == name)) or Officer(
                username=name, name="Contoh", password_hash="", created_at=datetime.now(UTC)
            )
            session.add(officer)
            set_duty(self._here.office, officer, phone=phone, duty=ALL_DAY)
            found.append(officer)
        session.flush()
        return found

    def _other(
        self, session: Session, at: datetime, state: WaitingState, officer: Officer | None = None
    ) -> WaitingCaller:
        """Somebody else, who called before."""
        number = f"other-{next(self._calls)}"
        call = begin_call(session, self._here.office, provider_id=number, caller="", at=at)
        row = WaitingCaller(
            call_id=call.id, contact_id=call.contact_id, since=at - TALK, seen_at=at, state=state,
            officer_id=officer.id if officer else None, connected_at=at if officer else None, passed="",
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row

    def _talked(self, session: Session, at: datetime) -> None:
        for _ in range(LEAST_MEASURED):
            row = self._other(session, at, WaitingState.TALKED)
            row.connected_at, row.ended_at = at - TALK, at

    def _shut(self, session: Session, at: datetime) -> None:
        mpp = self._here.office.mpp
        officer = session.scalars(select(Officer).where(Officer.username == USERNAME)).one()
        today = at.astimezone(mpp.timezone).date()
        special_days.write_down(session, mpp, officer, day=today, hours="", reason="contoh", at=at)


def hurry(session: Session, contact_index: str, *, at: datetime) -> None:
    """What is owed to this number, and has not been tried yet, is due now: nobody waits for the first ring here."""
    owed = (
        select(CallBack)
        .join(Contact)
        .where(
            Contact.phone_index == contact_index,
            CallBack.state == CallBackState.WAITING,
            CallBack.due_at > at,
        )
    )
    for call_back in session.scalars(owed):
        if call_back.tries:
            continue
        for job in session.scalars(
            select(Job).where(Job.kind == CALL, Job.state == JobState.READY, Job.run_at > at)
        ):
            if job.payload.get("call_back") == call_back.id:
                call_back.due_at = job.run_at = at
