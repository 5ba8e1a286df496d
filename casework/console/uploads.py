"""Applications from a file: an officer uploads a CSV, sees what would change and what is wrong, and takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from babel.dates import format_date
from fastapi import File, HTTPException, Request, Response, UploadFile

from casework import application_uploads as uploads
from casework import audit
from casework.application_batches import put_all
from casework.application_files import OPTIONAL, REQUIRED, Refused, refused_as_csv
from casework.application_uploads import NoUpload, Planned
from casework.applications import ApplicationData, Change, ChangeKind
from casework.console import guard, wording
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.office import Office
from casework.phones import masked
from casework.roles import Right
from deps import Services, ServicesDep
from models import ApplicationStatus, Deed

MAX_FILE = 1024 * 1024
"""Bytes."""
MOST_ROWS = 5000
MOST_SHOWN = 200
"""Rows of one kind on the page; the rest is counted."""
FIELDS = {
    "service_id": "layanan",
    "status": "status",
    "missing": "kurang",
    "expected_on": "janji",
    "phone": "telepon",
}

router = guard.router(see=Right.WORK_CASES, do=Right.WORK_CASES)
files = guard.router(see=Right.WORK_CASES, do=Right.WORK_CASES, most=MAX_FILE + 64 * 1024)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A row that would be taken: for one that is known, what changes in it."""

    line: int
    code: str
    service: str
    status: str
    changes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadView:
    """A file before or after it is taken."""

    id: int
    taken: str
    added: list[RowView]
    changed: list[RowView]
    unchanged: int
    refused: Sequence[Refused]
    counts: dict[str, int]


@router.get("/permohonan/berkas")
def ask(request: Request, officer: SignedInOfficer) -> Response:
    """The form."""
    return _form(request, officer)


