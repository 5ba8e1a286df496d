"""The draft (rancangan) of the content: what would change, whether the line could say it, publishing, and what was
published before.
"""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Form, HTTPException, Request, Response
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casework import content_editions, content_folder
from casework.console import editing_view, guard, wording
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.content_editions import ChangedMeanwhile, DraftOpen, NoDraft
from casework.roles import Right
from deps import Services, ServicesDep
from models import ContentEdition, Officer

router = guard.router(see=Right.EDIT_CONTENT, do=Right.EDIT_CONTENT)
MEANWHILE = "Rekan baru saja mengubah rancangan ini. Lihat lagi perubahannya, lalu terbitkan."


@router.get("/isi/rancangan")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """What the draft changes, and a form to publish it."""
    return _draft(request, officer, here)


@router.post("/isi/rancangan/terbitkan")
def publish(
    request: Request,
    officer: PostingOfficer,
    here: ServicesDep,
    versi: Annotated[int, Form()] = 0,
    catatan: Annotated[str, Form()] = "",
) -> Response:
    """Checks the draft as the line would read it, and makes it what the line says."""
    with here.database.read() as session:
        edits = content_editions.edits_of(content_editions.draft(session))
    problem = editing_view.desk_of(here).problem(edits)
    if problem:
        return _draft(request, officer, here, problem=problem)
    try:
        with here.database.write() as session:
            by = session.get_one(Officer, officer.id)
            content_editions.publish(session, seen=versi, note=catatan, by=by, at=datetime.now(UTC))
    except (ChangedMeanwhile, NoDraft, StaleDataError):
        return _draft(request, officer, here, meanwhile=True)
    return go_to("/isi/riwayat", notice="isi_terbit")


@router.post("/isi/rancangan/buang")
def throw_away(officer: PostingOfficer, here: ServicesDep) -> Response:
    """The draft is gone."""
    with here.database.write() as session:
        content_editions.throw_away(session, by=session.get_one(Officer, officer.id), at=datetime.now(UTC))
    return go_to("/isi", notice="isi_dibuang")


@router.get("/isi/riwayat")
def history(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """What was published, by whom and when, the newest first."""
    return _history(request, officer, here)


@router.post("/isi/riwayat/{edition_id}")
def take_back(request: Request, officer: PostingOfficer, here: ServicesDep, edition_id: int) -> Response:
    """A draft that says what was said then."""
    try:
        with here.database.write() as session:
            by = session.get_one(Officer, officer.id)
            content_editions.take_back(session, edition_id, by=by, at=datetime.now(UTC))
    except NoDraft as error:
        raise HTTPException(404) from error
    except DraftOpen:
        return _history(request, officer, here, draft_open=True)
    return go_to("/isi/rancangan", notice="isi_kembali")


def _draft(
    request: Request, officer: SignedIn, here: Services, *, problem: str = "", meanwhile: bool = False
) -> Response:
    shipped = editing_view.desk_of(here).shipped
    with here.database.read() as session:
        draft = content_editions.draft(session)
        changes = editing_view.changes_of(session, shipped)
        left_over = content_folder.left_over(shipped, content_editions.edits_of(draft))
        values = {
            "version": draft.version if draft is not None else 0,
            "by": draft.officer.name if draft is not None else "",
            "at": wording.moment(draft.at, here.office.mpp.timezone) if draft is not None else "",
        }
    return page(
        request,
        "editing_draft.html",
        status=409 if meanwhile else 422 if problem else 200,
        officer=officer,
        changes=changes,
        draft=values if values["version"] else None,
        left_over=left_over,
        problem=problem,
        errors={"kasus": MEANWHILE} if meanwhile else {},
    )


def _history(request: Request, officer: SignedIn, here: Services, *, draft_open: bool = False) -> Response:
    wrong = "Masih ada rancangan. Terbitkan atau buang dulu, baru kembalikan isi yang lama."
    with here.database.read() as session:
        editions = [_edition(here, session, one) for one in content_editions.history(session)]
        draft = content_editions.draft(session) is not None
    return page(
        request,
        "editing_history.html",
        status=409 if draft_open else 200,
        officer=officer,
        editions=editions,
        draft=draft,
        errors={"kasus": wrong} if draft_open else {},
    )


def _edition(here: Services, session: Session, edition: ContentEdition) -> dict[str, object]:
    earlier = content_editions.edits_of(content_editions.before(session, edition))
    shipped = editing_view.desk_of(here).shipped
    assert edition.published_at is not None  # noqa: S101  (history() lists no draft)
    return {
        "id": edition.id,
        "at": wording.moment(edition.published_at, here.office.mpp.timezone),
        "by": edition.officer.name,
        "note": edition.note,
        "changes": editing_view.views(shipped, earlier, edition.edits),
    }
