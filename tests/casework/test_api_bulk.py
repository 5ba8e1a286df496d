"""Many applications in one request: the good ones are taken, the others named, and repeating does nothing."""

from typing import Any

import pytest
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from sqlalchemy import func, select
from starlette.testclient import TestClient

from casework.api import bulk
from casework.application_batches import AT_ONCE
from models import ApiAnswer, Application, ApplicationEvent, Database
from tests.casework.other_systems import KEY, OLD_KEY

AT = "/api/applications"
CODES = ("48213096", "51730424", "26094174")


def item(code: str, **changed: Any) -> dict[str, Any]:
    return {"code": code, "service": "ktp_hilang", "status": "diproses", **changed}


def counts(answer: Any) -> tuple[int, int, int, int]:
    body = answer.json()
    return body["added"], body["changed"], body["unchanged"], len(body["refused"])


def test_good_rows_are_taken_and_bad_ones_named(client: TestClient, database: Database) -> None:
    rows: list[Any] = [
        item(CODES[0]),
        item("12345678"),
        item(CODES[1], service="emas"),
        item(CODES[1], status="jadi", warna="biru"),
        "halo",
        item(CODES[2], phone="12"),
        item("4821 3096", status="siap_diambil"),
    ]
    answer = client.post(AT, json=rows)
    assert answer.status_code == 200
    assert counts(answer) == (1, 1, 0, 5)
    refused = [(one["row"], one["application"], one["code"]) for one in answer.json()["refused"]]
    assert refused == [
        (2, "12345678", "code"),
        (3, CODES[1], "service"),
        (4, CODES[1], "status"),
        (5, None, "row"),
        (6, CODES[2], "phone"),
    ]
    said = {one["row"]: one["reason"] for one in answer.json()["refused"]}
    assert said[2] == "kode harus delapan angka dengan angka pemeriksa yang benar"
    assert said[4].startswith("status: harus salah satu dari: diterima")
    assert said[4].endswith("warna: tidak dikenal")
    assert said[5] == "baris ini harus objek JSON"
    with database.read() as session:
        assert session.scalars(select(Application.code)).all() == [CODES[0]]


def test_the_same_list_again_changes_nothing(client: TestClient, database: Database) -> None:
    rows = [item(code) for code in CODES]
    assert counts(client.post(AT, json=rows)) == (3, 0, 0, 0)
    assert counts(client.post(AT, json=rows)) == (0, 0, 3, 0)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ApplicationEvent)) == 3


def test_a_file_of_a_counter_is_taken_too(client: TestClient) -> None:
    content = f"kode;layanan;status\n{CODES[0]};kk;diproses\n{CODES[1]};emas;diproses\n"
    answer = client.post(AT, content=content, headers={"Content-Type": "text/csv; charset=utf-8"})
    assert counts(answer) == (1, 0, 0, 1)
    assert answer.json()["refused"] == [
        {
            "row": 3,
            "application": CODES[1],
            "code": "service",
            "reason": "layanan tidak ada di daftar layanan",
        }
    ]


def test_a_repeated_request_is_answered_the_same_again(client: TestClient, database: Database) -> None:
    headers = {"Idempotency-Key": "kiriman-1"}
    first = client.post(AT, json=[item(CODES[0])], headers=headers)
    client.put(f"{AT}/{CODES[0]}", json={"service": "ktp_hilang", "status": "selesai"})
    again = client.post(AT, json=[item(CODES[0])], headers=headers)
    assert first.json() == again.json()
    assert client.get(f"{AT}/{CODES[0]}").json()["status"] == "selesai"
    with database.read() as session:
        kept = session.scalars(select(ApiAnswer)).one()
        assert "kiriman-1" not in kept.token


def test_one_idempotency_key_is_for_one_request_of_one_system(client: TestClient) -> None:
    headers = {"Idempotency-Key": "kiriman-1"}
    client.post(AT, json=[item(CODES[0])], headers=headers)
    other = client.post(AT, json=[item(CODES[1])], headers=headers)
    assert other.status_code == 422
    assert other.json() == {"detail": "Idempotency-Key ini sudah dipakai untuk permintaan lain"}
    long = client.post(AT, json=[], headers={"Idempotency-Key": "x" * 201})
    assert long.status_code == 422


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 422),
        (b"[", "application/json", 422),
        (b"", "application/json", 422),
        (b"[" * 100_000, "application/json", 422),
        (b"\xff\xfe", "text/csv", 422),
        (b"[]", "text/plain", 415),
        (b"[" + b",".join([b"1"] * (bulk.MOST_ROWS + 1)) + b"]", "application/json", 413),
        (b"x" * (bulk.MAX_BODY + 1), "text/csv", 413),
    ],
)
def test_what_cannot_be_read_at_all_is_refused(
    client: TestClient, content: bytes, kind: str, status: int
) -> None:
    assert client.post(AT, content=content, headers={"Content-Type": kind}).status_code == status


def test_more_rows_than_one_transaction_holds_are_all_taken(client: TestClient) -> None:
    rows = [item(CODES[1]), *[item("12345678")] * AT_ONCE, item(CODES[0])]
    assert counts(client.post(AT, json=rows)) == (2, 0, 0, AT_ONCE)


def test_keys_of_the_settings_are_one_system(client: TestClient) -> None:
    headers = {"Idempotency-Key": "k", "Authorization": f"Bearer {OLD_KEY}"}
    first = client.post(AT, json=[item(CODES[0])], headers=headers)
    again = client.post(AT, json=[item(CODES[0])], headers={**headers, "Authorization": f"Bearer {KEY}"})
    assert first.json() == again.json()


def test_answers_are_as_the_description_says_and_it_is_of_the_api_only(client: TestClient) -> None:
    document = client.get("/api/openapi.json", headers={"Authorization": ""}).json()
    assert all(path.startswith(("/api/applications", "/open311/v2/")) for path in document["paths"])
    described = OpenAPI.from_dict(document)
    answer = client.post(AT, json=[item(CODES[0]), item("1")])
    asked = MockRequest(
        "http://testserver", "post", AT, headers={"Authorization": f"Bearer {KEY}"},
        data=answer.request.content, content_type="application/json",
    )  # fmt: skip
    described.validate_response(asked, MockResponse(answer.content, answer.status_code))
    described.validate_request(asked)
