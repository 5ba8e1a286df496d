"""Days with opening hours of their own, as officers wrote them down; they go before what mpp.yaml says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casework.mpp import Hours, Mpp, read_hours
from casework.quiet_hours import QuietHours
from models import Officer, SpecialDay

FURTHEST = timedelta(days=400)
"""How far ahead a day may be written down."""
LONGEST_REASON = 80
MOST_STRETCHES = 3


class DayRefused(ValueError):
    """What was written is no such day. The message says why, in Indonesian."""


def with_special_days(session: Session, mpp: Mpp, *, at: datetime) -> Mpp:
    """The MPP with the days that are written down, those of the last sixty days included."""
    since = at.astimezone(mpp.timezone).date() - timedelta(days=60)
    found = session.scalars(select(SpecialDay).where(SpecialDay.day >= since))
    return mpp.with_days({one.day: hours_of(one.hours) for one in found})


Quiet = TypeVar("Quiet", bound=QuietHours)


def quiet_with_special_days(session: Session, quiet: Quiet, *, at: datetime) -> Quiet:
    """Quiet hours, of texts or of calls, in which a day that officers closed is a holiday, and one that they opened
    is none.
    """
    today = at.astimezone(quiet.timezone).date()
    found = session.execute(select(SpecialDay.day, SpecialDay.hours).where(SpecialDay.day >= today)).all()
    if not found:
        return quiet
    closed = frozenset(day for day, hours in found if not hours)
    return replace(quiet, holidays=(quiet.holidays | closed) - {day for day, hours in found if hours})


def coming(session: Session, *, today: date) -> Sequence[SpecialDay]:
    """Those from today on, the nearest first."""
    return session.scalars(select(SpecialDay).where(SpecialDay.day >= today).order_by(SpecialDay.day)).all()


def write_down(
    session: Session, mpp: Mpp, officer: Officer, *, day: date, hours: str, reason: str, at: datetime
) -> None:
    """This day's hours from now on; "" closes it. Raises DayRefused."""
    today = at.astimezone(mpp.timezone).date()
    if not today <= day <= today + FURTHEST:
        raise DayRefused("Pilih hari ini atau hari yang akan datang, paling jauh setahun lagi.")
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        raise DayRefused(f"Tulis alasannya, paling banyak {LONGEST_REASON} huruf.")
    try:
        stretches = hours_of(hours)
    except ValueError as error:
        raise DayRefused(
            "Tulis jamnya seperti 08.00-11.30, 13.00-15.00, urut dan tidak tumpang tindih."
        ) from error
    session.merge(
        SpecialDay(
            day=day,
            hours=", ".join(f"{one.start:%H.%M}-{one.end:%H.%M}" for one in stretches),
            reason=reason.strip(),
            officer_id=officer.id,
            at=at,
        )
    )


def forget(session: Session, day: date) -> None:
    """This day is as mpp.yaml says again."""
    session.execute(delete(SpecialDay).where(SpecialDay.day == day))


def hours_of(text: str) -> tuple[Hours, ...]:
    """ "08.00-11.30, 13.00-15.00"; "" is closed. Raises ValueError."""
    found = tuple(read_hours(part) for part in text.split(",") if part.strip())
    overlap = any(one.end > after.start for one, after in pairwise(found))
    if overlap or len(found) > MOST_STRETCHES:
        raise ValueError("stretches overlap, or are too many")
    return found
