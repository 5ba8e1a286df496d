"""Every table of a report, counted by the database."""

from datetime import timedelta

from casework import survey
from casework.office import Office
from models import CameTo, CaseStatus, Database, WaitingState
from tests.casework.reports import happened
from tests.casework.reports.happened import AT, rows, table
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH


def test_volume_by_channel_service_hour_and_day(database: Database, office: Office) -> None:
    with database.write() as session:
        for contact in happened.people(session, database, 6):
            happened.call(session, contact, service_id="ktp_hilang")
            happened.case(session, contact)
            happened.text(session, contact)
            happened.text(session, contact, AT - timedelta(days=30))  # in October
            happened.call(session, contact, started_at=AT + timedelta(hours=15))  # at one in the night
    assert rows(table(database, office, "saluran")) == {"Telepon": (12, 6, 6), "SMS": (6, 0, 6)}
    services = rows(table(database, office, "layanan"))
    assert services == {"KTP elektronik hilang": (6, 6, 6), "Layanan belum disebut": (6, 0, 6)}
    hours = rows(table(database, office, "jam"))
    assert hours["10.00"] == (6, 6, 6, 6)
    assert hours["01.00"] == (6, 0, 0, 6)
    assert list(hours) == [f"{hour:02}.00" for hour in range(1, 11)]
    days = rows(table(database, office, "hari"))
    assert len(days) == 30
    assert days["2026-11-10"] == (6, 6, 6, 6)
    assert days["2026-11-11"] == (6, 0, 0, 6)


def test_who_got_through_by_keys_speech_region_pace_and_attempt(database: Database, office: Office) -> None:
    with database.write() as session:
        for n, contact in enumerate(happened.people(session, database, 10)):
            happened.call(session, contact, missed=1)
            happened.call(
                session, contact, keyed=0, spoken=3, pace="slow", region="jawa", attempt=2 if n < 5 else 4,
                came_to=CameTo.NOTHING if n < 4 else CameTo.HANDED if n < 8 else CameTo.TALKED,
            )  # fmt: skip
            happened.call(session, contact, came_to=None)  # from before calls were counted
    ways = rows(table(database, office, "cara"))
    assert ways == {
        "Tombol saja": (10, 100.0, 10, 0, 0, 0, 1.0, 10),
        "Suara saja": (10, 60.0, 0, 4, 2, 4, 0.0, 10),
    }
    assert {name: values[:2] for name, values in rows(table(database, office, "daerah")).items()} == {
        "Tanpa kata daerah": (10, 100.0),
        "Jawa": (10, 60.0),
    }
    assert list(rows(table(database, office, "kecepatan"))) == ["Biasa", "Pelan"]
    assert {name: values[:2] for name, values in rows(table(database, office, "ulangan")).items()} == {
        "Panggilan pertama hari itu": (10, 100.0),
        "Kedua": (5, 20.0),
        "Ketiga atau lebih": (5, 100.0),
    }


def test_questions_that_fail_most_come_first(database: Database, office: Office) -> None:
    with database.write() as session:
        for contact in happened.people(session, database, 5):
            one = happened.call(session, contact)
            happened.turns(session, one, "menu", [("pressed", False), ("said", True), ("silence", True)])
            two = happened.call(session, contact)
            happened.turns(session, two, "kode", [("said", True), ("said", True), ("silence", True)])
            three = happened.call(session, contact)
            happened.turns(session, three, "lancar", [("said", False), ("hung_up", False)])
    found = rows(table(database, office, "gagal-dengar"))
    assert list(found.items()) == [("kode", (15, 100.0, 10, 5, 5)), ("menu", (15, 66.7, 5, 5, 5))]


def test_what_was_in_time_and_what_was_late(database: Database, office: Office) -> None:
    day = timedelta(days=1)
    with database.write() as session:
        for contact in happened.people(session, database, 5):
            soon = {"answered_at": AT + day, "resolved_at": AT + 2 * day, "status": CaseStatus.RESOLVED}
            late = {"answered_at": AT + 4 * day, "resolved_at": AT + 6 * day, "status": CaseStatus.RESOLVED}
            happened.case(session, contact, **soon)
            happened.case(session, contact, **late)
            happened.case(session, contact)
            waits = {"waiting_since": AT + day, "status": CaseStatus.WAITING, "answered_at": AT + day}
            happened.case(session, contact, **waits)
            happened.case(session, contact, status=CaseStatus.MERGED)  # the other one is answered, not this
    early, after = AT + 2 * day, AT + 20 * day
    name = "Kependudukan"
    assert rows(table(database, office, "waktu-loket", early))[name] == (20, 66.7, 5, 5, 50.0, 5, 10, 5, 5)
    assert rows(table(database, office, "waktu-loket", after))[name] == (20, 50.0, 10, 0, 33.3, 10, 5, 5, 5)
    assert list(rows(table(database, office, "waktu-kelas"))) == ["Pertanyaan dan keluhan"]


def test_how_long_callers_waited_for_an_officer(database: Database, office: Office) -> None:
    with database.write() as session:
        for n, contact in enumerate(happened.people(session, database, 10)):
            happened.waited(session, happened.call(session, contact), n + 0.99)
            happened.waited(session, happened.call(session, contact), 5, WaitingState.LEFT)
    assert rows(table(database, office, "menunggu")) == {
        "Bicara dengan petugas": (10, 4, 8, 10),
        "Pergi sebelum tersambung": (10, 5, 5, 10),
    }


def test_satisfaction_needs_all_nine_elements(database: Database, office: Office) -> None:
    with database.write() as session:
        calls = [happened.call(session, contact) for contact in happened.people(session, database, 30)]
        for call in calls:
            survey.keep(session, call.id, "prosedur", 3, at=AT)
    partial = table(database, office, "ikm")
    assert "1 dari sembilan unsur" in partial.marked
    assert rows(partial)["IKM"] == (None, None, None, None, "Belum lengkap")
    assert rows(partial)["Kemudahan prosedur"] == (30, 3.0, 0.333, 75.0, "C (kurang baik)")
    with database.write() as session:
        for element in survey.ELEMENTS:
            for call in calls:
                survey.keep(session, call.id, element, 4 if element != "biaya" else 3, at=AT)
    whole = table(database, office, "ikm")
    assert whole.marked == ""
    assert rows(whole)["IKM"] == (30, 3.89, 3.889, 97.22, "A (sangat baik)")


def test_nothing_happened(database: Database, office: Office) -> None:
    for key in ("saluran", "layanan", "jam", "hari", "cara", "gagal-dengar", "waktu-loket", "menunggu"):
        assert table(database, office, key).empty, key