@files.post("/permohonan/berkas")
async def upload(
    request: Request,
    officer: PostingOfficer,
    here: ServicesDep,
    berkas: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Keeps the file, and goes on to what it would change."""
    content = await berkas.read(MAX_FILE + 1) if berkas is not None else b""
    if not content.strip():
        return _form(request, officer, error="Pilih dulu berkasnya.")
    if len(content) > MAX_FILE:
        return _form(
            request, officer, error="Berkas terlalu besar: paling banyak 1 MB. Bagi menjadi beberapa."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        wrong = "Berkas ini tidak bisa dibaca. Simpan lagi sebagai CSV UTF-8, lalu unggah lagi."
        return _form(request, officer, error=wrong)
    if text.count("\n") > MOST_ROWS:
        return _form(
            request, officer, error=f"Paling banyak {MOST_ROWS} baris. Bagi menjadi beberapa berkas."
        )
    with here.database.write() as session:
        kept = uploads.keep(session, officer.id, text, at=datetime.now(UTC))
    return go_to(f"/permohonan/berkas/{kept.id}")


@router.get("/permohonan/berkas/{upload_id}")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep, upload_id: int) -> Response:
    """What taking the file would change, and what is wrong with it."""
    rows, taken_at = _rows(here, officer, upload_id)
    return page(
        request,
        "upload.html",
        officer=officer,
        upload=_view(here.office, upload_id, rows, taken_at),
    )


@router.post("/permohonan/berkas/{upload_id}")
def take(officer: PostingOfficer, here: ServicesDep, upload_id: int) -> Response:
    """Takes every good row."""
    rows, _ = _rows(here, officer, upload_id)
    at = datetime.now(UTC)
    put_all(here.database, uploads.good(rows), source="csv", at=at)
    with here.database.write() as session:
        kept = uploads.upload_of(session, upload_id, officer.id)
        first = kept.taken_at is None
        kept.taken_at = kept.taken_at or at
        if first:
            about, detail = (audit.UPLOAD, upload_id), {"rows": sum(isinstance(one, Planned) for one in rows)}
            audit.write(session, Deed.IMPORTED, at=at, by=officer.id, about=about, detail=detail)
    return go_to(f"/permohonan/berkas/{upload_id}", notice="berkas_masuk")


@router.get("/permohonan/berkas/{upload_id}/salah.csv")
def wrong_rows(officer: SignedInOfficer, here: ServicesDep, upload_id: int) -> Response:
    """The rows that cannot be taken, to be put right and uploaded again."""
    rows, _ = _rows(here, officer, upload_id)
    refused = [one for one in rows if isinstance(one, Refused)]
    headers = {"Content-Disposition": 'attachment; filename="baris-salah.csv"'}
    return Response(refused_as_csv(refused), media_type="text/csv; charset=utf-8", headers=headers)


def _rows(
    here: Services, officer: SignedIn, upload_id: int
) -> tuple[list[Planned | Refused], datetime | None]:
    with here.database.read() as session:
        try:
            kept = uploads.upload_of(session, upload_id, officer.id)
        except NoUpload as error:
            raise HTTPException(404) from error
        rows = uploads.planned(session, here.office, kept.content)
        return [_own(here.office, officer, row) for row in rows], kept.taken_at


def _own(office: Office, officer: SignedIn, one: Planned | Refused) -> Planned | Refused:
    """The row, refused where it is, or would become, an application of another counter."""
    if isinstance(one, Refused):
        return one
    known = one.change.application
    services = {one.row.data.service_id} | ({known.service_id} if known is not None else set())
    for service in sorted(services):
        counter = office.catalogue.get(service).counter if office.catalogue.has(service) else ""
        if not officer.sees(counter=counter, holder=None):
            reason = f"layanan ini di loket {counter}, bukan di loket Anda"
            return Refused(line=one.row.line, reason=reason, code="counter", cells=one.row.cells)
    return one


def _form(request: Request, officer: SignedIn, *, error: str = "") -> Response:
    return page(
        request,
        "upload_form.html",
        status=422 if error else 200,
        officer=officer,
        columns=(*REQUIRED, *OPTIONAL),
        errors={"berkas": error} if error else {},
    )


def _view(
    office: Office, upload_id: int, rows: Sequence[Planned | Refused], taken_at: datetime | None
) -> UploadView:
    planned = [one for one in rows if isinstance(one, Planned)]
    refused = [one for one in rows if isinstance(one, Refused)]
    of = {kind: [one for one in planned if one.change.kind is kind] for kind in ChangeKind}
    return UploadView(
        id=upload_id,
        taken=wording.moment(taken_at, office.mpp.timezone) if taken_at is not None else "",
        added=[_row(office, one) for one in of[ChangeKind.ADDED][:MOST_SHOWN]],
        changed=[_row(office, one) for one in of[ChangeKind.CHANGED][:MOST_SHOWN]],
        unchanged=len(of[ChangeKind.SAME]),
        refused=refused[:MOST_SHOWN],
        counts={
            "added": len(of[ChangeKind.ADDED]),
            "changed": len(of[ChangeKind.CHANGED]),
            "refused": len(refused),
            "shown": MOST_SHOWN,
        },
    )


def _row(office: Office, one: Planned) -> RowView:
    data = one.row.data
    return RowView(
        line=one.row.line,
        code=data.code,
        service=wording.service(office.catalogue, data.service_id),
        status=wording.APPLICATION[data.status],
        changes=[
            f"{FIELDS[name]}: {before} menjadi {after}"
            for name in one.change.fields
            for before, after in [_pair(office, one.change, data, name)]
        ],
    )


def _pair(office: Office, change: Change, data: ApplicationData, name: str) -> tuple[str, str]:
    before = _said(office, name, getattr(change.application, name))
    return before, _said(office, name, change.phone if name == "phone" else getattr(data, name))


def _said(office: Office, name: str, value: object) -> str:
    if value is None:
        return "kosong"
    if isinstance(value, date):
        return format_date(value, "d MMM y", locale="id")
    match name:
        case "status":
            return wording.APPLICATION[ApplicationStatus(str(value))]
        case "service_id":
            return wording.service(office.catalogue, str(value))
        case "phone":
            return masked(str(value))
        case _:
            return f"“{value}”"


router.include_router(files)
