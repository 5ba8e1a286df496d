"""This machine's clock beside the carrier's and the database's. A wrong one breaks opening hours and due times."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from commands import database_of
from config import Settings
from models import Call, Database, VaultError
from operations.asked import Answered, NotAnswered, ask
from operations.doctor_carriers import twilio_account
from operations.finding import About, Finding

CLOCK = About(id="Jam", en="Clock")

NOTICED, TOO_MUCH = timedelta(seconds=20), timedelta(minutes=2)


def clock(settings: Settings) -> Iterator[Finding]:
    """The largest difference counts."""
    found = []
    if settings.twilio and (apart := _carriers(settings)) is not None:
        found.append(apart)
    try:
        here = database_of(settings)
    except VaultError:
        here = None
    if here is not None:
        try:
            found += databases(here)
        finally:
            here.close()
    if not found:
        yield CLOCK.care("tidak ada jam lain untuk dibandingkan. Pastikan waktu diatur otomatis (timedatectl).",
                         "no other clock to compare with. See that it is set by itself (timedatectl).")  # fmt: skip
        return
    yield judged(max(found, key=abs))


def judged(apart: timedelta) -> Finding:
    """What a difference means."""
    seconds = round(abs(apart) / timedelta(seconds=1))
    mend = "timedatectl set-ntp true"
    if abs(apart) > TOO_MUCH:
        return CLOCK.wrong(f"berbeda {seconds} detik dari jam lain. Jalankan: {mend}",
                           f"differs by {seconds} seconds from others. Run: {mend}")  # fmt: skip
    if abs(apart) > NOTICED:
        return CLOCK.care(f"berbeda {seconds} detik dari jam lain. Jalankan: {mend}",
                          f"differs by {seconds} seconds from others. Run: {mend}")  # fmt: skip
    return CLOCK.fine("sama dengan jam lain", "agrees with others")


def difference(answer: Answered) -> timedelta:
    """How far the other side's clock is from ours; zero where the moment of the answer may be meant."""
    if answer.date is None:
        return timedelta()
    began, ended = answer.between
    if answer.date < began - timedelta(seconds=1):  # its Date has no fractions
        return answer.date - began
    return max(timedelta(), answer.date - ended)


def _carriers(settings: Settings) -> timedelta | None:
    try:
        answer = ask(twilio_account(settings))
    except NotAnswered:
        return None
    return difference(answer) if answer.date is not None else None


def databases(here: Database, *, now: datetime | None = None) -> list[timedelta]:
    """PostgreSQL's clock; on SQLite what was written last, which cannot be of the future."""
    if here.embedded and not Path(here.url.database or "").is_file():
        return []
    try:
        with here.read() as session:
            if not here.embedded:
                theirs = session.scalar(select(func.clock_timestamp()))
            else:
                theirs = session.scalar(select(func.max(Call.started_at)))
    except SQLAlchemyError:
        return []
    if theirs is None:
        return []
    apart = theirs.astimezone(UTC) - (now or datetime.now(UTC))
    return [max(timedelta(), apart) if here.embedded else apart]
