"""Every page of the console and every state of it, for tests that look at all of them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pyotp
from playwright.sync_api import Page
from sqlalchemy.orm import object_session

from casework import cases, documents, merging, messages, stories, watching
from casework.applications import ApplicationData, put_application
from models import ApplicationStatus, Case, Contact, Officer
from tests.console.conftest import PASSWORD, Console, Open
from tests.console.test_dialogue import with_calls
from tests.console.test_report import a_month
from tests.console.test_survey import marks
from tests.console.test_tickets import a_ticket
from tests.console.test_waiting_page import waits

ROWS = b"kode,layanan,status\n48213096,kk,selesai\n51730424,kk,diproses\n26094174,emas,diproses\n"
Walk = Callable[[Page], Iterator[str]]
"""Opens one page after the other, and yields the name of each."""


def put_right(case: Case, officer: Officer, words: str, *, at: datetime) -> None:
    session = object_session(case)
    assert session is not None
    stories.correct(session, case, officer, words, at=at)


def walking(console_at: Console, browser_at: Open) -> Walk:
    """Fills the database, and returns what walks a browser through every page and state."""
    new = console_at.case_by_call()
    console_at.case_by_text()
    taken, theirs, waiting, done, twin = (console_at.case_by_call() for _ in range(5))
    alone = console_at.case_by_text(phone="02150009999")
    for case in (taken, alone, waiting, done):
        console_at.do(cases.take, case)
    console_at.do(cases.take, theirs, console_at.colleague)
    console_at.do(cases.wait, waiting)
    console_at.do(cases.note, taken, None, "Sudah ditelepon.")
    console_at.do(put_right, taken, None, "KTP saya hilang.")
    console_at.do(cases.resolve, done, None, "Sudah jadi.")
    with console_at.database.write() as session:
        officer = session.get_one(Officer, console_at.officer.id)
        mine, merged = (session.get_one(Case, case.id) for case in (taken, twin))
        documents.add(session, mine, officer, ["KK asli", "Surat kehilangan"], at=datetime.now(UTC))
        merging.merge(merged, mine, officer, at=datetime.now(UTC))
        mine.needs, mine.tags = ["kursi_roda", "pendamping"], "jemput bola"
        watching.watch(session, theirs.id, officer.id, at=datetime.now(UTC) - timedelta(days=1))
        data = ApplicationData(code="48213096", service_id="ktp_hilang", status=ApplicationStatus.READY)
        put_application(session, console_at.database.vault, data, source="csv", at=datetime.now(UTC))
        session.get_one(Officer, console_at.officer.id).roles = ["supervisor", "administrator"]
        held = messages.queue_text(
            session, session.get_one(Contact, alone.contact_id), "Halo.", at=datetime.now(UTC)
        )
        held.held = "cap_day"
    ticket = a_ticket(console_at)
    with_calls(console_at)
    marks(console_at, 4, 3, 1)
    waits(console_at)
    a_month(console_at)

    def walk(page: Page) -> Iterator[str]:
        url = f"{console_at.url}/console"
        page.goto(f"{url}/masuk")
        yield "signing in"
        page.get_by_role("button", name="Masuk").click()
        yield "signing in, nothing filled in"
        signed_in = browser_at("/console/static/icon.svg").context.cookies()
        page.context.add_cookies([cookie for cookie in signed_in if cookie["name"] == "suara_session"])
        page.goto(f"{url}/hari-ini")
        yield "today"
        page.goto(f"{url}/antrean?terlambat=1&saya=1&kata=ktp")
        yield "queue, filtered"
        page.get_by_label("Cari kata atau kode").fill("Ratna")
        page.get_by_role("button", name="Cari").click()
        page.get_by_role("alert").wait_for()
        yield "queue, nothing has this word"
        page.goto(f"{url}/warga/{new.contact_id}")
        yield "citizen"
        for tab in ("baru", "dikerjakan", "menunggu", "selesai", "digabung"):
            page.goto(f"{url}/antrean?tab={tab}")
            yield f"queue, {tab}"
        for name, case in (("new", new), ("taken", taken), ("no texts", alone), ("a colleague's", theirs),
                           ("waiting", waiting), ("resolved", done), ("merged", twin)):  # fmt: skip
            page.goto(f"{url}/kasus/{case.id}")
            page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
            yield f"case, {name}"
        page.goto(f"{url}/kasus/{taken.id}")
        page.get_by_label("Isi SMS").fill("kata " * 40)
        page.get_by_role("button", name="Kirim SMS").click()
        page.get_by_role("alert").wait_for()
        yield "case, text too long"
        page.get_by_label("Isi SMS").fill("Silakan datang.")
        page.get_by_role("button", name="Kirim SMS").click()
        page.get_by_role("status").first.wait_for()
        yield "case, text sent"
        page.get_by_text("Tambah berkas").click()
        page.get_by_label("Berkas yang perlu dibawa").fill("x" * 70)
        page.get_by_role("button", name="Tambah ke daftar").click()
        page.get_by_role("alert").wait_for()
        yield "case, document's name too long"
        page.goto(f"{url}/sms")
        yield "how texts leave"
        page.goto(f"{url}/permohonan")
        yield "finding a code"
        page.get_by_label("Kode delapan angka").fill("1234")
        page.get_by_role("button", name="Cari").click()
        page.get_by_role("alert").wait_for()
        yield "finding a code, wrong"
        page.get_by_label("Kode delapan angka").fill("4821 3096")
        page.get_by_role("button", name="Cari").click()
        page.get_by_text("Riwayat").wait_for()
        yield "application"
        page.goto(f"{url}/permohonan/berkas")
        yield "a file of applications"
        page.get_by_role("button", name="Unggah dan periksa").click()
        page.get_by_role("alert").wait_for()
        yield "a file of applications, none chosen"
        page.get_by_label("Berkas CSV").set_input_files(
            {"name": "a.csv", "mimeType": "text/csv", "buffer": ROWS}
        )
        page.get_by_role("button", name="Unggah dan periksa").click()
        page.get_by_text("Baris yang salah").first.wait_for()
        yield "a file of applications, to be looked through"
        page.get_by_role("button", name="Simpan").click()
        page.get_by_role("status").first.wait_for()
        yield "a file of applications, taken"
        page.goto(f"{url}/penelepon")
        yield "callers who wait"
        page.goto(f"{url}/petugas")
        yield "officers"
        page.goto(f"{url}/petugas/{console_at.officer.id}/tugas")
        page.get_by_label("Telepon").fill("112")
        page.get_by_role("button", name="Simpan").click()
        page.get_by_role("alert").wait_for()
        yield "an officer, wrong number"
        page.goto(f"{url}/suara")
        yield "voices"
        page.goto(f"{url}/percakapan")
        yield "dialogue"
        page.goto(f"{url}/percakapan?tanggal=besok")
        yield "dialogue, no day"
        page.goto(f"{url}/penilaian")
        yield "marks"
        page.goto(f"{url}/laporan")
        yield "report"
        page.goto(f"{url}/laporan?bulan=sendiri&dari=besok")
        yield "report, no day"
        page.goto(f"{url}/laporan/cetak")
        yield "report on paper"
        page.goto(f"{url}/hari-khusus")
        page.get_by_label("Tanggal").fill("2030-01-01")
        page.get_by_label("Alasan").fill("Upacara")
        page.get_by_role("button", name="Simpan").click()
        page.get_by_role("alert").wait_for()
        yield "special days, wrong"
        page.get_by_label("Tanggal").fill(f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%d}")
        page.get_by_role("button", name="Simpan").click()
        page.get_by_role("status").first.wait_for()
        yield "special days"
        page.goto(f"{url}/petugas")
        page.get_by_role("button", name="Tambah dan buat kata sandi").click()
        page.get_by_role("alert").wait_for()
        yield "officers, wrong"
        page.goto(f"{url}/petugas")
        page.get_by_label("Nama pengguna").fill("rina")
        page.get_by_label("Nama", exact=True).fill("Rina Contoh")
        page.get_by_label("Dukcapil").check()
        page.get_by_role("button", name="Tambah dan buat kata sandi").click()
        page.get_by_role("heading", name="Kata sandi sekali pakai").wait_for()
        yield "password for one signing in"
        page.goto(f"{url}/petugas/{console_at.colleague.id}")
        page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
        yield "officer, an administrator's page"
        page.goto(f"{url}/jejak-audit")
        yield "audit"
        page.goto(f"{url}/jejak-audit?nomor=x")
        yield "audit, wrong"
        page.goto(f"{url}/akun")
        yield "account"
        page.goto(f"{url}/akun/sandi")
        page.get_by_role("button", name="Ganti kata sandi").click()
        page.get_by_role("alert").wait_for()
        yield "password, wrong"
        page.goto(f"{url}/akun/kode")
        yield "second factor, off"
        page.get_by_label("Kata sandi Anda").fill(PASSWORD)
        page.get_by_role("button", name="Siapkan").click()
        page.get_by_role("heading", name="Kode kedua").wait_for()
        page.get_by_label("Kode enam angka").fill("000000")
        page.get_by_role("button", name="Nyalakan").click()
        page.get_by_role("alert").wait_for()
        yield "second factor, wrong code"
        with console_at.database.read() as session:
            secret = session.get_one(Officer, console_at.officer.id).totp_secret
        page.get_by_label("Kode enam angka").fill(pyotp.TOTP(secret or "").now())
        page.get_by_role("button", name="Nyalakan").click()
        page.get_by_role("heading", name="Kode cadangan").wait_for()
        yield "recovery codes"
        page.goto(f"{url}/akun/kode")
        yield "second factor, on"
        page.goto(f"{url}/loket?loket=Dukcapil&tanggal={ticket.day}")
        yield "tickets of a day"
        page.goto(f"{url}/loket?loket=Polri&tanggal=besok")
        yield "tickets, no day"
        page.goto(f"{url}/loket/tiket/{ticket.id}")
        yield "ticket"
        page.goto(f"{url}/loket/tiket/{ticket.id}/cetak")
        yield "ticket, card"
        page.goto(f"{url}/loket/kasus/{taken.id}")
        yield "ticket for a case"
        page.evaluate("document.querySelector('#jam').required = false")
        page.get_by_role("button", name="Ambil nomor").click()
        page.get_by_role("alert").wait_for()
        yield "ticket for a case, no time"
        page.goto(f"{url}/kasus/{taken.id}/kartu")
        yield "case, card"
        console_at.become("auditor")
        page.goto(f"{url}/kasus/{taken.id}")
        yield "reason"
        page.goto(f"{url}/petugas")
        yield "not allowed"
        page.goto(f"{url}/tidak-ada")
        yield "not there"
        page.context.clear_cookies(name="suara_session")
        page.goto(f"{url}/masuk")
        page.get_by_label("Nama pengguna").fill("siti")
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.get_by_label("Kode").fill("000000")
        page.get_by_role("button", name="Masuk").click()
        page.get_by_role("alert").wait_for()
        yield "signing in, wrong code"
        page.context.clear_cookies(name="suara_session")
        page.goto(f"{url}/masuk")
        page.evaluate(
            """path => {
                const form = document.createElement('form');
                form.method = 'post'; form.action = path;
                form.innerHTML = '<input name="catatan" value="Sudah ditelepon dua kali.">';
                document.body.append(form); form.submit();
            }""",
            f"/console/kasus/{taken.id}/catat",
        )
        page.get_by_text("Sudah ditelepon dua kali.").wait_for()
        yield "session over"

    return walk
