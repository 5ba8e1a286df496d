"""How far a full machine has stepped back: everything, then keys only, then an offer to ring back. Never a dead line.

Pure but for the workload that it looks at. Knows no carrier.
"""

from enum import StrEnum

from ivr.position import Position, dump
from ivr.script import Script
from models import Call
from speech.workload import Workload

FOR_EACH_LISTENING = 2
"""Calls with sound of ours for each that may be listened to, where the settings say nothing."""


class Level(StrEnum):
    """What a new caller gets, in the order in which it is given up."""

    ALL = "all"
    KEYS = "keys"
    """They are asked for keys from the beginning: no more calls can be listened to."""
    CALL_BACK = "call_back"
    """They are asked, by keys and without a stream, whether we shall ring them or they leave a message."""


def level(workload: Workload, *, streams: int, most_streams: int | None) -> Level:
    """`streams`: calls with a media stream that run in this process."""
    most = FOR_EACH_LISTENING * workload.most_calls if most_streams is None else most_streams
    if streams >= most:
        return Level.CALL_BACK
    return Level.KEYS if workload.full else Level.ALL


def offer_call_back(script: Script, call: Call) -> None:
    """A call without a turn yet begins with the offer."""
    call.position = dump(Position(start=script.crowded))
