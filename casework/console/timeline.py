"""The timeline of a case in words. Reads, changes nothing, and knows no HTTP."""

from dataclasses import dataclass
from typing import Any, assert_never

from casework.codes import grouped
from casework.console import wording
from casework.office import Office
from casework.triage import Priority
from models import Case, CaseEvent, CaseEventKind, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the timeline."""

    at: str
    what: str
    who: str
    text: str


def read_timeline(case: Case, texts: dict[int, Message], office: Office) -> list[Event]:
    """All that happened, in order. `texts`: the messages that it may name, by id."""
    return [_event(event, texts, office) for event in case.timeline]


def _sorted(detail: dict[str, Any], office: Office) -> str:
    """What was decided: "Masuk loket Dukcapil, prioritas penting (Sudah lewat dari janji)"."""
    priority = wording.PRIORITY[Priority(detail["priority"])].lower()
    if "counter" not in detail:
        return f"Prioritas diubah menjadi {priority}"
    return f"Masuk loket {detail['counter']}, prioritas {priority}"


def _event(event: CaseEvent, texts: dict[int, Message], office: Office) -> Event:
    detail: dict[str, Any] = event.detail or {}
    text = detail.get("text", "")
    match event.kind:
        case CaseEventKind.OPENED:
            what = f"Masuk lewat {wording.BY[detail['channel']]}"
        case CaseEventKind.MOVED:
            what = wording.MOVED[detail["from"], detail["to"]]
        case CaseEventKind.NOTED:
            what = "Disampaikan ke warga" if detail.get("told_citizen") else "Catatan"
        case CaseEventKind.TEXT_SENT | CaseEventKind.TEXT_RECEIVED:
            what = "SMS ke warga" if event.kind == CaseEventKind.TEXT_SENT else "SMS dari warga"
            message = texts.get(detail.get("message", 0))
            text = message.body if message is not None else ""
        case CaseEventKind.RECORDING_ADDED:
            what = "Rekaman masuk"
        case CaseEventKind.CALL_PLANNED:
            what = "Telepon ke warga" if detail.get("officer") else "Akan dibacakan lewat telepon"
        case CaseEventKind.SORTED:
            what = _sorted(detail, office)
        case CaseEventKind.FORWARDED:
            what = f"Diteruskan dari loket {detail['from']} ke loket {detail['to']}"
        case CaseEventKind.REMINDED:
            what = f"Pengingat: waktu {wording.CLOCK[detail['which']]} hampir habis"
        case CaseEventKind.OVERDUE:
            what = f"Waktu {wording.CLOCK[detail['which']]} sudah lewat; dilaporkan ke penyelia"
        case CaseEventKind.CORRECTED:
            what = "Draf rekaman diperbaiki"
        case CaseEventKind.CALL_ENDED:
            what = wording.CALL_ENDED[detail["how"]]
        case CaseEventKind.GIVEN:
            what = f"Diserahkan kepada {detail['to']}"
        case CaseEventKind.MERGED:
            what = _merged(detail)
        case CaseEventKind.SPLIT:
            what = _split(detail)
        case CaseEventKind.NEEDS_SET:
            names = office.needs.names
            what = "Kebutuhan warga: " + (
                ", ".join(names.get(one, one) for one in detail["needs"]) or "tidak ada"
            )
        case CaseEventKind.DOCUMENT:
            what = _documents(detail)
        case CaseEventKind.LINKED:
            what = (
                "Dihubungkan dengan permohonan"
                if detail["code"]
                else "Tidak lagi dihubungkan dengan permohonan"
            )
            text = grouped(detail["code"]) if detail["code"] else ""
        case CaseEventKind.ANSWER_DROPPED:
            what = "Jawaban tidak jadi dibacakan"
            why = wording.WHY.get(detail["why"], detail["why"])
            text = f"Karena {why}. Cari cara lain untuk menyampaikannya."
        case _:
            assert_never(event.kind)
    who = event.officer.name if event.officer is not None else ""
    return Event(at=wording.moment(event.at, office.mpp.timezone), what=what, who=who, text=text)


def _merged(detail: dict[str, Any]) -> str:
    if "into" in detail:
        return f"Digabung ke kasus {grouped(detail['into'])}"
    if "from" in detail:
        return f"Kasus {grouped(detail['from'])} digabung ke sini"
    return f"Penggabungan dengan kasus {grouped(detail['apart'])} dibatalkan"


def _split(detail: dict[str, Any]) -> str:
    if "to" in detail:
        return f"Urusan kedua menjadi kasus {grouped(detail['to'])}"
    return f"Dipecah dari kasus {grouped(detail['from'])}"


def _documents(detail: dict[str, Any]) -> str:
    said = {
        "to_bring": "Perlu dibawa",
        "asked": "Diminta dari warga",
        "there": "Sudah ada",
        "missing": "Belum ada",
    }
    return ". ".join(f"{said[key]}: {', '.join(names)}" for key, names in detail.items())
