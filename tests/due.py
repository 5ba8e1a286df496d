"""Jobs that run when they are due, by a clock that a test sets, and a carrier that answers what it is told to."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from casework import jobs
from casework.office import Office
from models import Database, Job, JobState, Officer, SpecialDay


class Died(BaseException):
    """The process ends here."""


class RecordingCarrier:
    """Takes what it is given, and answers what it is told to. `asked` is what it was asked, in order."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.asked: list[str] = []
        self.taken: list[tuple[str, str, str]] = []
        """To whom, what, and the carrier's id of each that it really took."""
        self.answers: list[Any] = []
        self.finding: list[Any] = []
        self.takes_silently = False
        self.meanwhile: Callable[[str], None] = lambda provider_id: None

    def take(self, asked: str, to: str, what: str, *, prefix: str, answer: Callable[[str], Any]) -> Any:
        """One request; `answer` makes the usual answer of the carrier's id."""
        self.asked.append(asked)
        with self.database.write():
            pass  # nobody holds the one writer while we are asked
        provider_id = f"{prefix}{len(self.taken):032}"
        usual = answer(provider_id)
        given = self.answers.pop(0) if self.answers else usual
        if isinstance(given, type(usual)) or self.takes_silently:
            self.taken.append((to, what, provider_id))
        self.meanwhile(provider_id)
        return given


class DueJobs:
    """A line's end whose time stands still but for `run_for`. What does a job is the subclass's business."""

    def __init__(self, database: Database, office: Office, at: datetime) -> None:
        self.database, self.office, self.at = database, office, at

    def run(self, job: Job) -> None:
        raise NotImplementedError

    def claim(self) -> Job | None:
        with self.database.write() as session:
            return jobs.claim(session, at=self.at)

    def write_down(self, day: date, hours: str = "") -> None:
        """An officer says that this day has these hours, or none."""
        with self.database.write() as session:
            officer = Officer(username="siti", name="Siti", password_hash="-", created_at=self.at)
            session.add(officer)
            session.flush()
            session.add(
                SpecialDay(day=day, hours=hours, reason="Acara kota", officer_id=officer.id, at=self.at)
            )

    def run_due(self) -> bool:
        job = self.claim()
        if job is not None:
            self.run(job)
        return job is not None

    def run_for(self, time: timedelta) -> None:
        until = self.at + time
        while (due := self.next_due()) is not None and due <= until:
            self.at = max(self.at, due)
            self.run_due()
        self.at = until

    def next_due(self) -> datetime | None:
        with self.database.read() as session:
            waiting = select(Job.run_at).where(Job.state.in_([JobState.READY, JobState.RUNNING]))
            return session.scalar(waiting.order_by(Job.run_at))
