"""Everything that the line keeps of one telephone number, as one text that its owner can read (UU 27/2022 articles 7
and 32), with who looked at it.

For handing over at the counter once the officer has seen who asks. Nothing of other people is in it: officers are
named by their role, for what they did is the MPP's. Knows no page and writes nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from babel.dates import format_datetime
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from casework import wishes
from casework.audit import CASE
from casework.codes import grouped
from casework.office import Office
from models import (
    Application,
    AuditEntry,
    Call,
    CallBack,
    CallTurn,
    Case,
    CaseDocument,
    Consent,
    ConsentPurpose,
    ConsentWording,
    Contact,
    Deed,
    Direction,
    Message,
    PrivacyRequest,
    QueueTicket,
    RequestKind,
    StoryCorrection,
    Wish,
)

PURPOSES = {ConsentPurpose.RECORDING: "direkam", ConsentPurpose.TRAINING: "melatih pengenal suara"}
KINDS = {
    RequestKind.ACCESS: "Salinan data",
    RequestKind.CORRECTION: "Perbaikan data",
    RequestKind.WITHDRAWAL: "Penarikan persetujuan",
    RequestKind.DELETION: "Penghapusan data",
}
WISHES = {
    Wish.NO_CALLS: "tidak mau ditelepon",
    Wish.NO_TEXTS: "tidak mau dikirimi SMS",
    Wish.NO_NOTICES: "tidak mau dikirimi kabar",
    Wish.SHARED: "telepon dipakai bersama",
}
LOOKS = {
    Deed.CASE_SEEN: "kasus dibuka petugas",
    Deed.RECORDING_HEARD: "rekaman didengar petugas",
    Deed.NIK_SEEN: "NIK ditampilkan petugas",
    Deed.APPLICATION_SEEN: "permohonan dibuka petugas",
    Deed.REASON_GIVEN: "dibuka auditor dengan alasan tertulis",
    Deed.EXPORTED: "salinan data dibuat",
}
WIDTH = 78
Row = TypeVar("Row")


def text_of(session: Session, office: Office, contact: Contact, *, at: datetime) -> str:
    """The whole file, in Indonesian."""
    return "\n".join(_Told(session, office, contact, at).lines()) + "\n"


class _Told:
    """One export while it is written."""

    def __init__(self, session: Session, office: Office, contact: Contact, at: datetime) -> None:
        self._session, self._office, self._contact, self._at = session, office, contact, at

    def lines(self) -> Iterator[str]:
        contact = self._contact
        yield f"DATA PRIBADI DI LAYANAN SUARA DAN SMS {self._office.mpp.name.upper()}"
        yield f"Dibuat {self._when(self._at)} atas permintaan pemilik data (UU 27/2022 Pasal 7 dan 32)."
        yield f"Nomor telepon: {contact.phone or 'tidak disimpan'}"
        yield f"Dikenal sejak: {self._when(contact.created_at)}"
        wished = ", ".join(WISHES[one] for one in wishes.in_force(contact)) or "tidak ada"
        yield f"Keinginan yang berlaku: {wished}"
        if contact.withdrawn_at is not None:
            yield f"Persetujuan ditarik: {self._when(contact.withdrawn_at)}"
        for title, part in (
            ("KASUS", self._cases()),
            ("PANGGILAN TELEPON", self._calls()),
            ("SMS", self._texts()),
            ("PERMOHONAN LAYANAN DENGAN NOMOR INI", self._applications()),
            ("NOMOR ANTREAN", self._tickets()),
            ("TELEPON BALIK", self._call_backs()),
            ("PERSETUJUAN", self._consents()),
            ("PERMINTAAN TENTANG DATA", self._requests()),
            ("SIAPA MELIHAT DATA INI", self._looks()),
        ):
            yield from ("", title, "-" * WIDTH)
            found = list(part)
            yield from found or ["Tidak ada."]
        yield ""
        yield "Rekaman suara bisa didengarkan di MPP selama masih disimpan."
        yield "Data yang keliru boleh diminta diperbaiki."

    def _cases(self) -> Iterator[str]:
        for case in self._all(select(Case).where(Case.contact_id == self._contact.id).order_by(Case.id)):
            service = case.service_id or "layanan belum disebut"
            yield f"Kasus {grouped(case.code)}, {service}, masuk {self._when(case.opened_at)}"
            if case.shredded_at is not None:
                yield f"  Isinya sudah dihapus {self._when(case.shredded_at)}."
                continue
            if case.recording is not None:
                kept = "sudah dihapus" if case.recording.deleted_at is not None else "disimpan"
                yield f"  Rekaman {case.recording.seconds:.0f} detik: {kept}"
            yield from self._story(case)
            for one in self._all(select(CaseDocument).where(CaseDocument.case_id == case.id)):
                yield f"  Berkas yang diminta: {one.name}"
            for event in case.timeline:
                noted = event.detail.get("text", "") if isinstance(event.detail, dict) else ""
                if noted:
                    yield f"  {self._when(event.at)}: {noted}"

    def _story(self, case: Case) -> Iterator[str]:
        if case.story:
            yield f"  Cerita: {case.story}"
        changed = (
            select(StoryCorrection).where(StoryCorrection.case_id == case.id).order_by(StoryCorrection.id)
        )
        for one in self._all(changed):
            yield f"  Diperbaiki {self._when(one.at)}, semula: {one.before}"

    def _calls(self) -> Iterator[str]:
        for call in self._all(select(Call).where(Call.contact_id == self._contact.id).order_by(Call.id)):
            yield f"Panggilan {self._when(call.started_at)}"
            turns = select(CallTurn).where(CallTurn.call_id == call.id).order_by(CallTurn.number)
            for turn in self._all(turns):
                if turn.heard:
                    yield f"  Warga: {turn.heard}"
                if turn.said:
                    yield f"  Layanan: {turn.said}"

    def _texts(self) -> Iterator[str]:
        for one in self._all(
            select(Message).where(Message.contact_id == self._contact.id).order_by(Message.id)
        ):
            who = "Warga" if one.direction is Direction.IN else "Layanan"
            yield f"{self._when(one.created_at)} {who}: {one.body or '(isinya sudah dihapus)'}"

    def _applications(self) -> Iterator[str]:
        own = select(Application).where(Application.phone_index == self._contact.phone_index)
        for one in self._all(own.order_by(Application.id)):
            more = f", masih kurang: {one.missing}" if one.missing else ""
            yield f"Permohonan {grouped(one.code)}, {one.service_id}, {one.status}{more}"

    def _tickets(self) -> Iterator[str]:
        for one in self._all(select(QueueTicket).where(QueueTicket.contact_id == self._contact.id)):
            yield f"{one.label} di loket {one.counter}, {one.day:%d-%m-%Y}"

    def _call_backs(self) -> Iterator[str]:
        for one in self._all(select(CallBack).where(CallBack.contact_id == self._contact.id)):
            yield f"{self._when(one.created_at)}: {one.reason}, {one.state}{': ' + one.words if one.words else ''}"

    def _consents(self) -> Iterator[str]:
        wanted = select(Consent, ConsentWording).join(
            ConsentWording, ConsentWording.version == Consent.wording
        )
        for one, wording in self._session.execute(
            wanted.where(Consent.contact_id == self._contact.id).order_by(Consent.id)
        ):
            answer = "ya" if one.given else "tidak"
            yield f"{self._when(one.at)}: {PURPOSES[one.purpose]}, {answer}. Kata-katanya: {wording.words}"

    def _requests(self) -> Iterator[str]:
        for one in self._all(select(PrivacyRequest).where(PrivacyRequest.contact_id == self._contact.id)):
            done = f", {one.outcome}" if one.closed_at is not None else ", belum selesai"
            yield f"{self._when(one.received_at)}: {KINDS[one.kind]}: {one.asked}{done}"

    def _looks(self) -> Iterator[str]:
        cases = select(Case.id).where(Case.contact_id == self._contact.id)
        wanted = select(AuditEntry).where(
            AuditEntry.about == CASE, AuditEntry.about_id.in_(cases), AuditEntry.deed.in_(LOOKS)
        )
        for one in self._all(wanted.order_by(AuditEntry.number)):
            yield f"{self._when(one.at)}: {LOOKS[one.deed]} (petugas nomor {one.officer_id})"

    def _all(self, wanted: Select[Row]) -> Sequence[Row]:
        return self._session.scalars(wanted).all()

    def _when(self, at: datetime) -> str:
        local = at.astimezone(self._office.mpp.timezone)
        return format_datetime(local, "d MMMM y 'jam' HH.mm", locale="id")
