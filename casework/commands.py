"""What a call or a text may ask of casework, and what comes back. Values only.

A command is imperative, its outcome past tense. Dialogues emit the first and hear the second; `perform` is
what stands between. Knows no table, no clock and no channel.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casework.call_commands import CallCommand, CallOutcome
from casework.ticket_commands import TicketCommand, TicketOutcome
from casework.waiting_commands import WaitingCommand, WaitingOutcome


class Channel(StrEnum):
    CALL = "call"
    TEXT = "text"
    SYSTEM = "system"
    """Another system, by the API."""


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
    proof: str | None = None
    """On a call: the end of the registered telephone number, as the caller named it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOwn:
    """Is there exactly one open matter of this telephone number, of this service if one is named?"""

    service_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpOwn:
    """What is the status of the open matter of this number whose code ends with these digits?"""

    digits: str
    service_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOpening:
    """Are the counters open, and if not, when are they again?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAddress:
    """Where is the MPP?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkShared:
    """This telephone is used by several people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTexts:
    """No texts to this number by ourselves: others read them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepMark:
    """How a caller marks an element of the satisfaction survey, from 1 to 4."""

    element: str
    mark: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """Hand this to the officers. `story` is text, `recording_id` sound; both may be missing."""

    service_id: str | None = None
    code: str | None = None
    """The code that the citizen named before."""
    recording_id: int | None = None
    story: str | None = None
    helper: str | None = None
    """Who speaks for the citizen ("keluarga"), when it is not they themselves."""
    consent: bool = False
    """Whether the helper says that the citizen agrees."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeNotices:
    """The citizen wants notices again."""


Command = (
    LookUp
    | FindOwn
    | LookUpOwn
    | AskOpening
    | AskAddress
    | MarkShared
    | StopTexts
    | KeepMark
    | OpenCase
    | SendStatus
    | SendService
    | FindOfficer
    | StopNotices
    | ResumeNotices
    | CallCommand
    | WaitingCommand
    | TicketCommand
)

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
class OwnFound:
    """There is exactly one; nothing of it may be said before the end of its code is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnUnclear:
    """There is none, there are several, or the telephone is shared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFound:
    """`opens_at` is the next opening in local time; None when none is near."""

    is_open: bool
    opens_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """It is written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyWrongCodes:
    """This number gave too many wrong codes; until then even a right one gets this answer."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofNeeded:
    """The code is right, but it is somebody else's number that asks: the MPP wants a second proof."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofWrong:
    """The second proof does not fit the code."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofImpossible:
    """No number is registered with this code, so nothing can prove more than the code: only the counter tells."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesResumed:
    """Notices go out again."""


Outcome = (
    ApplicationFound
    | CaseFound
    | NothingFound
    | OwnFound
    | OwnUnclear
    | OpeningFound
    | Noted
    | TooManyWrongCodes
    | ProofNeeded
    | ProofWrong
    | ProofImpossible
    | CaseOpened
    | TextQueued
    | TextImpossible
    | OfficerReachable
    | NobodyReachable
    | NoticesStopped
    | NoticesResumed
    | CallOutcome
    | WaitingOutcome
    | TicketOutcome
)
