"""A caller who hangs up at once: the carrier may tell of the end before it has asked what to do with the call."""

from sqlalchemy import select

from ivr.turns import find_call
from models import Call, CallBack, CallReason
from tests.ivr.carrier import Carrier
from tests.line import Line


def owed(line: Line, carrier: Carrier) -> list[CallBack]:
    with line.database.read() as session:
        return list(session.scalars(select(CallBack).where(CallBack.cause == f"call:{carrier.sid}")))


def stored(line: Line, carrier: Carrier) -> Call | None:
    with line.database.read() as session:
        return find_call(session, carrier.sid)


def test_the_end_told_before_the_beginning_is_a_missed_call_and_stays_one(
    line: Line, carrier: Carrier
) -> None:
    for _ in range(2):
        assert carrier.post("/ivr/status", CallStatus="completed", CallDuration="1").status_code == 204
    assert [one.reason for one in owed(line, carrier)] == [CallReason.MISSED]
    assert "<Hangup" in carrier.post("/ivr/answer").text, "there is nobody to open a media stream for"
    assert "<Hangup" in carrier.post("/ivr/continue").text
    call = stored(line, carrier)
    assert call is not None
    assert call.ended_at is not None, "it does not wait for ever"
    assert len(owed(line, carrier)) == 1


def test_who_gave_up_while_it_rang_is_a_missed_call(line: Line, carrier: Carrier) -> None:
    assert carrier.post("/ivr/status", CallStatus="no-answer").status_code == 204
    assert len(owed(line, carrier)) == 1


def test_of_a_call_that_we_do_not_know_only_an_early_hang_up_counts(line: Line, carrier: Carrier) -> None:
    forms = (
        {"CallStatus": "completed", "CallDuration": "30"},  # one of long ago, deleted since
        {"CallStatus": "completed"},
        {"CallStatus": "busy"},  # we have refused it
        {"CallStatus": "failed"},
        {"CallStatus": "no-answer", "Direction": "outbound-api"},
    )
    for form in forms:
        assert carrier.post("/ivr/status", **form).status_code == 204
    assert owed(line, carrier) == []
    assert stored(line, carrier) is None
