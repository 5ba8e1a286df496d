"""Filters and search of the queue: what narrows it, and that nothing personal gets into an address."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response

from casework import cases
from casework.console.queue_filter import Filter
from tests.console.conftest import Console, words
from tests.console.test_desk import grouped


def sent(console_at: Console, **fields: str) -> Response:
    token = console_at.cookie()
    with console_at.client(token) as client:
        return client.post("/console/antrean/saring", data={"csrf": console_at.csrf(token), **fields})


def test_the_form_leads_to_an_address_that_shows_the_same(console_at: Console, get) -> None:
    ktp, akta = console_at.case_by_call(), console_at.case_by_text()
    answer = sent(
        console_at, tab="baru", kata="ktp hilang", layanan="ktp_hilang", prioritas="biasa", loket="Mars"
    )
    assert answer.status_code == HTTPStatus.SEE_OTHER
    address = urlsplit(answer.headers["location"])
    assert parse_qs(address.query) == {
        "tab": ["baru"], "kata": ["ktp hilang"], "layanan": ["ktp_hilang"], "prioritas": ["biasa"],
    }  # fmt: skip
    page = get(f"/antrean?{address.query}")
    assert grouped(ktp.code) in page
    assert grouped(akta.code) not in page
    assert "Saringan (dipakai)" in page


def test_each_filter_narrows(console_at: Console, get) -> None:
    young = console_at.case_by_text()
    old = console_at.case_by_text(ago=timedelta(days=30), phone="081398765433")
    today = f"{datetime.now(UTC) + timedelta(hours=7):%Y-%m-%d}"
    for query, there in (
        ("terlambat=1", old),
        (f"dari={today}", young if datetime.now(UTC).hour != 17 else None),  # opened 20 minutes ago
        ("sampai=2026-01-01&dari=besok", None),
    ):
        page = get(f"/antrean?tab=baru&{query}")
        if query.startswith("dari") and there is None:
            continue
        for case in (young, old):
            assert (grouped(case.code) in page) is (case is there), query
    assert "Tidak ada kasus yang cocok dengan saringan ini." in get("/antrean?saya=1")
    console_at.do(cases.take, young)
    assert grouped(young.code) in get("/antrean?tab=dikerjakan&saya=1")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Ratnawati", "Tidak ada kasus dengan kata ini."),
        ("banjir", "Tidak ada kasus dengan kata ini."),
        ("0812-3456-7890", "Nomor telepon dan NIK tidak bisa dicari"),
        ("3201 0112 3456 7890", "Nomor telepon dan NIK tidak bisa dicari"),
        ("48213096", "Tidak ada permohonan atau kasus dengan kode ini."),
    ],
)
def test_what_may_be_personal_gets_into_no_address(console_at: Console, typed: str, said: str) -> None:
    console_at.case_by_call()
    answer = sent(console_at, kata=typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in words(answer.text)
    assert "location" not in answer.headers


def test_a_code_leads_to_its_case(console_at: Console) -> None:
    case = console_at.case_by_call()
    answer = sent(console_at, kata=grouped(case.code))
    assert answer.headers["location"] == f"/console/kasus/{case.id}"


def test_what_there_is_not_is_not_asked_for(console_at: Console) -> None:
    wrong = Filter(tab="x", loket="Mars", layanan="x", prioritas="x", dari="besok", sampai="2026-02-30")
    counters = console_at.office.triage.counters
    assert wrong.known(console_at.office, counters) == Filter()
    assert (
        wrong.known(console_at.office, counters).address(tab="selesai", setelah="7")
        == "tab=selesai&setelah=7"
    )
