"""Today (hari ini): where an officer's day begins. Their work, who waits on the telephone, what they watch."""

from collections.abc import Sequence
from datetime import UTC, datetime

from fastapi import Request, Response

from casework import case_queue, news, today, watching
from casework.console import guard, personal
from casework.console.guard import SignedIn, SignedInOfficer, needs
from casework.console.live import LookingOfficer
from casework.console.pages import go_to, page
from casework.console.rows import Row, row
from casework.console.waiting import waiting_rows
from casework.roles import Right
from deps import ServicesDep
from models import Case, CaseStatus

router = guard.router(see=Right.SEE_CASES)


@router.get("/")
@needs(Right.SIGNED_IN)
def home(officer: SignedInOfficer) -> Response:
    """Where work begins."""
    return go_to(start_of(officer))


def start_of(officer: SignedIn) -> str:
    """The first page of this officer: their day, or for who works on no cases, what is theirs."""
    if officer.may(Right.WORK_CASES):
        return "/hari-ini"
    if officer.may(Right.SEE_CASES):
        return "/antrean"
    return "/petugas" if officer.may(Right.MANAGE_OFFICERS) else "/percakapan"


@router.get("/hari-ini")
def show(request: Request, officer: LookingOfficer, here: ServicesDep) -> Response:
    """The officer's own page."""
    at = datetime.now(UTC)

    def rows(cases: Sequence[Case]) -> list[Row]:
        return [row(case, here.office, officer.id, at) for case in cases]

    with here.database.read() as session:
        last_news = news.newest(session)
        work = today.work_of(session, officer.id, at)
        parts = [
            ("terlambat", "Sudah lewat tenggat", rows(work.overdue)),
            ("segera", "Tenggat sampai besok", rows(work.soon)),
            ("lainnya", "Pekerjaan lain", rows(work.rest)),
            ("menunggu", "Menunggu kabar warga", rows(work.waiting)),
        ]
        watched = [
            row(one.case, here.office, officer.id, at, news=one.news)
            for one in watching.watched(session, officer.id, personal.among(officer).where())
        ]
        callers = waiting_rows(session, here.office, officer.id, at)
        new = case_queue.count_by_status(session, personal.among(officer))[CaseStatus.NEW]
        late = today.late_in_queue(session, personal.among(officer, late_at=at))
    return page(
        request,
        "today.html",
        officer=officer,
        parts=[part for part in parts if part[2]],
        held=sum(len(part[2]) for part in parts),
        watched=watched,
        callers=callers,
        new=new,
        late=late,
        last_news=last_news,
    )
