"""A draft of what a caller's story says, for officers to read before they listen. Never more than a draft.

The small model knows some 4,800 words, so the draft is rough; the recording is what counts.
"""

from sqlalchemy import update
from sqlalchemy.orm import joinedload

from casework import jobs, recordings
from casework.office import Office
from models import Case, Database, Job
from speech import audio
from speech.endpointing import Endpointer
from speech.grammar import Free
from speech.hearing import UNKNOWN, Recognizer
from speech.level import Normalizer

FRAME = 2 * audio.FRAME_BYTES


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
        jobs.finish(session, job)


def draft(mulaw: bytes, recognizer: Recognizer) -> str:
    """The words of this sound, as far as the model knows them; "" for none."""
    pcm = audio.decode(mulaw)
    frames = [pcm[at : at + FRAME] for at in range(0, len(pcm) - FRAME + 1, FRAME)]
    endpointer, normalizer = Endpointer(), Normalizer()
    for frame in frames:
        if endpointer.hear(frame)[1]:
            normalizer.learn(frame)
    hearing = recognizer.listen(Free())
    for at in range(0, len(frames), 50):
        hearing.feed(normalizer.apply(b"".join(frames[at : at + 50])))
    return " ".join(word for word in hearing.final().words.split() if word != UNKNOWN)
