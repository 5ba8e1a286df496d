"""What officers do with a case, and that two of them never overwrite each other."""

import threading
from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from httpx2 import Response
from sqlalchemy import select

from casework import cases
from casework.clocks import CLOCK
from models import Case, CaseEventKind, CaseStatus, Contact, Delivery, Job, Message, Officer
from tests.console.conftest import Console


def send(
    console_at: Console, case: Case, action: str, *, by: Officer | None = None, **fields: str
) -> Response:
    """Sends a form of the case's page as it is now, unless `version` says otherwise."""
    token = console_at.cookie(by)
    data = {"csrf": console_at.csrf(token), "version": str(console_at.now(case).version), **fields}
    with console_at.client(token) as client:
        return client.post(f"/console/kasus/{case.id}/{action}", data=data)


def held(console_at: Console, **options: str) -> Case:
    case = console_at.case_by_call(**options)
    console_at.do(cases.take, case)
    return case


def outbox(console_at: Console) -> list[tuple[str, int | None, Delivery]]:
    with console_at.database.read() as session:
        return [(text.body, text.case_id, text.delivery) for text in session.scalars(select(Message))]


def notes(console_at: Console, case: Case) -> list[str]:
    with console_at.database.read() as session:
        timeline = session.get_one(Case, case.id).timeline
        return [event.detail["text"] for event in timeline if event.kind == CaseEventKind.NOTED]


def test_each_action_moves_the_case_and_leads_back_with_a_notice(console_at: Console) -> None:
    case = console_at.case_by_call()
    token = console_at.cookie()
    with console_at.client(token) as client:
        for action, fields, status, notice in (
            ("ambil", {}, CaseStatus.TAKEN, "Kasus ini sekarang Anda pegang."),
            ("kembalikan", {}, CaseStatus.NEW, "Kasus sudah kembali ke antrean."),
            ("ambil", {}, CaseStatus.TAKEN, "Kasus ini sekarang Anda pegang."),
            ("catat", {"catatan": "Sudah ditelepon."}, CaseStatus.TAKEN, "Catatan disimpan."),
            ("tunggu", {"ditunggu": "surat polisi"}, CaseStatus.WAITING, "Kasus menunggu kabar warga."),
            ("ambil", {}, CaseStatus.TAKEN, "Kasus ini sekarang Anda pegang."),
            ("jawab", {"sms": "Silakan datang."}, CaseStatus.TAKEN, "SMS masuk antrean kirim."),
            (
                "jawab",
                {"sms": "Bawa KK.", "tunggu": "1"},
                CaseStatus.WAITING,
                "dan kasus menunggu kabar warga.",
            ),
            ("selesai", {"disampaikan": "Sudah jadi."}, CaseStatus.RESOLVED, "Kasus selesai."),
            ("buka", {}, CaseStatus.TAKEN, "Kasus dibuka lagi dan sekarang Anda pegang."),
        ):
            data = {"csrf": console_at.csrf(token), "version": str(console_at.now(case).version), **fields}
            response = client.post(f"/console/kasus/{case.id}/{action}", data=data)
            assert response.status_code == 303, action
            assert response.headers["location"] == f"/console/kasus/{case.id}"
            assert console_at.now(case).status == status
            assert notice in client.get(response.headers["location"]).text
            assert notice not in client.get(response.headers["location"]).text  # once
    assert notes(console_at, case) == ["Sudah ditelepon.", "Menunggu: surat polisi", "Sudah jadi."]


def test_an_answer_goes_into_the_outbox_with_the_case_and_a_job(console_at: Console) -> None:
    case = held(console_at)
    send(console_at, case, "jawab", sms="Silakan datang besok – bawa “KK”.")
    body = 'Silakan datang besok - bawa "KK". -MPP Contoh'
    assert outbox(console_at) == [(body, case.id, Delivery.QUEUED)]
    with console_at.database.read() as session:
        assert session.scalars(select(Job.kind).where(Job.kind != CLOCK)).all() == ["send_text"]


def test_resolving_may_text_the_citizen(console_at: Console) -> None:
    case = held(console_at)
    send(console_at, case, "selesai", disampaikan="KTP bisa diambil.", sms_penutup="KTP sudah bisa diambil.")
    assert [body for body, _, _ in outbox(console_at)] == ["KTP sudah bisa diambil. -MPP Contoh"]
    assert console_at.now(case).status == CaseStatus.RESOLVED


