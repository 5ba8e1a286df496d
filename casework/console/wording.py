"""How the officers' pages put things into words: states, times, numbers, what was heard. Knows no table's queries.

Values come in as they are stored, words go out in Bahasa Indonesia.
"""

import re
from datetime import datetime, timedelta, tzinfo

from babel.dates import format_date

from casework.catalogue import Catalogue
from casework.messages import STOPPED
from casework.route_choice import Health
from casework.text_limits import BURST, CITIZEN, DAY, ROUTE_CAP, ROUTES
from casework.triage import Priority
from models import (
    ApplicationStatus,
    CallBack,
    CallBackState,
    CallReason,
    CaseStatus,
    Contact,
    ContactWish,
    Delivery,
    Message,
    Purpose,
    Reach,
    Wish,
)

STATUS = {
    CaseStatus.NEW: "Baru",
    CaseStatus.TAKEN: "Dikerjakan",
    CaseStatus.WAITING: "Menunggu warga",
    CaseStatus.RESOLVED: "Selesai",
    CaseStatus.MERGED: "Digabung",
}
MOVED = {
    (CaseStatus.NEW, CaseStatus.TAKEN): "Diambil",
    (CaseStatus.TAKEN, CaseStatus.NEW): "Dikembalikan ke antrean",
    (CaseStatus.TAKEN, CaseStatus.WAITING): "Menunggu kabar warga",
    (CaseStatus.WAITING, CaseStatus.TAKEN): "Dikerjakan lagi",
    (CaseStatus.TAKEN, CaseStatus.RESOLVED): "Selesai",
    (CaseStatus.WAITING, CaseStatus.RESOLVED): "Selesai",
    (CaseStatus.WAITING, CaseStatus.NEW): "Dikembalikan ke antrean",
    (CaseStatus.RESOLVED, CaseStatus.TAKEN): "Dibuka lagi",
    (CaseStatus.NEW, CaseStatus.MERGED): "Ditutup karena digabung",
    (CaseStatus.TAKEN, CaseStatus.MERGED): "Ditutup karena digabung",
    (CaseStatus.WAITING, CaseStatus.MERGED): "Ditutup karena digabung",
    (CaseStatus.MERGED, CaseStatus.NEW): "Kembali ke antrean",
}
PRIORITY = {Priority.USUAL: "Biasa", Priority.HIGH: "Penting", Priority.URGENT: "Mendesak"}
CLOCK = {"first": "tanggapan pertama", "whole": "penyelesaian"}
"""Which of a case's two times is meant."""
CHANNEL = {"call": "Telepon", "text": "SMS", "system": "Sistem lain"}
BY = {"call": "telepon", "text": "SMS", "system": "sistem lain"}
"""The same inside a sentence."""
DELIVERY = {
    Delivery.RECEIVED: "Diterima",
    Delivery.QUEUED: "Menunggu dikirim",
    Delivery.SENDING: "Sedang dikirim",
    Delivery.SENT: "Diserahkan ke operator",
    Delivery.DELIVERED: "Sampai di telepon warga",
    Delivery.FAILED: "Gagal dikirim",
    Delivery.UNKNOWN: "Belum pasti terkirim, operator tidak menjawab",
}
APPLICATION = {
    ApplicationStatus.RECEIVED: "Diterima",
    ApplicationStatus.IN_PROCESS: "Diproses",
    ApplicationStatus.INCOMPLETE: "Kurang berkas",
    ApplicationStatus.READY: "Siap diambil",
    ApplicationStatus.COLLECTED: "Selesai, sudah diambil",
    ApplicationStatus.REFUSED: "Ditolak",
}
CALL_ENDED = {
    "understood": "Telepon diterima, warga sudah paham",
    "unreached": "Telepon tidak terangkat setelah beberapa kali dicoba",
}
REACH = {Reach.CALL: "telepon", Reach.TEXT: "SMS", Reach.BOTH: "telepon dan SMS"}
REASON = {
    CallReason.MISSED: "Miskol",
    CallReason.ASKED: "Minta dihubungi",
    CallReason.TURN: "Giliran bicara dengan petugas",
    CallReason.STATUS: "Kabar status",
    CallReason.ANSWER: "Jawaban petugas",
    CallReason.TICKET: "Pengingat antrean",
    CallReason.OFFICER: "Petugas ingin bicara",
}
CALL_STATE = {
    CallBackState.WAITING: "akan ditelepon",
    CallBackState.CALLING: "sedang ditelepon",
    CallBackState.DONE: "sudah bicara",
    CallBackState.UNREACHED: "tidak terangkat",
    CallBackState.DROPPED: "tidak ditelepon",
}
WHY = {
    "understood": "warga sudah paham",
    "no_time": "warga belum sempat",
    "number": "nomor tidak boleh ditelepon",
    "opted_out": "warga minta jangan ditelepon",
    "stopped": "warga tidak mau dikabari",
    "joined": "ikut telepon yang sudah dijadwalkan",
    "cap": "sudah cukup sering hari ini",
    "cap_all": "jatah telepon hari ini habis",
}
WISH = {
    Wish.NO_CALLS: "Jangan telepon",
    Wish.CALLS: "Boleh ditelepon lagi",
    Wish.NO_TEXTS: "Jangan SMS",
    Wish.TEXTS: "Boleh di-SMS lagi",
    Wish.NO_NOTICES: "Jangan kirim kabar (BERHENTI)",
    Wish.NOTICES: "Boleh dikabari lagi",
    Wish.SHARED: "Telepon dipakai bersama",
    Wish.OWN: "Telepon tidak lagi dipakai bersama",
}
PURPOSE = {Purpose.ANSWER: "Jawaban", Purpose.NOTICE: "Kabar"}
ROUTE_STATE = {
    Health.WELL: "Lancar",
    Health.SLOW: "Lambat",
    Health.FAILING: "Gangguan, SMS lewat rute lain kalau ada",
}
HELD = {
    CITIZEN: "Sudah banyak SMS ke nomor ini hari ini",
    DAY: "Batas biaya hari ini tercapai",
    ROUTE_CAP: "Batas biaya rutenya tercapai",
    BURST: "Banyak nomor baru sekaligus, mungkin mesin",
    ROUTES: "Semua rute sedang gangguan",
}
SOURCE = {"csv": "dari daftar", "api": "dari sistem loket", "demo": "data contoh"}

