"""What an officer wants to see of the queue, as it stands in the page's address, and what is theirs to see. Pure.

Nothing personal can stand there: words that no case can be found by, numbers and codes never get into an address.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form

from casework.case_queue import Wanted
from casework.console.guard import SignedIn
from casework.console.personal import among
from casework.office import Office
from casework.triage import PRIORITIES
from models import CaseStatus

TABS = {
    "baru": CaseStatus.NEW,
    "dikerjakan": CaseStatus.TAKEN,
    "menunggu": CaseStatus.WAITING,
    "selesai": CaseStatus.RESOLVED,
    "digabung": CaseStatus.MERGED,
}
MOST_DIGITS = 5
"""More of them are a code or somebody's number."""
LONGEST = 60
"""Characters of the words that are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The form's fields, as they are in the address. What is "" is not asked for."""

    tab: str = "baru"
    loket: str = ""
    layanan: str = ""
    prioritas: str = ""
    terlambat: str = ""
    saya: str = ""
    dari: str = ""
    sampai: str = ""
    kata: str = ""

    def known(self, office: Office, counters: Sequence[str]) -> "Filter":
        """Without what there is not: an unknown tab shows the new cases, another counter than these all of them."""
        return Filter(
            tab=self.tab if self.tab in TABS else "baru",
            loket=self.loket if self.loket in counters else "",
            layanan=self.layanan if office.catalogue.has(self.layanan) else "",
            prioritas=self.prioritas if self.prioritas in PRIORITIES else "",
            terlambat="1" if self.terlambat else "",
            saya="1" if self.saya else "",
            dari=self.dari if _day(self.dari) else "",
            sampai=self.sampai if _day(self.sampai) else "",
            kata=" ".join(self.kata.split())[:LONGEST],
        )

    @property
    def narrow(self) -> bool:
        """Whether more is asked for than a state and a counter."""
        return self != Filter(tab=self.tab, loket=self.loket)

    def address(self, **changed: str) -> str:
        """The query of the page with this filter, or with these fields otherwise."""
        named = replace(self, **{key: value for key, value in changed.items() if key != "setelah"})
        values = {name: getattr(named, name) for name in Filter.__slots__}
        values["setelah"] = changed.get("setelah", "")
        return urlencode({name: value for name, value in values.items() if value})

    def wanted(self, office: Office, officer: SignedIn, at: datetime) -> Wanted:
        """What is looked for in the database, of what is for this officer's eyes. Days are those of the MPP."""
        start, end = _day(self.dari), _day(self.sampai)
        return Wanted(
            status=TABS[self.tab],
            among=among(officer, counter=self.loket, late_at=at if self.terlambat else None),
            service_id=self.layanan,
            priority=int(PRIORITIES[self.prioritas]) if self.prioritas else None,
            holder=officer.id if self.saya else None,
            opened_from=_midnight(start, office) if start else None,
            opened_before=_midnight(end + timedelta(days=1), office) if end else None,
            words=self.kata,
        )

    def has_number(self) -> bool:
        """Whether the words hold what may be a code, a telephone number or a NIK."""
        return len(re.sub(r"\D", "", self.kata)) > MOST_DIGITS


Field = Annotated[str, Form()]


def asked(tab: str = "baru", loket: str = "", layanan: str = "", prioritas: str = "", terlambat: str = "",
          saya: str = "", dari: str = "", sampai: str = "", kata: str = "") -> Filter:  # fmt: skip
    """From the page's address."""
    return Filter(tab=tab, loket=loket, layanan=layanan, prioritas=prioritas, terlambat=terlambat, saya=saya,
                  dari=dari, sampai=sampai, kata=kata)  # fmt: skip


def filled_in(tab: Field = "baru", loket: Field = "", layanan: Field = "", prioritas: Field = "",
              terlambat: Field = "", saya: Field = "", dari: Field = "", sampai: Field = "",
              kata: Field = "") -> Filter:  # fmt: skip
    """From the form."""
    return asked(tab, loket, layanan, prioritas, terlambat, saya, dari, sampai, kata)


AskedFilter = Annotated[Filter, Depends(asked)]
FilledFilter = Annotated[Filter, Depends(filled_in)]


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _midnight(day: date, office: Office) -> datetime:
    return datetime.combine(day, time(), office.mpp.timezone).astimezone(UTC)
