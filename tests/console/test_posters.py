"""The poster and the officer's card in a real Chromium: one page each, nothing cut off, this MPP's own numbers."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from casework.phones import as_dialled
from tests.console.conftest import Console, Open
from tests.console.test_accessibility import CONTRAST, EVERYTHING
from tests.console.test_cards import INSIDE, printed

PAPERS = {"/console/poster": (210, 297, 12), "/console/poster/petugas": (148, 210, 9)}
"""Address to width, height and margin in millimetres."""


@pytest.mark.parametrize("path", PAPERS)
@pytest.mark.parametrize("missed", ["", "+622150009876"])
def test_each_paper_is_one_page_with_our_number(
    console_at: Console, browser_at: Open, path: str, missed: str
) -> None:
    wide, high, margin = PAPERS[path]
    here = console_at.app.state.services
    settings = here.settings.model_copy(update={"miskol_number": missed})
    console_at.app.state.services = replace(here, settings=settings)
    page = browser_at(path)
    paper = page.get_by_role("article")
    expect(paper).to_contain_text(as_dialled(console_at.app.state.services.settings.line_number))
    expect(paper).to_contain_text(console_at.office.mpp.name)
    sizes, pages = printed(page)
    assert pages == 1
    assert sizes == [pytest.approx((wide / 25.4 * 72, high / 25.4 * 72), abs=1.5)]
    page.emulate_media(media="print")
    inside = [round((side - 2 * margin) / 25.4 * 96) for side in (wide, high)]
    page.set_viewport_size({"width": inside[0], "height": inside[1]})
    used, cut_off = page.evaluate(INSIDE.replace("'.paper'", "'.sheet'"))
    assert cut_off == []
    assert used <= inside[1] + 1


@pytest.mark.parametrize("path", PAPERS)
def test_axe_finds_nothing_and_a_telephone_shows_all_of_it(browser_at: Open, path: str) -> None:
    page = browser_at(path)
    for scheme, rules in (("dark", CONTRAST), ("light", EVERYTHING)):
        page.emulate_media(color_scheme=scheme)
        result = Axe().run(page, options=rules)
        assert result.violations_count == 0, result.generate_report()
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("+622150001234", "(021) 5000 1234"),
        ("+6281234567890", "0812 3456 7890"),
        ("98765", "98765"),
        ("", ""),
    ],
)
def test_numbers_are_written_as_they_are_dialled(number: str, dialled: str) -> None:
    assert as_dialled(number) == dialled
