"""What is counted of a call for the reports."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casework.applications import ApplicationData, put_application
from casework.office import Office
from casework.words import load_words
from ivr.script import Script
from ivr.tally import region_of
from ivr.turns import begin_call, end_call, take_turn
from ivr.values import Heard, Pressed, Said, Silence, Started, TransferEnded
from models import ApplicationStatus, Call, CameTo, Database

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
CONTENT = Path(__file__).resolve().parents[2] / "content"


def called(database: Database, office: Office, script: Script, *heard: Heard, at: datetime = AT) -> Call:
    with database.write() as session:
        call = begin_call(session, office, provider_id=f"CA{at}", caller="081234567890", at=at)
        for one in (Started(), *heard):
            take_turn(session, office, script, call, one, at=at)
        end_call(session, office, script, call, at=at)
        return call


def test_keys_speech_and_what_was_missed_are_counted(
    database: Database, office: Office, script: Script
) -> None:
    heard = (Silence(), Said(words="[unk]", confidence=0.1), Said(words="syarat", confidence=1.0),
             Pressed(keys="1"))  # fmt: skip
    call = called(database, office, script, *heard)
    assert (call.keyed, call.spoken, call.missed) == (1, 1, 2)
    assert call.came_to is CameTo.NOTHING


def test_a_status_that_was_found_is_an_answer(database: Database, office: Office, script: Script) -> None:
    with database.write() as session:
        for code in ("48213096", "51730424"):
            data = ApplicationData(code=code, service_id="ktp_hilang", status=ApplicationStatus.READY)
            put_application(session, database.vault, data, source="csv", at=AT)
    keys = (Pressed(keys="1"), Pressed(keys="48213096"), Pressed(keys="1"))
    call = called(database, office, script, *keys)
    assert call.came_to is CameTo.TOLD
    assert call.keyed == 3


def test_what_a_service_needs_is_an_answer_and_is_said_which(
    database: Database, office: Office, script: Script
) -> None:
    call = called(database, office, script, Said(words="syarat kartu keluarga", confidence=1.0))
    assert call.came_to is CameTo.TOLD
    assert call.service_id is not None
    assert call.service_id.startswith("kk")


def test_a_promised_call_hands_the_matter_over(database: Database, office: Office, script: Script) -> None:
    call = called(database, office, script, Said(words="hubungi saya", confidence=1.0))
    assert call.came_to is CameTo.HANDED


def test_tries_of_one_day_are_numbered_and_the_pace_is_kept(
    database: Database, office: Office, script: Script
) -> None:
    first = called(database, office, script, Pressed(keys="7"))
    second = called(database, office, script, at=AT + timedelta(hours=2))
    later = called(database, office, script, at=AT + timedelta(days=2))
    assert [call.attempt for call in (first, second, later)] == [1, 2, 1]
    assert first.pace == "slow"


def test_a_call_from_before_stays_uncounted(database: Database, office: Office, script: Script) -> None:
    with database.write() as session:
        call = begin_call(session, office, provider_id="CA1", caller="081234567890", at=AT)
        call.came_to = None
        take_turn(session, office, script, call, Started(), at=AT)
        take_turn(session, office, script, call, Said(words="hubungi saya", confidence=1.0), at=AT)
        assert call.came_to is None


@pytest.mark.parametrize(
    ("said", "region"),
    [("inggih", None), ("iyo", "jawa"), ("ya", None), ("satu telu", "jawa"), ("nggih", None)],
)
def test_only_words_of_one_region_tell_the_region(said: str, region: str | None) -> None:
    words = load_words(CONTENT / "words.yaml", ("jawa", "bali"))
    assert region_of(words, said) == region


def test_a_talk_with_an_officer_counts_most(database: Database, office: Office, script: Script) -> None:
    office = replace(office, mpp=replace(office.mpp, officer_numbers=("+622150001235",)))
    call = called(database, office, script, Pressed(keys="0"), TransferEnded(answered=True))
    assert call.came_to is CameTo.TALKED
