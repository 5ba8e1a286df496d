"""Cards to print and take along, one A6 page in large type: a number at a counter, and the code of a case.

Nothing on them says whose they are: they lie about on counters.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import format_date
from fastapi import Request, Response

from casework import spoken
from casework.codes import grouped
from casework.console import guard, personal, wording
from casework.console.guard import SignedInOfficer
from casework.console.pages import page
from casework.office import Office
from casework.roles import Right
from deps import ServicesDep
from models import Case, QueueTicket

router = guard.router(see=Right.SEE_CASES)
LONG, WIDE = 4, 30
"""Lines of things to bring that fit in the larger type, and letters of such a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is printed. `said` is the number or code in words; `lines` are the facts below it."""

    title: str
    code: str
    said: str
    lines: list[str]
    bring: list[str]
    advice: str
    back: str
    """The page that it belongs to."""
    kind: str

    @property
    def small(self) -> bool:
        """Whether the list takes smaller type."""
        return sum(1 + len(item) // WIDE for item in self.bring) > LONG


@router.get("/loket/tiket/{ticket_id}/cetak")
def ticket(request: Request, officer: SignedInOfficer, here: ServicesDep, ticket_id: int) -> Response:
    """The card of a number."""
    with here.database.read() as session:
        found = personal.ticket_for(session, officer, ticket_id)
        card = of_ticket(here.office, found)
    return page(request, "card.html", officer=officer, card=card)


@router.get("/kasus/{case_id}/kartu")
def case(request: Request, officer: SignedInOfficer, here: ServicesDep, case_id: int) -> Response:
    """The card of a case."""
    with here.database.read() as session:
        found = personal.case_for(session, officer, case_id)
        card = of_case(here.office, found, at=datetime.now(UTC))
    return page(request, "card.html", officer=officer, card=card)


def of_ticket(office: Office, ticket: QueueTicket) -> Card:
    """When to come, where, and what to bring."""
    day = format_date(ticket.day, "EEEE, d MMMM y", locale="id")
    when = f"{day}, jam {ticket.start:%H.%M}" if ticket.start is not None else day
    known = ticket.service_id is not None and office.catalogue.has(ticket.service_id)
    bring = (
        [item.text for item in office.catalogue.get(ticket.service_id or "").requirements] if known else []
    )
    waits = (
        "Tunggu sampai nomor ini dipanggil."
        if ticket.start is None
        else "Datanglah sepuluh menit sebelumnya."
    )
    return Card(
        title="Nomor antrean",
        code=ticket.label,
        said=spoken.ticket(ticket.letter, ticket.number),
        lines=[when, f"Loket {ticket.counter}"],
        bring=bring,
        advice=waits,
        back=f"/loket/tiket/{ticket.id}",
        kind="nomor",
    )


def of_case(office: Office, found: Case, *, at: datetime) -> Card:
    """The code, which is all that somebody needs to ask how it goes."""
    service = wording.service(office.catalogue, found.service_id)
    lines = [service] if found.service_id is not None else []
    printed = format_date(at.astimezone(office.mpp.timezone), "d MMMM y", locale="id")
    return Card(
        title="Kode laporan",
        code=grouped(found.code),
        said=spoken.digits(found.code),
        lines=[*lines, *([f"Loket {found.counter}"] if found.counter else []), f"Dicetak {printed}"],
        bring=[],
        advice=f"Mau tahu kabarnya? Kirim SMS: STATUS {grouped(found.code)}, atau telepon dan sebutkan kodenya.",
        back=f"/kasus/{found.id}",
        kind="kasus",
    )
