"""An officer has a citizen rung: who may be, what rings, and what comes of it. On a real database."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework import call_tries, cases, officer_calls
from casework.call_commands import TakeCall
from casework.contacts import contact_for
from casework.jobs import claim
from casework.officer_calls import CannotCall
from casework.waiting_commands import TurnCame, TurnReached
from models import Call as StoredCall
from models import (
    CallBack,
    CallBackState,
    CallReason,
    CallTry,
    Case,
    CaseEventKind,
    Contact,
    Officer,
    TryState,
    WaitingState,
)
from tests.casework.hall import CLOSED, Hall

PHONE = "081234509876"


def a_case(hall: Hall, officer_id: int, phone: str = PHONE) -> int:
    with hall.database.write() as session:
        contact = contact_for(session, hall.office.vault, phone, at=hall.at)
        case = cases.open_case(session, channel="text", contact_id=contact.id, at=hall.at, service_id="kk")
        cases.take(case, session.get_one(Officer, officer_id), at=hall.at)
        return case.id


def ring(hall: Hall, case_id: int, officer_id: int) -> int:
    with hall.database.write() as session:
        case, officer = session.get_one(Case, case_id), session.get_one(Officer, officer_id)
        return officer_calls.ring(session, hall.office, case, officer, at=hall.at).id


def answered(hall: Hall, owed_id: int, name: str) -> None:
    """The citizen takes the call."""
    with hall.database.write() as session:
        owed = session.get_one(CallBack, owed_id)
        call = StoredCall(provider_id=name, contact_id=owed.contact_id, started_at=hall.at)
        session.add(call)
        session.flush()
        hall.calls[name] = call.id
        session.add(
            CallTry(
                call_back_id=owed.id, number=1, token=name.ljust(32, "0"), state=TryState.PLACED, call_id=call.id,
                placed_at=hall.at,
            )
        )  # fmt: skip
        owed.state = CallBackState.CALLING


def test_the_citizen_is_rung_then_the_officer_who_asked_and_no_other(hall: Hall) -> None:
    hall.officer("tono", "081290002222")
    sari = hall.officer("sari", "081290001111")
    owed_id = ring(hall, case_id := a_case(hall, sari), sari)
    answered(hall, owed_id, "out")
    assert hall.asks("out", TakeCall()) == TurnReached(service_id="kk", code=None, asked=None)
    assert hall.asks("out") == TurnCame()
    assert hall.rung("out") == "+6281290001111"
    assert hall.accepts("out")
    assert hall.row("out").case_id == case_id, "the same case, not another"
    with hall.database.read() as session:
        texts = [str(event.detail) for event in session.get_one(Case, case_id).timeline]
        assert session.get_one(CallBack, owed_id).state is CallBackState.DONE
        assert len(session.scalars(select(Case)).all()) == 1
    assert any("Warga ditelepon, dan tersambung" in text for text in texts)


def test_when_that_officer_does_not_take_it_another_is_rung(hall: Hall) -> None:
    hall.officer("tono", "081290002222")
    sari = hall.officer("sari", "081290001111")
    answered(hall, ring(hall, a_case(hall, sari), sari), "out")
    hall.asks("out", TakeCall())
    hall.asks("out")
    assert not hall.over("out")
    assert hall.asks("out") == TurnCame(again=True)
    assert hall.rung("out") == "+6281290002222"


def test_an_officer_who_talks_with_somebody_else_meanwhile_is_not_rung_twice(hall: Hall) -> None:
    sari = hall.officer("sari", "081290001111")
    owed_id = ring(hall, a_case(hall, sari), sari)
    hall.asks("other")
    assert hall.accepts("other")
    answered(hall, owed_id, "out")
    hall.asks("out", TakeCall())
    hall.asks("out")
    assert hall.row("out").state is WaitingState.WAITING


def test_who_does_not_answer_is_not_rung_again_and_the_case_says_so(hall: Hall) -> None:
    sari = hall.officer("sari", "081290001111")
    owed_id = ring(hall, case_id := a_case(hall, sari), sari)
    with hall.database.write() as session:
        job = claim(session, at=hall.at)
        assert job is not None
        rings = call_tries.begin(session, hall.office, job, at=hall.at)
        assert rings is not None, "at once, not after a while"
        found = session.scalars(select(CallTry)).one()
        call_tries.ended(session, hall.office, found, status="no-answer", at=hall.at)
    with hall.database.read() as session:
        assert session.get_one(CallBack, owed_id).state is CallBackState.UNREACHED
        kinds = [event.kind for event in session.get_one(Case, case_id).timeline]
    assert kinds[-2:] == [CaseEventKind.CALL_PLANNED, CaseEventKind.CALL_ENDED]


def test_a_telephone_that_is_in_use_is_told_at_once(hall: Hall) -> None:
    sari = hall.officer("sari", "081290001111")
    owed_id = ring(hall, a_case(hall, sari), sari)
    hall.call("them", PHONE)
    with hall.database.write() as session:
        talking = session.get_one(StoredCall, hall.calls["them"])
        talking.contact_id = session.get_one(CallBack, owed_id).contact_id
    with hall.database.write() as session:
        job = claim(session, at=hall.at)
        assert job is not None
        assert call_tries.begin(session, hall.office, job, at=hall.at) is None
    with hall.database.read() as session:
        assert session.get_one(CallBack, owed_id).state is CallBackState.UNREACHED


def test_who_may_not_be_rung_is_not(hall: Hall) -> None:
    sari = hall.officer("sari", "081290001111")
    without = hall.officer("budi")
    case_id = a_case(hall, sari)
    with pytest.raises(CannotCall, match="tugas telepon"):
        ring(hall, case_id, without)
    with pytest.raises(CannotCall, match="tidak bisa ditelepon"):
        ring(hall, a_case(hall, sari, "+6590001111"), sari)
    ring(hall, case_id, sari)
    with pytest.raises(CannotCall, match="sedang ditelepon"):
        ring(hall, case_id, sari)
    other = a_case(hall, sari, "081234501111")
    with hall.database.write() as session:
        session.get_one(Contact, session.get_one(Case, other).contact_id).no_calls_at = hall.at
    with pytest.raises(CannotCall, match="jangan ditelepon"):
        ring(hall, other, sari)


def test_somebody_who_stopped_notices_may_still_be_rung_by_a_person(hall: Hall) -> None:
    sari = hall.officer("sari", "081290001111")
    case_id = a_case(hall, sari)
    with hall.database.write() as session:
        session.get_one(Contact, session.get_one(Case, case_id).contact_id).stopped_at = hall.at
    assert ring(hall, case_id, sari)


def test_at_night_nobody_is_rung(hall: Hall) -> None:
    sari = hall.officer("sari", "081290001111", duty=dict.fromkeys(("selasa", "rabu"), "00.00-23.59"))
    case_id = a_case(hall, sari)
    hall.at = CLOSED + timedelta(hours=4)  # nine in the evening
    with pytest.raises(CannotCall, match="jam tenang"):
        ring(hall, case_id, sari)
    with hall.database.read() as session:
        assert session.scalar(select(CallBack).where(CallBack.reason == CallReason.OFFICER)) is None
