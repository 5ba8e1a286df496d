"""Nobody makes the line ring or text where it costs: the numbers are ours, and what goes out is counted.

Precedents: baresip-python ("manual ... toll-fraud-safe"); Twilio's guides on toll fraud and SMS pumping (error
30450); Telnyx's rate limits. Caps of texts are in tests/sms/test_limits.py, those of calls in
tests/ivr/test_placing.py, what the dialplan may dial in tests/ivr/test_asterisk_recipe.py.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from casework import phones
from casework.office import Office
from models import OWED, CallBack, Database, Direction, Message
from sms.incoming import MOST_REPLIES
from tests.ivr.carrier import Carrier
from tests.line import Line
from tests.sms.citizen import Citizen

PREMIUM = (
    "+62809123456",
    "08091234567",
    "+19005551234",
    "+8821612345678",
    "+62868123456789",
    "+881612345678",
    "14045",
    "sip:x@penipu.example",
)


@pytest.fixture
def carrier(line: Line) -> Iterator[Carrier]:
    carrier = Carrier(line, "CA" + "4" * 32)
    yield carrier
    carrier.client.close()


def test_what_a_caller_keys_is_never_dialled(line: Line, carrier: Carrier) -> None:
    """Officers' numbers come from the settings; a caller's keys, number and forwarder only from a webhook."""
    ours = {*line.here.office.mpp.officer_numbers, line.settings.line_number}
    form = {
        "From": "+6281399887701",
        "ForwardedFrom": "+62809111222",
        "CalledVia": "+62809111222",
        "DialCallSid": "x",
    }
    answers = [carrier.post("/ivr/answer", **form).text, carrier.post("/ivr/continue", **form).text]
    for turn in range(1, 9):
        answers.append(
            carrier.post(f"/ivr/keys?turn={turn}", Digits="0809111222"[: turn % 9 + 1], **form).text
        )
        answers.append(carrier.post(f"/ivr/dialled?turn={turn}", DialCallStatus="completed", **form).text)
    for answer in answers:
        assert "809111222" not in answer.replace("</", "")
        for dialled in re.findall(r"<(?:Dial|Number|Sip|Client)[^>]*>([^<]+)<", answer):
            assert dialled in ours
        assert "<Refer" not in answer
        assert all(int(limit) <= 3600 for limit in re.findall(r'timeLimit="(\d+)"', answer))


@pytest.mark.parametrize("number", PREMIUM)
def test_no_dear_number_is_rung_back_or_texted(database: Database, office: Office, number: str) -> None:
    assert not phones.may_be_called(phones.read_phone(number).number)
    citizen = Citizen(database, office, number)
    for text in ("HUBUNGI", "STATUS 48213096", "tolong telepon saya"):
        assert citizen.text(text) is None
    with database.read() as session:
        assert session.scalar(select(func.count()).where(CallBack.state.in_(OWED))) == 0
        assert session.scalar(select(func.count()).where(Message.direction == Direction.OUT)) == 0


def test_who_texts_without_end_gets_an_end_of_answers(database: Database, office: Office) -> None:
    """A pump earns by our answers: so many an hour, and then silence until the hour is over."""
    citizen = Citizen(database, office, "+6281399887702")
    answers = [citizen.text(f"SYARAT {'KK' if n % 2 else 'KTP'}") for n in range(MOST_REPLIES + 15)]
    assert sum(answer is not None for answer in answers) == MOST_REPLIES
    citizen.at += timedelta(hours=1)
    assert citizen.text("SYARAT KK") is not None


def test_a_text_goes_only_to_whom_it_came_from(database: Database, office: Office) -> None:
    """A number inside a text is never written to."""
    citizen = Citizen(database, office, "+6281399887703")
    citizen.text("STATUS ke +6281399887799, kirim ke 081399887799 ya")
    citizen.text("balas ke nomor 081399887799: saya butuh KK")
    with database.read() as session:
        sent = session.scalars(select(Message).where(Message.direction == Direction.OUT)).all()
        assert {message.contact.phone for message in sent} <= {"+6281399887703"}
