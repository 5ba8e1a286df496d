"""What casework may answer in a call, at least one of each kind, under the names that content/call.yaml uses."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from casework.call_commands import (
    AnswerFound,
    CallImpossible,
    CallPlanned,
    CallsStopped,
    CallTaken,
    NoticeConfirmed,
    NoticeGone,
)
from casework.commands import (
    ApplicationFound,
    CaseFound,
    CaseOpened,
    NobodyReachable,
    Noted,
    NothingFound,
    OfficerReachable,
    OpeningFound,
    Outcome,
    OwnFound,
    OwnUnclear,
    ProofImpossible,
    ProofNeeded,
    ProofWrong,
    TextImpossible,
    TextQueued,
    TooManyWrongCodes,
)
from casework.ticket_commands import (
    NoSlot,
    NoTicket,
    NoTicketsThere,
    SlotGone,
    SlotOffered,
    TicketBooked,
    TicketCancelled,
    TicketFound,
)
from casework.waiting_commands import (
    NobodyAnswered,
    PlaceKept,
    StandsInLine,
    StaysInLine,
    StillWaiting,
    TurnCame,
    TurnReached,
)
from ivr.outcomes import read

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
CODE = "48213096"
COUNTER = "adminduk"


def _ticket(service: str | None, *, texted: bool = False) -> TicketFound:
    return TicketFound(label="A 12", at=NOON, counter=COUNTER, service_id=service, texted=texted)


def _slot(*offered: datetime) -> SlotOffered:
    return SlotOffered(at=NOON, counter=COUNTER, service_id="kk", offered=(*offered, NOON))


OUTCOMES: Sequence[Outcome] = (
    *(
        ApplicationFound(code=CODE, service_id="kk", status=status, missing=missing, expected_on=on)
        for status, missing, on in (
            ("diterima", None, date(2026, 12, 1)),
            ("kurang_berkas", "buku nikah", None),
            ("diproses", None, date(2026, 11, 30)),
            ("siap_diambil", None, None),
            ("ditolak", None, None),
        )
    ),
    *(CaseFound(code=CODE, status=status) for status in ("new", "taken", "waiting", "resolved")),
    NothingFound(code=CODE),
    OwnFound(),
    OwnUnclear(),
    OpeningFound(is_open=True, opens_at=None),
    OpeningFound(is_open=False, opens_at=None),
    OpeningFound(is_open=False, opens_at=NOON),
    Noted(),
    TooManyWrongCodes(until=NOON),
    ProofNeeded(code=CODE),
    ProofWrong(code=CODE),
    ProofImpossible(),
    CaseOpened(code=CODE, texted=True),
    CaseOpened(code=CODE, texted=False),
    TextQueued(),
    TextImpossible(),
    OfficerReachable(),
    NobodyReachable(opens_at=None),
    NobodyReachable(opens_at=NOON),
    TurnCame(again=False),
    TurnCame(again=True),
    *(StandsInLine(place=place, minutes=minutes) for place in (1, 3) for minutes in (None, 7)),
    StillWaiting(),
    NobodyAnswered(),
    PlaceKept(opens_at=None),
    PlaceKept(opens_at=NOON),
    StaysInLine(),
    TurnReached(service_id="kk", code=CODE, asked="syarat"),
    TurnReached(service_id=None, code=None, asked=None),
    CallPlanned(at=NOON, soon=True),
    CallPlanned(at=NOON + timedelta(hours=2), soon=False),
    CallImpossible(),
    CallTaken(),
    CallsStopped(),
    AnswerFound(words="Silakan datang dengan KTP."),
    NoticeGone(),
    NoticeConfirmed(),
    *(ticket for service in (None, "kk") for ticket in (_ticket(service), TicketBooked(ticket=_ticket(service)))),
    TicketBooked(ticket=_ticket("kk", texted=True)),
    NoTicket(),
    _slot(),
    SlotGone(instead=_slot(NOON - timedelta(hours=1))),
    NoSlot(counter=COUNTER),
    NoTicketsThere(counter=COUNTER),
    TicketCancelled(label="A 12"),
)  # fmt: skip


def by_name() -> dict[str, list[Outcome]]:
    """Them all, by the name that a step of the dialogue gives its way on."""
    found: dict[str, list[Outcome]] = {}
    for outcome in OUTCOMES:
        found.setdefault(read(outcome)[0], []).append(outcome)
    return found
