"""WCAG 2.2 AA, as far as a machine can tell: every page and state, light and dark, and on a very small screen."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.console.conftest import Console, Open
from tests.console.every_page import Walk, walking

pytestmark = pytest.mark.timeout(300)  # one walk through every page and state
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


@pytest.fixture
def pages(console_at: Console, browser_at: Open) -> Walk:
    return walking(console_at, browser_at)


def test_axe_finds_nothing_on_any_page_light_or_dark(browser_at: Open, pages: Walk) -> None:
    page = browser_at("/console/masuk", signed_in=False)
    axe, found, titles = Axe(), [], {}
    for name in pages(page):
        for scheme, rules in (("dark", CONTRAST), ("light", EVERYTHING)):
            page.emulate_media(color_scheme=scheme)
            result = axe.run(page, options=rules)
            if result.violations_count:
                found.append(f"{name}, {scheme}\n{result.generate_report()}")
        if folder := os.environ.get("SUARA_SCREENSHOTS"):
            file = Path(folder) / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.png"
            page.screenshot(path=file, full_page=True)
        titles[name] = page.title()
        assert page.get_by_role("main").count() == 1
        assert page.get_by_role("heading", level=1).count() == 1
        assert page.locator("html").get_attribute("lang") == "id"
    assert found == [], "\n\n".join(found)
    assert all(title.endswith(" · SuaraMPP") for title in titles.values()), titles
    assert titles["queue, baru"] != titles["queue, selesai"]
    assert len(titles) >= 60


SMALL = """() => [...document.querySelectorAll('button, summary, input:not([type=hidden]), textarea, nav a')]
    .map(it => ['checkbox', 'radio'].includes(it.type) ? it.parentElement : it)
    .filter(it => it.checkVisibility())
    .map(it => [it.textContent.trim(), it.getBoundingClientRect()])
    .filter(([_, box]) => box.height < 44 || box.width < 44)
    .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""


def test_a_screen_320_pixels_wide_cuts_nothing_off_and_leaves_room_for_any_finger(
    browser_at: Open, pages: Walk
) -> None:
    page = browser_at("/console/masuk", signed_in=False, viewport={"width": 320, "height": 640})
    wide, small = [], []
    for name in pages(page):
        small += [f"{name}: {thing}" for thing in page.evaluate(SMALL)]
        for letters, width in (("225%", 640), ("", 320)):
            page.set_viewport_size({"width": width, "height": 640})
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", letters)
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if over > 0:
                wide.append(f"{name}, {width} wide, letters {letters or 'as they are'}: {over} px too wide")
        if name == "queue, baru":  # a card uses its width: no word is broken in the middle
            link = page.get_by_role("link", name="KTP elektronik hilang").bounding_box()
            assert link is not None
            assert link["height"] < 32
    assert wide == []
    assert small == []


def test_the_style_sheet_stays_small_and_asks_nobody_else(console_at: Console) -> None:
    with console_at.client() as client:
        sheet = client.get("/console/static/console.css")
        page = client.get("/console/masuk").text
    assert len(sheet.content) <= 20_000
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
