"""The counter, the urgency and the times of a case on its page and in the queue, and days with hours of their own."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from casework import clocks, special_days
from models import CaseEventKind, CaseStatus
from tests.console.conftest import Console
from tests.console.test_actions import send


def test_the_page_says_by_when_and_why(console_at: Console, get) -> None:
    case = console_at.case_by_text(story="saya disuruh bayar untuk akta")
    page = get(f"/kasus/{case.id}")
    assert "Loket Pengaduan Prioritas penting Tanggapan pertama:" in page
    assert "Prioritas: Pungutan liar atau calo" in page
    assert "Masuk loket Pengaduan, prioritas penting" in page


def test_the_queue_begins_with_the_most_urgent_and_shows_one_counter(console_at: Console, get) -> None:
    old = console_at.case_by_text(ago=timedelta(days=1))
    urgent = console_at.case_by_text(story="saya dipukuli", phone="081398765433")
    page = get("/antrean")
    first, second = (page.index(f"{case.code[:4]} {case.code[4:]}") for case in (urgent, old))
    assert first < second
    assert "Mendesak" in page
    assert f"{old.code[:4]} {old.code[4:]}" not in get("/antrean?loket=Samsat")
    assert f"{old.code[:4]} {old.code[4:]}" in get("/antrean?loket=Dukcapil")


def test_what_is_late_says_so(console_at: Console, get) -> None:
    case = console_at.case_by_text(ago=timedelta(days=30))
    assert "lewat" in get("/antrean")
    assert "lewat" in get(f"/kasus/{case.id}")
    assert clocks.is_late(console_at.now(case), datetime.now(UTC))


def test_forwarded_with_a_reason(console_at: Console, get) -> None:
    case = console_at.case_by_text()
    refused = send(console_at, case, "teruskan", loket="Mars", alasan_loket="")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Pilih loket dari daftar." in refused.text
    assert "Tulis dulu mengapa kasus ini diteruskan." in refused.text
    sent = send(console_at, case, "teruskan", loket="Imigrasi", alasan_loket="Ini soal paspor")
    assert sent.status_code == HTTPStatus.SEE_OTHER
    now = console_at.now(case)
    assert (now.counter, now.status) == ("Imigrasi", CaseStatus.NEW)
    assert "Diteruskan dari loket Dukcapil ke loket Imigrasi" in get(f"/kasus/{case.id}")


def test_more_urgent_with_a_reason(console_at: Console, get) -> None:
    case = console_at.case_by_text()
    assert send(console_at, case, "prioritas", prioritas="mendesak").status_code == 422
    send(console_at, case, "prioritas", prioritas="mendesak", alasan_prioritas="Ibunya sakit")
    page = get(f"/kasus/{case.id}")
    assert "Prioritas mendesak" in page
    assert "Ibunya sakit" in page


def test_waiting_stops_its_time_on_the_page_and_going_on_starts_it(console_at: Console, get) -> None:
    case = console_at.case_by_text()
    send(console_at, case, "ambil")
    send(console_at, case, "tunggu", ditunggu="surat lahir")
    assert console_at.now(case).waiting_since is not None
    assert "Tanggapan pertama:" not in get(f"/kasus/{case.id}")
    send(console_at, case, "ambil")
    assert console_at.now(case).waiting_since is None
    assert "Tanggapan pertama:" in get(f"/kasus/{case.id}")


def test_opening_the_page_of_a_held_case_counts_and_leaves_forms_valid(console_at: Console, get) -> None:
    case = console_at.case_by_text()
    send(console_at, case, "ambil")
    before = console_at.now(case)
    get(f"/kasus/{case.id}")
    after = console_at.now(case)
    assert before.seen_at is not None
    assert after.seen_at is not None
    assert after.seen_at > before.seen_at
    assert after.version == before.version


def test_a_special_day_is_written_shown_and_removed(console_at: Console, get) -> None:
    day = (datetime.now(UTC) + timedelta(days=12)).date()
    token = console_at.cookie()
    with console_at.client(token) as client:
        fields = {"csrf": console_at.csrf(token), "tanggal": day.isoformat(), "alasan": "Upacara"}
        wrong = client.post("/console/hari-khusus", data={**fields, "jam": "pagi"})
        assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Upacara" in wrong.text
        client.post("/console/hari-khusus", data={**fields, "jam": "09.00-11.00"})
        assert "09.00-11.00 Upacara Siti Contoh" in get("/hari-khusus")
        with console_at.database.read() as session:
            mpp = special_days.with_special_days(session, console_at.office.mpp, at=datetime.now(UTC))
            assert [f"{one.start:%H}" for one in mpp.hours_on(day)] == ["09"]
        client.post("/console/hari-khusus/hapus", data=fields)
        assert "Upacara" not in get("/hari-khusus")


def test_a_day_that_is_over_is_refused(console_at: Console) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        fields = {"csrf": console_at.csrf(token), "tanggal": "2020-01-01", "jam": "", "alasan": "Libur"}
        assert client.post("/console/hari-khusus", data=fields).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_timeline_tells_reminders_in_words(console_at: Console, get) -> None:
    case = console_at.case_by_text()
    with console_at.database.write() as session:
        found = session.merge(console_at.now(case), load=True)
        for kind in (CaseEventKind.REMINDED, CaseEventKind.OVERDUE):
            found.add(kind, at=datetime.now(UTC), detail={"which": "first"})
    page = get(f"/kasus/{case.id}")
    assert "Pengingat: waktu tanggapan pertama hampir habis" in page
    assert "Waktu tanggapan pertama sudah lewat; dilaporkan ke penyelia" in page
