"""A citizen of whom everything is kept that the line keeps, and an officer who worked on it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from casework import audit, cases, recordings, stories
from casework.contacts import contact_for
from casework.messages import queue_text
from casework.office import Office
from models import Call, CallTurn, Case, CaseDocument, Database, Deed, Delivery, Officer, Recording

LONG_AGO = datetime(2023, 3, 1, 9, 0, tzinfo=UTC)
STORY, NOTE, SMS, HEARD = (
    "dompet saya hilang",
    "sudah ditelepon, minta datang",
    "Silakan ke loket 2.",
    "katepe",
)
DOCUMENT = "surat hilang dari polisi"
NUMBER = "+6281355557777"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Ids of what is kept, and the file of the recording."""

    case: int
    contact: int
    officer: int
    file: Path


def a_told_case(
    database: Database, office: Office, *, at: datetime = LONG_AGO, resolved: bool = True
) -> Told:
    """A call with a recorded story, a correction, a note, a text and a look by an auditor; resolved a day later."""
    with database.write() as session:
        contact = contact_for(session, database.vault, NUMBER, at=at)
        siti = Officer(username="siti", name="Siti Contoh", password_hash="-", created_at=at)
        call = Call(
            provider_id="CA-told", contact_id=contact.id, started_at=at, ended_at=at, position={"step": "x"}
        )
        session.add_all([siti, call])
        session.flush()
        session.add(
            CallTurn(call_id=call.id, number=1, step="menu", heard_kind="said", heard=HEARD, said="Baik.",
                     voiced="baik", waits_for="ask", at=at)
        )  # fmt: skip
        kept = recordings.keep(session, office.recordings, call_id=call.id, wav=b"RIFF", seconds=3, at=at)
        case = cases.open_case(
            session, channel="call", contact_id=contact.id, at=at, service_id="ktp_hilang", call_id=call.id,
            recording_id=kept.id, story="dompe saya hilan",
        )  # fmt: skip
        cases.take(case, siti, at=at)
        stories.correct(session, case, siti, STORY, at=at)
        cases.note(case, siti, NOTE, at=at)
        case.needs = ["kursi_roda"]
        session.add(CaseDocument(case_id=case.id, name=DOCUMENT, added_at=at))
        queue_text(session, contact, SMS, at=at, case_id=case.id).delivery = Delivery.DELIVERED
        if resolved:
            cases.resolve(case, siti, "Sudah diberi tahu.", at=at + timedelta(days=1))
        audit.write(session, Deed.CASE_SEEN, at=at, by=siti.id, about=(audit.CASE, case.id))
        return Told(
            case=case.id, contact=contact.id, officer=siti.id, file=office.recordings / str(kept.file)
        )


def everything_readable(database: Database, told: Told) -> str:
    """Whatever can still be read of the case, in one string."""
    with database.read() as session:
        case = session.get_one(Case, told.case)
        parts: list[object] = [case.story, case.contact.phone, case.needs]
        parts += session.scalars(select(CaseDocument.name)).all()
        parts += [event.detail for event in case.timeline]
        parts += [(turn.heard, turn.said, turn.voiced) for turn in (case.call.turns if case.call else [])]
        parts += [sound.data_key for sound in session.query(Recording)]
        return repr(parts)
