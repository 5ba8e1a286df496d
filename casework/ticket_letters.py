"""The texts about numbers at the counters, and what to bring as far as it fits. Pure.

What to bring is told whole or not at all: half a list sends people home again. Where it does not fit, the text says
how to ask for it.
"""

from datetime import datetime

from babel.dates import format_date

from casework.gsm7 import fits
from casework.letters import Letter, unshortened, write
from casework.office import Office
from casework.texts import Value
from casework.ticket_commands import SlotOffered, TicketFound


def ticket(office: Office, found: TicketFound) -> str:
    """The ticket as one segment."""
    return write(office, of_ticket(office, found))


def of_ticket(office: Office, found: TicketFound) -> Letter:
    """The number, when, where, and what to bring."""
    return _with_what_to_bring(office, "antre_tiket", found)


def of_reminder(office: Office, found: TicketFound) -> Letter:
    """The same on the day before."""
    return _with_what_to_bring(office, "antre_pengingat", found)


def of_offer(offered: SlotOffered, *, gone: bool = False) -> Letter:
    """A time that can be had. `gone`: instead of one that was just taken."""
    key = "antre_tawar_lagi" if gone else "antre_tawar" if offered.as_wished else "antre_tawar_lain"
    return Letter(key=key, values={"kapan": written(offered.at), "loket": offered.counter})


def written(at: datetime) -> str:
    """ "Rabu 25 Nov jam 09.00"."""
    return f"{format_date(at, 'EEEE d MMM', locale='id')} jam {at:%H.%M}"


def bring(office: Office, service_id: str) -> str:
    """ "Surat kehilangan dari polisi, Kartu Keluarga"."""
    return ", ".join(item.text for item in office.catalogue.get(service_id).requirements)


def _with_what_to_bring(office: Office, key: str, found: TicketFound) -> Letter:
    values: dict[str, Value] = {"tiket": found.label, "kapan": written(found.at), "loket": found.counter}
    if found.service_id is None:
        return Letter(key=key, values=values)
    whole = Letter(key=f"{key}_bawa", values={**values, "bawa": bring(office, found.service_id)})
    if fits(unshortened(office, whole)):
        return whole
    name = office.catalogue.get(found.service_id).sms_name
    return Letter(key=f"{key}_syarat", values={**values, "layanan": name})
