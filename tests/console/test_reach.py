"""How a citizen wants to be reached: set by officers on a case and on an application, and obeyed by their answers."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from casework import cases, wishes
from casework.applications import ApplicationData, find_application, put_application
from casework.callbacks import owe, stop_calls
from casework.codes import new_code
from casework.consent import stop_notices
from models import (
    ApplicationStatus,
    CallBack,
    CallReason,
    Case,
    Contact,
    Message,
    Reach,
    Wish,
)
from tests.console.conftest import Console


def post(console: Console, path: str, token: str, **fields: str) -> int:
    with console.client(token) as client:
        return client.post(path, data={"csrf": console.csrf(token), **fields}).status_code


def page(console: Console, path: str, token: str) -> str:
    with console.client(token) as client:
        return re.sub(r"\s+", " ", client.get(path).text)


def reached(console: Console) -> Contact:
    with console.database.read() as session:
        return session.scalars(select(Contact)).one()


@pytest.fixture
def token(console_at: Console) -> str:
    return console_at.cookie()


@pytest.mark.parametrize("reach", list(Reach))
def test_an_officer_sets_how_the_citizen_of_a_case_is_reached(
    console_at: Console, token: str, reach: Reach
) -> None:
    case = console_at.case_by_text()
    fields = {"version": str(case.version), "cara": reach, "jangan_sms": "1"}
    assert post(console_at, f"/console/kasus/{case.id}/hubungi", token, **fields) == 303
    contact = reached(console_at)
    assert contact.reach is reach
    assert contact.no_texts_at is not None
    assert contact.no_calls_at is None
    shown = page(console_at, f"/console/kasus/{case.id}", token)
    assert f'value="{reach}" checked' in shown
    assert "Cara menghubungi warga:" in shown, "the timeline says who changed it"
    assert "jangan SMS" in shown


def test_jangan_telepon_drops_what_is_owed_and_is_taken_back_only_with_a_reason(
    console_at: Console, token: str
) -> None:
    case = console_at.case_by_text()
    at = datetime.now(UTC)
    with console_at.database.write() as session:
        contact = session.scalars(select(Contact)).one()
        owe(session, console_at.office, contact, reason=CallReason.MISSED, cause="call:1", at=at)
    path = f"/console/kasus/{case.id}/hubungi"
    assert post(console_at, path, token, version=str(case.version), jangan_telepon="1") == 303
    with console_at.database.read() as session:
        assert session.scalars(select(CallBack)).one().why == "opted_out"
    assert "warga minta jangan ditelepon" in page(console_at, f"/console/kasus/{case.id}", token)
    known = {"version": str(console_at.now(case).version), "diketahui": "no_calls"}
    assert post(console_at, path, token, **known) == 422
    assert post(console_at, path, token, **known, alasan="  ") == 422
    assert reached(console_at).no_calls_at is not None
    assert post(console_at, path, token, **known, alasan="Warga datang ke loket dan mencabutnya.") == 303
    assert reached(console_at).no_calls_at is None
    shown = page(console_at, f"/console/kasus/{case.id}", token)
    assert "Boleh ditelepon lagi: dicatat Siti Contoh" in shown
    assert shown.count("Alasan: Warga datang ke loket dan mencabutnya.") == 2, (
        "the case's timeline, the wishes'"
    )


def test_what_the_citizen_said_is_shown_and_asked_about_before_it_is_set_aside(
    console_at: Console, token: str
) -> None:
    case = console_at.case_by_call()
    with console_at.database.write() as session:
        contact, at = session.scalars(select(Contact)).one(), datetime.now(UTC)
        stop_calls(session, contact, at=at)
        wishes.say(contact, Wish.SHARED, at=at)
        stop_notices(session, contact, at=at)
    shown = page(console_at, f"/console/kasus/{case.id}", token)
    assert "Jangan telepon: kata warga sendiri" in shown
    assert "Telepon dipakai bersama: kata warga sendiri" in shown
    assert "Jangan kirim kabar (BERHENTI): kata warga sendiri" in shown
    fields = {"version": str(case.version), "diketahui": "no_calls,no_notices,shared", "cara": "call"}
    with console_at.client(token) as client:
        data = {"csrf": console_at.csrf(token), "jangan_telepon": "1", **fields}
        again = client.post(f"/console/kasus/{case.id}/hubungi", data=data)
    assert again.status_code == 422
    told = re.sub(r"\s+", " ", again.text)
    assert "Warga meminta: telepon dipakai bersama. Kalau warga sendiri yang mencabutnya" in told
    assert 'value="call" checked' in told, "nothing that was filled in is lost"
    assert re.search(r'id="jangan_telepon"[^>]* checked', told)
    assert not re.search(r'id="bersama"[^>]* checked', told)
    assert reached(console_at).shared


def test_a_wish_that_came_after_the_form_was_opened_is_not_set_aside_unseen(
    console_at: Console, token: str
) -> None:
    case = console_at.case_by_call()
    with console_at.database.write() as session:
        stop_calls(session, session.scalars(select(Contact)).one(), at=datetime.now(UTC))
    fields = {"version": str(case.version), "cara": "call", "alasan": "Warga mau."}
    with console_at.client(token) as client:
        data = {"csrf": console_at.csrf(token), **fields}
        again = client.post(f"/console/kasus/{case.id}/hubungi", data=data)
    assert again.status_code == 422
    assert "Warga baru saja meminta: jangan telepon" in again.text
    assert re.search(r'id="jangan_telepon"[^>]* checked', again.text)
    assert reached(console_at).no_calls_at is not None


def test_a_shared_telephone_is_marked_and_unmarked_by_an_officer(console_at: Console, token: str) -> None:
    case = console_at.case_by_call()
    path = f"/console/kasus/{case.id}/hubungi"
    assert post(console_at, path, token, version=str(case.version), bersama="1") == 303
    assert reached(console_at).shared
    assert "telepon bersama" in page(console_at, f"/console/kasus/{case.id}", token)
    fields = {"version": str(console_at.now(case).version), "diketahui": "shared", "alasan": "Nomor baru."}
    assert post(console_at, path, token, **fields) == 303
    assert not reached(console_at).shared


def test_the_form_of_another_is_refused(console_at: Console, token: str) -> None:
    case = console_at.case_by_text()
    path = f"/console/kasus/{case.id}/hubungi"
    assert post(console_at, path, token, version="99", cara="call") == 409
    assert post(console_at, path, token, version=str(case.version), cara="merpati") == 422
    with console_at.client(token) as client:
        assert client.post(path, data={"csrf": "x", "cara": "call"}).status_code == 403
    assert reached(console_at).reach is None


def test_it_can_be_set_at_the_counter_for_somebody_who_never_called(console_at: Console, token: str) -> None:
    code = new_code()
    data = ApplicationData(
        code=code, service_id="kk", status=ApplicationStatus.RECEIVED, phone="0812-3456-7890"
    )
    with console_at.database.write() as session:
        put_application(session, console_at.database.vault, data, source="api", at=datetime.now(UTC))
        found = find_application(session, code)
        assert found is not None
        path = f"/console/permohonan/{found.id}"
    assert "Cara menghubungi warga" in page(console_at, path, token)
    assert post(console_at, f"{path}/hubungi", token, cara="call") == 303
    assert reached(console_at).reach is Reach.CALL
    assert 'value="call" checked' in page(console_at, path, token)
    assert post(console_at, "/console/permohonan/9999/hubungi", token, cara="call") == 404
    assert post(console_at, f"{path}/hubungi", token, cara="call", jangan_sms="1") == 303
    with console_at.client(token) as client:
        data = {"csrf": console_at.csrf(token), "cara": "text", "diketahui": "no_texts"}
        again = client.post(f"{path}/hubungi", data=data)
    assert again.status_code == 422
    assert "Warga meminta: jangan sms." in again.text
    assert reached(console_at).reach is Reach.CALL, "nothing of the form is done"


def test_an_answer_is_owed_as_a_call_where_that_was_chosen(console_at: Console, token: str) -> None:
    case = console_at.case_by_text()
    with console_at.database.write() as session:
        session.scalars(select(Contact)).one().reach = Reach.CALL
    console_at.do(cases.take, case)
    assert "dibacakan lewat telepon" in page(console_at, f"/console/kasus/{case.id}", token)
    fields = {"version": str(console_at.now(case).version), "sms": "Silakan datang besok."}
    assert post(console_at, f"/console/kasus/{case.id}/jawab", token, **fields) == 303
    with console_at.database.read() as session:
        owed = session.scalars(select(CallBack)).one()
        assert (owed.reason, owed.words, owed.case_id) == (
            CallReason.ANSWER,
            "Silakan datang besok.",
            case.id,
        )
        assert session.scalars(select(Message)).all() == []
        assert session.get_one(Case, case.id).timeline[-1].detail == {"text": "Silakan datang besok."}
    assert "Akan dibacakan lewat telepon" in page(console_at, f"/console/kasus/{case.id}", token)


def test_no_answer_can_be_sent_where_neither_may_go(console_at: Console, token: str) -> None:
    case = console_at.case_by_text()
    console_at.do(cases.take, case)
    with console_at.database.write() as session:
        session.scalars(select(Contact)).one().no_texts_at = datetime.now(UTC)
    shown = page(console_at, f"/console/kasus/{case.id}", token)
    assert "tidak boleh dikirim ke nomor ini" in shown
    fields = {"version": str(console_at.now(case).version), "sms": "Silakan datang besok."}
    assert post(console_at, f"/console/kasus/{case.id}/jawab", token, **fields) == 409
