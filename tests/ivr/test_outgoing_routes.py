"""Calls that we make, on the running line: missed calls rung back, news read; webhooks late, twice and forged."""

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sqlalchemy import select, update

from casework.applications import ApplicationData
from casework.callbacks import CALL, owe
from casework.codes import new_code
from casework.contacts import contact_for
from ivr.placing import HANG_UP
from models import (
    ApplicationStatus,
    Call,
    CallBack,
    CallBackState,
    CallReason,
    CallTry,
    Job,
    Reach,
    TryState,
)
from simulator.outgoing import Does
from tests.ivr.carrier import Carrier
from tests.line import Line, running, settings_for

CONTENT = Path(__file__).resolve().parents[2] / "content"
MISKOL = "+622150001235"
ROUTES = ("/ivr/out/answer", "/ivr/out/status", "/ivr/out/machine")
TOKEN = "0" * 32


@pytest.fixture(scope="module")
def at_any_hour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line that may ring at any hour of any day, with a number for missed calls. Its citizens answer by keys, eight
    times as fast as people: calls that we make go through the same stream as those that come in.
    """
    folder = tmp_path_factory.mktemp("ringing")
    content = folder / "content"
    shutil.copytree(CONTENT, content)
    yaml = YAML()
    mpp = yaml.load(content / "mpp.yaml")
    mpp["telepon_balik"]["jam_tenang"], mpp["libur"] = {}, []
    yaml.dump(mpp, content / "mpp.yaml")
    with running(settings_for(folder, content_dir=content, miskol_number=MISKOL, voice="robot")) as line:
        yield line


@pytest.fixture
def carrier(at_any_hour: Line, request: pytest.FixtureRequest) -> Iterator[Carrier]:
    carrier = Carrier(at_any_hour, f"CA{abs(hash(request.node.name)):032d}"[:34])
    yield carrier
    carrier.client.close()


def hold(carrier: Carrier, number: str, does: Does, *keys: str) -> None:
    items = [{"do": "press", "what": one} for one in keys]
    held = {
        "number": number,
        "does": does,
        "items": items,
        "barge_in": True,
        "refuse_stream": True,
        "speed": 8,
    }
    assert carrier.client.post("/phone/handset", json=held).status_code == 200


def hurry(line: Line) -> None:
    """Lets calls that are due in some seconds be due now."""
    with line.database.write() as session:
        session.execute(update(Job).where(Job.kind == CALL).values(run_at=datetime.now(UTC)))
        session.execute(update(CallBack).values(due_at=datetime.now(UTC)))


def wait_for_end(line: Line, phone: str, *, seconds: float = 40) -> CallBack:
    """The newest call that is owed to this number, once a try of it is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with line.database.read() as session:
            newest = select(CallBack).order_by(CallBack.id.desc()).limit(1)
            found = session.scalars(newest).one()
            if found.tries and found.tries[-1].state is TryState.ENDED and found.contact.phone == phone:
                return found
        time.sleep(0.1)
    raise AssertionError("nobody was rung, or the call never ended")


def a_try(line: Line, phone: str, cause: str, reason: CallReason = CallReason.MISSED) -> str:
    """A try that the carrier has been asked for; its token."""
    at = datetime.now(UTC)
    with line.database.write() as session:
        contact = contact_for(session, line.database.vault, phone, at=at)
        call_back = owe(session, line.here.office, contact, reason=reason, cause=cause, at=at)
        session.execute(update(Job).where(Job.kind == CALL).values(run_at=datetime(2099, 1, 1, tzinfo=UTC)))
        call_back.state = CallBackState.CALLING
        token = f"{call_back.id:032x}"
        call_back.tries.append(CallTry(number=1, token=token, state=TryState.PLACING, placed_at=at))
    return token


def state_of(line: Line, token: str) -> tuple[CallTry, CallBack]:
    with line.database.read() as session:
        found = session.scalars(select(CallTry).where(CallTry.token == token)).one()
        return found, found.call_back


# The whole way --------------------------------------------------------------------------------------------------


def test_a_missed_call_is_rejected_rung_back_and_comes_to_a_status(
    carrier: Carrier, at_any_hour: Line
) -> None:
    phone = "+6281290000001"
    hold(carrier, phone, Does.ANSWER, "1", "1", "48213096", "1", "3")
    for _ in range(2):
        answer = carrier.post("/ivr/answer", From=phone, To=MISKOL)
        assert '<Reject reason="busy" />' in answer.text
    carrier.post("/ivr/status", From=phone, To=MISKOL, CallStatus="busy")
    hurry(at_any_hour)
    ended = wait_for_end(at_any_hour, phone)
    assert (ended.state, ended.why, len(ended.tries)) == (CallBackState.DONE, "talked", 1)
    rung = carrier.client.get("/phone/calls", params={"number": phone}).json()["calls"]
    assert len(rung) == 1
    assert rung[0]["violations"] == []
    said = " ".join(turn["said"] for turn in rung[0]["turns"])
    assert "Ini telepon dari Mal Pelayanan Publik" in said
    assert "Silakan diambil di loket" in said
    texts = carrier.client.get("/phone/texts", params={"number": phone}).json()["texts"]
    assert [text["body"][:12] for text in texts] == ["Sebentar lag"]


