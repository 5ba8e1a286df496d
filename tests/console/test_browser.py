"""An officer's day in a real Chromium: with the mouse, with the keyboard alone, and without a script."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from casework import cases
from casework.console import answer
from casework.gsm7 import folded, septets
from models import CaseStatus, Delivery, Message
from tests.console.conftest import PASSWORD, SECONDS, STORY, Console, Open


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk").click()


def answers(console_at: Console) -> list[tuple[str, Delivery]]:
    with console_at.database.read() as session:
        return [(text.body, text.delivery) for text in session.scalars(select(Message))]


def test_a_case_from_the_queue_to_its_end(console_at: Console, browser_at: Open) -> None:
    case = console_at.case_by_call()
    page = browser_at(signed_in=False)
    expect(page).to_have_url(re.compile("/console/masuk"))

    sign_in(page, "bukan-sandinya")
    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")
    expect(page).to_have_title(re.compile("^Ada yang perlu diperiksa"))
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hari ini")
    page.get_by_role("link", name="Antrean", exact=True).click()

    page.get_by_role("link", name="KTP elektronik hilang").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KTP elektronik hilang")
    expect(page.get_by_role("blockquote").get_by_text(STORY)).to_be_visible()
    expect(page.get_by_role("link", name="0812-3456-7890")).to_have_attribute("href", "tel:+6281234567890")

    player = page.locator("audio")
    length = player.evaluate(
        """sound => new Promise(done => {
            if (sound.readyState >= 1) done(sound.duration);
            sound.onloadedmetadata = () => done(sound.duration);
        })"""
    )
    assert abs(length - SECONDS) < 0.01
    reached = player.evaluate(
        """sound => new Promise(done => {
            sound.ontimeupdate = () => { if (sound.currentTime > 1.6) done(sound.currentTime); };
            sound.muted = true; sound.currentTime = 1.5; sound.play();
        })"""
    )
    assert 1.6 < reached <= SECONDS

    page.get_by_role("button", name="Ambil kasus ini").click()
    expect(page.get_by_role("status").first).to_have_text("Kasus ini sekarang Anda pegang.")

    page.get_by_text("Tulis catatan").click()
    page.get_by_label("Catatan untuk petugas lain").fill("Sudah ditelepon, tidak diangkat.")
    page.get_by_role("button", name="Simpan catatan").click()
    expect(page.get_by_role("listitem").filter(has_text="Sudah ditelepon")).to_contain_text("Siti Contoh")

    page.get_by_label("Isi SMS").fill("Silakan ke loket besok, bawa surat polisi dan KK. Gratis.")
    page.get_by_role("button", name="Kirim SMS").click()
    expect(page.get_by_role("status").first).to_contain_text("SMS masuk antrean kirim.")
    sent = "Silakan ke loket besok, bawa surat polisi dan KK. Gratis. -MPP Contoh"
    assert answers(console_at) == [(sent, Delivery.QUEUED)]

    page.get_by_text("Selesaikan", exact=True).click()
    page.get_by_label("Apa yang disampaikan kepada warga?").fill("Syarat KTP hilang.")
    page.get_by_role("button", name="Selesaikan kasus").click()
    expect(page.get_by_text("Kasus ini sudah selesai")).to_be_visible()
    assert console_at.now(case).status == CaseStatus.RESOLVED

    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_text("Anda sudah keluar.")).to_be_visible()
    page.go_back()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk")
    assert STORY not in page.content()
    assert "0812-3456-7890" not in page.content()


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the thing with this name has the focus, which must be visible."""
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
                const it = document.activeElement, label = it.labels?.[0] ?? it;
                const shown = it.matches('.cases a') ? getComputedStyle(it, '::after') : getComputedStyle(it);
                return [label.textContent.trim().replace(/\\s+/g, ' '), shown.outlineStyle, shown.outlineWidth];
            }"""
        )
        if at[0] == name:
            assert at[1] == "solid", f"the focus on {name} cannot be seen"
            assert at[2] == "3px", f"the focus on {name} cannot be seen"
            return
    raise AssertionError(f"Tab never reached {name}")


def test_the_same_by_keyboard_alone(console_at: Console, browser_at: Open) -> None:
    case = console_at.case_by_call()
    page = browser_at(signed_in=False)
    press, write = page.keyboard.press, page.keyboard.type

    tab_to(page, "Langsung ke isi")
    press("Enter")
    tab_to(page, "Nama pengguna")
    write("siti")
    tab_to(page, "Kata sandi")
    write(PASSWORD)
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hari ini")
    tab_to(page, "Lainnya")
    press("Enter")
    tab_to(page, "Hari khusus")  # what is behind a word is reached like everything else
    press("Escape")
    expect(page.get_by_role("link", name="Hari khusus")).to_be_hidden()
    press("Shift+Tab")
    for _ in range(5):
        press("Shift+Tab")
    tab_to(page, "Antrean")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Antrean")

    tab_to(page, "Langsung ke isi")
    press("Enter")
    tab_to(page, "KTP elektronik hilang")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("KTP elektronik hilang")
    tab_to(page, "Ambil kasus ini")
    press("Enter")
    expect(page.get_by_label("Isi SMS")).to_be_visible()

    tab_to(page, "Isi SMS")
    write("a" * 149)
    expect(page.get_by_text("Kelebihan 1 huruf").first).to_be_visible()
    tab_to(page, "Kirim SMS")
    press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()  # what is wrong is where the reader is
    tab_to(page, "SMS terlalu panjang. Pendekkan 1 huruf lagi.")
    press("Enter")
    expect(page.get_by_label("Isi SMS")).to_be_focused()
    press("ControlOrMeta+a")
    write("Silakan datang besok.")
    tab_to(page, "Lalu tunggu balasan warga")
    press("Space")
    tab_to(page, "Kirim SMS")
    press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("kasus menunggu kabar warga")
    assert answers(console_at) == [("Silakan datang besok. -MPP Contoh", Delivery.QUEUED)]

    tab_to(page, "Selesaikan")
    press("Enter")
    tab_to(page, "Apa yang disampaikan kepada warga?")
    write("Diminta datang.")
    tab_to(page, "Selesaikan kasus")
    press("Enter")
    expect(page.get_by_text("Kasus ini sudah selesai")).to_be_visible()
    assert console_at.now(case).status == CaseStatus.RESOLVED

    tab_to(page, "Keluar")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk")


def test_without_a_script_everything_needed_works(console_at: Console, browser_at: Open) -> None:
    case = console_at.case_by_call()
    page = browser_at(signed_in=False, java_script_enabled=False)
    sign_in(page)
    page.get_by_text("Lainnya").click()
    page.get_by_role("link", name="Hari khusus").click()
    page.get_by_role("link", name="Antrean", exact=True).click()
    page.get_by_role("link", name="KTP elektronik hilang").click()
    page.get_by_role("button", name="Ambil kasus ini").click()
    page.get_by_label("Isi SMS").fill("a" * 149)
    page.get_by_role("button", name="Kirim SMS").click()
    expect(page.get_by_role("alert")).to_contain_text("Pendekkan 1 huruf lagi.")
    page.get_by_label("Isi SMS").fill("Silakan datang besok.")
    page.get_by_role("button", name="Kirim SMS").click()
    expect(page.get_by_role("status").first).to_contain_text("SMS masuk antrean kirim.")
    page.get_by_text("Selesaikan", exact=True).click()
    page.get_by_label("Apa yang disampaikan kepada warga?").fill("Diminta datang.")
    page.get_by_role("button", name="Selesaikan kasus").click()
    expect(page.get_by_text("Kasus ini sudah selesai")).to_be_visible()
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_text("Anda sudah keluar.")).to_be_visible()
    assert console_at.now(case).status == CaseStatus.RESOLVED
    assert len(answers(console_at)) == 1


def test_two_officers_at_one_case_notice_each_other(console_at: Console, browser_at: Open) -> None:
    case = console_at.case_by_call()
    console_at.do(cases.take, case)
    mine = browser_at(f"/console/kasus/{case.id}")
    theirs = browser_at(f"/console/kasus/{case.id}", by=console_at.colleague)
    mine.get_by_label("Isi SMS").fill("Silakan datang besok.")
    theirs.get_by_text("Tulis catatan").click()
    theirs.get_by_label("Catatan untuk petugas lain").fill("Warga sudah di loket 3.")
    theirs.get_by_role("button", name="Simpan catatan").click()
    expect(theirs.get_by_text("Catatan disimpan.")).to_be_visible()

    mine.get_by_role("button", name="Kirim SMS").click()
    expect(mine.get_by_role("alert")).to_contain_text("Kasus ini baru saja diubah oleh Budi Contoh.")
    expect(mine.get_by_text("Warga sudah di loket 3.")).to_be_visible()
    expect(mine.get_by_label("Isi SMS")).to_have_value("Silakan datang besok.")
    assert answers(console_at) == []
    mine.get_by_role("button", name="Kirim SMS").click()
    expect(mine.get_by_role("status").first).to_contain_text("SMS masuk antrean kirim.")


def test_the_counter_counts_as_the_server_does(console_at: Console, browser_at: Open) -> None:
    case = console_at.case_by_call()
    console_at.do(cases.take, case)
    page = browser_at(f"/console/kasus/{case.id}")
    field, counter = page.get_by_label("Isi SMS"), page.locator(".counter").first
    for words in ("", "halo", "  dua\n kata ", "“KK” – €5…", "Café è Ñ ç", "{[|]}", "a" * 148, "a" * 150):
        field.fill(words)
        length = septets(folded(" ".join(words.split())))
        assert length is not None
        left = answer.room("MPP Contoh") - length
        expect(counter).to_have_text(f"Kelebihan {-left} huruf" if left < 0 else f"Sisa {left} huruf")


def test_the_navigation_of_who_may_everything_is_one_line_on_a_usual_screen(
    console_at: Console, browser_at: Open
) -> None:
    console_at.become("supervisor", "administrator", "editor")
    page = browser_at("/console/hari-ini", viewport={"width": 1280, "height": 800})
    boxes = page.evaluate(
        "() => [...document.querySelectorAll('.top nav > *, .who > :is(a, button)')]"
        ".map(it => it.getBoundingClientRect()).map(box => [box.top, box.bottom])"
    )
    assert len(boxes) == 9
    assert max(top for top, _ in boxes) < min(bottom for _, bottom in boxes)


def test_a_story_is_heard_as_slowly_as_the_officer_likes(console_at: Console, browser_at: Open) -> None:
    case = console_at.case_by_call()
    page = browser_at(f"/console/kasus/{case.id}")
    speed, player = page.get_by_label("Kecepatan"), page.locator("audio")
    assert player.evaluate("it => it.playbackRate") == 1
    speed.select_option("0,75 kali")
    assert player.evaluate("it => it.playbackRate") == 0.75
    page.reload()
    expect(speed).to_have_value("0.75")
    assert player.evaluate("it => it.playbackRate") == 0.75
