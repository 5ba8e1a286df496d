"""Writes corrected stories with their sound as a corpus for `python -m speech.training adapt`.

Only those whose teller agreed, and only while their sound is kept. Who spoke is a keyed hash that is the same for all
stories of one number, so that speakers can be kept apart; no number, name or code is written.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import recordings
from casework.office import Office
from casework.recordings import RecordingGone
from casework.stories import consented
from models import Case, StoryCorrection

COLUMNS = ("file", "speaker", "gender", "text", "seconds")


class FolderNotEmpty(ValueError):
    """There is something already where the corpus should go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """How many stories were written, and how many of the corrected ones were left out and why."""

    written: int
    without_consent: int
    without_sound: int


def export(session: Session, office: Office, folder: Path) -> Exported:
    """Writes transcripts.tsv and one WAV file for each story, readable by this user only. Raises FolderNotEmpty."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(f"{folder} is not empty: name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    written = without_consent = without_sound = 0
    corrected = select(StoryCorrection.case_id).distinct()
    cases = session.scalars(select(Case).where(Case.id.in_(corrected)).order_by(Case.id)).all()
    with (folder / "transcripts.tsv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\", lineterminator="\n")
        table.writerow(COLUMNS)
        for case in cases:
            if not consented(session, case.id) or case.contact.withdrawn_at is not None:
                without_consent += 1
                continue
            try:
                if case.recording is None:
                    raise RecordingGone(case.id)
                sound = recordings.sound(case.recording, office.recordings, office.vault)
            except RecordingGone:
                without_sound += 1
                continue
            name = f"{written + 1:05d}.wav"
            (folder / name).write_bytes(sound)
            speaker = office.vault.index(f"speaker:{case.contact_id}")[:12]
            table.writerow((name, speaker, "", spoken(case.story or ""), f"{case.recording.seconds:.2f}"))
            written += 1
    return Exported(written=written, without_consent=without_consent, without_sound=without_sound)


def spoken(text: str) -> str:
    """As the recogniser's words are written: lower case, letters and digits, single spaces."""
    return " ".join(re.sub(r"[^\w\s'-]", " ", text.lower()).split())
