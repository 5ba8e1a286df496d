"""Officers have the citizen of a case rung."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import cases
from models import CallBack, CallReason, Case, Officer, SpecialDay
from tests.console.conftest import Console


@pytest.fixture
def mine(console_at: Console) -> Case:
    """A case in the officer's hands, who is on duty today whatever day it is."""
    case = console_at.case_by_text(phone="081398760099")
    console_at.do(cases.take, case)
    today = datetime.now(UTC).astimezone(console_at.office.mpp.timezone).date()
    with console_at.database.write() as session:
        officer = session.get_one(Officer, console_at.officer.id)
        officer.phone = "+6281290001111"
        since = datetime.now(UTC) - timedelta(1)
        session.add(SpecialDay(day=today, hours="00.00-23.59", reason="tes", officer_id=officer.id, at=since))
    return console_at.now(case)


def send(console: Console, case: Case) -> tuple[int, str]:
    cookie = console.cookie()
    with console.client(cookie) as client:
        form = {"csrf": console.csrf(cookie), "version": str(case.version)}
        answer = client.post(f"/console/kasus/{case.id}/telepon", data=form)
        if answer.status_code == 303:
            return 303, client.get(f"/console/kasus/{case.id}").text
        return answer.status_code, answer.text


def test_the_citizen_is_rung_or_the_page_says_why_not(console_at: Console, mine: Case) -> None:
    quiet = not console_at.office.mpp.calls.may_ring(datetime.now(UTC))
    status, page = send(console_at, mine)
    with console_at.database.read() as session:
        owed = session.scalar(select(CallBack).where(CallBack.reason == CallReason.OFFICER))
    if quiet:
        assert (status, owed) == (409, None)
        assert "jam tenang" in page
        return
    assert owed is not None
    assert (owed.case_id, owed.officer_id) == (mine.id, console_at.officer.id)
    assert status == 303
    assert "Warga sedang ditelepon" in page
    assert "Telepon ke warga" in page


def test_who_has_no_telephone_is_told_where_it_is_set(console_at: Console, mine: Case) -> None:
    with console_at.database.write() as session:
        session.get_one(Officer, console_at.officer.id).phone = None
    status, page = send(console_at, mine)
    assert status == 409
    assert "tugas telepon" in page


def test_a_colleagues_case_has_no_such_button(console_at: Console) -> None:
    case = console_at.case_by_text(phone="081398760088")
    console_at.do(cases.take, case, console_at.colleague)
    with console_at.client(console_at.cookie()) as client:
        assert "Telepon sekarang" not in client.get(f"/console/kasus/{case.id}").text
