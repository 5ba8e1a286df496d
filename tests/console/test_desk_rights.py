"""What officers of one counter are told of another's work: nothing, on any page of the desk."""

from datetime import UTC, datetime

import pytest

from casework import audit, cases, news
from casework.applications import ApplicationData, find_application, put_application
from casework.console import live
from casework.messages import queue_text
from casework.news import since
from models import ApplicationStatus, Case, Contact, Deed, Officer
from tests.console.conftest import Console, words
from tests.console.test_actions import send
from tests.console.test_desk import grouped
from tests.console.test_live import events

PHONE, OTHER = "081345612389", "081267814405"


def at_samsat(console_at: Console, case: Case) -> Case:
    """The case, now at another counter than it was sorted to."""
    with console_at.database.write() as session:
        session.get_one(Case, case.id).counter = "Samsat"
    return console_at.now(case)


def an_application(console_at: Console, code: str, service_id: str) -> int:
    with console_at.database.write() as session:
        data = ApplicationData(code=code, service_id=service_id, status=ApplicationStatus.READY, phone=PHONE)
        put_application(session, console_at.database.vault, data, source="csv", at=datetime.now(UTC))
        found = find_application(session, code)
        assert found is not None
        return found.id


def test_a_citizens_page_holds_what_is_at_ones_own_counters_only(console_at: Console) -> None:
    here = console_at.case_by_call(phone=PHONE)
    there = at_samsat(console_at, console_at.case_by_call(phone=PHONE))
    stranger = at_samsat(console_at, console_at.case_by_call(phone=OTHER))
    with console_at.database.write() as session:
        contact = session.get_one(Contact, here.contact_id)
        for case, body in ((here, "Tentang KTP."), (there, "Tentang motor."), (None, "Tanpa kasus.")):
            queue_text(session, contact, body, at=datetime.now(UTC), case_id=case.id if case else None)
    an_application(console_at, "48213096", "ktp_hilang")
    an_application(console_at, "51730424", "samsat")
    console_at.become("officer", counters=("Dukcapil",))
    with console_at.client(console_at.cookie()) as client:
        page = words(client.get(f"/console/warga/{here.contact_id}").text)
        assert client.get(f"/console/warga/{stranger.contact_id}").status_code == 403
    for shown in (grouped(here.code), "Tentang KTP.", "4821 3096", "Hanya yang ada di loket Anda."):
        assert shown in page, shown
    for hidden in (grouped(there.code), "Tentang motor.", "Tanpa kasus.", "5173 0424"):
        assert hidden not in page, hidden
    assert page.count("6 giliran") == 1


def test_an_auditor_says_why_and_the_look_is_written_down(console_at: Console) -> None:
    contact_id = console_at.case_by_call(phone=PHONE).contact_id
    console_at.become("auditor")
    token = console_at.cookie()
    with console_at.client(token) as client:
        asked = client.get(f"/console/warga/{contact_id}")
        assert asked.headers["location"] == f"/console/alasan/warga/{contact_id}"
        data = {"csrf": console_at.csrf(token), "alasan": "Pemeriksaan surat nomor 12"}
        given = client.post(asked.headers["location"], data=data)
        assert given.headers["location"] == f"/console/warga/{contact_id}"
        assert "0813-4561-2389" in client.get(given.headers["location"]).text
    with console_at.database.read() as session:
        found = [(one.deed, one.about, one.about_id) for one in audit.entries(session)]
    assert found == [(deed, "contact", contact_id) for deed in (Deed.CONTACT_SEEN, Deed.REASON_GIVEN)]


def test_the_queue_and_the_day_show_and_search_ones_own_counters(console_at: Console) -> None:
    here, there = console_at.case_by_call(phone=PHONE), console_at.case_by_text(phone=OTHER)
    send(console_at, there, "penanda", penanda="kulkas")
    at_samsat(console_at, there)
    console_at.become("officer", counters=("Dukcapil",))
    token = console_at.cookie()
    with console_at.client(token) as client:
        queue = words(client.get("/console/antrean?loket=Samsat").text)
        assert grouped(here.code) in queue
        assert grouped(there.code) not in queue
        assert "<option>Samsat" not in client.get("/console/antrean").text
        assert "1 kasus baru" in words(client.get("/console/hari-ini").text)
        asked = client.post(
            "/console/antrean/saring", data={"csrf": console_at.csrf(token), "kata": "kulkas"}
        )
        assert asked.status_code == 422  # nothing of theirs has it


