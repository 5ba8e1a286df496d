"""What the desk adds to a case: needs, documents, colleagues, watching, merging, splitting, links, ready phrases."""

import re
from datetime import UTC, datetime
from http import HTTPStatus

from playwright.sync_api import expect

from casework import cases, search
from casework.applications import ApplicationData, put_application
from models import ApplicationStatus, Case, CaseStatus, Reach
from tests.console.conftest import Console, Open
from tests.console.test_actions import held, outbox, send


def grouped(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


def test_needs_are_ticked_and_shown(console_at: Console, get) -> None:
    case = console_at.case_by_text(story="ibu saya pakai kursi roda")
    assert "Kebutuhan warga Kursi roda" in get(f"/kasus/{case.id}")
    token = console_at.cookie()
    with console_at.client(token) as client:
        data = {"csrf": console_at.csrf(token), "version": str(console_at.now(case).version)}
        sent = client.post(
            f"/console/kasus/{case.id}/kebutuhan",
            data={**data, "kebutuhan": ["pendamping", "huruf_besar", "terbang"]},
        )
    assert sent.status_code == HTTPStatus.SEE_OTHER
    page = get(f"/kasus/{case.id}")
    assert "Kebutuhan warga Huruf besar Pendamping" in page
    assert "Kebutuhan warga: Huruf besar, Pendamping oleh Siti Contoh" in page


def test_documents_are_listed_ticked_and_asked_for(console_at: Console, get) -> None:
    case = held(console_at)
    assert send(console_at, case, "berkas", berkas="  ").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert send(console_at, case, "berkas", berkas="x" * 61).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    send(console_at, case, "berkas", berkas="KK asli\n\nSurat kehilangan")
    send(console_at, case, "berkas-ada", ada="1")
    assert send(console_at, case, "minta-berkas").status_code == HTTPStatus.SEE_OTHER
    assert [body for body, _, _ in outbox(console_at)] == ["Mohon bawa: Surat kehilangan. -MPP Contoh"]
    page = get(f"/kasus/{case.id}")
    for said in ("Perlu dibawa: KK asli, Surat kehilangan", "Sudah ada: KK asli", "Surat kehilangan diminta"):
        assert said in page
    send(console_at, case, "berkas-ada", ada="2")
    send(console_at, case, "berkas-ada", ada=["1", "2"])  # type: ignore[arg-type]
    refused = send(console_at, case, "minta-berkas")
    assert "Tidak ada berkas yang masih perlu dibawa." in refused.text


def test_more_documents_than_fit_a_text_are_refused(console_at: Console) -> None:
    case = held(console_at)
    send(console_at, case, "berkas", berkas="\n".join(f"{number} {'x' * 50}" for number in range(4)))
    refused = send(console_at, case, "minta-berkas")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "SMS terlalu panjang" in refused.text
    assert outbox(console_at) == []


def test_a_case_is_given_to_a_colleague_by_name(console_at: Console, get) -> None:
    case = held(console_at)
    wrong = send(console_at, case, "serahkan", petugas="", alasan_serah="")
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Pilih petugasnya." in wrong.text
    send(console_at, case, "serahkan", petugas=str(console_at.colleague.id), alasan_serah="Mohon ditelepon")
    assert console_at.now(case).officer_id == console_at.colleague.id
    assert "Diserahkan kepada Budi Contoh oleh Siti Contoh Mohon ditelepon" in get(f"/kasus/{case.id}")


def test_a_waiting_case_goes_back_to_the_queue(console_at: Console) -> None:
    case = held(console_at)
    send(console_at, case, "tunggu", ditunggu="surat polisi")
    send(console_at, case, "kembalikan")
    now = console_at.now(case)
    assert (now.status, now.officer_id, now.waiting_since) == (CaseStatus.NEW, None, None)


def test_watching_shows_changes_on_the_officers_own_page(console_at: Console, get) -> None:
    case = console_at.case_by_call()
    send(console_at, case, "pantau", pantau="ya")
    assert "Ada kabar baru" not in get("/hari-ini")
    console_at.do(cases.take, case, console_at.colleague)
    assert "Ada kabar baru" in get("/hari-ini")
    get(f"/kasus/{case.id}")
    assert "Ada kabar baru" not in get("/hari-ini")
    send(console_at, case, "pantau", pantau="tidak")
    assert grouped(case.code) not in get("/hari-ini")


def test_duplicates_are_suggested_merged_and_parted(console_at: Console, get) -> None:
    first, second = console_at.case_by_call(), console_at.case_by_call()
    assert f"Gabung ke {grouped(first.code)}" in get(f"/kasus/{second.id}")
    stranger = console_at.case_by_call(phone="081377776666")
    assert send(console_at, second, "gabung", ke=str(stranger.id)).status_code == 422
    assert send(console_at, second, "gabung", ke=str(first.id)).status_code == 303
    assert console_at.now(second).status == CaseStatus.MERGED
    page = get(f"/kasus/{second.id}")
    assert "Digabung Lewat telepon" in page
    assert f"Digabung ke kasus {grouped(first.code)} oleh Siti Contoh" in page
    assert f"Kasus {grouped(second.code)} digabung ke sini" in get(f"/kasus/{first.id}")
    assert grouped(second.code) in get("/antrean?tab=digabung")
    with console_at.database.read() as session:
        wanted = search.has_words(session, "digabung")
        assert {number for (number,) in session.query(Case.id).where(wanted)} == {first.id, second.id}
    assert send(console_at, second, "ambil").status_code == HTTPStatus.CONFLICT
    send(console_at, second, "pisahkan")
    assert console_at.now(second).status == CaseStatus.NEW
    assert "Penggabungan dengan kasus" in get(f"/kasus/{first.id}")


def test_a_second_matter_becomes_a_case(console_at: Console, get) -> None:
    case = held(console_at)
    refused = send(console_at, case, "pecah", layanan_kedua="terbang", urusan_kedua="")
    assert "Pilih layanan dari daftar." in refused.text
    assert "Tulis dulu urusan kedua warga ini." in refused.text
    send(console_at, case, "pecah", layanan_kedua="akta_lahir", urusan_kedua="Akta anak belum jadi")
    page = get(f"/kasus/{case.id}")
    assert "Kasus terkait Akta kelahiran" in page
    assert "Dipecah dari kasus ini." in page
    assert len(outbox(console_at)) == 1


def test_a_case_is_linked_to_an_application_and_not_any_more(console_at: Console, get) -> None:
    case = held(console_at)
    with console_at.database.write() as session:
        data = ApplicationData(code="48213096", service_id="ktp_hilang", status=ApplicationStatus.READY)
        put_application(session, console_at.database.vault, data, source="csv", at=datetime.now(UTC))
    wrong = send(console_at, case, "hubungkan", kode_permohonan="1234 5678")
    assert "Tidak ada permohonan dengan kode ini." in wrong.text
    send(console_at, case, "hubungkan", kode_permohonan="4821 3096")
    assert "4821 3096 : Siap diambil" in get(f"/kasus/{case.id}")
    send(console_at, case, "hubungkan", kode_permohonan="")
    assert "Belum dihubungkan dengan permohonan." in get(f"/kasus/{case.id}")


def test_tags_are_plain_words_without_numbers(console_at: Console, get) -> None:
    case = console_at.case_by_text()
    assert send(console_at, case, "penanda", penanda="0812 3456").status_code == 422
    assert send(console_at, case, "penanda", penanda="a b c d e f g h i").status_code == 422
    send(console_at, case, "penanda", penanda="Jemput-bola, PENTING!")
    assert console_at.now(case).tags == "jemput bola penting"
    assert "Penanda: jemput, bola, penting" in get("/antrean")


def test_who_told_it_and_whether_the_citizen_agrees_is_shown(console_at: Console, get) -> None:
    case = console_at.case_by_text()
    assert "Diceritakan warga sendiri." in get(f"/kasus/{case.id}")
    with console_at.database.write() as session:
        session.get_one(Case, case.id).helper, session.get_one(Case, case.id).consent = "keluarga", False
    assert "Diceritakan penolong (keluarga), belum ada izin pemiliknya." in get(f"/kasus/{case.id}")


def test_a_ready_phrase_fills_the_answer_with_and_without_a_script(
    console_at: Console, browser_at: Open
) -> None:
    case = held(console_at)
    for script in (True, False):
        page = browser_at(f"/console/kasus/{case.id}", java_script_enabled=script)
        page.get_by_label("Isi SMS").fill("Ibu Ratna,")
        page.get_by_label("Jawaban siap pakai").select_option("KTP siap diambil")
        if not script:
            page.get_by_role("button", name="Pakai jawaban ini").click()
        text = page.get_by_label("Isi SMS")
        expect(text).to_have_value(re.compile(r"^Ibu Ratna, KTP Bapak/Ibu sudah jadi\."))
        if script:
            expect(page.get_by_text(re.compile("Sisa|Kelebihan")).first).to_be_visible()
            expect(page.get_by_role("button", name="Pakai jawaban ini")).to_be_hidden()
    assert outbox(console_at) == []


def test_documents_are_asked_for_by_telephone_where_that_was_chosen(console_at: Console) -> None:
    case = held(console_at)
    with console_at.database.write() as session:
        session.get_one(Case, case.id).contact.reach = Reach.CALL
    send(console_at, case, "berkas", berkas="KK asli")
    assert send(console_at, case, "minta-berkas").status_code == HTTPStatus.SEE_OTHER
    assert outbox(console_at) == []
