"""A draft of what a caller's story says, for officers to read before they listen. Never more than a draft.

The small model knows some 4,800 words, so the draft is rough; the recording is what counts.
"""

from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import joinedload

from casework import clocks, jobs, recordings
from casework.office import Office
from models import Case, Database, Job
from speech import audio
from speech.front import FrontEnd
from speech.grammar import Free
from speech.hearing import UNKNOWN, Recognizer

FRAME = 2 * audio.FRAME_BYTES
NEVER_MS = 10**9
"""A story has pauses; it ends with its recording."""


def transcribe(database: Database, office: Office, recognizer: Recognizer, job: Job) -> None:
    """Writes the draft into the case, unless it has a story already, and finishes the job.

    Raises RecordingGone while the carrier still has the sound; the job is tried again then.
    """
    with database.read() as session:
        case = session.get_one(Case, job.payload["case"], options=[joinedload(Case.recording)])
        wanted = case.recording is not None and case.story is None and case.recording.deleted_at is None
        recording = case.recording
    words = ""
    if wanted and recording is not None:
        words = draft(
            audio.read_wav(recordings.sound(recording, office.recordings, office.vault)), recognizer
        )
    with database.write() as session:
        if words:  # by itself, so that the officers' version of the case stays and no open form is refused
            untold = (Case.id == job.payload["case"]) & Case.story.is_(None)
            session.execute(update(Case).where(untold).values(story=words))
            clocks.sort_again(session, office, job.payload["case"], at=datetime.now(UTC))
        jobs.finish(session, job)


def draft(mulaw: bytes, recognizer: Recognizer) -> str:
    """The words of this sound, as far as the model knows them; "" for none."""
    pcm = audio.decode(mulaw)
    front, hearing = FrontEnd(NEVER_MS), recognizer.listen(Free())
    for at in range(0, len(pcm) - FRAME + 1, FRAME):
        if sound := front.hear(pcm[at : at + FRAME])[1]:
            hearing.feed(sound)
    if rest := front.rest():
        hearing.feed(rest)
    return " ".join(word for word in hearing.final().words.split() if word != UNKNOWN)
