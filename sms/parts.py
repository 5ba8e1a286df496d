"""Long texts that come in parts: kept until all are there, in whatever order, then read as one text.

When a part stays away, what came is handed on after a while with a mark where it is missing, so that nothing that a
citizen paid for waits for ever. A part that comes after that is handed on by itself. Parts are rows, so a crash
loses none.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import jobs
from casework.office import Office
from models import Database, Job, Message, TextPart
from sms.alphabets import Alphabet, Place, decoded
from sms.incoming import receive

log = structlog.get_logger()

JOIN = "join_parts"
"""The kind of job that hands on what came, when a part stays away."""
WAIT = timedelta(minutes=3)
"""How long the other parts are waited for. Networks bring them within seconds; a telephone out of reach takes
longer.
"""
LATE = timedelta(minutes=10)
"""How long a part that was missing is still known as one of a text that was handed on."""
KNOWN = timedelta(days=1)
"""How long a part is known, so that a repeat changes nothing."""
REPEATED_WITHIN = timedelta(minutes=10)
"""How long a carrier that was cut off may bring something again that we had kept."""
MISSING = "[...]"
"""Where a part is missing. It has no word in it that could be read as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part, as a carrier brought it."""

    carrier: str
    sender: str
    place: Place
    octets: bytes
    alphabet: Alphabet
    mark: str
    """The part's own name, or that of the connection by which it came; at most 32 characters."""
    named: bool
    """Whether it is its own name. A repeat of a part with a name has the same; one without comes by another
    connection, since what was answered is not brought again by the same.
    """

    def repeats(self, known: TextPart, at: datetime) -> bool:
        """Whether this is that part once more. While its text waits for others it makes no difference."""
        if known.position != self.place.position or known.octets != self.octets.hex():
            return False
        if known.taken_at is None:
            return True
        if self.named:
            return known.mark == self.mark
        return known.mark != self.mark and known.at > at - REPEATED_WITHIN


def take_part(session: Session, office: Office, part: Part, *, at: datetime) -> Message | None:
    """Keeps a part. The whole text, if this one makes it whole. A part that is here already changes nothing."""
    index = office.vault.index(f"part:{part.carrier}:{part.sender}")
    lately = select(TextPart).where(
        TextPart.sender_index == index,
        TextPart.reference == part.place.reference,
        TextPart.total == part.place.total,
        TextPart.at > at - KNOWN,
    )
    known = list(session.scalars(lately.order_by(TextPart.id).with_for_update()))
    if any(part.repeats(one, at) for one in known):
        return None
    group = [one for one in known if one.bundle == known[-1].bundle and one.at > at - LATE] if known else []
    first = not group or any(one.position == part.place.position for one in group)
    bundle = secrets.token_hex(16) if first else group[-1].bundle
    row = TextPart(
        bundle=bundle,
        carrier=part.carrier,
        sender=part.sender,
        sender_index=index,
        reference=part.place.reference,
        total=part.place.total,
        position=part.place.position,
        octets=part.octets.hex(),
        alphabet=part.alphabet,
        mark=part.mark,
        at=at,
    )
    session.add(row)
    session.flush()
    if first:
        jobs.enqueue(session, JOIN, {"bundle": bundle}, at=at + WAIT, dedupe=f"{JOIN}:{bundle}")
        group = []
    if any(one.taken_at is not None for one in group):
        return _hand_on(session, office, [row], at=at, suffix=f"-{row.position}")
    whole = [*group, row]
    return _hand_on(session, office, whole, at=at) if len(whole) == row.total else None


def join_late(database: Database, office: Office, job: Job) -> None:
    """Hands on what came of a text whose time is over."""
    at = datetime.now(UTC)
    with database.write() as session:
        jobs.must_hold(session, job)
        parts = select(TextPart).where(TextPart.bundle == job.payload["bundle"], TextPart.taken_at.is_(None))
        waiting = list(session.scalars(parts.with_for_update()))
        if waiting:
            _hand_on(session, office, waiting, at=at)
            log.info("text handed on in part", parts=len(waiting), of=waiting[0].total)
        jobs.finish(session, job)


def _hand_on(
    session: Session, office: Office, parts: Sequence[TextPart], *, at: datetime, suffix: str = ""
) -> Message | None:
    for part in parts:
        part.taken_at = at
    first = parts[0]
    provider_id = f"{first.carrier}-in-{first.bundle}{suffix}"
    return receive(session, office, provider_id=provider_id, sender=first.sender, body=joined(parts), at=at)


def joined(parts: Sequence[TextPart]) -> str:
    """The text of these parts, in their order, with a mark for each run of parts that is missing."""
    by_position = {part.position: part for part in parts}
    runs: list[tuple[Alphabet | None, bytes]] = []
    for position in range(1, parts[0].total + 1):
        part = by_position.get(position)
        alphabet = Alphabet(part.alphabet) if part is not None else None
        octets = bytes.fromhex(part.octets) if part is not None else b""
        if runs and runs[-1][0] is alphabet:
            runs[-1] = (alphabet, runs[-1][1] + octets)
        else:
            runs.append((alphabet, octets))
    texts = [MISSING if alphabet is None else decoded(octets, alphabet) for alphabet, octets in runs]
    return (" " if MISSING in texts else "").join(texts)
