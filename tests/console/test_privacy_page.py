"""The page about personal data: found without a number in an address, asked only once identity was seen, audited."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import select, update

from casework import console
from casework.roles import Role
from models import AuditEntry, Case, Contact, Deed, PrivacyRequest
from tests.console.conftest import STORY, Console, words

ASKED = {"isi": "Minta salinan datanya.", "identitas": "KTP dilihat di loket."}


@pytest.fixture
def citizen(console_at: Console) -> int:
    return console_at.case_by_call(phone="081322224444").contact_id


def send(console: Console, path: str, **form: str):  # type: ignore[no-untyped-def]
    token = console.cookie()
    with console.client(token) as client:
        return client.post(f"/console/data-pribadi/{path}", data={"csrf": console.csrf(token), **form})


def the_request(console: Console) -> PrivacyRequest:
    with console.database.read() as session:
        found = session.scalars(select(PrivacyRequest)).one()
        session.expunge(found)
        return found


def deeds(console: Console) -> list[Deed]:
    with console.database.read() as session:
        return list(session.scalars(select(AuditEntry.deed).order_by(AuditEntry.number)))


def test_a_citizen_is_found_by_number_and_the_address_says_nothing(
    console_at: Console, citizen: int, get
) -> None:  # type: ignore[no-untyped-def]
    answer = send(console_at, "cari", cari="0813-2222-4444")
    assert answer.headers["location"] == f"/console/data-pribadi/warga/{citizen}"
    page = get(f"/data-pribadi/warga/{citizen}")
    assert "+62813****4444" in page
    assert "1 kasus, 1 belum selesai" in page
    assert STORY not in page
    assert send(console_at, "cari", cari="081300000000").status_code == 422


def test_access_is_written_down_handed_over_and_closed(console_at: Console, citizen: int, get) -> None:  # type: ignore[no-untyped-def]
    refused = send(
        console_at, f"warga/{citizen}/permintaan", jenis="access", isi="Minta salinan.", identitas=""
    )
    assert refused.status_code == 422
    assert "memastikan siapa yang meminta" in refused.text
    assert send(console_at, f"warga/{citizen}/permintaan", jenis="access", **ASKED).status_code == 303
    asked = the_request(console_at)
    assert asked.due_at - asked.received_at == timedelta(hours=72)
    file = send(console_at, f"permintaan/{asked.id}/salinan")
    assert "attachment" in file.headers["content-disposition"]
    assert "4444" not in file.headers["content-disposition"]
    assert STORY in file.text
    assert "+6281322224444" in file.text
    closed = send(console_at, f"permintaan/{asked.id}/tutup", hasil="Diserahkan di loket.")
    assert closed.status_code == 303
    assert send(console_at, f"permintaan/{asked.id}/salinan").status_code == 404, "closed is closed"
    assert deeds(console_at)[-3:] == [Deed.PRIVACY_ASKED, Deed.EXPORTED, Deed.PRIVACY_CLOSED]
    assert "Diserahkan di loket." in get("/data-pribadi")


def test_what_is_late_stands_out(console_at: Console, citizen: int, get) -> None:  # type: ignore[no-untyped-def]
    send(console_at, f"warga/{citizen}/permintaan", jenis="access", **ASKED)
    assert "terlambat" not in get("/data-pribadi")
    with console_at.database.write() as session:
        session.execute(update(PrivacyRequest).values(due_at=datetime.now(UTC) - timedelta(minutes=1)))
    page = get("/data-pribadi")
    assert "1 permintaan sudah lewat waktunya" in page
    assert "terlambat" in page


def test_a_withdrawal_works_when_it_is_saved_and_can_be_taken_back(
    console_at: Console, citizen: int, get
) -> None:  # type: ignore[no-untyped-def]
    send(console_at, f"warga/{citizen}/permintaan", jenis="withdrawal", **ASKED)
    assert "Persetujuan ditarik" in get(f"/data-pribadi/warga/{citizen}")
    assert send(console_at, f"warga/{citizen}/setuju").status_code == 303
    assert "Persetujuan ditarik" not in get(f"/data-pribadi/warga/{citizen}")


def test_deletion_needs_finished_cases(console_at: Console, citizen: int, get) -> None:  # type: ignore[no-untyped-def]
    send(console_at, f"warga/{citizen}/permintaan", jenis="deletion", **ASKED)
    asked = the_request(console_at)
    refused = send(console_at, f"permintaan/{asked.id}/hapus")
    assert refused.status_code == 422
    assert "1 kasus yang belum selesai" in words(refused.text)
    with console_at.database.write() as session:
        case = session.scalars(select(Case)).one()
        case.move("taken", at=datetime.now(UTC), by=None)  # type: ignore[arg-type]
        case.move("resolved", at=datetime.now(UTC), by=None)  # type: ignore[arg-type]
    assert send(console_at, f"permintaan/{asked.id}/hapus").status_code == 303
    assert "Tidak ada permintaan yang belum selesai" in get("/data-pribadi")
    with console_at.database.read() as session:
        assert session.get_one(Contact, citizen).phone == ""
        page = get(f"/kasus/{session.scalars(select(Case.id)).one()}")
    assert STORY not in page


def test_how_long_data_is_kept_is_told_with_its_reason(console_at: Console, get) -> None:  # type: ignore[no-untyped-def]
    page = get("/data-pribadi")
    assert "Rekaman cerita 90 hari" in page
    assert "Jejak audit Tidak dihapus" in page
    assert "Penghapusan belum pernah berjalan" in page


def test_officers_and_auditors_may_not(console_at: Console, citizen: int) -> None:
    for role in (Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR):
        console_at.become(role)
        assert send(console_at, f"warga/{citizen}/permintaan", jenis="access", **ASKED).status_code == 403
        with console_at.client(console_at.cookie()) as client:
            page = client.get("/console/data-pribadi").text
        assert "hanya untuk penyelia" in re.sub(r"\s+", " ", page).lower()


def test_a_nik_is_hidden_until_who_works_on_the_case_asks_for_it(console_at: Console, get) -> None:  # type: ignore[no-untyped-def]
    case = console_at.case_by_text(story="NIK saya 3273010190000009 ganda", phone="081344446666")
    page = get(f"/kasus/{case.id}")
    assert "NIK saya 3273 **** **** **09 ganda" in page
    assert "3273010190000009" not in page
    assert deeds(console_at)[-1] is Deed.CASE_SEEN
    assert "3273010190000009" in get(f"/kasus/{case.id}?nik=lihat")
    assert deeds(console_at)[-1] is Deed.NIK_SEEN
    console_at.become(Role.AUDITOR)
    with console_at.client(console_at.cookie()) as client:
        csrf = {"csrf": console_at.csrf(client.cookies["suara_session"]), "alasan": "memeriksa pengaduan"}
        client.post(f"/console/alasan/kasus/{case.id}", data=csrf)
        assert "3273010190000009" not in client.get(f"/console/kasus/{case.id}?nik=lihat").text


def test_no_address_of_the_console_has_room_for_a_person() -> None:
    """Numbers and names are sent in forms: an address is kept by browsers, proxies and their logs."""
    personal = {"telepon", "phone", "number", "nama", "cari", "isi", "cerita", "kode", "alasan"}
    asked = {
        (str(context.path), param.name)
        for context in iter_route_contexts(console.router.routes)
        if "GET" in (context.methods or ())
        for param in context.original_route.dependant.query_params
    }
    assert ("/jejak-audit", "petugas") in asked, "or this looks at nothing"
    assert {one for one in asked if one[1] in personal} == {("/isi", "cari")}  # looks for what the line says
