"""Editors change what citizens hear and read; the pages, with the checks of the real line behind them."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.console.conftest import Console, Open
from tests.console.test_accessibility import CONTRAST, EVERYTHING

SHEET = "/console/isi/lembar/sms-berhenti"
KEY = "texts.yaml:teks/berhenti"
NEW = "SMS kabar sudah berhenti. Mau lagi? Balas MULAI. -{mpp}"


@pytest.fixture
def editors(console_at: Console) -> Console:
    console_at.become("editor")
    return console_at


@pytest.fixture
def send(editors: Console) -> Callable[..., tuple[int, str]]:
    """Sends a form as the editor; the status, and the page after it."""
    cookie = editors.cookie()

    def post(path: str, **values: str) -> tuple[int, str]:
        with editors.client(cookie) as client:
            form = {"csrf": editors.csrf(cookie), **values}
            answer = client.post(
                path, data=form, timeout=60
            )  # publishing reads and measures the whole content
            if answer.status_code == 303:
                return 303, client.get(answer.headers["location"]).text
            return answer.status_code, answer.text

    return post


def page_of(console: Console, path: str) -> str:
    with console.client(console.cookie()) as client:
        answer = client.get(path)
        assert answer.status_code == 200, path
        return answer.text


def seen(console: Console, path: str = SHEET) -> str:
    found = re.search(r'name="dasar" value="(\w+)"', page_of(console, path))
    assert found is not None
    return found[1]


def version(console: Console) -> str:
    found = re.search(r'name="versi" value="(\d+)"', page_of(console, "/console/isi/rancangan"))
    assert found is not None
    return found[1]


def test_an_editor_changes_a_text_and_publishes_it(
    editors: Console, send: Callable[..., tuple[int, str]]
) -> None:
    status, page = send(SHEET, dasar=seen(editors), **{KEY: NEW})
    assert status == 303
    assert "Disimpan di rancangan" in page
    assert "Balas MULAI. -MPP Contoh" in page  # as it looks on the telephone
    assert "belum diterbitkan" in page_of(editors, "/console/isi?bagian=sms")
    status, page = send("/console/isi/rancangan/terbitkan", versi=version(editors), catatan="lebih pendek")
    assert status == 303
    assert "Diterbitkan" in page
    assert "lebih pendek" in page
    assert "dipakai sekarang" in page


def test_what_the_line_could_not_send_is_refused_beside_its_field(
    editors: Console, send: Callable[..., tuple[int, str]]
) -> None:
    status, page = send(SHEET, dasar=seen(editors), **{KEY: "Berhenti 😀"})
    assert status == 422
    assert "emoji" in page
    assert "Berhenti 😀" in page  # what was written is not lost
    assert 'aria-invalid="true"' in page


def test_a_draft_that_the_whole_check_refuses_is_not_published(
    editors: Console, send: Callable[..., tuple[int, str]]
) -> None:
    path = "/console/isi/lembar/ucapan-salam"
    send(path, dasar=seen(editors, path), **{"call.yaml:ucapan/salam": "Selamat datang di XQZ."})
    status, page = send("/console/isi/rancangan/terbitkan", versi=version(editors))
    assert status == 422
    assert "Belum bisa diterbitkan" in page
    assert "XQZ" in page


def test_who_saw_something_else_is_told_and_loses_nothing(
    editors: Console, send: Callable[..., tuple[int, str]]
) -> None:
    before = seen(editors)
    send(SHEET, dasar=before, **{KEY: NEW})
    status, page = send(SHEET, dasar=before, **{KEY: "Punya saya. -{mpp}"})
    assert status == 409
    assert "Rekan baru saja" in page
    assert "Punya saya" in page
    status, _ = send("/console/isi/rancangan/terbitkan", versi="0")
    assert status == 409


def test_a_draft_can_be_thrown_away_and_what_shipped_comes_back(
    editors: Console, send: Callable[..., tuple[int, str]]
) -> None:
    send(SHEET, dasar=seen(editors), **{KEY: NEW})
    status, page = send("/console/isi/rancangan/buang")
    assert "Rancangan dibuang" in page
    send(SHEET, dasar=seen(editors), **{KEY: NEW})
    send("/console/isi/rancangan/terbitkan", versi=version(editors))
    status, page = send("/console/isi/riwayat/0")
    assert status == 303
    assert "Rancangan dibuat dari isi yang lama" in page
    assert send("/console/isi/riwayat/99")[0] == 409  # a draft is open
    assert send("/console/isi/lembar/sms-tidak_ada", dasar="x")[0] == 404


def test_words_are_found_in_everything(editors: Console) -> None:
    page = page_of(editors, "/console/isi?cari=surat+kehilangan+dari+polisi")
    assert "KTP elektronik hilang" in page
    assert "Tidak ada isi" in page_of(editors, "/console/isi?cari=qwertyu")


def test_a_line_of_the_draft_can_be_heard(editors: Console, send: Callable[..., tuple[int, str]]) -> None:
    with editors.client(editors.cookie()) as client:
        before = client.get("/console/isi/dengar/baik_antre.wav", timeout=60)
        assert client.get("/console/isi/dengar/tidak_ada.wav").status_code == 404
    path = "/console/isi/lembar/ucapan-baik_antre"
    send(
        path,
        dasar=seen(editors, path),
        **{"call.yaml:ucapan/baik_antre": "Baik, Bapak atau Ibu, | nomor antrean."},
    )
    with editors.client(editors.cookie()) as client:
        after = client.get("/console/isi/dengar/baik_antre.wav", timeout=60)
    assert before.content[:4] == b"RIFF"
    assert len(after.content) > len(before.content) + 4000


@pytest.mark.parametrize("role", ["officer", "supervisor", "administrator", "auditor"])
def test_nobody_else_edits(editors: Console, role: str) -> None:
    editors.become(role)
    with editors.client(editors.cookie()) as client:
        for path in ("/isi", "/isi/rancangan", "/isi/riwayat", "/isi/lembar/mpp", "/isi/dengar/salam.wav"):
            assert client.get(f"/console{path}").status_code == 403
        assert ">Isi</a>" not in client.get("/console/laporan").text


def looked_at(page: Page, name: str) -> None:
    """Lets axe look at a page, light, dark and small, and takes a picture where one is wanted."""
    for scheme, rules in (("dark", CONTRAST), ("light", EVERYTHING)):
        page.emulate_media(color_scheme=scheme)
        result = Axe().run(page, options=rules)
        assert result.violations_count == 0, f"{name}, {scheme}\n{result.generate_report()}"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    page.set_viewport_size({"width": 1280, "height": 800})
    if folder := os.environ.get("SUARA_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"content-{name}.png", full_page=True)


def test_an_editor_does_it_all_in_a_browser(editors: Console, browser_at: Open) -> None:
    page = browser_at("/console/isi")
    looked_at(page, "list")
    page.get_by_role("searchbox").fill("biasanya selesai satu sampai empat hari kerja")
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name="KTP elektronik hilang").click()
    looked_at(page, "service")
    page.get_by_label("Lama selesai, ditulis").fill("")
    page.get_by_role("button", name="Simpan di rancangan").click()
    page.get_by_role("alert").wait_for()
    looked_at(page, "refused")
    page.get_by_label("Lama selesai, ditulis").fill("Biasanya 2 hari kerja")
    page.get_by_role("button", name="Simpan di rancangan").click()
    page.get_by_role("link", name="Lihat dan terbitkan").click()
    assert page.get_by_text("Biasanya 2 hari kerja").is_visible()
    looked_at(page, "draft")
    page.get_by_label("Catatan untuk rekan").fill("Dukcapil sekarang lebih cepat")
    page.set_default_timeout(60_000)
    page.get_by_role("button", name="Periksa dan terbitkan").click()
    assert page.get_by_role("status").inner_text().startswith("Diterbitkan")
    page.get_by_text("1 perubahan").click()
    looked_at(page, "history")
    page.goto(f"{editors.url}/console/isi/lembar/ucapan-menu")
    looked_at(page, "line")
    page.goto(f"{editors.url}/console/isi/lembar/sms-status_siap_diambil")
    looked_at(page, "text")
