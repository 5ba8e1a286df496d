"""A draft of what a caller's story says, for officers to read before they listen. Never more than a draft.

The small model knows some 4,800 words, so the draft is rough; the recording is what counts. An MPP may supply a
larger recogniser for it. Either works in a process of its own that gives way to calls (speech/dictation.py).
"""

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from casework import clocks, jobs, recordings
from casework.office import Office
from models import Case, Database, Job, new_key
from models.case import STORY
from models.own_key import kept
from speech import audio
from speech.dictation import DictationFailed, TookTooLong

log = structlog.get_logger()

Dictate = Callable[[bytes], str]
"""The words of a sound (mu-law, 8 kHz). Raises DictationFailed."""


def transcribe(database: Database, office: Office, dictate: Dictate, job: Job) -> None:
    """Writes the draft into the case, unless it has a story or its caller withdrew consent, and finishes the job.

    Raises RecordingGone while the carrier still has the sound, and DictationFailed; the job is tried again then. A
    draft that takes too long is given up: the next try would take as long.
    """
    with database.read() as session:
        case = session.get_one(
            Case, job.payload["case"], options=[joinedload(Case.recording), joinedload(Case.contact)]
        )
        recording, withdrawn = case.recording, case.contact.withdrawn_at is not None
        wanted = (
            recording is not None and case.story is None and recording.deleted_at is None and not withdrawn
        )
    words = ""
    if wanted and recording is not None:
        sound = audio.read_wav(recordings.sound(recording, office.recordings, office.vault))
        try:
            words = dictate(sound)
        except TookTooLong:
            log.warning("draft given up", case=job.payload["case"], seconds=round(recording.seconds))
        except DictationFailed as error:
            log.warning("no draft", case=job.payload["case"], reason=str(error))
            raise
    with database.write() as session:
        if words:  # by itself, so that the officers' version of the case stays and no open form is refused
            _write(session, job.payload["case"], words)
            clocks.sort_again(session, office, job.payload["case"], at=datetime.now(UTC))
        jobs.finish(session, job)


def _write(session: Session, case_id: int, words: str) -> None:
    """The draft, under the key of the case; not where an officer was quicker, nor where the case is forgotten."""
    untold = (Case.id == case_id) & Case.kept_story.is_(None) & Case.shredded_at.is_(None)
    key = session.scalar(select(Case.data_key).where(untold)) or new_key()
    session.execute(update(Case).where(untold).values(kept_story=kept(key, words, STORY), data_key=key))
