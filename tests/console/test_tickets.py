"""Antrean loket: the day at a counter, numbers for who stands there, and tickets from a case's page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

import httpx2
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from casework import special_days, tickets
from casework.contacts import contact_for
from casework.mpp import Hours
from casework.office import Office
from models import Case, Message, Officer, QueueTicket, TicketState
from tests.console.conftest import Console, Open, words

PHONE = "081234567890"


@pytest.fixture
def office(office: Office) -> Office:
    """An MPP that is open on whatever day these tests run."""
    hours = (Hours(start=time(0), end=time(23, 59)),)
    mpp = replace(
        office.mpp, hours=dict.fromkeys(range(7), hours), holidays=frozenset(), special={}, regions=()
    )
    return replace(office, mpp=mpp)


@pytest.fixture
def client(console_at: Console) -> Iterator[httpx2.Client]:
    with console_at.client(console_at.cookie()) as client:
        client.headers["x-csrf"] = console_at.csrf(client.cookies["suara_session"])
        yield client


def post(client: httpx2.Client, path: str, **form: str) -> httpx2.Response:
    return client.post(f"/console{path}", data={"csrf": client.headers["x-csrf"], **form})


def all_tickets(console: Console) -> list[QueueTicket]:
    with console.database.read() as session:
        return list(session.scalars(select(QueueTicket).order_by(QueueTicket.id)))


def texts(console: Console) -> list[str]:
    with console.database.read() as session:
        return [one.body for one in session.scalars(select(Message).order_by(Message.id))]


def a_ticket(console: Console, service: str = "ktp_hilang", phone: str = PHONE) -> QueueTicket:
    """A citizen took the first free time by themselves."""
    at = datetime.now(UTC)
    with console.database.write() as session:
        counter = console.office.counters.by_name[console.office.catalogue.get(service).counter]
        when = tickets.offer(session, console.office, counter, at=at)
        assert when is not None
        contact = contact_for(session, console.database.vault, phone, at=at)
        return tickets.book(
            session, console.office, counter, when, at=at, contact=contact, service_id=service
        )


def options(page: str) -> list[str]:
    return re.findall(r'<option value="(\d{4}[^"]+)"', page)


def test_who_stands_at_the_counter_gets_a_number_and_its_card(
    console_at: Console, client: httpx2.Client
) -> None:
    answer = post(client, "/loket/nomor", loket="Dukcapil")
    [ticket] = all_tickets(console_at)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/console/loket/tiket/{ticket.id}/cetak"
    assert (ticket.label, ticket.state) == ("A 1", TicketState.ARRIVED)
    card = words(client.get(answer.headers["location"]).text)
    assert "A 1 A, satu" in card
    assert "Tunggu sampai nomor ini dipanggil" in card


def test_a_day_of_a_ticket_by_buttons(console_at: Console, client: httpx2.Client) -> None:
    ticket = a_ticket(console_at)
    day = f"/loket?loket=Dukcapil&tanggal={ticket.day}"
    shown = words(client.get(f"/console{day}").text)
    assert "0 sudah datang, 1 belum datang" in shown
    assert "A 1" in shown
    for does, says, notice in (
        ("tidak-datang", "Tidak datang", "dicatat tidak datang"),
        ("datang", "Sudah datang", "dicatat sudah datang"),
        ("selesai", "Selesai", "sudah dilayani"),
    ):
        answer = post(client, f"/loket/tiket/{ticket.id}/keadaan", ke=does)
        assert answer.headers["location"] == f"/console{day}"
        assert notice in client.get(answer.headers["location"]).text
        assert says in words(client.get(f"/console{day}").text)
    refused = post(client, f"/loket/tiket/{ticket.id}/keadaan", ke="batal")
    assert refused.status_code == 409
    assert "tidak bisa dilakukan pada nomor ini" in refused.text


def test_pages_and_addresses_name_no_telephone(console_at: Console, client: httpx2.Client) -> None:
    ticket = a_ticket(console_at)
    for path in (
        f"/loket?tanggal={ticket.day}",
        f"/loket/tiket/{ticket.id}",
        f"/loket/tiket/{ticket.id}/cetak",
    ):
        page = client.get(f"/console{path}").text
        assert "A 1" in page
        assert not re.search(r"(?:\+62|0)8\d{2}[- ]?\d{4}", page), path


def test_a_ticket_from_a_cases_page_is_texted_and_on_its_timeline(
    console_at: Console, client: httpx2.Client
) -> None:
    case = console_at.case_by_call()
    assert f"/console/loket/kasus/{case.id}" in client.get(f"/console/kasus/{case.id}").text
    first, second = options(client.get(f"/console/loket/kasus/{case.id}").text)[:2]
    booked = post(client, f"/loket/kasus/{case.id}", jam=first)
    [ticket] = all_tickets(console_at)
    assert booked.headers["location"] == f"/console/loket/tiket/{ticket.id}"
    assert (ticket.case_id, ticket.service_id, ticket.officer_id) == (
        case.id, "ktp_hilang", console_at.officer.id,
    )  # fmt: skip
    assert post(client, f"/loket/tiket/{ticket.id}/pindah", jam=second).status_code == 303
    assert [
        text.startswith(f"Nomor {one.label}, ")
        for text, one in zip(texts(console_at), [ticket] * 2, strict=True)
    ]
    assert post(client, f"/loket/tiket/{ticket.id}/keadaan", ke="batal").status_code == 303
    page = words(client.get(f"/console/kasus/{case.id}").text)
    assert page.count("Nomor antrean A 1") >= 2
    assert "Nomor antrean A 1 dibatalkan. " in page
    assert "dibatalkan" in page


def test_a_time_that_was_taken_meanwhile_is_said_next_to_the_field(
    console_at: Console, client: httpx2.Client
) -> None:
    case = console_at.case_by_call()
    taken = a_ticket(console_at, phone="081300000001")
    for number in range(2):
        a_ticket(console_at, phone=f"08130000001{number}")
    full = f"{taken.day}T{taken.start:%H:%M}"
    refused = post(client, f"/loket/kasus/{case.id}", jam=full)
    assert refused.status_code == 409
    assert 'id="jam-salah"' in refused.text
    assert full not in options(refused.text)
    assert post(client, f"/loket/kasus/{case.id}", jam="besok").status_code == 422
    assert post(client, f"/loket/tiket/{taken.id}/pindah", jam=full).status_code == 303  # its own time
    assert post(client, f"/loket/tiket/{taken.id}/pindah").status_code == 422


def test_a_full_or_closed_counter_gives_no_number(console_at: Console, client: httpx2.Client) -> None:
    assert "tutup hari ini" in post(client, "/loket/nomor", loket="KUA").text
    counter = replace(console_at.office.counters.by_name["Polri"], most=1)
    for_one = replace(console_at.office.counters, by_name={"Polri": counter})
    console_at.app.state.services = replace(
        console_at.app.state.services, office=replace(console_at.office, counters=for_one)
    )
    assert post(client, "/loket/nomor", loket="Polri").status_code == 303
    refused = post(client, "/loket/nomor", loket="Polri")
    assert refused.status_code == 409
    assert "sudah habis" in refused.text


def test_a_day_that_closed_after_all_asks_to_move_its_tickets(
    console_at: Console, client: httpx2.Client
) -> None:
    ticket, at = a_ticket(console_at), datetime.now(UTC)
    with console_at.database.write() as session:
        officer = session.get_one(Officer, console_at.officer.id)
        special_days.write_down(
            session, console_at.office.mpp, officer, day=ticket.day, hours="", reason="Banjir", at=at
        )
    page = words(client.get(f"/console/loket?loket=Dukcapil&tanggal={ticket.day}").text)
    assert "Kantor tutup pada hari ini. 1 warga sudah punya nomor" in page
    assert "Beri nomor di tempat" not in page


def test_what_is_not_there_and_what_is_no_form_of_ours(console_at: Console, client: httpx2.Client) -> None:
    ticket = a_ticket(console_at)
    for path in ("/loket/tiket/999", "/loket/tiket/999/cetak", "/loket/kasus/999", "/kasus/999/kartu"):
        assert client.get(f"/console{path}").status_code == 404
    assert post(client, "/loket/tiket/999/keadaan", ke="datang").status_code == 404
    assert post(client, f"/loket/tiket/{ticket.id}/keadaan", ke="terbang").status_code == 404
    assert client.post(f"/console/loket/tiket/{ticket.id}/keadaan", data={"ke": "datang"}).status_code == 403
    assert "Pilih tanggalnya" in client.get("/console/loket?tanggal=besok").text
    assert (
        client.get(f"/console/loket/tiket/{ticket.id}/keadaan").headers["location"].endswith(f"/{ticket.id}")
    )


def test_a_counter_without_numbers_says_so_on_the_case(console_at: Console, client: httpx2.Client) -> None:
    case = console_at.case_by_text()
    with console_at.database.write() as session:
        session.get_one(Case, case.id).service_id = "nikah"
    assert "hanya memberi nomor di tempat" in client.get(f"/console/loket/kasus/{case.id}").text


def test_by_keyboard_and_without_a_script(console_at: Console, browser_at: Open) -> None:
    ticket = a_ticket(console_at)
    page = browser_at(f"/console/loket?loket=Dukcapil&tanggal={ticket.day}", java_script_enabled=False)
    page.get_by_role("button", name="Datang A 1", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("sudah datang")
    expect(page.get_by_role("row", name=re.compile("A 1"))).to_contain_text("Sudah datang")
