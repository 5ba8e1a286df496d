"""Who of the MPP can be rung now: officers with a telephone who are on duty, else the MPP's own officer numbers.

The only numbers that callers are ever put through to are in here, and all of them were set by an administrator, on
the command line or on the officers' pages, or stand in content/mpp.yaml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.mpp import Hours, Mpp, read_hours
from casework.office import Office
from casework.phones import may_be_called, read_phone
from casework.quiet_hours import DAYS
from casework.special_days import with_special_days
from models import Officer, WaitingCaller, WaitingState

BUSY = frozenset({WaitingState.RINGING, WaitingState.CONNECTED})


class DutyRefused(ValueError):
    """The number may not be rung, or a service or the hours are not right. The message says so in Indonesian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Somebody who is there. `key` is theirs alone; one of `officer_id` and `desk` is set."""

    key: str
    phone: str
    services: frozenset[str]
    busy: bool
    officer_id: int | None = None
    desk: int | None = None


def on_duty(session: Session, office: Office, at: datetime) -> tuple[OnDuty, ...]:
    """Everybody who is there at this time, busy or not."""
    mpp = with_special_days(session, office.mpp, at=at)
    busy = {
        (officer_id, desk)
        for officer_id, desk in session.execute(
            select(WaitingCaller.officer_id, WaitingCaller.desk).where(WaitingCaller.state.in_(BUSY))
        )
    }
    officers = _with_telephone(session)
    if officers:
        return tuple(
            OnDuty(
                key=f"o{officer.id}",
                phone=officer.phone or "",
                services=frozenset(officer.services),
                busy=(officer.id, None) in busy,
                officer_id=officer.id,
            )
            for officer in officers
            if officer.at_work and is_there(mpp, officer, at)
        )
    if not mpp.is_open(at):
        return ()
    return tuple(
        OnDuty(key=f"m{desk}", phone=number, services=frozenset(), busy=(None, desk) in busy, desk=desk)
        for desk, number in enumerate(office.mpp.officer_numbers)
        if may_be_called(number)
    )


def anyone_ever(session: Session, office: Office) -> bool:
    """Whether there is anybody at all whom callers can be put through to, at some time."""
    return bool(_with_telephone(session) or office.mpp.officer_numbers)


def number_of(session: Session, office: Office, row: WaitingCaller) -> str | None:
    """The number that is rung for this caller; None when it is not there any more."""
    if row.officer_id is not None:
        officer = session.get(Officer, row.officer_id)
        number = officer.phone if officer is not None and officer.active else None
    elif row.desk is not None and row.desk < len(office.mpp.officer_numbers):
        number = office.mpp.officer_numbers[row.desk]
    else:
        number = None
    return number if number and may_be_called(number) else None


def is_there(mpp: Mpp, officer: Officer, at: datetime) -> bool:
    """Whether these are the officer's hours: those of the MPP, but for days of the week on which they have their own.
    Holidays and special days are the same for all."""
    local = at.astimezone(mpp.timezone)
    day, usual = local.date(), mpp.hours_on(local.date())
    of_its_own = day in mpp.special or day in mpp.holidays
    stretches = usual if of_its_own else _own_hours(officer.duty).get(day.weekday(), usual)
    return any(hours.start <= local.time() < hours.end for hours in stretches)


def set_duty(
    office: Office,
    officer: Officer,
    *,
    phone: str | None = None,
    services: list[str] | None = None,
    duty: Mapping[str, str] | None = None,
) -> None:
    """Sets what is given; "" takes the telephone away. `duty` is day to hours, "08.00-12.00, 13.00-15.00", or "-" for
    a day off; days that are left out are as the MPP is open. Raises DutyRefused, and then changes nothing."""
    number = None
    if phone:
        number = read_phone(phone).number
        if not may_be_called(number):
            raise DutyRefused("Nomor harus nomor rumah, kantor, atau HP Indonesia, misalnya 0812 3456 7890.")
    for service_id in services or []:
        if not office.catalogue.has(service_id):
            raise DutyRefused(f"Layanan {service_id} tidak ada di daftar layanan.")
    read = {day: _stretches(day, text) for day, text in (duty or {}).items() if text.strip()}
    if phone is not None:
        officer.phone = number
    if services is not None:
        officer.services = sorted(set(services))
    if duty is not None:
        officer.duty = read


def written_hours(officer: Officer, day: str) -> str:
    """The officer's own hours of a day as they are typed; "" where they are the MPP's."""
    found = officer.duty.get(day)
    return "" if found is None else ", ".join(found) or "-"


def _with_telephone(session: Session) -> list[Officer]:
    wanted = select(Officer).where(Officer.active, Officer.phone.is_not(None)).order_by(Officer.id)
    return [officer for officer in session.scalars(wanted) if officer.phone and may_be_called(officer.phone)]


def _own_hours(duty: Mapping[str, list[str]]) -> Mapping[int, tuple[Hours, ...]]:
    return {DAYS.index(day): tuple(map(read_hours, stretches)) for day, stretches in duty.items()}


def _stretches(day: str, text: str) -> list[str]:
    if day not in DAYS:
        raise DutyRefused(f"{day} bukan nama hari.")
    if text.strip() == "-":
        return []
    found = [part.strip() for part in text.split(",")]
    try:
        for part in found:
            read_hours(part)
    except ValueError as error:
        raise DutyRefused(
            f"Jam hari {day} ditulis seperti 08.00-12.00, 13.00-15.00, atau - kalau libur."
        ) from error
    return found