@pytest.mark.parametrize(
    ("action", "fields", "wrong"),
    [
        ("jawab", {"sms": ""}, "Tulis dulu isi SMS."),
        ("jawab", {"sms": "a" * 149}, "SMS terlalu panjang. Pendekkan 1 huruf lagi."),
        ("jawab", {"sms": "Terima kasih 🙏"}, "Tanda ini tidak bisa dikirim lewat SMS: 🙏."),
        ("catat", {"catatan": "  "}, "Tulis dulu catatannya."),
        ("catat", {"catatan": "a" * 2001}, "Terlalu panjang"),
        ("tunggu", {"ditunggu": ""}, "Tulis dulu apa yang ditunggu dari warga."),
        ("selesai", {"disampaikan": ""}, "Tulis dulu apa yang disampaikan kepada warga."),
        ("selesai", {"disampaikan": "Beres.", "sms_penutup": "a" * 200}, "SMS terlalu panjang."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    console_at: Console, action: str, fields: dict[str, str], wrong: str
) -> None:
    case = held(console_at)
    before = console_at.now(case).version
    response = send(console_at, case, action, **fields)
    assert response.status_code == 422
    assert response.text.count(wrong) >= 2  # in the summary, and next to the field
    for typed in fields.values():
        assert typed.strip() in response.text
    assert console_at.now(case).version == before
    assert outbox(console_at) == []


def test_a_case_that_somebody_else_changed_is_shown_again_and_nothing_is_done(console_at: Console) -> None:
    case = held(console_at)
    seen = str(console_at.now(case).version)
    console_at.do(cases.note, case, console_at.colleague, "Warga datang ke loket.")
    response = send(console_at, case, "jawab", version=seen, sms="Silakan datang.")
    assert response.status_code == 409
    assert "Kasus ini baru saja diubah oleh Budi Contoh." in response.text
    assert "Warga datang ke loket." in response.text
    assert "Silakan datang.</textarea>" in response.text
    assert f'name="version" value="{console_at.now(case).version}"' in response.text
    assert outbox(console_at) == []


def test_a_citizens_text_counts_as_a_change_too(console_at: Console) -> None:
    case = held(console_at)
    seen = str(console_at.now(case).version)
    with console_at.database.write() as session:
        session.get_one(Case, case.id).add(
            CaseEventKind.TEXT_RECEIVED, at=datetime.now(UTC), detail={"message": 0}
        )
    response = send(console_at, case, "selesai", version=seen, disampaikan="Beres.")
    assert "Kasus ini baru saja diubah oleh warga." in response.text
    assert console_at.now(case).status == CaseStatus.TAKEN


def test_a_case_that_the_officer_changed_in_another_window_says_so_without_a_name(
    console_at: Console,
) -> None:
    case = held(console_at)
    seen = str(console_at.now(case).version)
    console_at.do(cases.note, case, None, "Dari jendela lain.")
    response = send(console_at, case, "catat", version=seen, catatan="Dari jendela ini.")
    assert "Kasus ini baru saja berubah." in response.text
    assert notes(console_at, case) == ["Dari jendela lain."]


def test_sending_the_same_form_twice_sends_one_text(console_at: Console) -> None:
    case = held(console_at)
    seen = str(console_at.now(case).version)
    first = send(console_at, case, "jawab", version=seen, sms="Silakan datang.")
    second = send(console_at, case, "jawab", version=seen, sms="Silakan datang.")
    assert (first.status_code, second.status_code) == (303, 409)
    assert len(outbox(console_at)) == 1


def test_of_many_officers_who_take_a_case_at_once_one_gets_it(console_at: Console) -> None:
    case = console_at.case_by_call()
    people = [console_at.officer, console_at.colleague] * 3
    ready, answers = threading.Barrier(len(people)), []

    def take(officer: Officer) -> None:
        token = console_at.cookie(officer)
        data = {"csrf": console_at.csrf(token), "version": str(case.version)}
        with console_at.client(token) as client:
            ready.wait()
            answers.append(client.post(f"/console/kasus/{case.id}/ambil", data=data).status_code)

    threads = [threading.Thread(target=take, args=(officer,)) for officer in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303] + [409] * (len(people) - 1)
    with console_at.database.read() as session:
        moves = [
            event for event in session.get_one(Case, case.id).timeline if event.kind == CaseEventKind.MOVED
        ]
    assert len(moves) == 1


def test_only_who_holds_a_case_answers_and_resolves_it(console_at: Console) -> None:
    case = held(console_at)
    for action, fields in (
        ("jawab", {"sms": "Halo."}),
        ("selesai", {"disampaikan": "Beres."}),
        ("tunggu", {"ditunggu": "KK"}),
        ("kembalikan", {}),
        ("ambil", {}),
    ):
        response = send(console_at, case, action, by=console_at.colleague, **fields)
        assert response.status_code == HTTPStatus.CONFLICT, action
        assert "Itu tidak bisa dilakukan pada kasus ini sekarang." in response.text
    assert console_at.now(case).officer_id == console_at.officer.id
    assert outbox(console_at) == []
    assert notes(console_at, case) == []


def test_a_case_of_an_officer_who_is_away_can_be_taken_over(console_at: Console) -> None:
    case = held(console_at)
    assert send(console_at, case, "ambil-alih", by=console_at.colleague).status_code == 303
    assert console_at.now(case).officer_id == console_at.colleague.id


def test_a_colleague_may_leave_a_note(console_at: Console) -> None:
    case = held(console_at)
    assert (
        send(console_at, case, "catat", by=console_at.colleague, catatan="Warga datang.").status_code == 303
    )
    assert notes(console_at, case) == ["Warga datang."]


def test_a_number_that_cannot_be_texted_is_not_texted(console_at: Console) -> None:
    case = held(console_at, phone="02150009999")
    with console_at.database.read() as session:
        assert not session.get_one(Contact, case.contact_id).can_text
    assert send(console_at, case, "jawab", sms="Halo.").status_code == 409
    assert send(console_at, case, "selesai", disampaikan="Beres.", sms_penutup="Halo.").status_code == 409
    assert outbox(console_at) == []
    assert console_at.now(case).status == CaseStatus.TAKEN


def test_a_forms_address_opened_as_a_page_leads_to_the_case(console_at: Console) -> None:
    case = console_at.case_by_call()
    with console_at.client(console_at.cookie()) as client:
        for action in ("ambil", "jawab", "apa-saja"):
            response = client.get(f"/console/kasus/{case.id}/{action}")
            assert response.headers["location"] == f"/console/kasus/{case.id}"


def test_a_form_for_a_case_that_is_not_there_changes_nothing(console_at: Console) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        data = {"csrf": console_at.csrf(token), "version": "1"}
        assert client.post("/console/kasus/999/ambil", data=data).status_code == 404
        assert client.post("/console/kasus/999/ambil", data={**data, "version": "x"}).status_code == 404