def test_a_new_status_is_read_repeated_and_confirmed(carrier: Carrier, at_any_hour: Line) -> None:
    phone, code = "+6281290000002", new_code()
    with at_any_hour.database.write() as session:
        contact_for(session, at_any_hour.database.vault, phone, at=datetime.now(UTC)).reach = Reach.CALL
    hold(carrier, phone, Does.ANSWER, "1", code[-4:], "1", "2")
    for status in (ApplicationStatus.IN_PROCESS, ApplicationStatus.READY):
        at_any_hour.put(ApplicationData(code=code, service_id="kk", status=status, phone=phone))
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with at_any_hour.database.read() as session:
            if session.scalar(select(CallBack.id).where(CallBack.reason == CallReason.STATUS)):
                break
        time.sleep(0.1)
    hurry(at_any_hour)
    ended = wait_for_end(at_any_hour, phone)
    assert (ended.state, ended.why) == (CallBackState.DONE, "understood")
    [rung] = carrier.client.get("/phone/calls", params={"number": phone}).json()["calls"]
    told = [turn["said"].count("Silakan diambil di loket") for turn in rung["turns"]]
    assert told[:3] == [0, 0, 2], "nothing before the end of the code, and then twice"


@pytest.mark.parametrize(
    ("does", "status"), [(Does.DECLINE, "busy"), (Does.NOBODY, "no-answer"), (Does.MACHINE, "completed")]
)
def test_who_is_not_reached_is_rung_again_later(
    carrier: Carrier, at_any_hour: Line, does: Does, status: str
) -> None:
    phone = f"+62812900000{10 + list(Does).index(does)}"
    hold(carrier, phone, does)
    carrier.post("/ivr/answer", From=phone, To=MISKOL)
    hurry(at_any_hour)
    ended = wait_for_end(at_any_hour, phone)
    assert ended.state is CallBackState.WAITING
    assert ended.tries[-1].status == status
    if does is Does.MACHINE:
        assert ended.tries[-1].answered_by == "machine_start"
        [rung] = carrier.client.get("/phone/calls", params={"number": phone}).json()["calls"]
        assert all("loket" not in turn["said"] for turn in rung["turns"])


# What counts as missed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "missed"), [("0", True), ("2", True), ("3", True), ("4", False), ("40", False)]
)
def test_a_call_that_ends_before_the_greeting_was_said_is_a_missed_call(
    carrier: Carrier, at_any_hour: Line, seconds: str, missed: bool
) -> None:
    carrier.post("/ivr/answer", From="+622150009999")
    carrier.post("/ivr/continue")
    for _ in range(2):
        carrier.post("/ivr/status", CallStatus="completed", CallDuration=seconds)
    with at_any_hour.database.read() as session:
        found = session.scalars(select(CallBack).where(CallBack.cause == f"call:{carrier.sid}")).all()
    assert len(found) == int(missed)


def test_who_said_or_pressed_anything_was_no_missed_call(carrier: Carrier, at_any_hour: Line) -> None:
    carrier.post("/ivr/answer")
    carrier.post("/ivr/continue")
    carrier.post("/ivr/keys?turn=1", Digits="1")
    carrier.post("/ivr/status", CallStatus="completed", CallDuration="2")
    with at_any_hour.database.read() as session:
        assert session.scalar(select(CallBack).where(CallBack.cause == f"call:{carrier.sid}")) is None


def test_a_hidden_caller_on_the_missed_call_number_gets_a_row_and_no_call(
    carrier: Carrier, at_any_hour: Line
) -> None:
    assert "<Reject" in carrier.post("/ivr/answer", From="anonymous", To=MISKOL).text
    with at_any_hour.database.read() as session:
        found = session.scalars(select(CallBack).where(CallBack.cause == f"call:{carrier.sid}")).one()
    assert (found.state, found.why) == (CallBackState.DROPPED, "number")


# Webhooks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("signature", ["", "AAAA", "\u00e9", "=" * 28])
def test_a_forged_webhook_is_refused(carrier: Carrier, path: str, signature: str) -> None:
    assert carrier.post(f"{path}?t={TOKEN}", signature=signature).status_code == 403