def test_nothing_of_another_counter_is_merged_linked_watched_or_offered(console_at: Console) -> None:
    mine, theirs = console_at.case_by_call(phone=PHONE), console_at.case_by_call(phone=PHONE)
    at_samsat(console_at, theirs)
    an_application(console_at, "51730424", "samsat")
    console_at.become("officer", counters=("Dukcapil",))
    with console_at.client(console_at.cookie()) as client:
        assert grouped(theirs.code) not in client.get(f"/console/kasus/{mine.id}").text
    assert send(console_at, mine, "gabung", ke=str(theirs.id)).status_code == 403
    linked = send(console_at, mine, "hubungkan", kode_permohonan="51730424")
    assert "ada di loket lain" in linked.text
    for action in ("pantau", "frasa", "minta-berkas", "kebutuhan", "penanda"):
        assert send(console_at, theirs, action, pantau="ya").status_code == 403, action


def test_what_is_linked_already_says_no_more_than_where_it_is(console_at: Console) -> None:
    mine, application = console_at.case_by_call(phone=PHONE), an_application(console_at, "51730424", "samsat")
    send(console_at, mine, "hubungkan", kode_permohonan="51730424")
    with console_at.client(console_at.cookie()) as client:
        assert f"/permohonan/{application}" in client.get(f"/console/kasus/{mine.id}").text
        console_at.become("officer", counters=("Dukcapil",))
        page = client.get(f"/console/kasus/{mine.id}").text
    assert "Permohonan 5173 0424 di loket" in words(page)
    assert f"/permohonan/{application}" not in page


def test_who_watched_a_case_that_went_elsewhere_is_not_shown_it(console_at: Console) -> None:
    case = console_at.case_by_call(phone=PHONE)
    console_at.become("officer", counters=("Dukcapil",))
    send(console_at, case, "pantau", pantau="ya")
    with console_at.client(console_at.cookie()) as client:
        assert grouped(case.code) in words(client.get("/console/hari-ini").text)
        at_samsat(console_at, case)
        assert grouped(case.code) not in words(client.get("/console/hari-ini").text)


def test_news_goes_to_who_sees_the_case_and_to_who_saw_it_until_now(
    console_at: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SIGNED_IN_S", 0.2)
    monkeypatch.setattr(news, "LOOK_S", 0.05)
    case, theirs = console_at.case_by_call(phone=PHONE), console_at.case_by_call(phone=OTHER)
    at_samsat(console_at, theirs)
    console_at.become("officer", counters=("Dukcapil",))
    with console_at.database.read() as session:
        last = news.newest(session)
    console_at.do(cases.take, theirs, console_at.colleague)
    console_at.do(cases.note, case, console_at.colleague, "Sudah ditelepon.")
    with console_at.database.write() as session:
        session.get_one(Case, case.id).counter = "Samsat"
    console_at.do(cases.note, case, console_at.colleague, "Sudah di sana.")
    with (
        console_at.client(console_at.cookie()) as client,
        client.stream("GET", f"/console/kabar?sejak={last}") as stream,
    ):
        lines = events(stream.iter_lines())
        # It is at Samsat now: of the three changes, only that it left is for this officer.
        assert next(lines) == ("message", {"jenis": "changed", "id": case.id})
        console_at.become("editor")
        assert next(lines) == ("keluar", {})
    with console_at.database.read() as session:
        assert len(since(session, last)) == 4


def test_a_colleague_at_the_counter_is_offered_and_nobody_else(console_at: Console) -> None:
    case = console_at.case_by_call(phone=PHONE)
    with console_at.database.write() as session:
        colleague = session.get_one(Officer, console_at.colleague.id)
        colleague.roles, colleague.counters = ["officer"], ["Samsat"]
    console_at.become("officer", counters=("Dukcapil",))
    fields = {"petugas": str(colleague.id), "alasan_serah": "Mohon ditelepon"}
    with console_at.client(console_at.cookie()) as client:
        assert "Serahkan kepada rekan" not in client.get(f"/console/kasus/{case.id}").text
        assert send(console_at, case, "serahkan", **fields).status_code == 409
        with console_at.database.write() as session:
            session.get_one(Officer, colleague.id).counters = ["Dukcapil"]
        assert "Budi Contoh" in client.get(f"/console/kasus/{case.id}").text
    assert send(console_at, case, "serahkan", **fields).status_code == 303
    assert send(console_at, case, "serahkan", **fields).status_code == 409  # the colleague's now
