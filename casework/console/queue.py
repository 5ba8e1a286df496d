"""The queue (antrean): cases by state, filtered and searched, the officer's own first; fifty on a page.

The search form is sent, not asked for: only what is known not to be personal gets into the page's address.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request, Response

from casework import case_queue, news, search
from casework.applications import find_application
from casework.cases import find_case
from casework.codes import is_code
from casework.console import guard, personal, wording
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer, WatchingOfficer, needs
from casework.console.live import LookingOfficer
from casework.console.pages import go_to, page
from casework.console.queue_filter import TABS, AskedFilter, FilledFilter, Filter
from casework.console.rows import row
from casework.roles import Right
from deps import Services, ServicesDep
from models import CaseStatus

EMPTY = {
    CaseStatus.NEW: "Tidak ada kasus baru. Semua sudah ada yang memegang.",
    CaseStatus.TAKEN: "Tidak ada kasus yang sedang dikerjakan.",
    CaseStatus.WAITING: "Tidak ada kasus yang menunggu kabar warga.",
    CaseStatus.RESOLVED: "Belum ada kasus yang selesai.",
    CaseStatus.MERGED: "Belum ada kasus yang digabung.",
}
NOTHING_SO = "Tidak ada kasus yang cocok dengan saringan ini."
NO_NUMBERS = (
    "Nomor telepon dan NIK tidak bisa dicari, supaya tidak tersimpan di alamat halaman. Untuk kode, "
    "tulis delapan angkanya."
)
NO_SUCH_WORDS = (
    "Tidak ada kasus dengan kata ini. Yang bisa dicari: layanan, loket, kejadian, dan penanda dari petugas. "
    "Nama dan isi cerita warga tersegel."
)

router = guard.router(see=Right.SEE_CASES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One state with its number of cases."""

    key: str
    name: str
    count: int
    current: bool
    address: str


@router.get("/antrean")
def show(
    request: Request,
    officer: LookingOfficer,
    here: ServicesDep,
    wanted: AskedFilter,
    setelah: int | None = None,
) -> Response:
    """The cases of one state, as far as they fit the filter. `setelah`: the last case of the page before."""
    return _show(request, officer, here, wanted.known(here.office, _counters(officer, here)), after=setelah)


@router.post("/antrean/saring")
@needs(Right.SEE_CASES)
def narrow(request: Request, officer: PostingOfficer, here: ServicesDep, wanted: FilledFilter) -> Response:
    """To the page with this filter; a code leads to its case or application."""
    wanted = wanted.known(here.office, _counters(officer, here))
    if wanted.has_number():
        return _by_code(request, officer, here, wanted)
    if wanted.kata:
        with here.database.read() as session:
            known = search.is_known(session, wanted.kata, personal.among(officer).where())
        if not known:
            return _show(request, officer, here, wanted, wrong=NO_SUCH_WORDS)
    return go_to(f"/antrean?{wanted.address()}")


@router.get("/antrean/saring")
def back(officer: SignedInOfficer) -> Response:
    """Where the form was sent to, opened again as a page."""
    return go_to("/antrean")


@router.get("/antrean/jumlah")
def new_cases(officer: WatchingOfficer, here: ServicesDep) -> dict[str, int]:
    """How many new cases there are."""
    with here.database.read() as session:
        return {"baru": case_queue.count_by_status(session, personal.among(officer))[CaseStatus.NEW]}


def _counters(officer: SignedIn, here: Services) -> list[str]:
    return [one for one in here.office.triage.counters if officer.sees(counter=one, holder=None)]


def _show(
    request: Request,
    officer: SignedIn,
    here: Services,
    wanted: Filter,
    *,
    after: int | None = None,
    wrong: str = "",
) -> Response:
    status, now = TABS[wanted.tab], datetime.now(UTC)
    with here.database.read() as session:
        last_news = news.newest(session)
        counts = case_queue.count_by_status(session, personal.among(officer, counter=wanted.loket))
        found = case_queue.page(session, wanted.wanted(here.office, officer, now), after=after)
        rows = [row(case, here.office, officer.id, now) for case in found.cases]
        held = case_queue.count_held(session, officer.id)
    return page(
        request,
        "queue.html",
        status=422 if wrong else 200,
        officer=officer,
        tabs=_tabs(counts, status, wanted),
        mine=[one for one in rows if one.mine],
        others=[one for one in rows if not one.mine],
        state=status,
        wanted=wanted,
        counters=_counters(officer, here),
        services=sorted(here.office.catalogue.services, key=lambda service: service.name),
        title=wording.STATUS[status],
        held=_tabs(held, None, Filter()),
        empty=NOTHING_SO if wanted.narrow or after else EMPTY[status],
        first=f"/antrean?{wanted.address()}" if after else "",
        following=f"/antrean?{wanted.address(setelah=str(found.after))}" if found.after else "",
        last_news=last_news,
        most=f"{search.MOST_CASES:,}".replace(",", "."),
        errors={"kata": wrong} if wrong else {},
    )


def _by_code(request: Request, officer: SignedIn, here: Services, wanted: Filter) -> Response:
    code = re.sub(r"\D", "", wanted.kata)
    if not is_code(code):
        return _show(request, officer, here, wanted, wrong=NO_NUMBERS)
    with here.database.read() as session:
        application, case = find_application(session, code), find_case(session, code)
    if application is not None:
        return go_to(f"/permohonan/{application.id}")
    if case is not None:
        return go_to(f"/kasus/{case.id}")
    return _show(request, officer, here, wanted, wrong="Tidak ada permohonan atau kasus dengan kode ini.")


def _tabs(counts: dict[CaseStatus, int], current: CaseStatus | None, wanted: Filter) -> list[Tab]:
    return [
        Tab(
            key=key,
            name=wording.STATUS[state],
            count=counts[state],
            current=state is current,
            address=wanted.address(tab=key),
        )
        for key, state in TABS.items()
        if state in counts
    ]
