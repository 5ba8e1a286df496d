"""Rings through Asterisk that are hung up before an answer: we owe a call, once, and only for those."""

import asyncio

import httpx2
import pytest
from sqlalchemy import select

from ivr.turns import begin_call
from models import CallBack, CallReason
from simulator.asterisk import AsteriskSettings
from simulator.asterisk_call import AsteriskCall
from simulator.script import HangUp, ScriptedCaller, Wait
from tests.ivr.ringing import NOON
from tests.line import Line


def ring(
    line: Line, asterisk: AsteriskSettings, phone: str, *, seconds: float, to_miskol: bool = False
) -> None:
    """Somebody rings, and hangs up so soon."""

    async def run() -> None:
        await AsteriskCall(
            line.carrier,
            asterisk,
            caller=ScriptedCaller((Wait(seconds), HangUp())),
            from_number=phone,
            voice=line.voice,
            to_miskol=to_miskol,
        ).run()

    asyncio.run(run())


def owed(line: Line, phone: str) -> list[CallBack]:
    with line.database.read() as session:
        calls = session.scalars(select(CallBack).order_by(CallBack.id))
        return [one for one in calls if one.contact.phone == phone]


def tell(line: Line, asterisk: AsteriskSettings, **form: str) -> None:
    headers = {"Authorization": asterisk.authorization}
    answer = httpx2.post(asterisk.missed_url, data=form, headers=headers, trust_env=False)
    assert (answer.status_code, answer.text) == (200, "ok")


def test_a_ring_on_the_number_for_missed_calls_is_rung_back(line: Line, asterisk: AsteriskSettings) -> None:
    ring(line, asterisk, "081290000201", seconds=0.3, to_miskol=True)
    [call_back] = owed(line, "+6281290000201")
    assert call_back.reason is CallReason.MISSED
    assert call_back.cause.startswith("call:asterisk-")


def test_who_hangs_up_before_the_greeting_was_said_is_rung_back_too(
    line: Line, asterisk: AsteriskSettings
) -> None:
    ring(line, asterisk, "081290000202", seconds=0.5)
    assert [one.reason for one in owed(line, "+6281290000202")] == [CallReason.MISSED]


def test_the_same_ring_told_twice_is_owed_once(line: Line, asterisk: AsteriskSettings) -> None:
    for _ in range(2):
        tell(line, asterisk, call="pbx-200.3", caller="081290000203", presentation="allowed")
    assert len(owed(line, "+6281290000203")) == 1


def test_a_call_that_the_line_has_met_is_not_missed(line: Line, asterisk: AsteriskSettings) -> None:
    with line.database.read() as session:
        before = len(session.scalars(select(CallBack.id)).all())
    with line.database.write() as session:
        begin_call(
            session, line.here.office, provider_id="asterisk-pbx-200.4", caller="081290000204", at=NOON
        )
    tell(line, asterisk, call="pbx-200.4", caller="081290000204", presentation="allowed")
    with line.database.read() as session:
        assert len(session.scalars(select(CallBack.id)).all()) == before


@pytest.mark.parametrize(
    ("caller", "presentation"), [("081290000205", "prohib_passed_screen"), ("anonymous", "allowed")]
)
def test_hidden_callers_are_never_rung(
    line: Line, asterisk: AsteriskSettings, caller: str, presentation: str
) -> None:
    call_id = f"pbx-205.{len(caller)}"
    tell(line, asterisk, call=call_id, caller=caller, presentation=presentation)
    assert owed(line, "+6281290000205") == []
    with line.database.read() as session:
        found = session.scalars(select(CallBack).where(CallBack.cause == f"call:asterisk-{call_id}")).one()
        assert (found.state, found.why) == ("dropped", "number")


def test_what_is_no_id_of_a_call_owes_nothing(line: Line, asterisk: AsteriskSettings) -> None:
    tell(line, asterisk, call="no id\n", caller="081290000206", presentation="allowed")
    assert owed(line, "+6281290000206") == []
