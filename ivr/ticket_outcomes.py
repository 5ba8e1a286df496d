"""Numbers at the counters under the names that content/call.yaml uses: a part of `ivr.outcomes`."""

from datetime import datetime
from typing import Literal, assert_never, cast

from casework.ticket_commands import (
    BookTicket,
    CancelTicket,
    FindSlot,
    FindTicket,
    NoSlot,
    NoTicket,
    NoTicketsThere,
    SlotGone,
    SlotOffered,
    TicketBooked,
    TicketCancelled,
    TicketCommand,
    TicketFound,
    TicketOutcome,
)
from ivr.position import Position

COMMANDS: dict[str, frozenset[str]] = {
    "cari_tiket": frozenset({"tiket_ada", "tiket_ada_singkat", "tiket_belum"}),
    "cari_slot": frozenset(
        {"slot_ada", "slot_habis", "slot_di_loket", "tiket_ada", "tiket_ada_singkat", "tiket_belum"}
    ),
    "ambil_tiket": frozenset(
        {
            "tiket_jadi",
            "tiket_jadi_sms",
            "slot_lewat",
            "slot_habis",
            "slot_di_loket",
            "tiket_ada",
            "tiket_ada_singkat",
        }
    ),
    "batal_tiket": frozenset({"tiket_dibatalkan", "tiket_belum"}),
}
BETWEEN = ","


def command_of(name: str, position: Position) -> TicketCommand:
    """The command of that name. Raises KeyError for an answer that is not there yet, and for an unknown name."""
    answers = position.answers
    service, moving = answers.get("layanan") or None, answers.get("pindah") == "ya"
    match name:
        case "cari_tiket":
            return FindTicket(service_id=service)
        case "cari_slot":
            other = answers.get("cari") or None
            return FindSlot(
                service_id=service,
                moving=moving,
                other=cast(Literal["jam", "hari"], other) if other in ("jam", "hari") else None,
                offered=_times(answers.get("ditawarkan", "")),
            )
        case "ambil_tiket":
            at = datetime.fromisoformat(answers["waktu_datang"])
            return BookTicket(at=at, service_id=service, moving=moving)
        case "batal_tiket":
            return CancelTicket(service_id=service)
        case _:
            raise KeyError(name)


def read(outcome: TicketOutcome) -> tuple[str, dict[str, str]]:
    """The outcome's name, and the answers that it adds."""
    match outcome:
        case TicketFound():
            known = outcome.service_id is not None
            return "tiket_ada" if known else "tiket_ada_singkat", _ticket(outcome)
        case TicketBooked(ticket=ticket):
            return "tiket_jadi_sms" if ticket.texted else "tiket_jadi", {**_ticket(ticket), "hasil": "tiket"}
        case NoTicket():
            return "tiket_belum", {}
        case SlotOffered():
            return "slot_ada", _slot(outcome)
        case SlotGone(instead=instead):
            return "slot_lewat", _slot(instead)
        case NoSlot(counter=counter):
            return "slot_habis", {"loket": counter}
        case NoTicketsThere(counter=counter):
            return "slot_di_loket", {"loket": counter}
        case TicketCancelled(label=label):
            return "tiket_dibatalkan", {"tiket": label, "hasil": ""}
        case _:
            assert_never(outcome)


def _ticket(found: TicketFound) -> dict[str, str]:
    told = {"tiket": found.label, "waktu_datang": found.at.isoformat(), "loket": found.counter}
    return {**told, "layanan": found.service_id} if found.service_id is not None else told


def _slot(offered: SlotOffered) -> dict[str, str]:
    so_far = BETWEEN.join(at.isoformat() for at in offered.offered)
    return {"waktu_datang": offered.at.isoformat(), "loket": offered.counter, "ditawarkan": so_far}


def _times(joined: str) -> tuple[datetime, ...]:
    return tuple(map(datetime.fromisoformat, filter(None, joined.split(BETWEEN))))
