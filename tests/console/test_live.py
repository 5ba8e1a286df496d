"""What changes appears by itself on open pages, and an open page ends with its session."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from casework import cases, news
from casework.console import live
from models import OfficerSession
from tests.console.conftest import Console, Open


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions are looked at again at once, so that no test waits for it."""
    monkeypatch.setattr(live, "SIGNED_IN_S", 0.2)
    monkeypatch.setattr(news, "LOOK_S", 0.05)


def over(console_at: Console) -> None:
    with console_at.database.write() as session:
        for one in session.scalars(select(OfficerSession)):
            one.seen_at = datetime.now(UTC) - timedelta(hours=20)


def events(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, object]]]:
    kind = "message"
    for line in lines:
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        if line.startswith("data: "):
            yield kind, json.loads(line.removeprefix("data: "))


def test_the_stream_tells_what_changes_and_what_was_missed_by_ids_only(console_at: Console) -> None:
    missed = console_at.case_by_call()
    with (
        console_at.client(console_at.cookie()) as client,
        client.stream("GET", "/console/kabar?sejak=0") as first,
    ):
        assert first.headers["content-type"].startswith("text/event-stream")
        lines = events(first.iter_lines())
        room = live.newsroom(console_at.database)
        while room.readers == 0:
            time.sleep(0.01)
        room.wait_for_look()
        new = console_at.case_by_text()
        assert next(lines) == ("message", {"jenis": "opened", "id": new.id})
        with client.stream("GET", "/console/kabar", headers={"Last-Event-ID": "1"}) as again:
            assert next(events(again.iter_lines())) == ("message", {"jenis": "opened", "id": new.id})
        console_at.do(cases.take, missed)
        assert next(lines) == ("message", {"jenis": "changed", "id": missed.id})
        over(console_at)
        assert next(lines) == ("keluar", {})
        assert next(lines, None) is None


def test_nobody_listens_who_is_not_signed_in(console_at: Console) -> None:
    with console_at.client() as client:
        assert client.get("/console/kabar").status_code == 303


def test_too_many_pages_reload_by_hand(console_at: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_STREAMS", 0)
    with console_at.client(console_at.cookie()) as client:
        assert client.get("/console/kabar").status_code == 204


def test_a_page_that_asks_by_itself_does_not_keep_the_session_open(console_at: Console) -> None:
    token, before = console_at.cookie(), datetime.now(UTC) - timedelta(minutes=10)
    with console_at.database.write() as session:
        session.scalars(select(OfficerSession)).one().seen_at = before
    with console_at.client(token) as client:
        assert client.get("/console/antrean", headers={"X-Kabar": "1"}).status_code == 200
        with console_at.database.read() as session:
            assert session.scalars(select(OfficerSession.seen_at)).one() == before
        client.get("/console/antrean")
        with console_at.database.read() as session:
            assert session.scalars(select(OfficerSession.seen_at)).one() > before


def test_a_new_case_appears_on_a_colleagues_screen_and_focus_stays(
    console_at: Console, browser_at: Open
) -> None:
    console_at.case_by_text()
    page = browser_at("/console/antrean", by=console_at.colleague)
    link = page.get_by_role("link", name="Akta kelahiran")
    link.focus()
    expect(link).to_be_focused()
    case = console_at.case_by_call(ago=timedelta(0))
    expect(page.get_by_role("link", name="KTP elektronik hilang")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Daftar diperbarui: 1 kasus baru.")
    expect(link).to_be_focused()
    console_at.do(cases.take, case)
    expect(page.get_by_role("link", name="KTP elektronik hilang")).to_have_count(0)
    over(console_at)
    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk")


def test_an_open_case_says_that_it_changed_and_keeps_what_is_being_written(
    console_at: Console, browser_at: Open
) -> None:
    case = console_at.case_by_call()
    page = browser_at(f"/console/kasus/{case.id}")
    page.get_by_text("Tulis catatan").click()
    page.get_by_label("Catatan untuk petugas lain").fill("Belum selesai menulis")
    console_at.do(cases.take, case, console_at.colleague)
    expect(page.get_by_role("status")).to_contain_text("Kasus ini baru saja berubah.")
    expect(page.get_by_label("Catatan untuk petugas lain")).to_have_value("Belum selesai menulis")
    page.get_by_role("link", name="Muat ulang kasus").click()
    expect(page.get_by_text("Dipegang Budi Contoh", exact=True)).to_be_visible()


def test_without_a_script_the_list_is_loaded_again_by_a_link(console_at: Console, browser_at: Open) -> None:
    page = browser_at("/console/antrean", java_script_enabled=False)
    console_at.case_by_call()
    page.get_by_role("link", name="Muat ulang daftar").click()
    expect(page.get_by_role("link", name="KTP elektronik hilang")).to_be_visible()
