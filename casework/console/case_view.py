"""One case as its page shows it: every value finished, in words. Reads, changes nothing, and knows no HTTP."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import notices
from casework.cases import HELD
from casework.catalogue import Service
from casework.clocks import STANDING
from casework.console import wording
from casework.console.reach_view import ReachView, read_reach
from casework.console.timeline import Event, read_timeline
from casework.office import Office
from casework.stories import Story, read_story
from casework.triage import PRIORITIES, Priority
from models import Call, Case, CaseEventKind, CaseStatus, Direction, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The recording. `missing` says why there is nothing to play."""

    length: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What the caller did in one turn, by what means and how surely understood, and what the line said."""

    at: str
    heard: str
    means: str
    sureness: str
    unsure: bool
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text, in or out."""

    at: str
    ours: bool
    body: str
    delivery: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that is to be done by some time."""

    what: str
    until: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """Everything on the page of one case."""

    id: int
    code: str
    version: int
    status: CaseStatus
    status_name: str
    service: str
    known: Service | None
    opened: str
    age: str
    channel: str
    officer: str
    mine: bool
    held: bool
    counter: str
    priority: str
    priority_key: str
    dues: list[Due]
    why: list[str]
    """Why it is at this counter, this urgent and due then: one sentence for each rule."""
    phone: str
    dial: str
    can_text: bool
    """Whether texts may go to this number."""
    by_call: bool
    """Whether an answer is read out by telephone."""
    can_tell: bool
    reach: ReachView
    stopped: bool
    story: str
    draft: bool
    """Whether nobody has put right yet what the machine wrote."""
    told: Story | None
    """Of a recorded story: how it was put right, and whether it may train the recogniser."""
    sound: Sound | None
    exchanges: list[Exchange]
    texts: list[Text]
    timeline: list[Event]


def read_case(session: Session, office: Office, case: Case, *, officer_id: int, at: datetime) -> CaseView:
    """The case for this officer's eyes. The caller's session must be open."""
    zone, contact = office.mpp.timezone, case.contact
    texts = session.scalars(select(Message).where(Message.case_id == case.id).order_by(Message.id)).all()
    held = case.status in HELD
    told = read_story(session, case.id)
    return CaseView(
        id=case.id,
        code=case.code,
        version=case.version,
        status=case.status,
        status_name=wording.STATUS[case.status],
        service=wording.service(office.catalogue, case.service_id),
        known=_known(office, case),
        opened=wording.moment(case.opened_at, zone),
        age=wording.ago(at - case.opened_at),
        channel=wording.BY[case.channel],
        officer=case.officer.name if case.officer is not None else "",
        mine=held and case.officer_id == officer_id,
        held=held,
        counter=case.counter,
        priority=wording.PRIORITY[Priority(case.priority)],
        priority_key=PRIORITY_KEYS[Priority(case.priority)],
        dues=_dues(case, office, at),
        why=_why(case),
        phone=wording.number(contact.phone),
        dial=contact.phone if contact.phone.startswith("+") else "",
        can_text=contact.may_text,
        by_call=contact.reach in notices.BY_CALL,
        can_tell=notices.can_tell(contact),
        reach=read_reach(session, office, contact),
        stopped=contact.stopped_at is not None,
        story=case.story or "",
        draft=case.recording_id is not None and told.original is None,
        told=told if case.recording_id is not None else None,
        sound=_sound(case),
        exchanges=_exchanges(case.call, office),
        texts=[_text(message, office) for message in texts],
        timeline=read_timeline(case, {text.id: text for text in texts}, office),
    )


PRIORITY_KEYS = {priority: key for key, priority in PRIORITIES.items()}


def _dues(case: Case, office: Office, at: datetime) -> list[Due]:
    """What is still to be done, and by when; nothing for a case that is done or waits for the citizen."""
    if case.status in STANDING:
        return []
    first = case.first_due_at if case.answered_at is None else None
    wanted = (("Tanggapan pertama", first), ("Selesai", case.due_at))
    return [
        Due(what=what, until=wording.due(due, at, office.mpp.timezone), late=due <= at)
        for what, due in wanted
        if due is not None
    ]


def _why(case: Case) -> list[str]:
    """The rules that sorted it, as its timeline tells them, the last decision first."""
    decisions = [event for event in case.timeline if event.kind == CaseEventKind.SORTED]
    rules = (decisions[-1].detail or {}).get("why", {}) if decisions else {}
    return [f"{part.capitalize()}: {rule}" for part, rule in rules.items()]


def _known(office: Office, case: Case) -> Service | None:
    if case.service_id is None or not office.catalogue.has(case.service_id):
        return None
    return office.catalogue.get(case.service_id)


def last_changed(case: Case, *, officer_id: int) -> str:
    """That the case changed and, when it was somebody else than this officer, by whom."""
    last = case.timeline[-1]
    if last.officer_id == officer_id:
        return "Kasus ini baru saja berubah"
    by = last.officer.name if last.officer is not None else "warga"
    return f"Kasus ini baru saja diubah oleh {by}"


def _sound(case: Case) -> Sound | None:
    recording = case.recording
    if recording is None:
        return None
    missing = ""
    if recording.deleted_at is not None:
        missing = "Rekaman sudah dihapus sesuai jadwal."
    elif recording.file is None:
        missing = "Rekaman sedang diambil dari operator. Muat ulang halaman ini sebentar lagi."
    return Sound(length=wording.seconds(recording.seconds), missing=missing)


def _exchanges(call: Call | None, office: Office) -> list[Exchange]:
    return [
        Exchange(
            at=f"{turn.at.astimezone(office.mpp.timezone):%H.%M.%S}",
            heard=wording.heard(turn.heard_kind, turn.heard),
            means=wording.means(turn.heard_kind),
            sureness=wording.sureness(turn.confidence) if turn.heard_kind == "said" else "",
            unsure=turn.confidence is not None and turn.confidence < wording.FAIRLY_SURE,
            said=turn.said,
        )
        for turn in (call.turns if call is not None else [])
    ]


def _text(message: Message, office: Office) -> Text:
    return Text(
        at=wording.moment(message.created_at, office.mpp.timezone),
        ours=message.direction == Direction.OUT,
        body=message.body,
        delivery=wording.text_state(message),
        state=message.delivery,
    )
