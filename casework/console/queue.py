"""The queue (antrean): cases by state, the officer's own first."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request, Response

from casework import cases, clocks
from casework.cases import Among
from casework.console import guard, wording
from casework.console.guard import SignedIn, SignedInOfficer, WatchingOfficer, needs
from casework.console.pages import go_to, page
from casework.office import Office
from casework.phones import masked
from casework.roles import Right
from casework.triage import Priority
from deps import ServicesDep
from models import Case, CaseStatus

SHOWN = 200
"""Cases on one page."""

TABS = {
    "baru": CaseStatus.NEW,
    "dikerjakan": CaseStatus.TAKEN,
    "menunggu": CaseStatus.WAITING,
    "selesai": CaseStatus.RESOLVED,
}

EMPTY = {
    CaseStatus.NEW: "Tidak ada kasus baru. Semua sudah ada yang memegang.",
    CaseStatus.TAKEN: "Tidak ada kasus yang sedang dikerjakan.",
    CaseStatus.WAITING: "Tidak ada kasus yang menunggu kabar warga.",
    CaseStatus.RESOLVED: "Belum ada kasus yang selesai.",
}

router = guard.router(see=Right.SEE_CASES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One state with its number of cases."""

    key: str
    name: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in the list."""

    id: int
    code: str
    service: str
    age: str
    channel: str
    number: str
    recorded: bool
    officer: str
    mine: bool
    due: str
    late: bool
    priority: str
    urgent: int
    counter: str


@router.get("/")
@needs(Right.SIGNED_IN)
def home(officer: SignedInOfficer) -> Response:
    """Where work begins: the queue, or for who has none, what is theirs."""
    return go_to(start_of(officer))


def start_of(officer: SignedIn) -> str:
    """The first page of this officer."""
    if officer.may(Right.SEE_CASES):
        return "/antrean"
    return "/petugas" if officer.may(Right.MANAGE_OFFICERS) else "/percakapan"


@router.get("/antrean")
def show(
    request: Request,
    officer: SignedInOfficer,
    here: ServicesDep,
    tab: str = "baru",
    loket: str = "",
    lewat: str = "",
) -> Response:
    """The cases of one state, at one counter or at all of the officer's; `lewat`: only those past their time. An
    unknown tab shows the new ones, an unknown counter all.
    """
    status = TABS.get(tab, CaseStatus.NEW)
    now = datetime.now(UTC)
    counters = [one for one in here.office.triage.counters if officer.sees(counter=one, holder=None)]
    counter = loket if loket in counters else ""
    late = lewat == "1" and officer.may(Right.ALL_COUNTERS)
    among = _among(officer, counter=counter, late_at=now if late else None)
    with here.database.read() as session:
        counts = cases.count_by_status(session, among)
        found = cases.queue(session, status=status, among=among, limit=SHOWN)
        rows = [_row(case, here.office, officer.id, now) for case in found]
        held = cases.count_held(session, officer.id)
    return page(
        request,
        "queue.html",
        officer=officer,
        tabs=_tabs(counts, status),
        mine=[row for row in rows if row.mine],
        others=[row for row in rows if not row.mine],
        state=status,
        tab=tab if tab in TABS else "baru",
        counter=counter,
        counters=counters,
        late=late,
        title=wording.STATUS[status],
        held=_tabs(held, None),
        empty=EMPTY[status],
        more=counts[status] - len(rows),
    )


@router.get("/antrean/jumlah")
def new_cases(officer: WatchingOfficer, here: ServicesDep) -> dict[str, int]:
    """How many new cases there are, for an open queue page that looks now and then."""
    with here.database.read() as session:
        return {"baru": cases.count_by_status(session, _among(officer))[CaseStatus.NEW]}


def _among(officer: SignedIn, *, counter: str = "", late_at: datetime | None = None) -> Among:
    return Among(counter=counter, counters=officer.only_at, officer_id=officer.id, late_at=late_at)


def _tabs(counts: dict[CaseStatus, int], current: CaseStatus | None) -> list[Tab]:
    return [
        Tab(key=key, name=wording.STATUS[state], count=counts[state], current=state is current)
        for key, state in TABS.items()
        if state in counts
    ]


def _row(case: Case, office: Office, officer_id: int, now: datetime) -> Row:
    resolved = case.status == CaseStatus.RESOLVED
    mine = case.officer_id == officer_id and not resolved
    late = clocks.is_late(case, now)
    return Row(
        id=case.id,
        code=case.code,
        service=wording.service(office.catalogue, case.service_id),
        age=wording.ago(now - case.updated_at) if resolved else wording.lasted(now - case.opened_at),
        channel=wording.CHANNEL[case.channel],
        number=masked(case.contact.phone) or wording.number(""),
        recorded=case.recording_id is not None,
        officer=case.officer.name if case.officer is not None else "",
        mine=mine,
        due=_due(case, office, now),
        late=late,
        priority=wording.PRIORITY[Priority(case.priority)],
        urgent=case.priority,
        counter=case.counter,
    )


def _due(case: Case, office: Office, now: datetime) -> str:
    """The nearest of its times; "" when its clock stands still."""
    if case.status in (CaseStatus.RESOLVED, CaseStatus.WAITING):
        return ""
    dues = [case.due_at] + ([case.first_due_at] if case.answered_at is None else [])
    nearest = min((due for due in dues if due is not None), default=None)
    return "" if nearest is None else wording.due(nearest, now, office.mpp.timezone)
