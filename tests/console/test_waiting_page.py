"""Who waits on the telephone, the officer's switch, and whose telephones are rung: the pages."""

from datetime import UTC, datetime, timedelta

import pytest

from casework import contacts, duty
from models import Call, Officer, WaitingCaller, WaitingState
from tests.console.conftest import Console, words

PHONE = "081234567890"


def waits(console: Console, state: WaitingState = WaitingState.WAITING, **more: object) -> None:
    at = datetime.now(UTC) - timedelta(minutes=4)
    with console.database.write() as session:
        contact = contacts.contact_for(session, console.database.vault, PHONE, at=at)
        call = Call(provider_id=f"CA{datetime.now(UTC).timestamp()}", contact_id=contact.id, started_at=at)
        session.add(call)
        session.flush()
        row = WaitingCaller(
            call_id=call.id, contact_id=contact.id, since=at, seen_at=at, state=state, passed="",
            service_id="kk", code="48213096",
        )  # fmt: skip
        for name, value in more.items():
            setattr(row, name, value)
        session.add(row)


def change(console: Console, officer: Officer | None = None, **changed: object) -> Officer:
    with console.database.write() as session:
        found = session.get_one(Officer, (officer or console.officer).id)
        for name, value in changed.items():
            setattr(found, name, value)
        return found


def test_who_waits_is_rung_and_talks_is_shown_without_a_number(console_at: Console) -> None:
    waits(console_at)
    waits(console_at, WaitingState.CONNECTED, officer_id=console_at.colleague.id)
    waits(console_at, WaitingState.TALKED)
    with console_at.client(console_at.cookie()) as client:
        page = client.get("/console/penelepon").text
    shown = words(page)
    assert "Kartu Keluarga 4821 3096 Menunggu, urutan 1 4 menit Belum ada" in shown
    assert "Sedang bicara 4 menit Budi Contoh" in shown
    assert page.count("4821 3096") == 2
    assert "1234" not in page
    assert "567890" not in page


def test_the_switch_is_the_officers_own(console_at: Console) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        assert "Telepon Anda belum didaftarkan" in client.get("/console/penelepon").text
        change(console_at, phone="+6281290001111")
        for given, at_work, shown in (("tidak", False, "Anda istirahat"), ("ya", True, "Anda bertugas")):
            sent = {"csrf": console_at.csrf(token), "bertugas": given}
            assert client.post("/console/penelepon/bertugas", data=sent).status_code == 303
            assert shown in words(client.get("/console/penelepon").text)
            with console_at.database.read() as session:
                assert session.get_one(Officer, console_at.officer.id).at_work is at_work
                assert session.get_one(Officer, console_at.colleague.id).at_work
        assert client.post("/console/penelepon/bertugas", data={"bertugas": "tidak"}).status_code == 403


@pytest.mark.parametrize("path", ["/console/petugas", "/console/petugas/1", "/console/petugas/1/tugas"])
def test_only_an_administrator_sees_and_sets_telephones(console_at: Console, path: str) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        assert client.get(path).status_code == 403
        sent = {"csrf": console_at.csrf(token), "telepon": "081290001111"}
        target = f"/console/petugas/{console_at.officer.id}/tugas"
        assert client.post(target, data=sent).status_code == 403
        assert "Telepon dan jam tugas" not in client.get("/console/penelepon").text
        change(console_at, roles=["supervisor", "administrator"])
        assert client.get(path).status_code == 200
        assert "Telepon dan jam tugas" in client.get("/console/penelepon").text
        assert client.post(target, data=sent).status_code == 303
    with console_at.database.read() as session:
        assert session.get_one(Officer, console_at.officer.id).phone == "+6281290001111"


@pytest.mark.parametrize(
    ("sent", "wrong", "says"),
    [
        ({"telepon": "0900123456"}, "telepon", "nomor rumah, kantor, atau HP Indonesia"),
        ({"telepon": "081290001111", "jam_senin": "pagi"}, "jam_senin", "Jam hari senin"),
        ({"telepon": "081290001111", "layanan": "tidak_ada"}, "telepon", "tidak ada di daftar"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_changed(
    console_at: Console, sent: dict[str, str], wrong: str, says: str
) -> None:
    change(console_at, roles=["supervisor", "administrator"])
    token = console_at.cookie()
    with console_at.client(token) as client:
        answer = client.post(
            f"/console/petugas/{console_at.colleague.id}/tugas", data={"csrf": console_at.csrf(token), **sent}
        )
    assert answer.status_code == 422
    assert says in answer.text
    assert f'href="#{wrong}"' in answer.text
    with console_at.database.read() as session:
        found = session.get_one(Officer, console_at.colleague.id)
        assert (found.phone, found.services, found.duty) == (None, [], {})


def test_hours_and_services_come_back_as_they_were_typed(console_at: Console) -> None:
    change(console_at, roles=["supervisor", "administrator"])
    token = console_at.cookie()
    sent = {
        "csrf": console_at.csrf(token), "telepon": "0812-9000-1111", "layanan": ["kk", "skck"],
        "jam_senin": "08.00-12.00, 13.00-15.00", "jam_jumat": "-",
    }  # fmt: skip
    with console_at.client(token) as client:
        target = f"/console/petugas/{console_at.colleague.id}/tugas"
        assert client.post(target, data=sent).status_code == 303
        page = client.get(target).text
    assert 'value="0812-9000-1111"' in page
    assert 'value="08.00-12.00, 13.00-15.00"' in page
    assert 'value="-"' in page
    assert page.count(" checked") == 2
    with console_at.database.read() as session:
        officer = session.get_one(Officer, console_at.colleague.id)
        assert duty.written_hours(officer, "selasa") == ""
