"""The audit log (jejak audit), for administrators and auditors: who did what to what, and when."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import Query, Request, Response
from sqlalchemy import select

from casework import audit, roles
from casework.console import guard, wording
from casework.console.guard import SignedInOfficer
from casework.console.pages import page
from casework.mpp import Mpp
from casework.roles import Right, Role
from deps import ServicesDep
from models import AuditEntry, Deed, Officer

SHOWN = 100
"""Entries on one page."""
DEEDS = {
    Deed.SIGNED_IN: "Masuk",
    Deed.SIGN_IN_FAILED: "Gagal masuk",
    Deed.LOCKED: "Terkunci karena salah berulang",
    Deed.CODE_FAILED: "Kode kedua salah",
    Deed.RECOVERY_USED: "Kode cadangan dipakai",
    Deed.SIGNED_OUT: "Keluar",
    Deed.SESSION_ENDED: "Sesi diakhiri",
    Deed.PASSWORD_CHANGED: "Kata sandi diganti",
    Deed.SECOND_FACTOR_ON: "Kode kedua dinyalakan",
    Deed.SECOND_FACTOR_OFF: "Kode kedua dimatikan",
    Deed.RECOVERY_RENEWED: "Kode cadangan dibuat baru",
    Deed.REASON_GIVEN: "Alasan ditulis",
    Deed.CASE_SEEN: "Kasus dibuka",
    Deed.RECORDING_HEARD: "Rekaman didengar",
    Deed.NIK_SEEN: "NIK ditampilkan",
    Deed.APPLICATION_SEEN: "Permohonan dibuka",
    Deed.CONTACT_SEEN: "Halaman warga dibuka",
    Deed.OFFICER_ADDED: "Petugas ditambah",
    Deed.OFFICER_CHANGED: "Petugas diubah",
    Deed.OFFICER_STOPPED: "Petugas dinonaktifkan",
    Deed.OFFICER_BACK: "Petugas diaktifkan lagi",
    Deed.PASSWORD_RESET: "Kata sandi dibuat baru",
    Deed.SECOND_FACTOR_RESET: "Kode kedua dihapus",
    Deed.SETTING_CHANGED: "Setelan diubah",
    Deed.CONTENT_CHANGED: "Isi diubah",
    Deed.EXPORTED: "Data diekspor",
    Deed.IMPORTED: "Data dimasukkan",
    Deed.STORY_CORRECTED: "Draf rekaman diperbaiki",
    Deed.CONSENT_SAID: "Izin memakai rekaman dicatat",
    Deed.KEY_MADE: "Kunci API dibuat",
    Deed.KEY_REVOKED: "Kunci API dicabut",
    Deed.BACKED_UP: "Cadangan dibuat",
    Deed.PRIVACY_ASKED: "Permintaan data pribadi dicatat",
    Deed.PRIVACY_CLOSED: "Permintaan data pribadi ditutup",
}
GROUPS = {
    "masuk": ("Masuk dan keluar", (Deed.SIGNED_IN, Deed.SIGN_IN_FAILED, Deed.LOCKED, Deed.CODE_FAILED,
                                   Deed.RECOVERY_USED, Deed.SIGNED_OUT, Deed.SESSION_ENDED)),
    "data": ("Data warga dibuka", (Deed.REASON_GIVEN, Deed.CASE_SEEN, Deed.RECORDING_HEARD, Deed.NIK_SEEN,
                                   Deed.APPLICATION_SEEN, Deed.CONTACT_SEEN, Deed.EXPORTED,
                                   Deed.PRIVACY_ASKED, Deed.PRIVACY_CLOSED)),
    "ubah": ("Data diubah", (Deed.IMPORTED, Deed.STORY_CORRECTED, Deed.CONSENT_SAID)),
    "petugas": ("Petugas dan akun", (Deed.OFFICER_ADDED, Deed.OFFICER_CHANGED, Deed.OFFICER_STOPPED,
                                     Deed.OFFICER_BACK, Deed.PASSWORD_RESET, Deed.SECOND_FACTOR_RESET,
                                     Deed.PASSWORD_CHANGED, Deed.SECOND_FACTOR_ON, Deed.SECOND_FACTOR_OFF,
                                     Deed.RECOVERY_RENEWED)),
    "setelan": ("Setelan dan isi", (Deed.SETTING_CHANGED, Deed.CONTENT_CHANGED, Deed.KEY_MADE,
                                      Deed.KEY_REVOKED, Deed.BACKED_UP)),
}  # fmt: skip
"""What can be filtered for."""
ABOUT = {
    audit.CASE: "Kasus nomor {}",
    audit.APPLICATION: "Permohonan nomor {}",
    audit.OFFICER: "Petugas nomor {}",
    audit.SESSION: "Sesi nomor {}",
    audit.CONTACT: "Warga nomor {}",
    audit.UPLOAD: "Berkas nomor {}",
    audit.KEY: "Kunci nomor {}",
}
CHANGED = {"name": "nama", "roles": "peran", "counters": "loket", "duty": "telepon dan jam tugas"}

router = guard.router(see=Right.READ_AUDIT)

Word = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry in words."""

    number: int
    at: str
    what: str
    who: str
    about: str
    more: str


