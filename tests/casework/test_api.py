"""Other systems put applications, and ask for them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from casework import cases, contacts
from casework.api import applications
from casework.commands import ApplicationFound
from casework.office import Office
from casework.perform import find
from models import Application, ApplicationStatus, Database
from tests.casework.other_systems import KEY, OLD_KEY

CODE = "48213096"
AT = f"/api/applications/{CODE}"
READY = {"service": "ktp_hilang", "status": "siap_diambil"}


def test_an_application_is_new_once_and_known_afterwards(client: TestClient, database: Database) -> None:
    first = client.put(AT, json=READY)
    again = client.put(AT, json=READY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == client.get(AT).json()
    assert first.json()["code"] == CODE
    assert [seen["status"] for seen in first.json()["history"]] == ["siap_diambil"]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Application)) == 1
        found = find(session, CODE)
    assert isinstance(found, ApplicationFound)
    assert found.status == ApplicationStatus.READY


def test_a_changed_status_is_added_to_the_history(client: TestClient) -> None:
    for body in (
        {"service": "ktp_hilang", "status": "diterima"},
        {
            "service": "ktp_hilang",
            "status": "kurang_berkas",
            "missing": " surat polisi ",
            "expected_on": "2026-12-01",
        },
        {"service": "ktp_hilang", "status": "kurang_berkas", "missing": "kartu keluarga"},
    ):
        client.put(AT, json=body)
    shown = client.get(AT).json()
    assert [seen["status"] for seen in shown["history"]] == ["diterima", "kurang_berkas"]
    assert (shown["missing"], shown["expected_on"]) == ("kartu keluarga", None)


def test_the_number_is_kept_sealed_and_never_given_out(client: TestClient, database: Database) -> None:
    answer = client.put(AT, json={**READY, "phone": "0812-3456-7890"})
    assert answer.status_code == 201
    assert "81234567890" not in answer.text + client.get(AT).text
    with database.read() as session:
        application = session.scalars(select(Application)).one()
        assert application.phone == "+6281234567890"
        assert application.phone_index == database.vault.index("phone:+6281234567890")


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {KEY}x",
        f"Bearer {KEY[:-1]}",
        f"Basic {KEY}",
        KEY,
        f"Bearer {KEY},{OLD_KEY}",
    ],
)
@pytest.mark.parametrize("content", ['{"service": "ktp_hilang", "status": "siap_diambil"}', "{", ""])
def test_without_a_key_nothing_is_said_and_nothing_done(
    client: TestClient, database: Database, authorization: str | None, content: str
) -> None:
    del client.headers["Authorization"]
    headers = {"Content-Type": "application/json"}
    if authorization is not None:
        headers["Authorization"] = authorization
    for answer in (client.put(AT, content=content, headers=headers), client.get(AT, headers=headers)):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json() == {"detail": "kunci API tidak ada atau tidak dikenal"}
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Application)) == 0


def test_the_older_key_goes_on_working_while_keys_are_changed(client: TestClient) -> None:
    assert client.put(AT, json=READY, headers={"Authorization": f"bearer {OLD_KEY}"}).status_code == 201


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"status": "jadi"}, "status: harus salah satu dari: diterima, diproses, kurang_berkas, siap_diambil, "
                             "selesai, ditolak"),
        ({"service": "ktp_emas"}, "service: layanan tidak ada di daftar layanan"),
        ({"service": None}, "service: harus berupa teks"),
        ({"service": "x" * 41}, "service: paling panjang 40 huruf"),
        ({"expected_on": "besok"}, "expected_on: harus tanggal seperti 2026-11-24"),
        ({"expected_on": "2026-02-30"}, "expected_on: harus tanggal seperti 2026-11-24"),
        ({"missing": "x" * 121}, "missing: paling panjang 120 huruf"),
        ({"missing": "  "}, "missing: tidak boleh kosong; kosongkan dengan null"),
        ({"phone": "12"}, "telepon bukan nomor yang sah"),
        ({"phone": "+abc"}, "telepon bukan nomor yang sah"),
        ({"nik": "3201"}, "nik: tidak dikenal"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_indonesian(
    client: TestClient, changed: dict[str, Any], reason: str
) -> None:
    answer = client.put(AT, json={**READY, **changed})
    assert answer.status_code == 422
    assert answer.json() == {"detail": reason}
    assert client.get(AT).status_code == 404


def test_several_wrong_things_are_all_said(client: TestClient) -> None:
    answer = client.put(AT, json={"warna": "biru"})
    assert answer.json()["detail"] == "service: harus diisi; status: harus diisi; warna: tidak dikenal"


@pytest.mark.parametrize("content", ["", "{", "[]", '"halo"', "null"])
def test_what_is_no_json_object_is_refused(client: TestClient, content: str) -> None:
    answer = client.put(AT, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"] == "isi permintaan harus objek JSON (Content-Type: application/json)"


@pytest.mark.parametrize("code", ["48213097", "4821309", "abcdefgh", "4821%203096"])
def test_a_code_with_a_mistake_is_refused(client: TestClient, code: str) -> None:
    answer = client.put(f"/api/applications/{code}", json=READY)
    assert answer.status_code == 422
    assert "kode harus delapan angka" in answer.json()["detail"]
    assert client.get(f"/api/applications/{code}").status_code == 404


def test_a_cases_code_cannot_be_taken(client: TestClient, database: Database, office: Office) -> None:
    at = datetime.now(UTC)
    with database.write() as session:
        contact = contacts.contact_for(session, database.vault, "081234567890", at=at)
        case = cases.open_case(session, channel="text", contact_id=contact.id, at=at)
    answer = client.put(f"/api/applications/{case.code}", json=READY)
    assert answer.status_code == 422
    assert answer.json()["detail"] == "kode ini sudah dipakai untuk sebuah laporan"


def test_an_enormous_body_is_refused(client: TestClient) -> None:
    assert client.put(AT, json={**READY, "missing": "x" * applications.MAX_BODY}).status_code == 413


def test_the_description_names_every_answer(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]["/api/applications/{code}"]
    assert {"200", "201", "401", "422"} <= paths["put"]["responses"].keys()
    assert {"200", "401", "404"} <= paths["get"]["responses"].keys()
    assert paths["put"]["security"] == [{"HTTPBearer": []}]