@pytest.mark.parametrize("path", ROUTES)
def test_a_token_that_nobody_has_is_not_known(carrier: Carrier, path: str) -> None:
    fields = {"CallStatus": "completed", "AnsweredBy": "human"}
    assert carrier.post(f"{path}?t={'f' * 32}", **fields).status_code == 404
    assert carrier.post(f"{path}?t={'z' * 32}", **fields).status_code == 422
    assert carrier.post(path, **fields).status_code == 422


def test_an_answer_told_twice_is_one_call(carrier: Carrier, at_any_hour: Line) -> None:
    token = a_try(at_any_hour, "081290000030", "call:answer-twice")
    first = carrier.post(f"/ivr/out/answer?t={token}")
    assert "<Stream" in first.text
    assert carrier.post(f"/ivr/out/answer?t={token}").text == first.text
    found, _ = state_of(at_any_hour, token)
    assert (found.state, found.provider_id) == (TryState.PLACED, carrier.sid)
    with at_any_hour.database.read() as session:
        assert len(session.scalars(select(Call).where(Call.provider_id == carrier.sid)).all()) == 1


def test_a_second_call_for_the_same_try_is_hung_up_without_a_word(
    carrier: Carrier, at_any_hour: Line
) -> None:
    token = a_try(at_any_hour, "081290000031", "call:placed-twice")
    carrier.post(f"/ivr/out/answer?t={token}")
    second = carrier.post(f"/ivr/out/answer?t={token}", carrier.form(CallSid="CA" + "7" * 32))
    assert "<Hangup" in second.text
    assert "<Stream" not in second.text
    carrier.post(f"/ivr/out/status?t={token}", carrier.form(CallSid="CA" + "7" * 32, CallStatus="completed"))
    assert state_of(at_any_hour, token)[0].state is TryState.PLACED


@pytest.mark.parametrize("by", ["machine_start", "machine_end_beep", "fax"])
def test_a_machine_that_answers_hears_nothing(carrier: Carrier, at_any_hour: Line, by: str) -> None:
    token = a_try(at_any_hour, "081290000032", f"call:machine-{by}")
    assert carrier.post(f"/ivr/out/answer?t={token}", AnsweredBy=by).text.count("<Hangup") == 1
    carrier.post(f"/ivr/out/status?t={token}", CallStatus="completed")
    found, owed = state_of(at_any_hour, token)
    assert (found.answered_by, owed.state) == (by, CallBackState.WAITING)


@pytest.mark.parametrize(("keys", "hung_up"), [((), 1), (("1",), 0)])
def test_who_has_pressed_a_key_is_not_hung_up_as_a_machine(
    carrier: Carrier, at_any_hour: Line, keys: tuple[str, ...], hung_up: int
) -> None:
    token = a_try(at_any_hour, "081290000035", f"call:taken-for-a-machine-{hung_up}")
    carrier.post(f"/ivr/out/answer?t={token}")
    carrier.post("/ivr/continue")
    for number, key in enumerate(keys, start=1):
        carrier.post(f"/ivr/keys?turn={number}", Digits=key)
    carrier.post(f"/ivr/out/machine?t={token}", AnsweredBy="machine_start")
    found, _ = state_of(at_any_hour, token)
    assert found.answered_by == "machine_start"
    with at_any_hour.database.read() as session:
        jobs = session.scalars(select(Job).where(Job.dedupe == f"{HANG_UP}:{found.id}")).all()
    assert len(jobs) == hung_up


def test_a_call_that_nobody_wants_any_more_is_hung_up(carrier: Carrier, at_any_hour: Line) -> None:
    token = a_try(at_any_hour, "081290000033", "call:stopped")
    with at_any_hour.database.write() as session:
        found = session.scalars(select(CallTry).where(CallTry.token == token)).one()
        found.call_back.state = CallBackState.DROPPED
    assert "<Hangup" in carrier.post(f"/ivr/out/answer?t={token}").text


def test_ends_come_twice_early_and_late_and_change_nothing(carrier: Carrier, at_any_hour: Line) -> None:
    token = a_try(at_any_hour, "081290000034", "call:status-twice")
    carrier.post(f"/ivr/out/status?t={token}", CallStatus="ringing")
    assert state_of(at_any_hour, token)[0].state is TryState.PLACING
    for status in ("no-answer", "no-answer", "completed", "in-progress"):
        assert carrier.post(f"/ivr/out/status?t={token}", CallStatus=status).status_code == 204
    found, owed = state_of(at_any_hour, token)
    assert (found.state, found.status, owed.state) == (TryState.ENDED, "no-answer", CallBackState.WAITING)
    with at_any_hour.database.read() as session:
        jobs = session.scalars(select(Job).where(Job.dedupe.startswith(f"{CALL}:{owed.id}:"))).all()
    assert len(jobs) == 2, "the first try and the next one"
    assert "<Hangup" in carrier.post(f"/ivr/out/answer?t={token}").text, "an answer after the end"
