"""Every route says who may use it, and nobody else gets through: role by role, route by route."""

import re
from datetime import UTC, datetime

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import update

from casework import console, messages, roles
from casework.console import guard
from casework.roles import Right, Role
from models import Case, Contact, Officer
from tests.console.conftest import Console, words
from tests.console.test_guard import address, routes

RIGHTS = {
    (method, str(context.path)): context.original_route.right
    for context in iter_route_contexts(console.router.routes)
    for method in context.methods or ()
    if isinstance(context.original_route, guard.Guarded)
}
SHEETS = "/console/isi/lembar/"
"""Hundreds of pages of one kind."""
CLOSED = [route for route, right in RIGHTS.items() if right not in roles.ALWAYS]
"""Routes that not everybody may use."""


def test_every_route_says_what_right_it_needs() -> None:
    assert set(RIGHTS) == set(routes())
    assert [route for route, right in RIGHTS.items() if right is None] == []
    assert len(CLOSED) > 30


def test_only_the_door_and_the_style_sheet_are_anybodys() -> None:
    assert {path for (_, path), right in RIGHTS.items() if right is Right.ANYBODY} == {
        "/static/{name}",
        "/masuk",
        "/masuk/kode",
        "/masuk/sso",
        "/masuk/sso/kembali",
    }


def test_nothing_is_changed_with_a_right_to_look() -> None:
    looking = {Right.SEE_CASES, Right.SEE_REPORTS, Right.READ_AUDIT}
    posts = {path for (method, path), right in RIGHTS.items() if method == "POST" and right in looking}
    assert posts == {
        "/permohonan",
        "/alasan/{thing}/{thing_id}",
        "/antrean/saring",
        "/kasus/{case_id}/pantau",
    }  # looking; saying why


@pytest.mark.parametrize("role", Role)
def test_who_lacks_the_right_gets_a_page_that_says_whose_it_is(console_at: Console, role: Role) -> None:
    case = console_at.case_by_call()
    console_at.become(role, counters=("Dukcapil",))
    token = console_at.cookie()
    csrf = console_at.csrf(token)
    with console_at.client(token) as client:
        for method, path in CLOSED:
            url = re.sub(r"/console/kasus/1", f"/console/kasus/{case.id}", address(path)).replace(
                "/alasan/1", "/alasan/kasus"
            )
            if method == "POST" and RIGHTS[method, path] in roles.MAY[role]:
                continue  # it would be done
            with client.stream(method, url, data={"csrf": csrf} if method == "POST" else None) as answer:
                # what goes on for ever (the news) is let in by its first byte
                refused = answer.status_code == 403 and "Ini hanya untuk" in answer.read().decode()
            allowed = RIGHTS[method, path] in roles.MAY[role]
            assert refused is not allowed, (role, method, path, answer.status_code)
    assert console_at.now(case).version == case.version


@pytest.mark.parametrize("role", Role)
def test_no_page_has_a_link_or_a_form_that_may_not_be_used(console_at: Console, role: Role) -> None:
    case = console_at.case_by_call()
    with console_at.database.write() as session:
        contact = session.get_one(Contact, case.contact_id)
        messages.queue_text(session, contact, "Halo.", at=datetime.now(UTC)).held = "cap_day"
    console_at.become(role, counters=("Dukcapil",))
    seen: set[str] = set()
    with console_at.client(console_at.cookie()) as client:
        waiting = ["/console/", "/console/akun"]
        while waiting:
            url = waiting.pop()
            if url in seen or (
                url.startswith(SHEETS) and len([one for one in seen if one.startswith(SHEETS)]) > 3
            ):
                continue
            seen.add(url)
            answer = client.get(url, follow_redirects=True)
            assert answer.status_code == 200, (role, url)
            found = re.findall(r'href="(/console/[^"#?]*)', answer.text)
            waiting += [path for path in found if "/static/" not in path]
            for action in re.findall(r'method="post" action="([^"]+)"', answer.text):
                right = needed(action)
                assert right in roles.MAY[role], (role, url, action)
    assert len(seen) > 5


def needed(action: str) -> Right | None:
    """The right that a form sent to this address needs."""
    for (method, path), right in RIGHTS.items():
        pattern = re.sub(r"{\w+}", r"[^/]+", path)
        if method == "POST" and re.fullmatch(f"/console{pattern}", action):
            return right
    raise AssertionError(action)


def test_nobody_without_a_role_sees_more_than_their_own_account(console_at: Console) -> None:
    console_at.become()
    with console_at.client(console_at.cookie()) as client:
        assert client.get("/console/antrean").status_code == 403
        assert client.get("/console/akun").status_code == 200


def test_a_right_that_is_taken_away_is_gone_with_the_next_click(console_at: Console) -> None:
    with console_at.client(console_at.cookie()) as client:
        assert client.get("/console/antrean").status_code == 200
        console_at.become("editor")
        assert client.get("/console/antrean").status_code == 403


