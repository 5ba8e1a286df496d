"""What is to be done about one text: a value between reading it and doing it."""

from dataclasses import dataclass

from casework.commands import Command
from casework.letters import Letter
from sms.conversation import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTurn:
    """At most one command, else a reply; neither: silence."""

    command: Command | None = None
    proof: str | None = None
    """With LookUp: the end of the telephone number that the citizen named."""
    reply: Letter | None = None
    waiting: Waiting | None = None
    """What the next text may answer."""
    add_to_case: bool = False
    """The text tells something, and belongs to the sender's open case."""
    add_to: str | None = None
    """The code of what `story` is to be added to."""
    story: str | None = None
    urgent: bool = False
    """It sounds like an emergency."""
    loose: bool = False
    """Nobody understood it; it may be a part of a story."""
