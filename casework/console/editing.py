"""The content (isi), changed by its editors: sheets with a few values each, written into a draft that nobody hears.

What a sheet holds comes from casework; reading the draft as the line would, and speaking it, from the content desk.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import Header, HTTPException, Request, Response
from sqlalchemy.orm.exc import StaleDataError

from casework import content_editions
from casework.console import byte_range, editing_view, guard
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.content_editions import ChangedMeanwhile, FieldsRefused
from casework.content_sheets import GROUPS, Sheet
from casework.roles import Right
from deps import Services, ServicesDep
from models import Officer

log = structlog.get_logger()
router = guard.router(see=Right.EDIT_CONTENT, do=Right.EDIT_CONTENT)
MEANWHILE = "Rekan baru saja mengubah bagian ini. Bandingkan dengan tulisan di bawah, lalu simpan lagi."


@router.get("/isi")
def listed(
    request: Request, officer: SignedInOfficer, here: ServicesDep, bagian: str = "layanan", cari: str = ""
) -> Response:
    """The sheets of one group, or those in which some words stand."""
    desk = editing_view.desk_of(here)
    with here.database.read() as session:
        edits, draft = content_editions.edits_now(session), content_editions.draft(session)
        waiting = len(editing_view.changes_of(session, desk.shipped)) if draft is not None else 0
    group = bagian if bagian in GROUPS else "layanan"
    return page(
        request,
        "editing.html",
        officer=officer,
        groups=GROUPS,
        group="" if cari.strip() else group,
        looked_for=cari.strip(),
        rows=editing_view.rows(desk.shipped, edits, group=group, words=cari),
        draft=draft is not None,
        waiting=waiting,
    )


@router.get("/isi/dengar/{line}.wav")
def hear(
    officer: SignedInOfficer, here: ServicesDep, line: str, wanted: Annotated[str, Header(alias="range")] = ""
) -> Response:
    """A line of the call as the draft has it. 404 when it cannot be said."""
    with here.database.read() as session:
        edits = content_editions.edits_now(session)
    try:
        wav = editing_view.desk_of(here).sound(edits, line)
    except (KeyError, ValueError, RuntimeError) as error:
        log.warning("a draft cannot be heard", line=line[:40], error=type(error).__name__)
        raise HTTPException(404) from error
    return byte_range.answer(wav, wanted, media_type="audio/wav")


@router.get("/isi/lembar/{sheet_id}")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep, sheet_id: str) -> Response:
    """One sheet with what the draft has in it, or the line says."""
    return _sheet(request, officer, here, _known(here, sheet_id))


@router.post("/isi/lembar/{sheet_id}")
async def write(request: Request, officer: PostingOfficer, here: ServicesDep, sheet_id: str) -> Response:
    """Puts the sheet into the draft."""
    form = await request.form()
    typed = {key: value for key, value in form.items() if isinstance(value, str)}
    sheet, desk = _known(here, sheet_id), editing_view.desk_of(here)
    try:
        with here.database.write() as session:
            changed = content_editions.write(
                session,
                desk.shipped,
                sheet,
                typed,
                seen=typed.get("dasar", ""),
                by=session.get_one(Officer, officer.id),
                at=datetime.now(UTC),
            )
    except FieldsRefused as refused:
        return _sheet(request, officer, here, sheet, typed=typed, problems=refused.problems)
    except (ChangedMeanwhile, StaleDataError):
        return _sheet(request, officer, here, sheet, typed=typed, meanwhile=True)
    return go_to(f"/isi/lembar/{sheet_id}", notice="isi_disimpan" if changed else "isi_sama")


def _known(here: Services, sheet_id: str) -> Sheet:
    sheet = editing_view.desk_of(here).shipped.sheets.get(sheet_id)
    if sheet is None:
        raise HTTPException(404)
    return sheet


def _sheet(
    request: Request,
    officer: SignedIn,
    here: Services,
    sheet: Sheet,
    *,
    typed: dict[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    meanwhile: bool = False,
) -> Response:
    shipped = editing_view.desk_of(here).shipped
    with here.database.read() as session:
        edits = content_editions.edits_now(session)
        draft = content_editions.draft(session) is not None
    fields = editing_view.fields(shipped, sheet, edits, typed, problems or {})
    errors = {field.id: field.error for field in fields if field.error}
    return page(
        request,
        "editing_sheet.html",
        status=409 if meanwhile else 422 if errors else 200,
        officer=officer,
        sheet=sheet,
        group=GROUPS[sheet.group],
        fields=fields,
        seen=content_editions.mark(shipped, sheet, edits),
        draft=draft,
        errors={"kasus": MEANWHILE} if meanwhile else errors,
    )
