"""How texts leave (pengiriman SMS): the routes, what they cost, and texts that wait for an officer's word."""

from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import format_date
from fastapi import HTTPException, Request, Response

from casework import messages, text_report
from casework.console import guard, wording
from casework.console.guard import PostingOfficer, SignedInOfficer
from casework.console.pages import go_to, page
from casework.phones import masked
from casework.roles import Right
from casework.text_limits import FOR_OFFICERS
from casework.text_report import DayReport, OperatorReport, RouteReport
from deps import ServicesDep
from models import Case, CaseEventKind, Delivery, Message, Officer

router = guard.router(see=Right.SEE_REPORTS, do=Right.RELEASE_TEXTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRow:
    """One route, in words."""

    name: str
    state: str
    delay: str
    texts: int
    delivered: int
    failed: int
    unsure: int
    rupiah: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One day: rupiah for each route, in the order of the heads."""

    day: str
    rupiah: list[str]
    total: str
    texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorRow:
    """What one operator's numbers cost."""

    name: str
    today: str
    total: str
    texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """One text that waits."""

    id: int
    number: str
    purpose: str
    why: str
    age: str
    case_id: int | None


@router.get("/sms")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """Everything on one page; tables that need no script."""
    at, rules = datetime.now(UTC), here.office.sending
    routes = rules.named(here.text_carriers)
    with here.database.read() as session:
        today = text_report.of_routes(session, routes, rules.quiet, at)
        days = text_report.of_days(session, routes, rules.quiet, at)
        operators = text_report.of_operators(session, rules, at)
        held = [_held(message, at) for message in text_report.waiting(session)]
        more = text_report.count_waiting(session) - len(held)
    return page(
        request,
        "sending.html",
        officer=officer,
        routes=[_route(one, at) for one in today],
        heads=[route.label for route in routes],
        days=[_day(one) for one in days],
        operators=[_operator(one) for one in operators],
        held=held,
        more=more,
        most=wording.rupiah(rules.rupiah_a_day),
        most_news=wording.rupiah(rules.rupiah_for_notices),
    )


@router.post("/sms/{message_id}/kirim")
def release(officer: PostingOfficer, here: ServicesDep, message_id: int) -> Response:
    """Lets one text go. 404 when there is none; one that left meanwhile stays as it is."""
    at = datetime.now(UTC)
    with here.database.write() as session:
        message = session.get(Message, message_id, with_for_update=True)
        if message is None:
            raise HTTPException(404)
        if message.delivery is Delivery.QUEUED and message.held in FOR_OFFICERS:
            messages.release(session, message, at=at)
            case = session.get(Case, message.case_id) if message.case_id is not None else None
            if case is not None:
                told = {"text": "SMS yang tertahan dilepas untuk dikirim."}
                case.add(CaseEventKind.NOTED, at=at, by=session.get(Officer, officer.id), detail=told)
    return go_to("/sms", notice="sms_dilepas")


@router.get("/sms/{message_id}/kirim")
def back(officer: SignedInOfficer, message_id: int) -> Response:
    """Where the form was sent to, opened again as a page."""
    return go_to("/sms")


def _route(one: RouteReport, at: datetime) -> RouteRow:
    counts, middle = one.counts, one.measured.middle_ms
    return RouteRow(
        name=one.route.label,
        state=wording.ROUTE_STATE[one.measured.health]
        if one.texts or middle is not None
        else "Belum dipakai",
        delay="-" if middle is None else wording.milliseconds(middle),
        texts=one.texts,
        delivered=counts.get(Delivery.DELIVERED, 0),
        failed=counts.get(Delivery.FAILED, 0),
        unsure=counts.get(Delivery.UNKNOWN, 0),
        rupiah=wording.rupiah(one.rupiah),
    )


def _day(one: DayReport) -> DayRow:
    return DayRow(
        day=format_date(one.day, "EEE, d MMM y", locale="id"),
        rupiah=[wording.rupiah(cost) for cost in one.rupiah.values()],
        total=wording.rupiah(sum(one.rupiah.values())),
        texts=sum(one.texts.values()),
    )


def _operator(one: OperatorReport) -> OperatorRow:
    return OperatorRow(
        name=one.name.capitalize(),
        today=wording.rupiah(one.today),
        total=wording.rupiah(one.rupiah),
        texts=one.texts,
    )


def _held(message: Message, at: datetime) -> HeldRow:
    return HeldRow(
        id=message.id,
        number=masked(message.contact.phone),
        purpose=wording.PURPOSE[message.purpose],
        why=wording.HELD.get(message.held or "", ""),
        age=wording.lasted(at - message.created_at),
        case_id=message.case_id,
    )