SURE, FAIRLY_SURE = 0.85, 0.6
"""Confidences from which the recogniser was sure, or fairly sure, of what it heard."""


def service(catalogue: Catalogue, service_id: str | None) -> str:
    """The service's name. A case may have none, and a service may have left the catalogue."""
    if service_id is None:
        return "Layanan belum disebut"
    return catalogue.get(service_id).name if catalogue.has(service_id) else service_id


def lasted(time: timedelta) -> str:
    """A length of time in one unit: "2 jam". Under a minute it is "baru saja"."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 1:
        return "baru saja"
    if minutes < 60:
        return f"{minutes} menit"
    return f"{minutes // 60} jam" if minutes < 24 * 60 else f"{minutes // (24 * 60)} hari"


def ago(time: timedelta) -> str:
    """ "2 jam lalu", or "baru saja"."""
    words = lasted(time)
    return words if words == "baru saja" else f"{words} lalu"


def due(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Until when: "hari ini 15.00", "besok 15.00", "Senin, 30 Nov 15.00", "lewat 2 hari"."""
    if at <= now:
        words = lasted(now - at)
        return "baru saja lewat" if words == "baru saja" else f"lewat {words}"
    local = at.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    day = {0: "hari ini", 1: "besok"}.get(days) or format_date(local, "EEEE, d MMM", locale="id")
    return f"{day} {local:%H.%M}"


def moment(at: datetime, zone: tzinfo) -> str:
    """ "24 Nov 2026, 09.15 WIB" in the MPP's own time."""
    local = at.astimezone(zone)
    return f"{format_date(local, 'd MMM y', locale='id')}, {local:%H.%M} {local.tzname()}"


