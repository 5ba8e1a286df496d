"""Open311 GeoReport v2, against the names of the specification's own fields and a client that we did not write."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, fromstring

import pytest
import uvicorn
from georeport import GeoReport
from sqlalchemy import select
from starlette.testclient import TestClient

from casework import cases
from casework.api_keys import Right
from casework.console import wording
from casework.contacts import contact_for
from casework.office import Office
from models import Case, Contact, Database, Officer
from tests.casework.other_systems import a_key, api_app, asking
from tests.casework.people import People
from tests.line import a_free_port

HOME = "/open311/v2"
REQUEST_FIELDS = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
SERVICE_FIELDS = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
STORY = "KTP saya hilang waktu banjir, sudah lama menunggu"
FORM = {
    "service_code": "ktp_hilang", "description": STORY, "phone": "0812 3456 7890", "first_name": "Sari",
    "last_name": "Contoh", "address_string": "Jalan Contoh 1", "lat": "-6.2", "long": "106.8",
}  # fmt: skip


@pytest.fixture
def key(database: Database) -> str:
    return a_key(database, Right.READ_CASES, Right.CREATE_CASES, name="lapor")


@pytest.fixture
def tool(database: Database, office: Office, key: str) -> Iterator[TestClient]:
    with asking(database, office, open311_jurisdiction="contoh.go.id") as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


def parsed(content: bytes) -> Element:
    return fromstring(content)  # noqa: S314  our own answer


def the_case(database: Database) -> Case:
    with database.read() as session:
        case = session.scalars(select(Case)).one()
        assert case.contact.phone
        assert case.timeline
        return case


def test_what_everybody_may_know_needs_no_key(tool: TestClient) -> None:
    del tool.headers["Authorization"]
    found = tool.get(f"{HOME}/discovery.json").json()
    assert {"changeset", "contact", "key_service", "endpoints"} <= found.keys()
    assert {"specification", "url", "changeset", "type", "formats"} == found["endpoints"][0].keys()
    services = tool.get(f"{HOME}/services.json").json()
    assert all(one.keys() == SERVICE_FIELDS for one in services)
    assert "ktp_hilang" in {one["service_code"] for one in services}
    definition = tool.get(f"{HOME}/services/ktp_hilang.json").json()
    assert definition == {"service_code": "ktp_hilang", "attributes": []}
    assert tool.get(f"{HOME}/services/emas.json").status_code == 404


def test_a_request_becomes_a_case_for_officers(tool: TestClient, database: Database) -> None:
    answer = tool.post(f"{HOME}/requests.json", data={**FORM, "jurisdiction_id": "contoh.go.id"})
    assert answer.status_code == 201
    case = the_case(database)
    assert answer.json() == [{"service_request_id": case.code, "service_notice": "", "account_id": ""}]
    assert (case.story, case.channel, case.service_id) == (STORY, "system", "ktp_hilang")
    assert case.contact.phone == "+6281234567890"
    assert case.counter
    notes = " ".join(str(event.detail) for event in case.timeline)
    assert "lapor" in notes
    assert "Sari Contoh" in notes
    assert "Jalan Contoh 1" in notes
    assert wording.CHANNEL[case.channel] == "Sistem lain"


def test_nothing_of_a_citizen_is_given_out(tool: TestClient, database: Database) -> None:
    tool.post(f"{HOME}/requests.json", data=FORM)
    code = the_case(database).code
    for path in (f"requests/{code}", "requests"):
        for form in ("json", "xml"):
            said = tool.get(f"{HOME}/{path}.{form}")
            assert code in said.text
            for secret in ("banjir", "Sari", "3456", "Jalan", "106.8"):
                assert secret not in said.text
    assert tool.get(f"{HOME}/requests.json").json()[0].keys() == REQUEST_FIELDS


def test_the_form_of_the_specification_in_xml(tool: TestClient, database: Database) -> None:
    made = tool.post(f"{HOME}/requests.xml", data=FORM)
    assert made.headers["content-type"] == "text/xml; charset=utf-8"
    assert made.text.startswith("<?xml")
    code = the_case(database).code
    root = parsed(made.content)
    assert root.tag == "service_requests"
    assert root.findtext("request/service_request_id") == code
    one = parsed(tool.get(f"{HOME}/requests/{code}.xml").content)
    assert {part.tag for part in one[0]} == REQUEST_FIELDS
    services = parsed(tool.get(f"{HOME}/services.xml").content)
    assert services.findtext("service/metadata") == "false"
    token = parsed(tool.get(f"{HOME}/tokens/{code}.xml").content)
    assert token.findtext("request/token") == token.findtext("request/service_request_id") == code
    wrong = tool.get(f"{HOME}/requests/48213096.xml")
    assert wrong.status_code == 404
    assert parsed(wrong.content).findtext("error/code") == "404"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "emas"}, 404),
        ({"description": "  "}, 400),
        ({"description": "x" * 2001}, 400),
        ({"phone": "12"}, 400),
        ({"lat": "banyak"}, 400),
        ({"jurisdiction_id": "lain.go.id"}, 404),
    ],
)
def test_what_is_wrong_is_said_and_no_case_is_opened(
    tool: TestClient, database: Database, changed: dict[str, str], status: int
) -> None:
    answer = tool.post(f"{HOME}/requests.json", data={**FORM, **changed})
    assert answer.status_code == status
    assert [one.keys() for one in answer.json()] == [{"code", "description"}]
    with database.read() as session:
        assert session.scalars(select(Case)).all() == []


def test_the_key_may_be_where_the_specification_has_it(
    tool: TestClient, database: Database, key: str
) -> None:
    del tool.headers["Authorization"]
    for params in ({}, {"api_key": "salah"}):
        refused = tool.get(f"{HOME}/requests.json", params=params)
        assert (refused.status_code, refused.json()[0]["code"]) == (403, 403)
    assert tool.post(f"{HOME}/requests.json", data=FORM).status_code == 403
    assert tool.get(f"{HOME}/requests.json", params={"api_key": key}).status_code == 200
    assert tool.get(f"{HOME}/requests.json", auth=(key, "")).status_code == 200
    assert tool.post(f"{HOME}/requests.json", data={**FORM, "api_key": key}).status_code == 201
    reader = a_key(database, Right.READ_CASES, name="pembaca")
    assert tool.post(f"{HOME}/requests.json", data={**FORM, "api_key": reader}).status_code == 403
    assert the_case(database)


def test_an_enormous_form_is_refused(tool: TestClient) -> None:
    assert tool.post(f"{HOME}/requests.json", data={**FORM, "media_url": "x" * 40_000}).status_code == 413


def test_a_repeated_request_opens_one_case(tool: TestClient, database: Database) -> None:
    headers = {"Idempotency-Key": "laporan-1"}
    first, again = (tool.post(f"{HOME}/requests.json", data=FORM, headers=headers) for _ in range(2))
    assert (
        first.json()
        == again.json()
        == [{"service_request_id": the_case(database).code, "service_notice": "", "account_id": ""}]
    )
    other = tool.post(f"{HOME}/requests.json", data={**FORM, "description": "lain"}, headers=headers)
    assert other.status_code == 400


def test_somebody_without_a_number_is_nobody_else(tool: TestClient, database: Database) -> None:
    for _ in range(2):
        assert tool.post(f"{HOME}/requests.json", data={**FORM, "phone": ""}).status_code == 201
    with database.read() as session:
        assert len(session.scalars(select(Contact)).all()) == 2


def test_requests_are_found_by_state_service_and_time(
    tool: TestClient, database: Database, office: Office, people: People
) -> None:
    now = datetime.now(UTC)
    with database.write() as session:
        contact = contact_for(session, office.vault, "081234567890", at=now)
        codes = []
        for service, days in (("ktp_hilang", 1), ("kk", 5), ("kk", 200)):
            at = now - timedelta(days=days)
            case = cases.open_case(session, channel="text", contact_id=contact.id, at=at, service_id=service)
            codes.append(case.code)
        siti = session.get_one(Officer, people.siti)
        cases.take(case := cases.find_case(session, codes[1]) or case, siti, at=now)
        cases.resolve(case, siti, "Sudah.", at=now)

    def found(**asked: str) -> list[str]:
        return [one["service_request_id"] for one in tool.get(f"{HOME}/requests.json", params=asked).json()]

    assert found() == [codes[1], codes[0]]
    assert found(status="open") == [codes[0]]
    assert found(status="closed") == [codes[1]]
    assert found(service_code="kk,ktp_hilang", status="open,closed") == [codes[1], codes[0]]
    assert found(service_request_id=f"{codes[2]},{codes[0]}", status="closed") == [codes[2], codes[0]]
    old = {"start_date": f"{now - timedelta(days=210):%Y-%m-%dT%H:%M:%SZ}"}
    assert found(**old) == [codes[2]]
    for wrong in (
        {"status": "banyak"},
        {"start_date": "2026-11-24T00:00:00"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-11-24T00:00:00Z"},
        {"end_date": "kemarin"},
    ):
        assert tool.get(f"{HOME}/requests.json", params=wrong).status_code == 400


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_client_of_somebody_else_reads_us(
    database: Database, office: Office, key: str, tool: TestClient, form: str
) -> None:
    for _ in range(2):
        tool.post(f"{HOME}/requests.json", data=FORM)
    port = a_free_port()
    server = uvicorn.Server(
        uvicorn.Config(api_app(database, office), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            thread.join(0.02)
        theirs = GeoReport(f"http://{key}:@127.0.0.1:{port}{HOME}", output_format=form)
        assert {one["service_code"] for one in theirs.get_service_list()} == {
            service.id for service in office.catalogue.services
        }
        assert theirs.get_service_definition("kk")["service_code"] == "kk"
        known = theirs.get_service_requests(status="open")
        assert len(known) == 2
        one = theirs.get_service_request(known[0]["service_request_id"])
        assert (one["status"], one["service_code"]) == ("open", "ktp_hilang")
    finally:
        server.should_exit = True
        thread.join(timeout=10)
