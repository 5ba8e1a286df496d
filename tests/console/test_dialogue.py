"""The dialogue with a day's numbers, for officers: the picture, the same as tables, and a day to choose."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from casework.call_ways import Numbers
from casework.catalogue import load_catalogue
from casework.contacts import contact_for
from casework.words import load_words
from ivr.script_file import load_script
from ivr.script_graph import drawing
from models import Call, CallTurn
from tests.console.conftest import Console, words

CONTENT = Path(__file__).resolve().parents[2] / "content"


def yesterday(console: Console) -> date:
    return datetime.now(UTC).astimezone(console.office.mpp.timezone).date() - timedelta(days=1)


def with_calls(console: Console) -> None:
    """Two calls of yesterday, and the picture of the dialogue that ships."""
    script = load_script(
        CONTENT / "call.yaml",
        load_catalogue(CONTENT / "services.yaml"),
        load_words(CONTENT / "words.yaml", ()),
    )
    state = console.app.state
    state.services = replace(state.services, draw_dialogue=partial(drawing, script))
    noon = datetime.combine(yesterday(console), datetime.min.time(), console.office.mpp.timezone)
    at = noon + timedelta(hours=12)
    with console.database.write() as session:
        contact = contact_for(session, console.database.vault, "081234567890", at=at)
        for name in ("CA1", "CA2"):
            call = Call(provider_id=name, contact_id=contact.id, started_at=at, turn=3)
            session.add(call)
            session.flush()
            for number, (step, kind, way, missed) in enumerate(
                (
                    ("", "started", "salam>awal>menu", False),
                    ("menu", "said", "", True),
                    ("menu", "pressed", "cek_milik>minta_kode", False),
                    ("minta_kode", "hung_up", "", False),
                )
            ):
                session.add(
                    CallTurn(call_id=call.id, number=number, step=step, heard_kind=kind, said="", voiced="",
                             waits_for="ask", way=way, missed=missed, at=at)
                )  # fmt: skip


@pytest.fixture
def busy(console_at: Console) -> Console:
    with_calls(console_at)
    return console_at


def test_yesterday_is_shown_as_a_picture_and_as_tables(busy: Console) -> None:
    with busy.client(busy.cookie()) as client:
        answer = client.get("/console/percakapan")
    assert answer.status_code == 200
    assert "2 panggilan</title>" in answer.text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in answer.text
    told = words(answer.text)
    assert "menu 2 2 0 0" in told, "calls, not understood, silent, hung up"
    assert "minta_kode 2 0 0 2" in told
    assert "menu cek_milik 2 2 0 0 0" in told, "calls, keys, speech, not understood, silent"
    assert "(awal panggilan) salam 2 0 0 0 0" in told
    assert f'value="{yesterday(busy)}"' in answer.text
    assert '<a href="/console/percakapan" aria-current="page">Percakapan</a>' in answer.text


def test_another_day_can_be_chosen_and_a_day_without_calls_says_so(busy: Console) -> None:
    before = yesterday(busy) - timedelta(days=1)
    with busy.client(busy.cookie()) as client:
        chosen = client.get(f"/console/percakapan?tanggal={yesterday(busy)}").text
        empty = client.get(f"/console/percakapan?tanggal={before}").text
    assert "menu 2 2 0 0" in words(chosen)
    assert "Belum ada panggilan yang tercatat" in empty
    assert "<table>" not in empty
    assert f'value="{before}"' in empty


@pytest.mark.parametrize("day", ["kemarin", "2026-02-30", "9999-12-31"])
def test_what_is_no_day_is_said_beside_the_field(busy: Console, day: str) -> None:
    with busy.client(busy.cookie()) as client:
        answer = client.get("/console/percakapan", params={"tanggal": day})
        assert client.get("/console/percakapan/gambar.svg", params={"tanggal": day}).status_code == 404
    assert answer.status_code == 422
    assert 'aria-invalid="true" aria-describedby="tanggal-keliru"' in answer.text
    assert "menu 2 2 0 0" in words(answer.text), "yesterday is shown meanwhile"


def test_the_picture_alone_can_be_opened(busy: Console) -> None:
    with busy.client(busy.cookie()) as client:
        answer = client.get(f"/console/percakapan/gambar.svg?tanggal={yesterday(busy)}")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text.startswith("<svg")
    assert "2 panggilan" in answer.text


def test_without_a_picture_the_tables_are_there(busy: Console) -> None:
    state = busy.app.state

    def nothing(numbers: Numbers) -> str:
        return ""

    state.services = replace(state.services, draw_dialogue=nothing)
    with busy.client(busy.cookie()) as client:
        page = client.get("/console/percakapan").text
    assert "gambar.svg" not in page
    assert "menu 2 2 0 0" in words(page)


def test_only_officers_see_them(busy: Console) -> None:
    with busy.client() as client:
        for path in ("/percakapan", "/percakapan/gambar.svg", "/penilaian"):
            answer = client.get(f"/console{path}")
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/console/masuk")
