"""The phone page in a real Chromium: a call by keyboard, a text, captions, accessibility."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from speech import audio

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

pytestmark = pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="needs Chromium")


@pytest.fixture
def page() -> Iterator[Page]:
    """A page whose errors fail the test."""
    problems: list[str] = []
    fakes = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *fakes])
        page = browser.new_page(reduced_motion="reduce")  # a bubble that is still fading in has no contrast
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        yield page
        browser.close()
    assert problems == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found]


def test_a_call_and_a_text_work_and_are_accessible_in_light_and_dark(line, page: Page) -> None:
    line.sounds["menu.wav"] = audio.wav(audio.tone(440, 200))
    line.documents["/ivr/answer"] = [
        "<Gather numDigits='2' timeout='60' action='/ivr/keys'><Play>/menu.wav</Play></Gather>"
    ]
    line.documents["/ivr/keys"] = ["<Play>/menu.wav</Play>"]
    line.captions["turns"] = [
        {
            "number": 1,
            "heard": {"kind": "said", "text": "cek status", "confidence": 0.98},
            "said": "Silakan tekan kodenya",
            "ms_to_first_audio": 420,
        }
    ]
    page.goto(f"{line.settings.base_url}/phone")
    page.get_by_label("Nomor HP warga").fill("0812 3456 7899")
    page.get_by_role("button", name="Telepon").click()
    expect(page.get_by_text("Tersambung")).to_be_visible()
    page.keyboard.press("4")
    page.get_by_role("button", name="8", exact=True).click()
    expect(page.get_by_role("status").get_by_text("Telepon ditutup")).to_be_visible()
    expect(page.get_by_role("button", name="Telepon")).to_be_enabled()
    talk = page.get_by_role("log", name="Isi percakapan")
    expect(talk).to_contain_text("“cek status”yakin 98 %")
    expect(talk).to_contain_text("Silakan tekan kodenyamulai menjawab dalam 420 ms")
    assert line.asked_for("/ivr/keys")[0]["Digits"] == "48"
    assert line.asked_for("/ivr/answer")[0]["From"] == "+6281234567899"

    page.get_by_label("Tulis SMS").fill("STATUS 48213096")
    expect(page.get_by_text("15/160, 1 SMS")).to_be_visible()
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("log", name="SMS terkirim dan diterima")).to_contain_text("STATUS 48213096")
    assert line.asked_for("/sms/incoming")[0]["Body"] == "STATUS 48213096"

    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
