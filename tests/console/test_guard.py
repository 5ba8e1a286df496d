"""Who gets in, who stays in, and whose forms are believed."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts

from casework import cases, console
from casework.console import guard
from models import Case, CaseStatus
from tests.console.conftest import Console

PUBLIC = {"/static/{name}", "/masuk", "/masuk/kode", "/masuk/sso", "/masuk/sso/kembali"}


def routes() -> Iterator[tuple[str, str]]:
    """Method and path of every route of the console."""
    for context in iter_route_contexts(console.router.routes):
        for method in context.methods or ():
            yield method, str(context.path)


def address(path: str) -> str:
    return "/console" + re.sub(r"{\w+(:path)?}", "1", path)


def test_every_route_has_the_guard_in_front() -> None:
    assert len(list(routes())) > 15
    for context in iter_route_contexts(console.router.routes):
        assert isinstance(context.original_route, guard.Guarded), context.path


def test_without_a_session_every_page_leads_to_signing_in(console_at: Console) -> None:
    console_at.case_by_call()
    with console_at.client() as client:
        for method, path in routes():
            if method == "GET" and path not in PUBLIC:
                response = client.get(address(path))
                assert response.status_code == 303, path
                assert response.headers["location"].startswith("/console/masuk"), path


def test_without_a_session_every_form_is_refused(console_at: Console) -> None:
    case = console_at.case_by_call()
    with console_at.client() as client:
        for method, path in routes():
            if method == "POST" and path not in PUBLIC:
                response = client.post(address(path), data={"csrf": "x", "version": "1", "kode": "1"})
                assert response.status_code == 401, path
                assert "Masuk dulu" in response.text
    assert console_at.now(case).version == case.version


def test_a_form_without_the_sessions_token_is_refused(console_at: Console) -> None:
    case = console_at.case_by_call()
    token = console_at.cookie()
    with console_at.client(token) as client:
        for method, path in routes():
            if method == "POST" and path not in PUBLIC:
                for csrf in (
                    {},
                    {"csrf": ""},
                    {"csrf": "salah"},
                    {"csrf": console_at.csrf(console_at.cookie())},
                ):
                    response = client.post(address(path), data={"version": str(case.version), **csrf})
                    assert response.status_code == 403, (path, csrf)
        assert client.get("/console/antrean").status_code == 200  # and nobody was signed out
    assert console_at.now(case).status == CaseStatus.NEW


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "OURS"},
        {"Origin": "https://jahat.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_form_from_another_site_is_refused_even_with_the_token(
    console_at: Console, headers: dict[str, str]
) -> None:
    case = console_at.case_by_call()
    token = console_at.cookie()
    data = {"csrf": console_at.csrf(token), "version": str(case.version)}
    with console_at.client(token) as client:
        for name in ("Origin", "Sec-Fetch-Site"):
            del client.headers[name]
        sent = {name: value.replace("OURS", console_at.url) for name, value in headers.items()}
        refused = client.post(f"/console/kasus/{case.id}/ambil", data=data, headers=sent)
        assert refused.status_code == 403
        taken = client.post(f"/console/kasus/{case.id}/ambil", data=data, headers={"Origin": console_at.url})
        assert taken.status_code == 303


def test_every_answer_tells_the_browser_what_it_may_do(console_at: Console) -> None:
    case = console_at.case_by_call()
    with console_at.client(console_at.cookie()) as client:
        answers = [
            client.get(path)
            for path in (
                "/console/masuk",
                "/console/antrean",
                f"/console/kasus/{case.id}",
                f"/console/kasus/{case.id}/rekaman",
                "/console/antrean/jumlah",
                "/console/tidak-ada",
                "/console/static/console.css",
            )
        ]
    for response in answers:
        policy = response.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "same-origin"
        if "static" not in str(response.url):
            assert response.headers["cache-control"] == "no-store"
        else:
            assert "immutable" in response.headers["cache-control"]


@pytest.mark.parametrize("path", ["/console/tidak-ada", "/console/kasus/999", "/console/kasus/abc",
                                  "/console/kasus/999/rekaman", "/console/permohonan/999"])  # fmt: skip
def test_what_is_not_there_has_a_page_that_leads_back(console_at: Console, path: str) -> None:
    with console_at.client(console_at.cookie()) as client:
        response = client.get(path)
    assert response.status_code == 404
    assert "Halaman tidak ada" in response.text
    assert 'href="/console/antrean"' in response.text


def test_files_outside_the_folder_are_not_served(console_at: Console) -> None:
    with console_at.client() as client:
        for name in ("../pages.py", "%2e%2e%2fpages.py", "nothing.css"):
            assert client.get(f"/console/static/{name}").status_code in (303, 404)


def test_an_enormous_form_is_refused(console_at: Console) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        response = client.post("/console/masuk", data={"nama": "x" * (guard.MAX_FORM + 1)})
    assert response.status_code == 413


def test_two_sessions_of_one_officer_do_not_share_their_tokens(console_at: Console) -> None:
    case = console_at.case_by_call()
    first, second = console_at.cookie(), console_at.cookie()
    with console_at.client(first) as client:
        data = {"csrf": console_at.csrf(second), "version": str(case.version)}
        assert client.post(f"/console/kasus/{case.id}/ambil", data=data).status_code == 403


def test_the_full_number_is_on_the_cases_own_page_only(console_at: Console) -> None:
    case = console_at.case_by_call(phone="081234567890")
    console_at.do(cases.take, case)
    with console_at.client(console_at.cookie()) as client:
        queue = client.get("/console/antrean?tab=dikerjakan").text
        page = client.get(f"/console/kasus/{case.id}").text
    assert "+62812****7890" in queue
    assert "4567890" not in queue.replace("-", "")
    assert "0812-3456-7890" in page
    assert isinstance(console_at.now(case), Case)
