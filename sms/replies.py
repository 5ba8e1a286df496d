"""What we write back: about services, opening hours, codes, and what came of a command. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from casework import letters
from casework.catalogue import Service
from casework.commands import (
    ApplicationFound,
    CaseFound,
    CaseOpened,
    NobodyReachable,
    NothingFound,
    NoticesStopped,
    OfficerReachable,
    Outcome,
    TextImpossible,
    TextQueued,
    TooManyWrongCodes,
)
from casework.letters import Letter
from casework.mpp import DAYS, Mpp
from casework.office import Office

MOST_CHOICES = 3
"""Services that are offered when the words do not tell which; more do not fit one text."""


def answer(office: Office, outcome: Outcome, *, urgent: bool = False) -> Letter | None:
    """What the citizen reads when their command was performed. None: no text asks for that.

    `urgent`: the text that opened a case sounded like an emergency.
    """
    match outcome:
        case ApplicationFound() | CaseFound():
            return letters.of_status(office, outcome)
        case NothingFound(code=code):
            return wrong_code(code)
        case TooManyWrongCodes(until=until):
            return Letter(key="kode_dikunci", values={"waktu": _next_minute(until, office.mpp)})
        case CaseOpened(code=code):
            key = "kasus_dibuka_darurat" if urgent else "kasus_dibuka_sms"
            return Letter(key=key, values={"kode_kasus": code})
        case NoticesStopped():
            return Letter(key="berhenti")
        case TextQueued() | TextImpossible() | OfficerReachable() | NobodyReachable():
            return None
        case _:
            assert_never(outcome)


def wrong_code(typed: str) -> Letter:
    """The digits as they were typed, so that the mistake can be seen."""
    return Letter(key="kode_salah", values={"kode_tulis": typed})


def code_needed(open_case_code: str | None) -> Letter:
    """How to ask for a status; with the citizen's own code when we know one."""
    if open_case_code is None:
        return Letter(key="kode_kurang")
    return Letter(key="kode_kurang_kasus", values={"kode": open_case_code})


def requirements(services: Sequence[Service]) -> Letter:
    """What to bring, or which of the services is meant."""
    return letters.of_service(services[0]) if len(services) == 1 else which("SYARAT", services)


def fee(services: Sequence[Service]) -> Letter:
    """What it costs. Which of the services is meant is asked only when their fees differ."""
    if len({service.sms_fee for service in services}) > 1:
        return which("BIAYA", services)
    one_product = len(services) > 1 and len({service.product for service in services}) == 1
    names = [services[0].product] if one_product else [service.sms_name for service in services]
    return Letter(key="layanan_biaya", values={"layanan": " dan ".join(names), "isi": services[0].sms_fee})


def which(keyword: str, services: Sequence[Service]) -> Letter:
    """The texts to choose from, ready to be sent back."""
    *first, last = (f"{keyword} {service.sms_name}" for service in services[:MOST_CHOICES])
    choices = f"{', '.join(first)}{',' if len(first) > 1 else ''} atau {last}"
    return Letter(key="layanan_mana", values={"pilihan": choices})


def opening_hours(mpp: Mpp) -> Letter:
    """Days with the same hours together: "Senin-Kamis 08.00-15.00, Jumat 08.00-11.30 dan 13.00-15.00"."""
    stretches: list[tuple[list[int], str]] = []
    for day in sorted(mpp.hours):
        hours = " dan ".join(f"{part.start:%H.%M}-{part.end:%H.%M}" for part in mpp.hours[day])
        if stretches and stretches[-1][1] == hours and stretches[-1][0][-1] == day - 1:
            stretches[-1][0].append(day)
        elif hours:
            stretches.append(([day], hours))
    return Letter(
        key="jam_buka", values={"jam": ", ".join(f"{_days(days)} {hours}" for days, hours in stretches)}
    )


def _days(days: Sequence[int]) -> str:
    return "-".join(DAYS[day].capitalize() for day in dict.fromkeys((days[0], days[-1])))


def _next_minute(until: datetime, mpp: Mpp) -> datetime:
    """Local, and rounded up: who tries again at the time that they read must not be too early."""
    return until.astimezone(mpp.timezone).replace(second=0, microsecond=0) + timedelta(minutes=1)
