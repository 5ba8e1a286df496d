"""What officers see: the queue, a case, an application."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from casework import cases, recordings
from casework.case_queue import PAGE
from casework.messages import queue_text, receive_text
from models import Case, CaseEventKind, Contact, Delivery, Officer, Recording
from tests.console.conftest import STORY, Console, a_tone


def test_the_queue_begins_with_the_case_that_waits_longest(console_at: Console, get) -> None:
    young = console_at.case_by_text(ago=timedelta(minutes=20))
    old = console_at.case_by_call(ago=timedelta(hours=2))
    page = get("/antrean")
    assert page.index(f"{old.code[:4]} {old.code[4:]}") < page.index(f"{young.code[:4]} {young.code[4:]}")
    assert "KTP elektronik hilang" in page
    assert "Telepon, ada rekaman +62812****7890" in page
    assert "SMS +62813****5432" in page


def test_tabs_count_every_state(console_at: Console, get) -> None:
    console_at.case_by_call()
    taken, waiting, done = (console_at.case_by_text() for _ in range(3))
    for case in (taken, waiting, done):
        console_at.do(cases.take, case)
    console_at.do(cases.wait, waiting)
    console_at.do(cases.resolve, done, None, "Sudah jadi.")
    page = get("/antrean")
    assert "Baru 1 Dikerjakan 1 Menunggu warga 1 Selesai 1" in page
    assert "Yang Anda pegang: 1 dikerjakan , 1 menunggu warga" in page
    assert f"{done.code[:4]} {done.code[4:]}" in get("/antrean?tab=selesai")


def test_ones_own_cases_come_first(console_at: Console, get) -> None:
    theirs = console_at.case_by_call(ago=timedelta(days=3))
    mine = console_at.case_by_call(ago=timedelta(hours=1))
    console_at.do(cases.take, theirs, console_at.colleague)
    console_at.do(cases.take, mine)
    page = get("/antrean?tab=dikerjakan")
    own = page.index("Kasus saya")
    assert own < page.index(mine.code[4:]) < page.index("Kasus petugas lain") < page.index(theirs.code[4:])
    assert "3 hari" in page
    assert "Budi Contoh" in page


def test_an_empty_queue_says_so(console_at: Console, get) -> None:
    assert "Tidak ada kasus baru." in get("/antrean")
    assert "Belum ada kasus yang selesai." in get("/antrean?tab=selesai")


def test_resolved_cases_show_the_newest_first_and_a_long_list_goes_on_on_another_page(
    console_at: Console,
) -> None:
    first = console_at.case_by_text()
    at = datetime.now(UTC)
    with console_at.database.write() as session:
        officer = session.get_one(Officer, console_at.officer.id)
        for _ in range(PAGE):
            last = cases.open_case(session, channel="text", contact_id=first.contact_id, at=at)
            cases.take(last, officer, at=at)
            cases.resolve(last, officer, "Sudah jadi.", at=at)
    console_at.do(cases.take, first)
    console_at.do(cases.resolve, first, None, "Sudah jadi.")
    with console_at.client(console_at.cookie()) as client:
        page = client.get("/console/antrean?tab=selesai").text
        assert page.index(f"{first.code[:4]} {first.code[4:]}") < page.index(
            f"{last.code[:4]} {last.code[4:]}"
        )
        assert page.count('<a href="/console/kasus/') == PAGE
        link = re.search(r'href="(/console/antrean\?tab=selesai&amp;setelah=\d+)"', page)
        assert link is not None
        second = client.get(html.unescape(link[1])).text
    assert second.count('<a href="/console/kasus/') == 1
    assert "Halaman pertama" in second


def test_a_case_shows_what_the_citizen_said_and_how_surely_it_was_understood(
    console_at: Console, get
) -> None:
    page = get(f"/kasus/{console_at.case_by_call().id}")
    assert "Draf dari rekaman." in page
    assert STORY in page
    assert "Rekaman 3 detik" in page
    talk = page[page.index("Percakapan telepon") :]
    parts = ("Menelepon", "Selamat datang di layanan suara MPP. Percakapan ini bisa direkam.", "Menekan 3 Tombol",
             "“katepe” Suara, kurang yakin, 52%", "“katepe hilang” Suara, yakin, 94%",
             "Bercerita selama 3 detik", "Menutup telepon")  # fmt: skip
    places = [talk.replace(" ", " ").index(part) for part in parts]
    assert places == sorted(places)


def test_a_text_of_the_citizen_is_no_draft(console_at: Console, get) -> None:
    page = get(f"/kasus/{console_at.case_by_text().id}")
    assert "akte anak sy blm jadi, tlg dibantu" in page
    assert "Draf" not in page
    assert "Percakapan telepon" not in page


def test_what_the_service_needs_is_at_hand(console_at: Console, get) -> None:
    page = get(f"/kasus/{console_at.case_by_call().id}")
    assert "Surat kehilangan dari polisi" in page
    assert "Biaya: GRATIS" in page


def test_citizens_words_are_never_markup(console_at: Console) -> None:
    case = console_at.case_by_text(story="<script>alert(1)</script>")
    with console_at.client(console_at.cookie()) as client:
        page = client.get(f"/console/kasus/{case.id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_a_case_without_a_service_or_story_or_number_still_makes_sense(console_at: Console, get) -> None:
    at = datetime.now(UTC)
    with console_at.database.write() as session:
        contact = Contact(phone="", phone_index="hidden", can_text=False, created_at=at)
        session.add(contact)
        session.flush()
        case = cases.open_case(session, channel="call", contact_id=contact.id, at=at)
        gone = cases.open_case(
            session, channel="call", contact_id=contact.id, at=at, service_id="layanan_lama"
        )
    assert "Nomor disembunyikan" in get("/antrean")
    page = get(f"/kasus/{case.id}")
    assert "Layanan belum disebut" in page
    assert "Warga tidak meninggalkan cerita." in page
    assert "Tidak bisa menerima SMS." in page
    assert "layanan_lama" in get(f"/kasus/{gone.id}")


def test_a_recording_that_is_not_there_says_why(console_at: Console, get) -> None:
    case = console_at.case_by_call()
    with console_at.database.write() as session:
        session.get_one(Recording, case.recording_id).file = None
    assert "sedang diambil dari operator" in get(f"/kasus/{case.id}")
    with console_at.database.write() as session:
        session.get_one(Recording, case.recording_id).deleted_at = datetime.now(UTC)
    assert "sudah dihapus sesuai jadwal" in get(f"/kasus/{case.id}")


@pytest.mark.parametrize(
    ("delivery", "words"),
    [
        (Delivery.QUEUED, "Menunggu dikirim"),
        (Delivery.DELIVERED, "Sampai di telepon warga"),
        (Delivery.FAILED, "Gagal dikirim"),
        (Delivery.UNKNOWN, "Belum pasti terkirim, operator tidak menjawab"),
    ],
)
def test_texts_show_what_became_of_them(console_at: Console, get, delivery: Delivery, words: str) -> None:
    case = console_at.case_by_call()
    with console_at.database.write() as session:
        found = session.get_one(Case, case.id)
        message = queue_text(
            session, found.contact, "Silakan datang besok.", at=datetime.now(UTC), case_id=case.id
        )
        message.delivery = delivery
    assert f"Silakan datang besok. {words}" in get(f"/kasus/{case.id}")


def test_the_timeline_tells_who_did_what(console_at: Console, get) -> None:
    case = console_at.case_by_call()
    console_at.do(cases.take, case, console_at.colleague)
    console_at.do(cases.note, case, console_at.colleague, "Anaknya yang mengangkat.")
    console_at.do(cases.take_over, case)
    console_at.do(cases.wait, case)
    with console_at.database.write() as session:
        found = session.get_one(Case, case.id)
        at = datetime.now(UTC)
        text = receive_text(session, found.contact, "sudah sy bawa", provider_id="SM1", at=at)
        text.case_id = case.id
        found.add(CaseEventKind.TEXT_RECEIVED, at=at, detail={"message": text.id})
        cases.take(found, session.get_one(Officer, console_at.officer.id), at=at)
        found.add(CaseEventKind.RECORDING_ADDED, at=at)
    console_at.do(cases.resolve, case, None, "KTP bisa diambil.")
    page = get(f"/kasus/{case.id}")
    timeline = page[page.index("Riwayat") : page.index("Percakapan telepon")]
    parts = ("Masuk lewat telepon", "Diambil oleh Budi Contoh", "Catatan oleh Budi Contoh Anaknya yang mengangkat.",
             "Dikembalikan ke antrean oleh Siti Contoh", "Diambil oleh Siti Contoh", "Menunggu kabar warga",
             "SMS dari warga sudah sy bawa", "Dikerjakan lagi", "Rekaman masuk", "Selesai oleh Siti Contoh",
             "Disampaikan ke warga oleh Siti Contoh KTP bisa diambil.")  # fmt: skip
    places = [timeline.index(part) for part in parts]
    assert places == sorted(places)
    assert "sudah sy bawa" in page[page.index("SMS", page.index("Menutup telepon")) :]


def test_what_can_be_done_follows_from_the_case(console_at: Console, get) -> None:
    case = console_at.case_by_call()
    assert "Ambil kasus ini" in get(f"/kasus/{case.id}")
    assert "Kirim SMS" not in get(f"/kasus/{case.id}")
    console_at.do(cases.take, case, console_at.colleague)
    page = get(f"/kasus/{case.id}")
    assert "Dikerjakan Dipegang Budi Contoh" in page
    assert "Kasus ini dipegang Budi Contoh" in page
    assert "Ambil alih" in page
    assert "Selesaikan" not in page
    console_at.do(cases.take_over, case)
    page = get(f"/kasus/{case.id}")
    for action in (
        "Jawab lewat SMS",
        "Selesaikan",
        "Tunggu kabar warga",
        "Tulis catatan",
        "Kembalikan ke antrean",
    ):
        assert action in page
    console_at.do(cases.resolve, case, None, "Beres.")
    page = get(f"/kasus/{case.id}")
    assert "Buka lagi" in page
    assert "Kirim SMS" not in page


@pytest.mark.parametrize(
    ("wanted", "status", "content_range", "part"),
    [
        ("", 200, None, slice(None)),
        ("bytes=0-", 206, "bytes 0-48043/48044", slice(None)),
        ("bytes=44-99", 206, "bytes 44-99/48044", slice(44, 100)),
        ("bytes=-100", 206, "bytes 47944-48043/48044", slice(-100, None)),
        ("bytes=48000-99999", 206, "bytes 48000-48043/48044", slice(48000, None)),
        ("bytes=48044-", 416, "bytes */48044", slice(0, 0)),
        ("bytes=9-3", 416, "bytes */48044", slice(0, 0)),
        ("bytes=-0", 416, "bytes */48044", slice(0, 0)),
        ("bytes=-", 200, None, slice(None)),
        ("bytes=0-1,4-5", 200, None, slice(None)),
        ("lines=1-2", 200, None, slice(None)),
    ],
)
def test_recordings_come_in_the_parts_that_players_ask_for(
    console_at: Console, wanted: str, status: int, content_range: str | None, part: slice
) -> None:
    case = console_at.case_by_call()
    with console_at.client(console_at.cookie()) as client:
        response = client.get(
            f"/console/kasus/{case.id}/rekaman", headers={"Range": wanted} if wanted else {}
        )
    assert response.status_code == status
    assert response.headers.get("content-range") == content_range
    assert response.content == a_tone(3.0)[part]
    assert response.headers["cache-control"] == "no-store"


def test_a_deleted_recording_is_gone(console_at: Console) -> None:
    case = console_at.case_by_call()
    with console_at.database.write() as session:
        recordings.delete_old(
            session, console_at.office.recordings, before=datetime.now(UTC), at=datetime.now(UTC)
        )
    with console_at.client(console_at.cookie()) as client:
        assert client.get(f"/console/kasus/{case.id}/rekaman").status_code == 404
