"""Cards in a real Chromium: one A6 page each, nothing cut off, the code as it is spoken."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from playwright.sync_api import Page, expect

from casework import spoken
from casework.mpp import Hours
from casework.office import Office
from models import QueueTicket, TicketState
from speech import reading
from tests.console.conftest import Console, Open

A6 = (105 / 25.4 * 72, 148 / 25.4 * 72)
"""Points."""
INSIDE = """() => {
    const paper = document.querySelector('.paper');
    const wide = [paper, ...paper.querySelectorAll('*')].filter(it => it.scrollWidth > it.clientWidth + 1
        && getComputedStyle(it).display !== 'inline');
    return [paper.getBoundingClientRect().height, wide.map(it => it.textContent.trim())];
}"""


@pytest.fixture
def office(office: Office) -> Office:
    hours = (Hours(start=time(0), end=time(23, 59)),)
    return replace(office, mpp=replace(office.mpp, hours=dict.fromkeys(range(7), hours), special={}))


def printed(page: Page) -> tuple[list[tuple[float, float]], int]:
    """The sizes of the pages that come out, and what lies past their edges."""
    file = page.pdf(prefer_css_page_size=True)
    sizes = [
        (float(wide), float(high))
        for wide, high in re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", file)
    ]
    return sizes, len(re.findall(rb"/Type\s*/Page\b", file))


def fits(page: Page) -> None:
    sizes, pages = printed(page)
    assert pages == 1
    assert sizes == [pytest.approx(A6, abs=1.5)]
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round((105 - 14) / 25.4 * 96), "height": round((148 - 14) / 25.4 * 96)})
    high, wide = page.evaluate(INSIDE)
    assert wide == []
    assert high <= (148 - 14) / 25.4 * 96
    expect(page.get_by_role("article")).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()


def a_ticket(console: Console, service: str | None, number: int, start: time | None) -> int:
    with console.database.write() as session:
        ticket = QueueTicket(
            counter="BPJS Ketenagakerjaan", day=datetime.now(UTC).date(), letter="W", number=number, start=start,
            seat=number if start else None, state=TicketState.BOOKED, service_id=service, booked_at=datetime.now(UTC),
        )  # fmt: skip
        session.add(ticket)
        session.flush()
        return ticket.id


def test_every_services_ticket_is_one_page_of_a6(console_at: Console, browser_at: Open) -> None:
    page = browser_at("/console/loket")
    longest = sorted(
        console_at.office.catalogue.services,
        key=lambda service: sum(len(item.text) + 30 for item in service.requirements),
    )
    for number, service in enumerate([longest[0], *longest[-5:]], start=886):
        ticket = a_ticket(console_at, service.id, number, time(13, 30))
        page.goto(f"{console_at.url}/console/loket/tiket/{ticket}/cetak")
        for item in service.requirements:
            expect(page.get_by_role("article")).to_contain_text(item.text)
        fits(page)
        page.emulate_media(media="null")  # or else it prints what the screen shows


def test_a_walk_ins_card_and_the_card_of_a_case(console_at: Console, browser_at: Open) -> None:
    page = browser_at("/console/loket")
    page.goto(f"{console_at.url}/console/loket/tiket/{a_ticket(console_at, None, 107, None)}/cetak")
    expect(page.get_by_role("article")).to_contain_text("W, seratus tujuh")
    fits(page)
    page.emulate_media(media="null")  # or else it prints what the screen shows
    case = console_at.case_by_call()
    page.goto(f"{console_at.url}/console/kasus/{case.id}/kartu")
    card = page.get_by_role("article")
    expect(card).to_contain_text(spoken.digits(case.code))
    expect(card).to_contain_text(f"{case.code[:4]} {case.code[4:]}")
    expect(page.get_by_text("0812")).to_have_count(0)
    fits(page)


def test_the_type_is_large(console_at: Console, browser_at: Open) -> None:
    page = browser_at(f"/console/loket/tiket/{a_ticket(console_at, 'ktp_hilang', 12, time(9))}/cetak")
    sizes = page.evaluate(
        "[...document.querySelectorAll('.paper *')].map(it => parseFloat(getComputedStyle(it).fontSize))"
    )
    assert max(sizes) > 50 * 96 / 72
    assert min(sizes) >= 10 * 96 / 72


def test_words_on_cards_are_those_of_the_telephone() -> None:
    assert spoken.digits("48213096") == "empat delapan dua satu, tiga nol sembilan enam"
    assert [spoken.number(value) for value in range(1000)] == [reading.number(value) for value in range(1000)]
