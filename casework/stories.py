"""A recorded story as officers put it right, and whether its teller lets it train the recogniser. The default is no.

Runs inside the caller's transaction and commits nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import agreements, audit
from models import Case, CaseEventKind, ConsentPurpose, Deed, Officer, StoryCorrection


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is known of a recorded story beside its present words."""

    original: str | None
    """What the machine wrote; None while nobody has corrected it."""
    corrected_by: str
    consent: bool


class NoRecording(ValueError):
    """The case has no recorded story."""


def read_story(session: Session, case_id: int) -> Story:
    """As it is now."""
    corrections = session.scalars(
        select(StoryCorrection).where(StoryCorrection.case_id == case_id).order_by(StoryCorrection.id)
    ).all()
    return Story(
        original=corrections[0].before if corrections else None,
        corrected_by=corrections[-1].officer.name if corrections else "",
        consent=consented(session, case_id),
    )


def correct(session: Session, case: Case, officer: Officer, words: str, *, at: datetime) -> None:
    """These are the story's words; what stood there is kept. The same words change nothing. Raises NoRecording."""
    if case.recording_id is None:
        raise NoRecording(case.code)
    before = case.story or ""
    if words == before:
        return
    changed = {"kept_before": case.own(before), "kept_after": case.own(words)}
    session.add(StoryCorrection(case=case, **changed, officer_id=officer.id, at=at))
    case.story = words
    case.add(CaseEventKind.CORRECTED, at=at, by=officer)
    audit.write(session, Deed.STORY_CORRECTED, at=at, by=officer.id, about=(audit.CASE, case.id))


def say_consent(session: Session, case: Case, officer: Officer, *, given: bool, at: datetime) -> None:
    """What the citizen answered when they were asked, or said later. Raises NoRecording."""
    if case.recording_id is None:
        raise NoRecording(case.code)
    if consented(session, case.id) == given:
        return
    purpose, words = ConsentPurpose.TRAINING, agreements.TRAINING_WORDS
    agreements.say(session, case.contact, purpose, given=given, words=words, at=at, case=case, by=officer)
    told = (
        "Warga mengizinkan rekaman ceritanya dipakai untuk melatih pengenal suara."
        if given
        else "Warga tidak lagi mengizinkan rekaman ceritanya dipakai untuk melatih pengenal suara."
    )
    case.add(CaseEventKind.NOTED, at=at, by=officer, detail={"text": told})
    about, detail = (audit.CASE, case.id), {"given": given}
    audit.write(session, Deed.CONSENT_SAID, at=at, by=officer.id, about=about, detail=detail)


def consented(session: Session, case_id: int) -> bool:
    """Whether the citizen allows this story to train the recogniser."""
    return agreements.given(session, case_id, ConsentPurpose.TRAINING)
