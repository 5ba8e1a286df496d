"""Applications: put as often as one likes, with a history that only grows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from casework import cases
from casework.applications import (
    ApplicationData,
    ApplicationRefused,
    ChangeKind,
    find_application,
    put_application,
)
from casework.contacts import contact_for
from models import ApplicationStatus, Database

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CODE = "48213096"


def put(database: Database, *, at: datetime = NOW, **values: object) -> ChangeKind:
    given = {"code": CODE, "service_id": "ktp_hilang", "status": ApplicationStatus.RECEIVED, **values}
    with database.write() as session:
        return put_application(session, database.vault, ApplicationData(**given), source="csv", at=at)


def history(database: Database) -> list[tuple[str, str, datetime]]:
    with database.read() as session:
        application = find_application(session, CODE)
        assert application is not None
        return [(past.status, past.source, past.at) for past in application.history]


def test_the_same_twice_is_new_once_and_changes_nothing(database: Database) -> None:
    assert put(database) is ChangeKind.ADDED
    assert put(database, at=NOW + timedelta(days=1)) is ChangeKind.SAME
    with database.read() as session:
        application = find_application(session, CODE)
        assert application is not None
        assert application.updated_at == NOW
    assert history(database) == [("diterima", "csv", NOW)]


def test_a_new_status_is_added_to_the_history(database: Database) -> None:
    later = NOW + timedelta(days=1)
    put(database)
    assert put(database, status=ApplicationStatus.READY, at=later) is ChangeKind.CHANGED
    assert history(database) == [("diterima", "csv", NOW), ("siap_diambil", "csv", later)]


def test_what_else_changed_is_kept_without_a_new_line_in_the_history(database: Database) -> None:
    put(database, missing="surat polisi", expected_on=date(2026, 12, 1), phone="081234567890")
    put(database, service_id="kk", missing=None, expected_on=None, phone=None)
    with database.read() as session:
        application = find_application(session, CODE)
        assert application is not None
        assert (application.service_id, application.missing, application.expected_on) == ("kk", None, None)
        assert (application.phone, application.phone_index) == (None, None)
    assert len(history(database)) == 1


def test_the_number_is_found_however_it_was_written(database: Database) -> None:
    for written in ("0812-3456-7890", "+62 812 3456 7890", "6281234567890"):
        put(database, phone=written)
        with database.read() as session:
            application = find_application(session, CODE)
            assert application is not None
            assert application.phone == "+6281234567890"
            assert application.phone_index == database.vault.index("phone:+6281234567890")


@pytest.mark.parametrize("code", ["48213097", "4821309", "482130960", "4821 3096", "", "empat"])
def test_a_code_with_a_mistake_is_refused(database: Database, code: str) -> None:
    with pytest.raises(ApplicationRefused, match="kode harus delapan angka"):
        put(database, code=code)


@pytest.mark.parametrize("phone", ["12", "abc", "+abc", "+62", "112", "1500537"])
def test_what_is_no_number_is_refused(database: Database, phone: str) -> None:
    with pytest.raises(ApplicationRefused, match="telepon bukan nomor yang sah"):
        put(database, phone=phone)
    with database.read() as session:
        assert find_application(session, CODE) is None


def test_a_cases_code_is_never_an_applications_too(database: Database) -> None:
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=NOW)
        case = cases.open_case(session, channel="text", contact_id=contact.id, at=NOW)
    with pytest.raises(ApplicationRefused, match="sudah dipakai untuk sebuah laporan"):
        put(database, code=case.code)
