"""The register of what citizens ask by UU 27/2022: taken in, due within three days of 24 hours, closed with what was
done.

Runs inside the caller's transaction and commits nothing. Knows no page.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from casework import audit, deletion, withdrawal
from casework.office import Office
from models import Contact, Deed, Officer, PrivacyRequest, RequestKind

WITHIN = timedelta(hours=72)
"""3 x 24 hours: articles 30, 32, 40 and 41."""
NUMBER = audit.CONTACT
"""What the audit log calls a telephone number, by its id."""


class RequestRefused(ValueError):
    """This cannot be done. The message says why, in Indonesian."""


def take_in(
    session: Session,
    contact: Contact,
    kind: RequestKind,
    by: Officer,
    *,
    asked: str,
    identity: str,
    at: datetime,
) -> PrivacyRequest:
    """Writes the request down. A withdrawal stops everything at once and does not wait for anybody."""
    request = PrivacyRequest(
        contact_id=contact.id, kind=kind, asked=asked, identity=identity, officer_id=by.id,
        received_at=at, due_at=at + WITHIN,
    )  # fmt: skip
    session.add(request)
    if kind is RequestKind.WITHDRAWAL:
        withdrawal.withdraw(session, contact, by, at=at)
        _close(request, by, "Pemrosesan otomatis dihentikan.", at)
    session.flush()
    detail = {"request": request.id, "kind": str(kind)}
    audit.write(session, Deed.PRIVACY_ASKED, at=at, by=by.id, about=(NUMBER, contact.id), detail=detail)
    return request


def close(
    session: Session, request: PrivacyRequest, by: Officer, outcome: str, *, refused: bool, at: datetime
) -> None:
    """Says what was done, or why not. Raises RequestRefused when it was closed before."""
    if request.closed_at is not None:
        raise RequestRefused("Permintaan ini sudah ditutup.")
    _close(request, by, outcome, at, refused=refused)
    _write(session, request, by, at)


def delete_all(
    session: Session, office: Office, request: PrivacyRequest, by: Officer, *, at: datetime
) -> None:
    """Does what a request for deletion asks: all cases, texts, calls, and the number. Raises RequestRefused."""
    if request.closed_at is not None or request.kind is not RequestKind.DELETION:
        raise RequestRefused("Permintaan ini bukan permintaan hapus yang masih terbuka.")
    phone = request.contact.phone
    try:
        deletion.forget(session, office, request.contact, at=at)
    except deletion.CannotForget as error:
        raise RequestRefused(
            f"{error} Selesaikan dulu, atau tolak permintaan ini dengan alasannya."
        ) from error
    deletion.write_down(office, phone, at=at)
    _close(request, by, "Dihapus.", at)
    _write(session, request, by, at)


def open_ones(session: Session) -> list[PrivacyRequest]:
    """What is still to be done, the most pressing first."""
    wanted = _with_people().where(PrivacyRequest.closed_at.is_(None))
    return list(session.scalars(wanted.order_by(PrivacyRequest.due_at)))


def closed_ones(session: Session, *, limit: int = 50) -> list[PrivacyRequest]:
    """What was done last."""
    wanted = _with_people().where(PrivacyRequest.closed_at.is_not(None))
    return list(session.scalars(wanted.order_by(PrivacyRequest.closed_at.desc()).limit(limit)))


def of_contact(session: Session, contact_id: int) -> list[PrivacyRequest]:
    """All of one number, the newest first."""
    wanted = _with_people().where(PrivacyRequest.contact_id == contact_id)
    return list(session.scalars(wanted.order_by(PrivacyRequest.id.desc())))


def count_late(session: Session, *, at: datetime) -> int:
    """How many are past their time."""
    late = select(func.count()).where(PrivacyRequest.closed_at.is_(None), PrivacyRequest.due_at < at)
    return session.scalar(late.select_from(PrivacyRequest)) or 0


def _close(
    request: PrivacyRequest, by: Officer, outcome: str, at: datetime, *, refused: bool = False
) -> None:
    request.closed_at, request.closed_by_id, request.outcome, request.refused = at, by.id, outcome, refused


def _write(session: Session, request: PrivacyRequest, by: Officer, at: datetime) -> None:
    detail = {"request": request.id, "kind": str(request.kind), "refused": request.refused}
    about = NUMBER, request.contact_id
    audit.write(session, Deed.PRIVACY_CLOSED, at=at, by=by.id, about=about, detail=detail)


def _with_people() -> Select[PrivacyRequest]:
    return select(PrivacyRequest).options(
        joinedload(PrivacyRequest.officer), joinedload(PrivacyRequest.closed_by)
    )
