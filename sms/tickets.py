"""Numbers at the counters by text: ANTRE, ANTRE PINDAH, ANTRE BATAL, and the answers to what we offer. Pure."""

from dataclasses import replace
from datetime import date, datetime

from casework import ticket_letters
from casework.commands import Outcome
from casework.day_words import read_wish
from casework.letters import Letter
from casework.office import Office
from casework.opening import opening_hours
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
    TicketFound,
)
from sms.conversation import Choice, Question, Waiting, is_no, is_yes
from sms.topics import FEW_WORDS, Asked
from sms.turn import TextTurn

MOVES = frozenset({"pindah", "ganti", "ubah", "geser", "undur", "mundur", "majukan"})
CANCELS = frozenset({"batal", "batalkan", "membatalkan", "cancel"})
QUEUE = frozenset({"antre", "antrean", "antrian", "antri", "nomor", "jadwal"})
MOST_WORDS = 8
"""Words of a text that only says when; more tell something else."""
_MOVING = "pindah"


def asked_for(asked: Asked, today: date) -> TextTurn:
    """What a text about numbers asks for by itself."""
    words = set(asked.body.words)
    service, wish = asked.service, read_wish(asked.text, today)
    if words & CANCELS:
        return TextTurn(command=CancelTicket(service_id=service))
    if moves(asked):
        own = None if service == _MOVING else service  # "antre pindah" is no moving house
        return TextTurn(command=FindSlot(service_id=own, moving=True, wish=wish))
    if service is None:
        return TextTurn(command=FindTicket())
    return TextTurn(command=FindSlot(service_id=service, wish=wish))


def moves(asked: Asked) -> bool:
    """Whether the ticket, and not the citizen's house, is to be moved: "antre pindah", "pindah antrean besok"."""
    words = asked.body.words
    for place, word in enumerate(words):
        if word in MOVES:
            near = words[max(0, place - 2) : place] + words[place + 1 : place + 3]
            return bool(QUEUE & set(near))
    return False


def answered(office: Office, waiting: Waiting, asked: Asked, today: date) -> TextTurn | None:
    """The text as the answer to a time that was offered; None when it is about something else."""
    offer = waiting.choices[0]
    moving = offer.intent == _MOVING
    if asked.act == "batal" or asked.body.words == ("tidak", "jadi"):
        return TextTurn(reply=Letter(key="baik"))
    if is_yes(office, asked):
        when = datetime.fromisoformat(waiting.pages[-1])
        return TextTurn(command=BookTicket(service_id=offer.service, at=when, moving=moving))
    other = asked.service not in (None, offer.service, _MOVING)
    if other or asked.code is not None or asked.words > MOST_WORDS or asked.emergency:
        return None
    offered = tuple(map(datetime.fromisoformat, waiting.pages))
    again = FindSlot(service_id=offer.service, moving=moving, offered=offered)
    wish = read_wish(asked.text, today)
    if not wish.says_nothing and not {"buka", "tutup"} & set(asked.body.words):
        return TextTurn(command=replace(again, wish=wish))
    said = asked.text.lower()
    if "hari lain" in said or "jam lain" in said or "waktu lain" in said:
        return TextTurn(command=replace(again, other="hari" if "hari lain" in said else "jam"))
    if is_no(office, asked) and asked.words <= FEW_WORDS:
        return TextTurn(reply=Letter(key="baik"))
    return None


def after(office: Office, turn: TextTurn, outcome: Outcome | None) -> TextTurn:
    """The reply to what came of it, and what the next text may answer."""
    match outcome:
        case TicketFound():
            return replace(turn, reply=ticket_letters.of_ticket(office, outcome))
        case TicketBooked(ticket=ticket):
            return replace(turn, reply=ticket_letters.of_ticket(office, ticket))
        case SlotOffered():
            return replace(turn, reply=ticket_letters.of_offer(outcome), waiting=_waiting(outcome))
        case SlotGone(instead=instead):
            letter = ticket_letters.of_offer(instead, gone=True)
            return replace(turn, reply=letter, waiting=_waiting(instead))
        case NoSlot(counter=counter):
            return replace(turn, reply=Letter(key="antre_penuh", values={"loket": counter}))
        case NoTicketsThere():
            return replace(turn, reply=Letter(key="antre", values={"jam": opening_hours(office.mpp)}))
        case TicketCancelled(label=label):
            return replace(turn, reply=Letter(key="antre_batal", values={"tiket": label}))
        case NoTicket() if isinstance(turn.command, FindTicket):
            waiting = Waiting(question=Question.SERVICE, intent="antre")
            return replace(turn, reply=Letter(key="layanan_kosong"), waiting=waiting)
        case NoTicket():
            return replace(turn, reply=Letter(key="antre_belum"))
        case _:
            return turn


def _waiting(offered: SlotOffered) -> Waiting:
    choice = Choice(service=offered.service_id, intent=_MOVING if offered.moving else "antre")
    offers = tuple(at.isoformat() for at in offered.offered)
    return Waiting(question=Question.SLOT, choices=(choice,), pages=offers)
