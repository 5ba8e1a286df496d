"""From a caller's voice to an officer's answer: the whole line once, in a real browser."""

import asyncio
import time

import httpx2
from playwright.sync_api import Browser, expect

from simulator.script import HangUp, Press, Say, Wait
from tests.line import PASSWORD, USERNAME, Line

CALLER = "081377700001"
STORY = "Kartu keluarga saya hilang waktu banjir dan saya tidak punya telepon pintar"


def test_a_caller_tells_a_story_and_an_officer_hears_it_and_answers(line: Line) -> None:
    items = (
        Wait(seconds=10),
        Press(keys="3"),
        Press(keys="2"),
        Say(text="kartu keluarga"),
        Wait(seconds=8),
        Say(text=STORY),
    )
    call = asyncio.run(line.call(*items, Wait(seconds=7), HangUp(), caller=CALLER, barge_in=True))
    assert [turn.step for turn in call.captions][:5] == [
        "",
        "menu",
        "tanpa_petugas",
        "layanan_kasus",
        "rekam",
    ]


def test_the_officer_finds_the_story_with_its_recording(line: Line, chromium: Browser) -> None:
    page = chromium.new_page(base_url=line.settings.base_url)
    page.goto("/console/")
    page.get_by_label("Nama").fill(USERNAME)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Antrean", exact=True).click()
    page.get_by_role("row").filter(has_text="+62813****0001").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kartu Keluarga")
    expect(page.locator("audio")).to_be_visible()
    page.wait_for_function("document.querySelector('audio').duration > 4")
    expect(page.get_by_text("Bercerita selama")).to_be_visible()
    until = time.monotonic() + 20
    while page.get_by_text("hilang waktu banjir").count() == 0 and time.monotonic() < until:
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text("Draf dari rekaman")).to_be_visible()

    page.get_by_role("button", name="Ambil kasus ini").click()
    page.get_by_label("Isi SMS").fill("Silakan datang besok, bawa surat kehilangan dari polisi.")
    page.get_by_role("button", name="Kirim SMS").click()
    expect(page.get_by_role("region", name="SMS", exact=True)).to_contain_text(
        "bawa surat kehilangan dari polisi"
    )
    page.close()

    until = time.monotonic() + 10
    bodies: list[str] = []
    while not any("bawa surat kehilangan" in body for body in bodies) and time.monotonic() < until:
        answer = httpx2.get(f"{line.settings.base_url}/phone/texts", params={"number": CALLER})
        bodies = [text["body"] for text in answer.json()["texts"] if not text["mine"]]
        time.sleep(0.2)
    assert any("bawa surat kehilangan" in body for body in bodies), bodies
