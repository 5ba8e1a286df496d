"""What came of it: from the database and from what the carrier has. Changes nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.messages import SEND
from models import Application, CallBack, Case, Contact, Database, Delivery, Direction, Job, JobState, Message
from models import Call as StoredCall
from tests.chaos.load import WORDS, Called, Load

OPEN = (Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN)
DEAD = "dead line"


@dataclass(kw_only=True)
class Came:
    """Of one fault."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    waiting: int = 0
    """Texts that wait with a job that will see to them."""
    ends: Counter[str] = field(default_factory=Counter)
    under_way: str = ""

    @property
    def good(self) -> bool:
        """Nothing lost, nothing twice, nobody left in silence."""
        return not (self.lost or self.twice or self.ends[DEAD])


def count(load: Load) -> Came:
    """Everything of this load."""
    database = load.house.database
    handed = Counter(_ours(callback) for callback in _callbacks(load))
    came = Came(
        under_way=f"{len(load.calls)} calls, {len(load.texts)} texts, "
        f"{len(load.statuses) + len(load.answers)} changes"
    )
    with database.read() as session:
        for text in load.texts:
            came.lost += _text(session, database, text.sid, text.from_number)
        for number, code in load.statuses.items():
            found = session.scalars(select(Application).where(Application.code == code)).all()
            came.lost += [f"application of {number[-4:]}"] * (len(found) != 1)
            came.lost += [f"news of {number[-4:]}"] * (not _out(session, database, number))
        for number, case in load.answers.items():
            answers = [one for one in _out(session, database, number) if WORDS.format(case=case) in one.body]
            came.lost += [f"answer to case {case}"] * (not answers)
            came.twice += [f"answer to case {case}"] * (len(answers) > 1)
        for one in load.calls:
            _call(session, database, one, came)
        numbers = {*load.statuses, *load.answers, *(text.from_number for text in load.texts)}
        for number in numbers | {one.number for one in load.calls}:
            _texts_out(session, database, number, handed, came)
    return came


def still_open(load: Load) -> int:
    """Texts about which something is still to be done now."""
    now_or_soon = [JobState.READY, JobState.RUNNING]
    with load.house.database.read() as session:
        held = select(Message.id).where(Message.direction == Direction.OUT, Message.delivery.in_(OPEN))
        found = session.scalars(held.where(Message.held.is_(None))).all()
        jobs = session.scalars(
            select(Job.id).where(Job.kind.in_(["tell_status"]), Job.state.in_(now_or_soon))
        ).all()
        return len(found) + len(jobs)


def _text(session: Session, database: Database, sid: str, number: str) -> Iterator[str]:
    stored = session.scalars(select(Message).where(Message.provider_id == sid)).all()
    if len(stored) != 1:
        yield f"text of {number[-4:]}"
    elif not _out(session, database, number):
        yield f"reply to {number[-4:]}"


def _out(session: Session, database: Database, number: str) -> list[Message]:
    contact = select(Contact.id).where(Contact.phone_index == database.vault.index(f"phone:{number}"))
    wanted = select(Message).where(Message.contact_id.in_(contact), Message.direction == Direction.OUT)
    return list(session.scalars(wanted))


def _texts_out(session: Session, database: Database, number: str, handed: Counter[int], came: Came) -> None:
    """Each text of ours is at the carrier once, or waits with a job, or the line has said that it failed."""
    for message in _out(session, database, number):
        times = handed[message.id]
        if times > 1:
            came.twice.append(f"text {message.id} sent {times} times")
        if times == 0 and message.delivery in (Delivery.SENT, Delivery.DELIVERED):
            came.lost.append(f"text {message.id} is {message.delivery} and nobody has it")
        if times == 0 and message.delivery in OPEN:
            job = select(Job.state).where(Job.dedupe == f"{SEND}:{message.id}")
            waits = session.scalar(job) in (JobState.READY, JobState.RUNNING)
            came.waiting += waits
            came.lost += [f"text {message.id} has no job"] * (not waits)


def _call(session: Session, database: Database, one: Called, came: Came) -> None:
    end = end_of(session, database, one)
    came.ends[end] += 1
    stored = session.scalar(select(StoredCall).where(StoredCall.provider_id == one.call.sid))
    if stored is None:
        return
    opened = session.scalars(select(Case).where(Case.call_id == stored.id)).all()
    if len(opened) > 1:
        came.twice.append(f"{len(opened)} cases of one call")
    said = " ".join(turn.said for turn in stored.turns)
    if "sudah kami catat" in said and not opened:
        came.lost.append("a story that was promised to be kept")


def end_of(session: Session, database: Database, one: Called) -> str:
    """How it ended for its caller, in one or two words; DEAD when nobody told them anything."""
    stored = session.scalar(select(StoredCall).where(StoredCall.provider_id == one.call.sid))
    last = one.call.twiml_log[-1].twiml if one.call.twiml_log else ""
    if stored is not None and session.scalar(select(Case.id).where(Case.call_id == stored.id)) is not None:
        return "message"
    contact = select(Contact.id).where(Contact.phone_index == database.vault.index(f"phone:{one.number}"))
    owed = select(CallBack.id).where(CallBack.contact_id.in_(contact), CallBack.created_at >= one.began)
    if session.scalar(owed) is not None:
        return "call-back"
    if "<Dial" in last:
        return "person"
    if "<Say" in last and "<Hangup" in last:
        return "told where to turn"
    if stored is not None and stored.came_to not in (None, "nothing"):
        return "answered"
    if "<Gather" in last or "<Record" in last or _asked_in_stream(one):
        return "keys"
    return DEAD


def _asked_in_stream(one: Called) -> bool:
    """Whether the stream was whole to its end, and something was said in it: the caller hung up."""
    call = one.call
    return bool(call.of_kind("stream_started") and call.of_kind("media")) and not call.of_kind(
        "stream_broken"
    )


def _callbacks(load: Load) -> Iterator[str]:
    for message in load.house.mailbox.messages():
        if message.direction == "outbound-api":
            yield message.callback


def _ours(callback: str) -> int:
    return int(parse_qs(urlsplit(callback).query).get("m", ["0"])[0])
