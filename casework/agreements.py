"""What a citizen agreed to, in which words, and whether it still holds. The last answer counts; none is a no.

Words have a version by their own hash, so that other words in content/ are another version by themselves, and what
somebody agreed to years ago can still be read. Runs inside the caller's transaction and commits nothing.
"""

import hashlib
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Case, Consent, ConsentPurpose, ConsentWording, Contact, Officer

TRAINING_WORDS = (
    "Bolehkah rekaman cerita Bapak atau Ibu dipakai untuk melatih pengenal suara layanan ini? Bapak atau Ibu boleh "
    "menolak, dan boleh berubah pikiran kapan saja. Layanannya tetap sama."
)
"""What an officer asks before a story may train the recogniser."""


def recording_words(call_file: Path) -> str:
    """What a caller hears of being recorded: the lines `rekaman` and `rekam` of content/call.yaml, without its marks.

    Looked for line by line: casework knows nothing else of the dialogue, and needs it only as words.
    """
    text = call_file.read_text(encoding="utf-8").partition("\nucapan:")[2]
    found = [re.search(rf"^  {name}: (.*)$", text, re.MULTILINE) for name in ("rekaman", "rekam")]
    said = " ".join(one[1].strip().strip("\"'") for one in found if one is not None)
    return " ".join(said.replace("|", " ").split())


def say(
    session: Session,
    contact: Contact,
    purpose: ConsentPurpose,
    *,
    given: bool,
    words: str,
    at: datetime,
    case: Case | None = None,
    by: Officer | None = None,
) -> None:
    """Writes the answer down, with the words that it was given to."""
    session.flush()
    session.add(
        Consent(
            contact_id=contact.id,
            case_id=case.id if case is not None else None,
            purpose=purpose,
            given=given,
            wording=version_of(session, words, at=at),
            officer_id=by.id if by is not None else None,
            at=at,
        )
    )
    session.flush()


def version_of(session: Session, words: str, *, at: datetime) -> str:
    """The version of these words, which are kept when they are new."""
    version = hashlib.sha256(words.encode()).hexdigest()[:12]
    if session.get(ConsentWording, version) is None:
        with suppress(IntegrityError), session.begin_nested():  # somebody else keeps the same words just now
            session.add(ConsentWording(version=version, words=words, since=at))
    return version


def given(session: Session, case_id: int, purpose: ConsentPurpose) -> bool:
    """Whether the last answer for this case was yes."""
    last = select(Consent.given).where(Consent.case_id == case_id, Consent.purpose == purpose)
    return bool(session.scalar(last.order_by(Consent.id.desc()).limit(1)))
