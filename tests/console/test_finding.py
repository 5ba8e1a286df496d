"""The page where an officer looks for a code."""

from datetime import UTC, date, datetime

import pytest

from casework.applications import ApplicationData, put_application
from models import ApplicationStatus
from tests.console.conftest import Console, words


def put(console_at: Console, **values: object) -> None:
    given = {"code": "48213096", "service_id": "ktp_hilang", "status": ApplicationStatus.IN_PROCESS, **values}
    with console_at.database.write() as session:
        put_application(session, console_at.database.vault, ApplicationData(**given), source="api",
                        at=datetime.now(UTC))  # fmt: skip


@pytest.mark.parametrize("written", ["48213096", "4821 3096", " 4821-3096 ", "4821.3096"])
def test_an_application_is_found_however_its_code_is_written(console_at: Console, written: str) -> None:
    put(console_at, phone="081234567890")
    put(console_at, status=ApplicationStatus.INCOMPLETE, missing="surat polisi", expected_on=date(2026, 11, 30),
        phone="081234567890")  # fmt: skip
    token = console_at.cookie()
    with console_at.client(token) as client:
        found = client.post("/console/permohonan", data={"kode": written, "csrf": console_at.csrf(token)})
        assert found.status_code == 303
        assert "48213096" not in found.headers["location"]  # addresses end up in logs and histories
        page = words(client.get(found.headers["location"]).text)
    assert "KTP elektronik hilang" in page
    assert "Status Kurang berkas" in page
    assert "surat polisi" in page
    assert "Senin, 30 November 2026" in page
    assert "+62812****7890" in page
    history = page[page.index("Riwayat") :]
    assert history.index("Kurang berkas") < history.index("Diproses")


def test_a_cases_code_leads_to_the_case(console_at: Console) -> None:
    case = console_at.case_by_text()
    token = console_at.cookie()
    with console_at.client(token) as client:
        found = client.post("/console/permohonan", data={"kode": case.code, "csrf": console_at.csrf(token)})
    assert found.headers["location"] == f"/console/kasus/{case.id}"


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("", "Tulis dulu kodenya."),
        ("48213097", "Kode ini belum cocok."),
        ("<b>", "Kode ini belum cocok."),
        ("48213096", "Tidak ada permohonan atau kasus dengan kode ini."),
    ],
)
def test_a_code_that_leads_nowhere_says_why(console_at: Console, written: str, wrong: str) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        response = client.post("/console/permohonan", data={"kode": written, "csrf": console_at.csrf(token)})
    assert response.status_code == 422
    assert wrong in response.text
    assert "<b>" not in response.text
