"""For other systems: many applications at once, as JSON or as the CSV file that counters keep.

Every good row is taken and every other one named, with a code and a reason in Indonesian. With an Idempotency-Key the
same request is answered the same again, and without one too nothing is put twice.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Header, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool

from casework import repeated
from casework.api import door
from casework.api.applications import ApplicationBody, Writer
from casework.api.door import Refusal, reason
from casework.api_keys import System
from casework.application_batches import put_all
from casework.application_files import Refused, Row, read_rows
from casework.repeated import AnotherRequest, Answered
from deps import Services, ServicesDep

MAX_BODY = 1024 * 1024
"""Bytes."""
MOST_ROWS = 1000


class BulkRow(ApplicationBody):
    """One application of a list."""

    code: str = Field(max_length=20)


class RowRefused(BaseModel):
    """A row that was not taken: where it stands (of JSON from 1; of CSV its line), and why."""

    row: int
    application: str | None
    code: str
    reason: str


class BulkAnswer(BaseModel):
    """What became of the rows."""

    added: int
    changed: int
    unchanged: int
    refused: list[RowRefused]


router = door.router("/api", most=MAX_BODY)
ROW = BulkRow.model_json_schema(ref_template="#/components/schemas/{model}")
ROW.pop("$defs")  # the description has them as the parts of ApplicationBody
ROWS = {"type": "array", "maxItems": MOST_ROWS, "items": ROW}
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": ROWS}, "text/csv": {"schema": {"type": "string"}}},
    }
}
Token = Annotated[str, Header(alias="Idempotency-Key", max_length=repeated.LONGEST)]


@router.post(
    "/applications",
    response_model=BulkAnswer,
    openapi_extra=BODY,
    responses={
        409: {"model": Refusal, "description": "The same Idempotency-Key is being answered at this moment"},
        422: {"model": Refusal, "description": "Nothing can be read, or the key was used for something else"},
    },
)
async def post(request: Request, here: ServicesDep, system: Writer, token: Token = "") -> JSONResponse:
    """Makes these applications be as given. 200 also where rows were refused: look at `refused`."""
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return await run_in_threadpool(_answer, here, system, kind, body, token)


def _answer(here: Services, system: System, kind: str, body: bytes, token: str) -> JSONResponse:
    asked = f"POST /api/applications {hashlib.sha256(body).hexdigest()}"
    if token:
        with here.database.read() as session:
            try:
                known = repeated.answered(session, system.name, token, asked)
            except AnotherRequest as error:
                wrong = "Idempotency-Key ini sudah dipakai untuk permintaan lain"
                raise HTTPException(422, wrong) from error
        if known is not None:
            return JSONResponse(known.body, known.status)
    rows = _rows(here, kind, body)
    answer = _put_all(here, rows)
    if token:
        try:
            with here.database.write() as session:
                kept = Answered(status=200, body=answer)
                repeated.keep(session, system.name, token, asked, kept, at=datetime.now(UTC))
        except IntegrityError as error:
            raise HTTPException(
                409, "permintaan yang sama sedang dikerjakan; ulangi sebentar lagi"
            ) from error
    return JSONResponse(answer)


def _rows(here: Services, kind: str, body: bytes) -> list[Row | Refused]:
    """Raises HTTPException where nothing can be read at all."""
    try:
        content = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(422, "isi permintaan harus teks UTF-8") from error
    services = [service.id for service in here.office.catalogue.services]
    if kind == "text/csv":
        rows = read_rows(content, services)
    elif kind == "application/json":
        rows = list(_from_json(content, frozenset(services)))
    else:
        raise HTTPException(415, "Content-Type harus application/json atau text/csv")
    if len(rows) > MOST_ROWS:
        raise HTTPException(413, f"paling banyak {MOST_ROWS} baris dalam satu permintaan")
    return rows


def _from_json(content: str, services: frozenset[str]) -> Iterator[Row | Refused]:
    try:
        items = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise HTTPException(422, "isi permintaan harus daftar JSON") from error
    if not isinstance(items, list):
        raise HTTPException(422, "isi permintaan harus daftar JSON")
    for number, item in enumerate(items[: MOST_ROWS + 1], 1):
        code = item.get("code") if isinstance(item, dict) else None
        cells = {"kode": code} if isinstance(code, str) and code.isprintable() else {}
        try:
            row = BulkRow.model_validate_json(json.dumps(item))
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
            named = str(errors[0]["loc"][-1]) if errors[0]["loc"] else "row"
            words = "; ".join(map(_said, errors))
            yield Refused(line=number, reason=words, code=named[:40], cells=cells)
            continue
        if row.service not in services:
            yield Refused(
                line=number, reason="layanan tidak ada di daftar layanan", code="service", cells=cells
            )
            continue
        yield Row(line=number, data=row.data(row.code.replace(" ", "")), cells=cells)


def _said(error: Any) -> str:
    return reason(error) if error["loc"] else "baris ini harus objek JSON"


def _put_all(here: Services, rows: list[Row | Refused]) -> dict[str, Any]:
    done = put_all(here.database, rows, source="api", at=datetime.now(UTC))
    refused = [
        RowRefused(row=one.line, application=one.cells.get("kode"), code=one.code, reason=one.reason)
        for one in done.refused
    ]
    return BulkAnswer(
        added=done.added, changed=done.changed, unchanged=done.unchanged, refused=refused
    ).model_dump()
