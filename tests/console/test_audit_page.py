"""What is looked at is written down, auditors say why first, and administrators and auditors can read it all."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from casework import audit
from casework.applications import ApplicationData, find_application, put_application
from casework.console import audit as audit_page
from models import ApplicationStatus, Deed
from tests.console.accounts import post
from tests.console.conftest import Console, words

REASON = "Pemeriksaan surat nomor 12 <b>"


def log(console: Console) -> list[tuple[Deed, int | None, tuple[str, int | None]]]:
    """Deed, officer and thing of every entry, the oldest first."""
    with console.database.read() as session:
        found = reversed(audit.entries(session))
        return [(entry.deed, entry.officer_id, (entry.about, entry.about_id)) for entry in found]


def an_application(console: Console) -> int:
    at = datetime.now(UTC)
    with console.database.write() as session:
        data = ApplicationData(
            code="48213096", service_id="ktp_hilang", status=ApplicationStatus.READY, phone="081234567890"
        )
        put_application(session, console.database.vault, data, source="csv", at=at)
        found = find_application(session, "48213096")
        assert found is not None
        return found.id


def test_every_look_at_a_citizens_data_is_written_down_once_in_a_while(console_at: Console) -> None:
    case, application, me = console_at.case_by_call(), an_application(console_at), console_at.officer.id
    with console_at.client(console_at.cookie()) as client:
        for _ in range(2):
            client.get("/console/antrean")
            client.get(f"/console/kasus/{case.id}")
            client.get(f"/console/kasus/{case.id}/rekaman", headers={"Range": "bytes=1-"})
            client.get(f"/console/permohonan/{application}")
    with console_at.client(console_at.cookie(console_at.colleague)) as client:
        client.get(f"/console/kasus/{case.id}")
    assert log(console_at) == [
        (Deed.CASE_SEEN, me, ("case", case.id)),
        (Deed.RECORDING_HEARD, me, ("case", case.id)),
        (Deed.APPLICATION_SEEN, me, ("application", application)),
        (Deed.CASE_SEEN, console_at.colleague.id, ("case", case.id)),
    ]


def test_an_auditor_says_why_before_anything_is_shown(console_at: Console) -> None:
    case, application = console_at.case_by_call(phone="081234567890"), an_application(console_at)
    console_at.become("auditor")
    token = console_at.cookie()
    pages = (f"/kasus/{case.id}", f"/permohonan/{application}")
    with console_at.client(token) as client:
        for path in pages:
            answer = client.get(f"/console{path}")
            assert answer.headers["location"] == f"/console/alasan{path}"
        assert client.get(f"/console/kasus/{case.id}/rekaman").status_code == 303
        assert log(console_at) == []
        assert "Mengapa data warga ini dibuka?" in client.get(f"/console/alasan{pages[0]}").text
        for wrong in ("", "  pendek ", "x" * 301):
            answer = post(client, console_at, token, f"/alasan{pages[0]}", alasan=wrong)
            assert answer.status_code == 422
            assert 'href="#alasan"' in answer.text
        answer = post(client, console_at, token, f"/alasan{pages[0]}", alasan=REASON)
        assert answer.headers["location"] == f"/console{pages[0]}"
        page = client.get(f"/console{pages[0]}").text
        assert "0812-3456-7890" in page
        forms = re.findall(r'method="post" action="/console/kasus/\d+/([^"]+)"', page)
        assert forms == ["pantau"]  # their own list of what to look at again; nothing of the case
        assert client.get(f"/console/kasus/{case.id}/rekaman").status_code == 200
        assert client.get(f"/console{pages[1]}").status_code == 303  # a reason is for one thing
        shown = client.get("/console/jejak-audit").text
        assert "Pemeriksaan surat nomor 12 &lt;b&gt;" in shown
    assert [deed for deed, _, _ in log(console_at)] == [
        Deed.REASON_GIVEN,
        Deed.CASE_SEEN,
        Deed.RECORDING_HEARD,
    ]


def test_a_reason_holds_for_half_an_hour_and_for_who_gave_it(console_at: Console) -> None:
    case = console_at.case_by_call()
    console_at.become("auditor")
    for by, ago in (
        (console_at.officer.id, audit.REASON_HOLDS + timedelta(seconds=1)),
        (console_at.colleague.id, timedelta(0)),
    ):
        with console_at.database.write() as session:
            at = datetime.now(UTC) - ago
            audit.write(session, Deed.REASON_GIVEN, at=at, by=by, about=(audit.CASE, case.id), reason="-")
    with console_at.client(console_at.cookie()) as client:
        assert client.get(f"/console/kasus/{case.id}").status_code == 303


@pytest.mark.parametrize("path", ["/alasan/kasus/999", "/alasan/permohonan/999", "/alasan/petugas/1"])
def test_there_is_no_reason_for_what_is_not_there(console_at: Console, path: str) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        assert post(client, console_at, token, path, alasan=REASON).status_code == 404
    assert log(console_at) == []


def test_an_auditor_reads_and_changes_nothing(console_at: Console) -> None:
    case = console_at.case_by_call()
    console_at.become("auditor")
    token = console_at.cookie()
    with console_at.client(token) as client:
        assert "KTP elektronik hilang" in client.get("/console/antrean").text
        answer = post(client, console_at, token, f"/kasus/{case.id}/ambil", version=str(case.version))
        assert answer.status_code == 403
        assert post(client, console_at, token, "/hari-khusus", tanggal="2030-01-01").status_code == 403
    assert console_at.now(case).version == case.version


def test_the_log_is_filtered_by_officer_kind_case_and_day(console_at: Console) -> None:
    now, case = datetime.now(UTC), console_at.case_by_call()
    me, them = console_at.officer.id, console_at.colleague.id
    with console_at.database.write() as session:
        audit.write(session, Deed.SIGNED_IN, at=now - timedelta(days=3), by=them)
        audit.write(session, Deed.CASE_SEEN, at=now, by=me, about=(audit.CASE, case.id))
        detail = {"changed": ["roles"], "roles": ["officer", "editor"], "counters": ["Dukcapil"]}
        audit.write(session, Deed.OFFICER_CHANGED, at=now, by=me, about=(audit.OFFICER, them), detail=detail)
    console_at.become("administrator")
    with console_at.client(console_at.cookie()) as client:

        def shown(**query: str) -> set[str]:
            page = words(client.get("/console/jejak-audit", params=query).text).split("Keterangan", 1)[-1]
            return {one for one in ("Masuk", "Kasus dibuka", "Petugas diubah") if one in page}

        everything = {"Masuk", "Kasus dibuka", "Petugas diubah"}
        assert shown() == everything
        assert shown(petugas=str(them)) == {"Masuk"}
        assert shown(jenis="data") == {"Kasus dibuka"}
        assert shown(jenis="petugas") == {"Petugas diubah"}
        assert shown(nomor=str(case.id)) == {"Kasus dibuka"}
        today = (now.astimezone(console_at.office.mpp.timezone)).date()
        assert shown(dari=today.isoformat()) == everything - {"Masuk"}
        assert shown(sampai=(today - timedelta(days=1)).isoformat()) == {"Masuk"}
        assert shown(petugas="x", jenis="x", sebelum="x") == everything
        text = words(client.get("/console/jejak-audit?jenis=petugas").text)
        assert (
            "Siti Contoh Budi Contoh Diubah: peran. Peran: Petugas loket, Penyunting isi. Loket: Dukcapil"
            in text
        )
        for wrong in ({"dari": "besok"}, {"sampai": "x"}, {"nomor": "abc"}):
            answer = client.get("/console/jejak-audit", params=wrong)
            assert answer.status_code == 422
            assert f'href="#{next(iter(wrong))}"' in answer.text


def test_a_long_log_goes_on_on_the_next_page(console_at: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_page, "SHOWN", 2)
    with console_at.database.write() as session:
        for number in range(1, 4):
            audit.write(session, Deed.CASE_SEEN, at=datetime.now(UTC), by=None, about=(audit.CASE, number))
    console_at.become("auditor")
    with console_at.client(console_at.cookie()) as client:
        first = words(client.get("/console/jejak-audit?jenis=data").text)
        assert "Kasus nomor 2" in first
        assert "Kasus nomor 1" not in first
        second = client.get("/console/jejak-audit?jenis=data&sebelum=2").text
        assert "Kasus nomor 1" in second
        assert "Yang lebih lama" not in second


def test_every_deed_has_words_and_a_group() -> None:
    assert set(audit_page.DEEDS) == set(Deed)
    assert {deed for _, deeds in audit_page.GROUPS.values() for deed in deeds} == set(Deed)


def test_a_change_of_opening_hours_is_written_down(console_at: Console) -> None:
    token = console_at.cookie()
    day = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    with console_at.client(token) as client:
        post(client, console_at, token, "/hari-khusus", tanggal=day, alasan="Upacara")
        post(client, console_at, token, "/hari-khusus/hapus", tanggal=day)
        console_at.become("administrator")
        assert f"Hari khusus {day}" in client.get("/console/jejak-audit").text
    assert [deed for deed, _, _ in log(console_at)] == [Deed.SETTING_CHANGED] * 2
