"""The officer's own page, and the page of one citizen."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from casework import cases, today, wishes
from casework.applications import ApplicationData, put_application
from casework.messages import queue_text
from models import ApplicationStatus, Case, CaseStatus, Wish
from tests.console.conftest import Console
from tests.console.test_desk import grouped
from tests.console.test_waiting_page import waits

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_work_is_sorted_by_how_soon_it_must_be_done() -> None:
    def a_case(status: CaseStatus, hours: float | None) -> Case:
        due = None if hours is None else NOW + timedelta(hours=hours)
        return Case(status=status, due_at=due, first_due_at=None, answered_at=None)

    late, soon, later, never = (a_case(CaseStatus.TAKEN, hours) for hours in (-1, 23, 30, None))
    waiting = a_case(CaseStatus.WAITING, -1)
    work = today.sorted_work([late, soon, later, never, waiting], NOW)
    assert (work.overdue, work.soon, work.rest, work.waiting) == ([late], [soon], [later, never], [waiting])


def test_the_day_begins_with_the_officers_own_work(console_at: Console, get) -> None:
    with console_at.client(console_at.cookie()) as client:
        assert client.get("/console/").headers["location"] == "/console/hari-ini"
    late = console_at.case_by_text(ago=timedelta(days=30))
    rest, theirs = console_at.case_by_call(), console_at.case_by_call(phone="081377776666")
    assert "1 belum dipegang, lewat tenggat" in get("/hari-ini")
    console_at.do(cases.take, late)
    console_at.do(cases.take, rest)
    console_at.do(cases.take, theirs, console_at.colleague)
    waits(console_at)
    page = get("/hari-ini")
    assert "Sudah lewat tenggat 1" in page
    assert "2 kasus Anda pegang" in page
    assert "1 penelepon menunggu" in page
    assert "Kartu Keluarga : menunggu, urutan 1" in page
    assert grouped(late.code) in page
    assert grouped(theirs.code) not in page
    assert "34567890" not in page


def test_one_citizen_has_everything_of_their_number_on_one_page(console_at: Console, get) -> None:
    case = console_at.case_by_call()
    other = console_at.case_by_call(phone="081377776666")
    at = datetime.now(UTC)
    with console_at.database.write() as session:
        contact = session.get_one(Case, case.id).contact
        queue_text(session, contact, "Silakan datang. -MPP Contoh", at=at, case_id=case.id)
        wishes.say(contact, Wish.SHARED, at=at)
        data = ApplicationData(
            code="48213096", service_id="akta_lahir", status=ApplicationStatus.READY, phone=contact.phone
        )
        put_application(session, console_at.database.vault, data, source="csv", at=at)
        number = contact.id
    assert f'href="/console/warga/{number}"' in _page(console_at, f"/kasus/{case.id}")
    page = get(f"/warga/{number}")
    for there in (
        "0812-3456-7890", grouped(case.code), "4821 3096 : Siap diambil", "6 giliran", "Silakan datang.",
        "Telepon dipakai bersama",
    ):  # fmt: skip
        assert there in page, there
    assert grouped(other.code) not in page


def test_an_unknown_citizen_is_not_there(console_at: Console) -> None:
    with console_at.client(console_at.cookie()) as client:
        assert client.get("/console/warga/999").status_code == HTTPStatus.NOT_FOUND


def _page(console_at: Console, path: str) -> str:
    with console_at.client(console_at.cookie()) as client:
        return client.get(f"/console{path}").text
