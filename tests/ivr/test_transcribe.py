"""A draft of a story, and that it disturbs no officer."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import select

from casework import jobs, recordings
from casework.commands import Channel, OpenCase, Origin
from casework.contacts import contact_for
from casework.office import Office
from casework.perform import perform
from config import ROOT
from ivr.transcribe import transcribe
from models import Call, Case, Contact, Database, Job, JobState
from speech import audio
from speech.dictation import TookTooLong, words
from speech.recognizer import VoskRecognizer
from speech.synthesizer import Pace, Pyttsx3Synthesizer

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def recognizer() -> VoskRecognizer:
    return VoskRecognizer(ROOT / "speech" / "model")


@pytest.fixture(scope="module")
def voice() -> Iterator[Pyttsx3Synthesizer]:
    voice = Pyttsx3Synthesizer(voice="id+klatt4")
    yield voice
    voice.close()


def a_story(database: Database, office: Office, sound: bytes) -> Job:
    with database.write() as session:
        contact = contact_for(session, office.vault, "081234567890", at=NOW)
        call = Call(provider_id="CA1", contact_id=contact.id, started_at=NOW)
        session.add(call)
        session.flush()
        wav = audio.wav(sound)
        kept = recordings.keep(session, office.recordings, call_id=call.id, wav=wav, seconds=3.0, at=NOW)
        origin = Origin(channel=Channel.CALL, contact_id=contact.id, call_id=call.id, at=NOW)
        perform(session, office, OpenCase(recording_id=kept.id), origin)
    with database.write() as session:
        session.scalars(select(Job).where(Job.kind == "send_text")).one().state = JobState.DONE
    with database.write() as session:
        job = jobs.claim(session, at=NOW)
        assert job is not None
        assert job.kind == recordings.TRANSCRIBE
        return job


def the_case(database: Database) -> Case:
    with database.read() as session:
        return session.scalars(select(Case)).one()


def test_a_story_gets_a_draft_and_the_case_stays_as_the_officer_sees_it(
    database: Database, office: Office, recognizer: VoskRecognizer, voice: Pyttsx3Synthesizer
) -> None:
    job = a_story(database, office, voice.render("kartu keluarga saya hilang waktu banjir", Pace.NORMAL))
    before = the_case(database).version
    transcribe(database, office, partial(words, recognizer=recognizer), job)
    case = the_case(database)
    assert "keluarga saya hilang" in str(case.story)
    assert case.version == before
    with database.read() as session:
        assert session.get_one(Job, job.id).state is JobState.DONE


def test_a_story_without_words_gets_no_draft(
    database: Database, office: Office, recognizer: VoskRecognizer
) -> None:
    job = a_story(database, office, audio.silence(2000))
    transcribe(database, office, partial(words, recognizer=recognizer), job)
    assert the_case(database).story is None


def test_a_draft_that_takes_too_long_is_given_up_and_the_recording_stays(
    database: Database, office: Office
) -> None:
    def slow(mulaw: bytes) -> str:
        raise TookTooLong("whisper")

    job = a_story(database, office, audio.silence(2000))
    transcribe(database, office, slow, job)
    assert the_case(database).story is None
    with database.read() as session:
        assert session.get_one(Job, job.id).state is JobState.DONE


def test_who_withdrew_their_consent_gets_no_draft(database: Database, office: Office) -> None:
    def never(mulaw: bytes) -> str:
        raise AssertionError("nobody may listen to it any more")

    job = a_story(database, office, audio.silence(2000))
    with database.write() as session:
        session.scalars(select(Contact)).one().withdrawn_at = NOW
    transcribe(database, office, never, job)
    assert the_case(database).story is None


def test_a_draft_does_not_come_back_into_a_case_that_was_forgotten(
    database: Database, office: Office
) -> None:
    def meanwhile(mulaw: bytes) -> str:
        with database.write() as session:
            session.scalars(select(Case)).one().shredded_at = NOW
        return "katepe hilang"

    job = a_story(database, office, audio.silence(2000))
    transcribe(database, office, meanwhile, job)
    assert the_case(database).kept_story is None
