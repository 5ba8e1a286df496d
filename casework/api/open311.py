"""Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2): existing tools read our cases and hand in new ones.

What everybody may know (discovery, services) needs no key; requests need one. No personal data is ever given out.
"""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Header, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import IntegrityError

from casework import open311, repeated
from casework.api import door
from casework.api import open311_forms as forms
from casework.api.open311_forms import answer, refusal, whole
from casework.api_keys import Right, System
from casework.codes import is_code
from casework.phones import read_phone
from casework.repeated import AnotherRequest, Answered
from deps import Services, ServicesDep

HOME = "/open311/v2"
MAX_BODY = 32 * 1024
LONGEST = 2000
"""Characters of a description."""
CHANGED = "2026-11-24T00:00:00Z"
"""When this interface last changed."""
FormName = Literal["json", "xml"]


class Open311Route(APIRoute):
    """Says what is wrong in the form that was asked for; looks at the key where one is needed."""

    async def admit(self, request: Request) -> None:
        """Anybody may."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handle = super().get_route_handler()

        async def checked(request: Request) -> Response:
            form = request.url.path.rpartition(".")[2]
            try:
                await self.admit(request)
                wanted = request.app.state.services.settings.open311_jurisdiction
                given = request.query_params.get("jurisdiction_id", "")
                if wanted and given and given != wanted:
                    raise HTTPException(404, "jurisdiction_id tidak dikenal")
                return await handle(request)
            except door.Refused as refused:
                status = 403 if refused.status == 401 else refused.status  # the specification knows no 401
                return refusal(form, status, refused.reason, refused.headers)
            except HTTPException as error:
                return refusal(form, error.status_code, str(error.detail))
            except RequestValidationError as error:
                return refusal(form, 400, "; ".join(map(_said, error.errors())))

        return checked


class KeyedRoute(Open311Route):
    """For requests: the key may be in a header, in the form, or in the address as the specification has it."""

    async def admit(self, request: Request) -> None:
        key = door.bearer(request) or door.basic(request) or request.query_params.get("api_key", "")
        if not key and request.method == "POST":
            field = (await request.form()).get("api_key", "")
            key = field if isinstance(field, str) else ""
        await door.admit(request, key)


public = APIRouter(prefix=HOME, route_class=Open311Route, responses=forms.described(200, 400, 404))
keyed = APIRouter(
    prefix=HOME,
    route_class=KeyedRoute,
    max_body_size=MAX_BODY,
    responses=forms.described(200, 400, 403, 404, 409, 413, 429),
)
Reader = Annotated[System, Depends(door.may(Right.READ_CASES))]
Creator = Annotated[System, Depends(door.may(Right.CREATE_CASES))]


@public.get("/discovery.{form}")
def discovery(here: ServicesDep, form: FormName) -> Response:
    """Where what is."""
    settings = here.settings
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": settings.base_url + HOME,
        "changeset": CHANGED,
        "type": "production" if settings.production else "test",
        "formats": ["text/xml", "application/json"],
    }
    found = {
        "changeset": CHANGED,
        "contact": f"{here.office.mpp.name}, {here.office.mpp.address}",
        "key_service": "Kunci diberikan oleh pengelola MPP.",
        "endpoints": [endpoint],
    }
    return whole(form, "discovery", found, {"endpoints": "endpoint", "formats": "format"})


@public.get("/services.{form}")
def services(here: ServicesDep, form: FormName) -> Response:
    """The kinds of requests: the services of the MPP."""
    found = [open311.told_service(service) for service in here.office.catalogue.services]
    return answer(form, "services", "service", found)


@public.get("/services/{service_code}.{form}")
def service(here: ServicesDep, service_code: str, form: FormName) -> Response:
    """What is asked for with a request of this kind beyond the description: nothing."""
    if not here.office.catalogue.has(service_code):
        raise HTTPException(404, "service_code tidak dikenal")
    found = {"service_code": service_code, "attributes": []}
    return whole(form, "service_definition", found, {"attributes": "attribute"})


@keyed.post("/requests.{form}", status_code=201, responses=forms.described(201))
def create(
    request: Request,
    here: ServicesDep,
    system: Creator,
    form: FormName,
    service_code: Annotated[str, Form(max_length=40)] = "",
    description: Annotated[str, Form(max_length=LONGEST)] = "",
    phone: Annotated[str, Form(max_length=32)] = "",
    first_name: Annotated[str, Form(max_length=80)] = "",
    last_name: Annotated[str, Form(max_length=80)] = "",
    address_string: Annotated[str, Form(max_length=200)] = "",
    lat: Annotated[float | None, Form(ge=-90, le=90)] = None,
    long: Annotated[float | None, Form(ge=-180, le=180)] = None,
    jurisdiction_id: Annotated[str, Form(max_length=100)] = "",
    token: Annotated[str, Header(alias="Idempotency-Key", max_length=repeated.LONGEST)] = "",
) -> Response:
    """Opens a case. The same Idempotency-Key opens it once."""
    wanted = here.settings.open311_jurisdiction
    if wanted and jurisdiction_id and jurisdiction_id != wanted:
        raise HTTPException(404, "jurisdiction_id tidak dikenal")
    if not service_code:
        raise HTTPException(400, "service_code harus diisi")
    if not here.office.catalogue.has(service_code):
        raise HTTPException(404, "service_code tidak dikenal")
    if not description.strip():
        raise HTTPException(400, "description harus diisi")
    if phone.strip() and not read_phone(phone).number.startswith("+"):
        raise HTTPException(400, "phone bukan nomor yang sah")
    place = [address_string.strip()] if address_string.strip() else []
    place += [f"{lat}, {long}"] if lat is not None and long is not None else []
    reported = open311.Reported(
        service_id=service_code,
        description=description.strip(),
        phone=phone.strip(),
        name=" ".join(f"{first_name} {last_name}".split()),
        place=" / ".join(place),
    )
    asked = f"POST requests {hashlib.sha256(repr(reported).encode()).hexdigest()}"
    try:
        return answer(
            form, "service_requests", "request", _created(here, system, reported, token, asked), 201
        )
    except AnotherRequest as error:
        raise HTTPException(400, "Idempotency-Key ini sudah dipakai untuk permintaan lain") from error


@keyed.get("/tokens/{token}.{form}")
def token(here: ServicesDep, system: Reader, token: str, form: FormName) -> Response:
    """The service_request_id of a token. We answer with the id at once, so each is its own token."""
    _case(here, token)
    found = [{"service_request_id": token, "token": token}]
    return answer(form, "service_requests", "request", found)


@keyed.get("/requests.{form}")
def requests(
    here: ServicesDep,
    system: Reader,
    form: FormName,
    service_request_id: Annotated[str, Query(max_length=1000)] = "",
    service_code: Annotated[str, Query(max_length=1000)] = "",
    status: Annotated[str, Query(max_length=20)] = "",
    start_date: datetime | None = None,
    end_date: datetime | None = None,
) -> Response:
    """How requests go: those of the last 90 days, or as asked for."""
    statuses = _list(status)
    if not set(statuses) <= {open311.OPEN, open311.CLOSED}:
        raise HTTPException(400, "status harus open atau closed")
    if any(time is not None and time.tzinfo is None for time in (start_date, end_date)):
        raise HTTPException(
            400, "start_date dan end_date harus dengan zona waktu, seperti 2026-11-24T00:00:00Z"
        )
    if start_date and end_date and not timedelta(0) <= end_date - start_date <= open311.LONGEST_SPAN:
        raise HTTPException(400, "start_date sampai end_date paling lama 90 hari")
    asked = open311.Asked(
        ids=_list(service_request_id), services=_list(service_code), statuses=statuses, start=start_date,
        end=end_date,
    )  # fmt: skip
    with here.database.read() as session:
        cases = open311.find(session, asked, at=datetime.now(UTC))
        found = [open311.told_case(here.office, case) for case in cases]
    return answer(form, "service_requests", "request", found)


@keyed.get("/requests/{service_request_id}.{form}")
def one(here: ServicesDep, system: Reader, service_request_id: str, form: FormName) -> Response:
    """How one request goes."""
    return answer(form, "service_requests", "request", [_case(here, service_request_id)])


def _created(
    here: Services, system: System, reported: open311.Reported, token: str, asked: str
) -> list[dict[str, Any]]:
    """What is answered, the same for the same Idempotency-Key. Raises AnotherRequest."""
    at = datetime.now(UTC)
    for _ in range(2):
        try:
            with here.database.write() as session:
                known = repeated.answered(session, system.name, token, asked) if token else None
                if known is not None:
                    found: list[dict[str, Any]] = known.body
                    return found
                own = token or secrets.token_hex(16)
                code = open311.report(session, here.office, reported, system=system.name, token=own, at=at)
                told = [{"service_request_id": code, "service_notice": "", "account_id": ""}]
                if token:
                    kept = Answered(status=201, body=told)
                    repeated.keep(session, system.name, token, asked, kept, at=at)
                return told
        except IntegrityError:  # another process did the same at this moment: its answer is there now
            continue
    raise HTTPException(409, "permintaan yang sama sedang dikerjakan; ulangi sebentar lagi")


def _case(here: Services, code: str) -> dict[str, Any]:
    with here.database.read() as session:
        asked = open311.Asked(ids=(code,))
        cases = open311.find(session, asked, at=datetime.now(UTC)) if is_code(code) else []
        if not cases:
            raise HTTPException(404, "service_request_id tidak dikenal")
        return open311.told_case(here.office, cases[0])


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _said(error: Any) -> str:
    field = str(error["loc"][-1])
    match error["type"]:
        case "string_too_long":
            return f"{field} paling panjang {error['ctx']['max_length']} huruf"
        case "literal_error":
            return "bentuk jawaban harus json atau xml"
        case _:
            return f"{field} tidak bisa dibaca"


router = APIRouter(tags=["Open311 GeoReport v2"])
router.include_router(public)
router.include_router(keyed)
