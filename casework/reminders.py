"""Reminders: what lies ready and was not fetched, what is missing and was not brought.

One job for each change of status, written in the transaction of that change. It looks at the application again on the
days that content/sms_routes.yaml names, and ends by itself when the citizen came. Knows no carrier.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from casework import jobs, letters
from casework.applications import REMIND, application_found
from casework.letters import Letter
from casework.notices import tell_of
from casework.office import Office
from casework.special_days import quiet_with_special_days
from casework.texts import Value
from models import Application, ApplicationEvent, ApplicationStatus, Database, Job


def _now() -> datetime:
    return datetime.now(UTC)


def remind(database: Database, office: Office, job: Job, *, now: Callable[[], datetime] = _now) -> None:
    """Does one job of the kind `REMIND`: the reminder that is due, if it is still true, and a job for the next."""
    with database.write() as session:
        if not jobs.finish(session, job):
            return
        event = session.get(ApplicationEvent, job.payload["event"])
        number = int(job.payload.get("number", 0))
        if event is None or event.application.history[-1].id != event.id:
            return  # they came, or the status is another one by now
        if number > 0:
            text = letters.write(office, letter_of(office, event.application, since=event.at))
            tell_of(session, office, event.application, text, cause=f"remind:{event.id}:{number}", at=now())
        _plan_next(session, office, event, number)


def letter_of(office: Office, application: Application, *, since: datetime) -> Letter:
    """What to do first, as in every text."""
    found = application_found(application)
    values: dict[str, Value] = {"kode": found.code, "layanan": letters.product(office, found.service_id)}
    if found.status == ApplicationStatus.READY:
        day = since.astimezone(office.mpp.timezone).date()
        return Letter(key="pengingat_siap", values={**values, "tanggal": day})
    if found.missing is not None:
        return Letter(key="pengingat_kurang", values={**values, "kurang": found.missing})
    return Letter(key="pengingat_kurang_umum", values=values)


def _plan_next(session: Session, office: Office, event: ApplicationEvent, number: int) -> None:
    ready = event.status is ApplicationStatus.READY
    days = office.sending.remind_ready if ready else office.sending.remind_missing
    if number < len(days):
        quiet = quiet_with_special_days(session, office.sending.quiet, at=event.at)
        due = quiet.next_time(event.at + timedelta(days=days[number]))
        payload = {"event": event.id, "number": number + 1}
        jobs.enqueue(session, REMIND, payload, at=due, dedupe=f"{REMIND}:{event.id}:{number + 1}")