def test_a_route_that_says_nothing_is_nobodys(console_at: Console) -> None:
    router = guard.router()

    @router.get("/lupa")
    def forgotten(officer: guard.SignedInOfficer) -> dict[str, bool]:
        return {"in": True}

    console_at.become("supervisor", "administrator", "editor", "officer")
    console_at.app.include_router(router, prefix="/console-lupa")
    token = console_at.cookie()
    with console_at.client() as client:
        answer = client.get("/console-lupa/lupa", headers={"Cookie": f"suara_session={token}"})
    assert answer.status_code == 403


def at_other_counter(console_at: Console) -> int:
    """A case of a counter that is not the officer's."""
    case = console_at.case_by_call()
    console_at.become("officer", counters=("Samsat",))
    assert case.counter == "Dukcapil"
    return case.id


def test_an_officer_sees_the_cases_of_their_own_counters_only(console_at: Console) -> None:
    case_id = at_other_counter(console_at)
    token = console_at.cookie()
    with console_at.client(token) as client:
        for path in (f"/kasus/{case_id}", f"/kasus/{case_id}/rekaman"):
            answer = client.get(f"/console{path}")
            assert answer.status_code == 403
            assert "loket Dukcapil, bukan di loket Anda" in answer.text
        data = {"csrf": console_at.csrf(token), "version": "2"}
        assert client.post(f"/console/kasus/{case_id}/ambil", data=data).status_code == 403
        assert client.post(f"/console/kasus/{case_id}/hubungi", data=data).status_code == 403
        queue = words(client.get("/console/antrean?loket=Dukcapil").text)
        assert "Tidak ada kasus baru" in queue
        assert client.get("/console/antrean/jumlah").json() == {"baru": 0}
        console_at.become("officer", counters=("Samsat", "Dukcapil"))
        assert client.get(f"/console/kasus/{case_id}").status_code == 200
        assert client.get("/console/antrean/jumlah").json() == {"baru": 1}


def test_after_forwarding_a_case_elsewhere_an_officer_is_back_at_the_queue(console_at: Console) -> None:
    case = console_at.case_by_call()
    console_at.become("officer", counters=("Dukcapil",))
    token = console_at.cookie()
    other = next(one for one in console_at.office.triage.counters if one != "Dukcapil")
    data = {
        "csrf": console_at.csrf(token),
        "version": str(case.version),
        "loket": other,
        "alasan_loket": "Salah loket",
    }
    with console_at.client(token) as client:
        answer = client.post(f"/console/kasus/{case.id}/teruskan", data=data)
    assert answer.headers["location"] == "/console/antrean"
    assert console_at.now(case).counter == other


def test_a_supervisor_gives_a_case_to_an_officer_and_says_why(console_at: Console) -> None:
    case = console_at.case_by_call()
    with console_at.database.write() as session:
        colleague = session.get_one(Officer, console_at.colleague.id)
        colleague.roles, colleague.counters = ["officer"], ["Samsat"]
    token = console_at.cookie()
    sent = {"csrf": console_at.csrf(token), "version": str(case.version), "petugas": str(colleague.id)}
    with console_at.client(token) as client:
        target = f"/console/kasus/{case.id}/serahkan"
        page = client.get(f"/console/kasus/{case.id}").text
        assert "Serahkan kepada rekan" not in page  # nobody else is at this counter
        assert client.post(target, data={**sent, "alasan_serah": "Cuti"}).status_code == 409
        with console_at.database.write() as session:
            session.get_one(Officer, colleague.id).counters = ["Dukcapil"]
        assert "Serahkan kepada rekan" in client.get(f"/console/kasus/{case.id}").text
        assert client.post(target, data=sent).status_code == 422
        assert client.post(target, data={**sent, "petugas": "x", "alasan_serah": "a"}).status_code == 422
        assert client.post(target, data={**sent, "alasan_serah": "Cuti"}).status_code == 303
        assert "Diserahkan kepada Budi Contoh oleh Siti Contoh Cuti" in words(
            client.get(f"/console/kasus/{case.id}").text
        )
    assert console_at.now(case).officer_id == colleague.id


def test_a_supervisor_can_list_what_is_overdue(console_at: Console) -> None:
    console_at.case_by_text()
    with console_at.client(console_at.cookie()) as client:
        assert "Tidak ada kasus yang cocok" in words(client.get("/console/antrean?terlambat=1").text)
        with console_at.database.write() as session:
            session.execute(update(Case).values(due_at=console_at.officer.created_at))
        assert "Akta kelahiran" in words(client.get("/console/antrean?terlambat=1").text)


def test_a_supervisor_shares_out_what_is_new_at_a_counter(console_at: Console) -> None:
    case = console_at.case_by_call()
    console_at.become("supervisor", counters=("Dukcapil",))
    token = console_at.cookie()
    with console_at.client(token) as client:
        assert "Bagi rata kasus baru" in client.get("/console/antrean").text
        data = {"csrf": console_at.csrf(token), "loket": "Samsat"}
        nothing = client.post("/console/antrean/bagi", data=data)
        assert nothing.headers["location"] == "/console/antrean?loket=Samsat"
        assert "Belum ada yang bisa dibagi" in client.get("/console/antrean").text
        console_at.become("officer", counters=("Dukcapil",))
        assert "Bagi rata kasus baru" not in client.get("/console/antrean").text
        assert client.post("/console/antrean/bagi", data=data).status_code == 403
    assert console_at.now(case).officer_id is None
