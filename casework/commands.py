"""What a call or a text may ask of casework, and what comes back. Values only.

A command is imperative, its outcome past tense. Dialogues emit the first and hear the second; `perform` is
what stands between. Knows no table, no clock and no channel.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Channel(StrEnum):
    CALL = "call"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who asks, by which channel, and when (aware)."""

    channel: Channel
    contact_id: int
    at: datetime
    call_id: int | None = None
    message_id: int | None = None


# Commands ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """What is the status behind this code, be it an application's or a case's?"""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """Hand this to the officers. `story` is text, `recording_id` sound; both may be missing."""

    service_id: str | None = None
    recording_id: int | None = None
    story: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendStatus:
    """Text the status behind this code to the citizen."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendService:
    """Text what this service needs and costs to the citizen."""

    service_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOfficer:
    """Can somebody at the MPP pick up the telephone now?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopNotices:
    """The citizen wants no notices any more."""


Command = LookUp | OpenCase | SendStatus | SendService | FindOfficer | StopNotices

# Outcomes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFound:
    """`status` is a value of ApplicationStatus; `missing` is what must still be brought."""

    code: str
    service_id: str
    status: str
    missing: str | None
    expected_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFound:
    """`status` is a value of CaseStatus."""

    code: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingFound:
    """No application and no case has this code."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyWrongCodes:
    """This number gave too many wrong codes; until then even a right one gets this answer."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened:
    """`texted`: whether a confirmation could be queued to this telephone."""

    code: str
    texted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQueued:
    """The text will go out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextImpossible:
    """This number cannot receive texts (a landline, a hidden number)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerReachable:
    """Somebody can be rung now. The number stays in the content: only configured numbers are dialled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyReachable:
    """Nobody can be rung. `opens_at` is the MPP's next opening when it is closed."""

    opens_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesStopped:
    """No more notices."""


Outcome = (
    ApplicationFound
    | CaseFound
    | NothingFound
    | TooManyWrongCodes
    | CaseOpened
    | TextQueued
    | TextImpossible
    | OfficerReachable
    | NobodyReachable
    | NoticesStopped
)