def text_state(message: Message) -> str:
    """Where a text is, and why it still waits or did not leave."""
    if message.delivery is Delivery.QUEUED and message.held in HELD:
        return f"{DELIVERY[message.delivery]}: {HELD[message.held].lower()}"
    if message.error == STOPPED:
        return "Tidak dikirim, warga minta berhenti dikabari"
    return DELIVERY[message.delivery]


def rupiah(amount: int) -> str:
    """ "Rp1.250.000"."""
    return f"Rp{amount:,}".replace(",", ".")


def milliseconds(length: int) -> str:
    """ "0,3 detik"."""
    return f"{length / 1000:.1f} detik".replace(".", ",")


def seconds(length: float) -> str:
    """ "1 menit 5 detik"."""
    minutes, rest = divmod(round(length), 60)
    parts = [f"{minutes} menit"] * (minutes > 0) + [f"{rest} detik"] * (rest > 0 or minutes == 0)
    return " ".join(parts)


def call_out(one: CallBack, zone: tzinfo) -> str:
    """One call of ours: "Miskol: akan ditelepon 25 Nov 2026, 08.00 WIB"."""
    state = CALL_STATE[one.state]
    at = one.due_at if one.ended_at is None else one.ended_at
    why = f" ({WHY[one.why]})" if one.why in WHY else ""
    return f"{REASON[one.reason]}: {state} {moment(at, zone)}{why}"


def reach(contact: Contact) -> str:
    """How a citizen wants to be reached, in one phrase."""
    said = [REACH[contact.reach] if contact.reach is not None else "belum dipilih"]
    said += ["jangan telepon"] * (contact.no_calls_at is not None)
    said += ["jangan SMS"] * (contact.no_texts_at is not None)
    said += ["telepon bersama"] * contact.shared
    return ", ".join(said)


def wished(one: ContactWish, zone: tzinfo) -> str:
    """One wish of a citizen: "Jangan telepon: kata warga sendiri, 24 Nov 2026, 09.15 WIB"."""
    who = "kata warga sendiri" if one.officer is None else f"dicatat {one.officer.name}"
    why = f". Alasan: {one.reason}" if one.reason else ""
    return f"{WISH[one.wish]}: {who}, {moment(one.at, zone)}{why}"


def number(phone: str) -> str:
    """A telephone number as it is written here: "0812-3456-7890", "02150001234"; others as they are."""
    if not phone:
        return "Nomor disembunyikan"
    if not re.fullmatch(r"\+62\d{8,12}", phone):
        return phone
    local = "0" + phone[3:]
    return "-".join((local[:4], local[4:8], local[8:])) if local.startswith("08") else local


def heard(kind: str, words: str | None) -> str:
    """What the caller did in one turn of the call."""
    match kind:
        case "said" if words and words != "[unk]":
            return f"“{words}”"
        case "said":
            return "Bicara, tetapi tidak tertangkap"
        case "pressed":
            return f"Menekan {words}" if words else "Menekan #"
        case "recorded":
            return f"Bercerita selama {seconds(float(words or 0))}"
        case "transfer_ended":
            return "Tersambung ke petugas" if words == "answered" else "Petugas belum bisa mengangkat"
        case "started":
            return "Menelepon"
        case "silence":
            return "Diam"
        case "stream_lost":
            return "Suara terputus, lanjut dengan tombol"
        case "too_busy":
            return "Saluran penuh, lanjut dengan tombol"
        case "hung_up":
            return "Menutup telepon"
        case _:
            return kind


def means(kind: str) -> str:
    """By what the caller answered: "Suara" or "Tombol"; "" when it was no answer."""
    return {"said": "Suara", "recorded": "Suara", "pressed": "Tombol"}.get(kind, "")


def sureness(confidence: float | None) -> str:
    """How sure the recogniser was: "yakin, 92%". "" when nothing was recognised."""
    if confidence is None:
        return ""
    word = "yakin" if confidence >= SURE else "cukup yakin" if confidence >= FAIRLY_SURE else "kurang yakin"
    return f"{word}, {confidence:.0%}"
