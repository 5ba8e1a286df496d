"""A turn in the database: what the dialogue is told besides what was heard."""

from dataclasses import replace
from datetime import UTC, datetime

from casework.applications import ApplicationData, put_application
from casework.office import Office
from ivr.position import load
from ivr.script import Script
from ivr.turns import begin_call, current_turn, take_turn
from ivr.values import Pressed, Said, Started
from models import ApplicationStatus, Database

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
CALLER = "081234567890"
MISHEARD = Said(words="empat delapan dua satu tujuh nol sembilan enam", confidence=0.9)


def step_after_a_misheard_code(database: Database, office: Office, script: Script, owner: str) -> str:
    with database.write() as session:
        data = ApplicationData(
            code="48213096", service_id="ktp_hilang", status=ApplicationStatus.RECEIVED, phone=owner
        )
        put_application(session, database.vault, data, source="csv", at=AT)
        # A second matter: for a single one the end of its code would be asked for.
        put_application(session, database.vault, replace(data, code="51730424"), source="csv", at=AT)
        call = begin_call(session, office, provider_id="CA1", caller=CALLER, at=AT)
        for heard in (Started(), Pressed(keys="1"), MISHEARD):
            take_turn(session, office, script, call, heard, at=AT)
        return load(call.position).step


def test_the_callers_own_codes_help_to_understand_them(
    database: Database, office: Office, script: Script
) -> None:
    assert step_after_a_misheard_code(database, office, script, CALLER) == "pastikan_kode"


def test_codes_of_others_do_not(database: Database, office: Office, script: Script) -> None:
    assert step_after_a_misheard_code(database, office, script, "081298765432") == "minta_kode"


def test_what_is_said_again_is_said_slower_this_once(
    database: Database, office: Office, script: Script
) -> None:
    with database.write() as session:
        call = begin_call(session, office, provider_id="CA1", caller=CALLER, at=AT)
        paces = [
            (
                take_turn(session, office, script, call, heard, at=AT).pace,
                current_turn(session, script, call).pace,
            )
            for heard in (Started(), Pressed(keys="9"), Pressed(keys="1"))
        ]
    assert paces == [("normal", "normal"), ("slow", "slow"), ("normal", "normal")]
