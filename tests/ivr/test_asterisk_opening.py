"""How a stream of Asterisk's begins: what its start says, and which starts are refused."""

import asyncio
from typing import Any

import pytest

from ivr.asterisk_stream import Opened
from ivr.media import StreamRefused
from tests.ivr.asterisk_socket import START, opened_by


def test_the_start_says_which_call_and_who_calls() -> None:
    assert asyncio.run(opened_by(START)) == Opened(call_id="pbx-1.1", caller="081234567890")


@pytest.mark.parametrize(
    ("status", "by"), [("MACHINE", "machine"), ("HUMAN", "human"), ("NOTSURE", ""), ("HANGUP", ""), ("x", "")]
)
def test_what_the_dialplan_heard_is_told_in_the_words_of_all_carriers(status: str, by: str) -> None:
    variables = {"SUARA_CALL": "1", "_SUARA_HEARD": status}
    assert asyncio.run(opened_by({**START, "channel_variables": variables})).answered_by == by


@pytest.mark.parametrize(
    ("number", "presentation"),
    [
        ("081234567890", "prohib_passed_screen"),
        ("081234567890", "unavailable"),
        ("anonymous", "allowed"),
        ("", ""),
    ],
)
def test_a_hidden_caller_has_no_number(number: str, presentation: str) -> None:
    """Trunks often send the number together with the wish not to show it."""
    variables = {"SUARA_CALL": "1", "SUARA_CALLER": number, "SUARA_PRESENTATION": presentation}
    assert asyncio.run(opened_by({**START, "channel_variables": variables})).caller == ""


@pytest.mark.parametrize(
    "start",
    [
        "MEDIA_START connection_id:suara channel:WebSocket/suara format:ulaw optimal_frame_size:160",
        b"\xff" * 160,
        {"event": "DTMF_END", "digit": "1"},
        {**START, "format": "slin16"},
        {**START, "optimal_frame_size": 0},
        {**START, "optimal_frame_size": "160"},
        {**START, "channel_variables": {}},
        {**START, "channel_variables": {"SUARA_CALL": "../../1"}},
        {**START, "channel_variables": {"SUARA_CALL": 5}},
        {**START, "channel_variables": None},
    ],
    ids=lambda start: str(start)[:40],
)
def test_a_stream_that_does_not_begin_as_it_must_is_refused(start: Any) -> None:
    with pytest.raises(StreamRefused):
        asyncio.run(opened_by(start))
