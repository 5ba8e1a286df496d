"""Personal data (data pribadi), for supervisors: what citizens ask by UU 27/2022, and what is kept for how long."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Form, HTTPException, Request, Response
from sqlalchemy.orm import Session

from casework import audit, numbers_known, own_data, request_register, withdrawal
from casework.console import guard, privacy_view
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.request_register import NUMBER, RequestRefused
from casework.roles import Right
from deps import Services, ServicesDep
from models import Contact, Deed, Officer, PrivacyRequest, RequestKind

SHORTEST, LONGEST = 5, 500
"""Characters of what is written down."""
HERE = "/data-pribadi"

router = guard.router(see=Right.HANDLE_PRIVACY, do=Right.HANDLE_PRIVACY)
Words = Annotated[str, Form()]


@router.get(HERE)
def show(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """The register, the form that finds a citizen, and what is kept and was deleted."""
    return _register(request, officer, here)


@router.post(f"{HERE}/cari")
def find(request: Request, officer: PostingOfficer, here: ServicesDep, cari: Words = "") -> Response:
    """To the citizen with this number, case or application. A number never stands in an address."""
    with here.database.read() as session:
        contact = numbers_known.find(session, here.database.vault, cari)
        found = contact.id if contact is not None else None
    if found is None:
        wrong = {"cari": "Tidak ada data dengan nomor atau kode ini."}
        return _register(request, officer, here, errors=wrong, typed={"cari": cari})
    return go_to(f"{HERE}/warga/{found}")


@router.get(f"{HERE}/warga/{{contact_id}}")
def citizen(request: Request, officer: SignedInOfficer, here: ServicesDep, contact_id: int) -> Response:
    """What there is of them, in figures, and what they ask."""
    return _citizen(request, officer, here, contact_id)


@router.post(f"{HERE}/warga/{{contact_id}}/permintaan")
def take_in(
    request: Request,
    officer: PostingOfficer,
    here: ServicesDep,
    contact_id: int,
    jenis: Words = "",
    isi: Words = "",
    identitas: Words = "",
) -> Response:
    """One more request. Who asks must have been seen to be who they are."""
    typed = {"jenis": jenis, "isi": isi, "identitas": identitas}
    errors = {
        **({} if jenis in list(RequestKind) else {"jenis": "Pilih yang diminta."}),
        **_too_short("isi", isi, "Tulis apa yang diminta warga."),
        **_too_short("identitas", identitas, "Tulis bagaimana Anda memastikan siapa yang meminta."),
    }
    if errors:
        return _citizen(request, officer, here, contact_id, errors=errors, typed=typed)
    with here.database.write() as session:
        request_register.take_in(
            session,
            _contact(session, contact_id),
            RequestKind(jenis),
            session.get_one(Officer, officer.id),
            asked=isi.strip(),
            identity=identitas.strip(),
            at=datetime.now(UTC),
        )
    return go_to(f"{HERE}/warga/{contact_id}", notice="permintaan_dicatat")


@router.post(f"{HERE}/warga/{{contact_id}}/setuju")
def agree_again(officer: PostingOfficer, here: ServicesDep, contact_id: int) -> Response:
    """They take their withdrawal back."""
    with here.database.write() as session:
        withdrawal.agree_again(_contact(session, contact_id))
        about, detail = (NUMBER, contact_id), {"changed": ["persetujuan"]}
        audit.write(
            session, Deed.PRIVACY_CLOSED, at=datetime.now(UTC), by=officer.id, about=about, detail=detail
        )
    return go_to(f"{HERE}/warga/{contact_id}", notice="setuju_lagi")


@router.post(f"{HERE}/permintaan/{{request_id}}/salinan")
def hand_over(officer: PostingOfficer, here: ServicesDep, request_id: int) -> Response:
    """Everything of the citizen as one text file, for a request for it that is open."""
    at = datetime.now(UTC)
    with here.database.write() as session:
        asked = _request(session, request_id)
        if asked.kind is not RequestKind.ACCESS or asked.closed_at is not None:
            raise HTTPException(404)
        text = own_data.text_of(session, here.office, asked.contact, at=at)
        about, detail = (NUMBER, asked.contact_id), {"request": request_id}
        audit.write(session, Deed.EXPORTED, at=at, by=officer.id, about=about, detail=detail)
    name = f"data-warga-permintaan-{request_id}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


@router.post(f"{HERE}/permintaan/{{request_id}}/hapus")
def delete_all(request: Request, officer: PostingOfficer, here: ServicesDep, request_id: int) -> Response:
    """Does what a request for deletion asks."""
    with here.database.read() as session:
        contact_id = _request(session, request_id).contact_id
    try:
        with here.database.write() as session:
            by = session.get_one(Officer, officer.id)
            asked = _request(session, request_id)
            request_register.delete_all(session, here.office, asked, by, at=datetime.now(UTC))
    except RequestRefused as refused:
        return _citizen(request, officer, here, contact_id, errors={"kasus": str(refused)})
    return go_to(HERE, notice="data_dihapus")


@router.post(f"{HERE}/permintaan/{{request_id}}/tutup")
def close(
    request: Request,
    officer: PostingOfficer,
    here: ServicesDep,
    request_id: int,
    hasil: Words = "",
    tolak: Words = "",
) -> Response:
    """Says what was done, or why not."""
    with here.database.read() as session:
        contact_id = _request(session, request_id).contact_id
    errors = _too_short(
        f"hasil-{request_id}", hasil, "Tulis apa yang sudah dilakukan, atau mengapa tidak bisa."
    )
    if not errors:
        try:
            with here.database.write() as session:
                by = session.get_one(Officer, officer.id)
                asked, at = _request(session, request_id), datetime.now(UTC)
                request_register.close(session, asked, by, hasil.strip(), refused=tolak == "1", at=at)
        except RequestRefused as refused:
            errors = {"kasus": str(refused)}
    if errors:
        return _citizen(request, officer, here, contact_id, errors=errors)
    return go_to(f"{HERE}/warga/{contact_id}", notice="permintaan_ditutup")


@router.get(f"{HERE}/{{rest:path}}")
def back(officer: SignedInOfficer, rest: str) -> Response:
    """Where a form was sent to, opened again as a page."""
    return go_to(HERE)


def _register(
    request: Request,
    officer: SignedIn,
    here: Services,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    with here.database.read() as session:
        view = privacy_view.register(session, here.office, here.settings.keep_days, at=datetime.now(UTC))
    status = 422 if errors else 200
    return page(
        request,
        "privacy.html",
        status=status,
        officer=officer,
        view=view,
        errors=errors or {},
        typed=typed or {},
    )


def _citizen(
    request: Request,
    officer: SignedIn,
    here: Services,
    contact_id: int,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    with here.database.read() as session:
        contact = _contact(session, contact_id)
        view = privacy_view.citizen(session, here.office, contact, at=datetime.now(UTC))
    return page(
        request,
        "privacy_citizen.html",
        status=422 if errors else 200,
        officer=officer,
        view=view,
        kinds=[(str(kind), name) for kind, name in own_data.KINDS.items()],
        errors=errors or {},
        typed=typed or {},
    )


def _contact(session: Session, contact_id: int) -> Contact:
    contact = session.get(Contact, contact_id)
    if contact is None or contact.forgotten_at is not None:
        raise HTTPException(404)
    return contact


def _request(session: Session, request_id: int) -> PrivacyRequest:
    found = session.get(PrivacyRequest, request_id)
    if found is None:
        raise HTTPException(404)
    return found


def _too_short(field: str, words: str, wrong: str) -> dict[str, str]:
    return (
        {}
        if SHORTEST <= len(words.strip()) <= LONGEST
        else {field: f"{wrong} {SHORTEST} sampai {LONGEST} huruf."}
    )
