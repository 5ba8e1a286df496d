"""What is asked of casework about calls that we make, and what comes back. Values only, as in `commands`."""

from dataclasses import dataclass
from datetime import datetime

# Commands ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMe:
    """The citizen hangs up and wants to be rung."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCall:
    """The citizen whom we rang wants to talk now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLater:
    """The citizen whom we rang has no time now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopCalls:
    """The citizen wants us to ring no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNotice:
    """What is the news that we rang for? `digits` are the last of its code."""

    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmNotice:
    """The citizen has understood the news."""


CallCommand = CallMe | TakeCall | CallLater | StopCalls | OpenNotice | ConfirmNotice


# Outcomes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlanned:
    """We shall ring at `at` (local time), or `soon` after the citizen has hung up."""

    at: datetime
    soon: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallImpossible:
    """We cannot ring this number (hidden, foreign, dear), or have rung it as often as we may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTaken:
    """They talk with us now; nobody rings for this again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsStopped:
    """No more calls by ourselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFound:
    """An officer's words, to be read out."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGone:
    """There is no news any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeConfirmed:
    """The news has arrived."""


CallOutcome = (
    CallPlanned | CallImpossible | CallTaken | CallsStopped | AnswerFound | NoticeGone | NoticeConfirmed
)
