"""Consents for training from before are taken over, and go back again; stories from before can still be read."""

from datetime import UTC, datetime

from sqlalchemy import inspect, text

from casework import stories
from casework.cases import open_case
from casework.contacts import contact_for
from migrate import is_current, migrate
from models import Case, Consent, Database, Officer
from tests.models.test_calls_out_migration import go_to

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BEFORE = "0021"
"""The revision that this one comes after."""


def test_consents_are_taken_over_and_given_back(database: Database) -> None:
    with database.write() as session:
        contact = contact_for(session, database.vault, "081355551111", at=NOW)
        siti = Officer(username="siti", name="Siti", password_hash="-", created_at=NOW)
        session.add(siti)
        case = open_case(session, channel="text", contact_id=contact.id, at=NOW, story="KTP hilang")
        case.kept_story, case.data_key = "KTP hilang", None  # as the release before wrote it
        case_id = case.id
    go_to(database, BEFORE)
    assert "consents" not in inspect(database.engine).get_table_names()
    with database.write() as session:
        for given in (False, True):
            session.execute(
                text(
                    "INSERT INTO story_consents (case_id, given, officer_id, at) VALUES (:case, :given, 1, :at)"
                ),
                {"case": case_id, "given": given, "at": "2026-11-24 09:00:00"},
            )
    migrate(database)
    assert is_current(database)
    with database.read() as session:
        assert session.get_one(Case, case_id).story == "KTP hilang"
        assert stories.consented(session, case_id)
        assert [one.given for one in session.query(Consent).order_by(Consent.id)] == [False, True]
    go_to(database, BEFORE)
    with database.read() as session:
        found = session.execute(text("SELECT given, officer_id FROM story_consents ORDER BY id")).all()
    assert [(bool(given), officer) for given, officer in found] == [(False, 1), (True, 1)]
    migrate(database)
