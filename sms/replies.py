"""What we write back: about services, opening hours, codes, and what came of a command. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from casework import letters
from casework.call_commands import (
    CallImpossible,
    CallPlanned,
    CallsStopped,
)
from casework.catalogue import Service
from casework.commands import (
    ApplicationFound,
    CaseFound,
    CaseOpened,
    NothingFound,
    NoticesResumed,
    NoticesStopped,
    Outcome,
    TooManyWrongCodes,
)
from casework.letters import Letter
from casework.matters import Matter
from casework.mpp import Mpp
from casework.office import Office
from casework.opening import opening_hours

LABELS = {
    "status": "STATUS", "syarat": "SYARAT", "biaya": "BIAYA", "waktu": "LAMA", "cara": "CARA", "tempat": "TEMPAT",
    "jam": "JAM", "antre": "ANTRE", "lapor": "PETUGAS", "petugas": "PETUGAS",
}  # fmt: skip
"""Intents as citizens may text them."""


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
            return locked(office, until)
        case CaseOpened(code=code):
            key = "kasus_dibuka_darurat" if urgent else "kasus_dibuka_sms"
            return Letter(key=key, values={"kode_kasus": code})
        case NoticesStopped():
            return Letter(key="berhenti")
        case NoticesResumed():
            return Letter(key="mulai")
        case CallPlanned(soon=True):
            return Letter(key="telepon_sebentar")
        case CallPlanned(at=at):
            return Letter(key="telepon_akan", values={"waktu": at})
        case CallsStopped():
            return Letter(key="telepon_batal")
        case CallImpossible():
            return Letter(key="telepon_tidak_bisa")
        case _:
            return None


def locked(office: Office, until: datetime) -> Letter:
    """Until when no code is looked up."""
    return Letter(key="kode_dikunci", values={"waktu": _next_minute(until, office.mpp)})


def wrong_code(typed: str) -> Letter:
    """The digits as they were typed, so that the mistake can be seen."""
    return Letter(key="kode_salah", values={"kode_tulis": typed})


def fee(office: Office, service: Service, same_name: Sequence[str] = ()) -> Letter:
    """What it costs. `same_name`: other services that may be meant; when they cost the same, one name says it all."""
    others = [office.catalogue.get(other) for other in same_name]
    alike = others and all((one.sms_fee, one.product) == (service.sms_fee, service.product) for one in others)
    name = service.product if alike else service.sms_name
    return Letter(key="layanan_biaya", values={"layanan": name, "isi": service.sms_fee})


def duration(service: Service) -> Letter:
    """How long it takes."""
    return Letter(key="layanan_lama", values={"layanan": service.sms_name, "lama": service.time.text})


def counter(office: Office, service: Service) -> Letter:
    """Where in the MPP it is done."""
    values = {"layanan": service.sms_name, "loket": service.counter, "alamat": office.mpp.address}
    return Letter(key="layanan_tempat", values=values)


def about_office(office: Office, intent: str) -> Letter:
    """Where the MPP is, and when it is open."""
    match intent:
        case "tempat":
            return Letter(key="tempat", values={"alamat": office.mpp.address})
        case _:
            return Letter(key="jam_buka", values={"jam": opening_hours(office.mpp)})


def help_for(office: Office, matters: Sequence[Matter]) -> Letter:
    """How to use the line, with the sender's own matter as the example."""
    if len(matters) == 1:
        return Letter(key="bantuan_urusan", values={"layanan": name_of(office, matters[0])})
    return Letter(key="bantuan")


def example_for(office: Office, matters: Sequence[Matter]) -> Letter:
    """For what nobody understood: an example that works as it is. It shows no code: telephones are shared."""
    if not matters:
        return Letter(key="tidak_paham")
    return Letter(key="tidak_paham_urusan", values={"layanan": name_of(office, matters[0])})


def name_of(office: Office, matter: Matter) -> str:
    """What the sender calls it: "KTP", "laporan"."""
    if matter.is_case or matter.service_id is None:
        return office.texts.templates["laporan"]
    return letters.product(office, matter.service_id)


def _next_minute(until: datetime, mpp: Mpp) -> datetime:
    """Local, and rounded up: who tries again at the time that they read must not be too early."""
    return until.astimezone(mpp.timezone).replace(second=0, microsecond=0) + timedelta(minutes=1)
