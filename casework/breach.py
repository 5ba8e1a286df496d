"""A draft of the notice that a breach of personal data calls for, from what the audit log knows.

UU 27/2022 article 46: within three days of 24 hours, in writing, to those concerned and to the authority: which data,
when and how it was disclosed, and what is done about it. What a person must find out is left open in brackets. The
draft names cases by number and officers by number: it is not for the citizens before somebody has read it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from babel.dates import format_datetime
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.audit import CASE
from casework.office import Office
from models import AuditEntry, Case, Deed

LOOKS = frozenset({Deed.CASE_SEEN, Deed.RECORDING_HEARD, Deed.APPLICATION_SEEN, Deed.EXPORTED})
FAILED = frozenset({Deed.SIGN_IN_FAILED, Deed.LOCKED, Deed.CODE_FAILED})
WITHIN = timedelta(hours=72)


def draft(session: Session, office: Office, first: datetime, until: datetime, *, known_at: datetime) -> str:
    """The draft for what happened from `first` until `until`; `known_at`: when the breach became known."""
    rows = session.scalars(
        select(AuditEntry).where(AuditEntry.at >= first, AuditEntry.at < until).order_by(AuditEntry.number)
    ).all()
    looks = [row for row in rows if row.deed in LOOKS]
    cases = sorted({row.about_id for row in looks if row.about == CASE and row.about_id is not None})
    people = _people(session, cases)

    def when(at: datetime) -> str:
        return format_datetime(at.astimezone(office.mpp.timezone), "d MMMM y 'jam' HH.mm", locale="id")

    return "\n".join(
        (
            "DRAF PEMBERITAHUAN KEGAGALAN PELINDUNGAN DATA PRIBADI (UU 27/2022 Pasal 46)",
            f"{office.mpp.name}. Diketahui {when(known_at)}. Paling lambat disampaikan: {when(known_at + WITHIN)}.",
            "Kepada: (1) warga yang datanya terungkap, (2) lembaga pelindungan data pribadi.",
            "",
            "1. Data pribadi yang terungkap",
            f"   Kasus yang dibuka dalam waktu ini: {len(cases)}, milik {people} nomor telepon.",
            "   Jenis data dalam satu kasus: nomor telepon, cerita, rekaman suara bila ada, SMS, catatan petugas.",
            "   [Periksa: adakah data yang bersifat spesifik, misalnya kesehatan, anak, keuangan, rekaman suara?]",
            "",
            "2. Kapan dan bagaimana data terungkap",
            f"   Waktu yang diperiksa: {when(first)} sampai {when(until)} (UTC {first.astimezone(UTC):%Y-%m-%d %H:%M}"
            f" sampai {until.astimezone(UTC):%Y-%m-%d %H:%M}).",
            *_by_officer(looks, when),
            f"   Gagal masuk dalam waktu ini: {sum(row.deed in FAILED for row in rows)}.",
            "   [Tulis bagaimana terjadinya: kata sandi bocor, komputer ditinggal terbuka, perangkat hilang, ...]",
            "",
            "3. Upaya penanganan dan pemulihan",
            "   [ ] Akun dinonaktifkan dan sesinya diakhiri (halaman Petugas)",
            "   [ ] Kunci data diganti: python app.py new-key, lalu python app.py keys rotate",
            "   [ ] Jejak audit diperiksa utuh: python app.py audit verify",
            "   [ ] Warga diberi tahu apa yang perlu diwaspadai: petugas tidak pernah meminta uang atau kode rahasia",
            "   [Tulis tanggal dan siapa yang mengerjakan.]",
            "",
            "4. Pengumuman umum",
            "   [Perlu bila mengganggu layanan publik atau berdampak serius bagi masyarakat: Pasal 46 ayat (3).]",
            "",
            "Kasus yang dibuka (nomor di jejak audit; buka sendiri untuk menghubungi warganya):",
            f"   {', '.join(map(str, cases)) or 'tidak ada'}",
            "",
        )
    )


def _by_officer(looks: Sequence[AuditEntry], when: Callable[[datetime], str]) -> list[str]:
    """A line for each officer: what they opened, how often, and when."""
    lines = []
    for officer_id in sorted({row.officer_id or 0 for row in looks}):
        own = [row for row in looks if (row.officer_id or 0) == officer_id]
        counts = Counter(str(row.deed) for row in own)
        who = (
            f"{own[0].officer.name} (petugas {officer_id})"
            if own[0].officer is not None
            else "Baris perintah"
        )
        opened = len({row.about_id for row in own if row.about == CASE})
        heard, exported = counts[Deed.RECORDING_HEARD], counts[Deed.EXPORTED]
        lines.append(
            f"   {who}: {opened} kasus dibuka, {heard} rekaman didengar, {exported} ekspor; "
            f"{when(own[0].at)} sampai {when(own[-1].at)}"
        )
    return lines or ["   Tidak ada data warga yang dibuka lewat halaman petugas dalam waktu ini."]


def _people(session: Session, cases: Sequence[int]) -> int:
    if not cases:
        return 0
    counted = select(func.count(Case.contact_id.distinct())).where(Case.id.in_(cases))
    return session.scalar(counted) or 0