@router.get("/jejak-audit")
def show(
    request: Request,
    officer: SignedInOfficer,
    here: ServicesDep,
    petugas: Word = "",
    jenis: Word = "",
    nomor: Word = "",
    dari: Word = "",
    sampai: Word = "",
    sebelum: Word = "",
) -> Response:
    """The newest entries that fit the filters."""
    errors: dict[str, str] = {}
    first, last = _day(dari, "dari", errors), _day(sampai, "sampai", errors)
    if nomor and not nomor.isdigit():
        errors["nomor"] = "Nomor kasus ditulis dengan angka; nomornya ada di alamat halaman kasus."
    with here.database.read() as session:
        people = session.execute(select(Officer.id, Officer.name).order_by(Officer.name, Officer.id)).all()
        found = audit.entries(
            session,
            officer_id=int(petugas) if petugas.isdigit() else None,
            deeds=GROUPS[jenis][1] if jenis in GROUPS else (),
            about=(audit.CASE, int(nomor)) if nomor.isdigit() else None,
            first=_begin(first, here.office.mpp),
            until=_begin(last + timedelta(days=1), here.office.mpp) if last is not None else None,
            before=int(sebelum) if sebelum.isdigit() else None,
            limit=SHOWN + 1,
        )
        names = {one.id: one.name for one in people}
        rows = [_row(entry, names, here.office.mpp) for entry in found[:SHOWN]]
    return page(
        request,
        "audit.html",
        status=422 if errors else 200,
        officer=officer,
        rows=rows,
        people=[(str(one.id), one.name) for one in people],
        kinds=[(key, name) for key, (name, _) in GROUPS.items()],
        chosen={"petugas": petugas, "jenis": jenis, "nomor": nomor, "dari": dari, "sampai": sampai},
        older=rows[-1].number if len(found) > SHOWN else 0,
        errors=errors,
    )


def _day(given: str, field: str, errors: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        errors[field] = "Tulis tanggalnya seperti 2026-11-23."
        return None


def _begin(day: date | None, mpp: Mpp) -> datetime | None:
    return datetime.combine(day, time.min, tzinfo=mpp.timezone).astimezone(UTC) if day is not None else None


def _row(entry: AuditEntry, names: dict[int, str], mpp: Mpp) -> Row:
    about, number = entry.about, entry.about_id
    told = ABOUT.get(about, "").format(number)
    if about == audit.OFFICER and number in names:
        told = names[number]
    return Row(
        number=entry.number,
        at=wording.moment(entry.at, mpp.timezone),
        what=DEEDS[entry.deed],
        who=entry.officer.name if entry.officer is not None else "Belum dikenal atau baris perintah",
        about=told,
        more=entry.reason or _more(entry.detail),
    )


def _more(detail: dict[str, Any]) -> str:
    parts = []
    if "changed" in detail:
        parts.append(f"Diubah: {', '.join(CHANGED.get(one, one) for one in detail['changed'])}")
    if "roles" in detail:
        parts.append(f"Peran: {', '.join(roles.NAMES[Role(one)] for one in detail['roles'])}")
    if detail.get("counters"):
        parts.append(f"Loket: {', '.join(detail['counters'])}")
    if "cases" in detail:
        parts.append(f"{detail['cases']} kasus kembali ke antrean")
    if "left" in detail:
        parts.append(f"Sisa {detail['left']} kode")
    if "day" in detail:
        parts.append(f"Hari khusus {detail['day']}")
    if "key" in detail:
        parts.append(f"Sistem {detail['key']}")
    if "rights" in detail:
        parts.append(f"Hak: {', '.join(detail['rights'])}")
    if "rows" in detail:
        parts.append(f"{detail['rows']} baris")
    if "given" in detail:
        parts.append("Diizinkan" if detail["given"] else "Tidak diizinkan")
    if detail.get("locked"):
        parts.append("Terkunci")
    return ". ".join(parts)
