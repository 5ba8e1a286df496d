"""Calls that we place through Asterisk, the whole way: its REST interface, its dialplan, our socket, the dialogue.

Each file in tests/exchanges/asterisk-out says why we ring, what whoever holds the telephone does, what must be said,
and what must stand in the tables afterwards. All ring at the same time, since a call takes as long as it takes.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from ruamel.yaml import YAML
from sqlalchemy import update

from casework.callbacks import CALL, owe
from casework.contacts import contact_for
from models import CallBack, CallReason, CallTry, Contact, Job, TryState
from tests.ivr.rung import a_try, last_try
from tests.line import ASTERISK_SECRET, Line

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tests" / "exchanges" / "asterisk-out").glob("*.yaml"))
SECRET = ("suara", ASTERISK_SECRET)


def read(file: Path) -> dict[str, Any]:
    exchange: dict[str, Any] = YAML(typ="safe", pure=True).load(file)
    return exchange


@pytest.fixture(scope="module")
def client(trunk_line: Line) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=trunk_line.settings.base_url, trust_env=False, timeout=20) as client:
        yield client


def owed(line: Line, phone: str, reason: CallReason, cause: str) -> None:
    """A call that is due now."""
    at = datetime.now(UTC)
    with line.database.write() as session:
        contact = contact_for(session, line.database.vault, phone, at=at)
        owe(session, line.here.office, contact, reason=reason, cause=cause, at=at)
        session.execute(update(Job).where(Job.kind == CALL).values(run_at=at))
        session.execute(update(CallBack).values(due_at=at))


@pytest.fixture(scope="module")
def rung(trunk_line: Line, client: httpx2.Client) -> Mapping[Path, CallTry]:
    """Every exchange, rung and over."""
    for file in FILES:
        exchange = read(file)
        items = [{"do": name, "what": what} for one in exchange["caller"] for name, what in one.items()]
        held = {"number": exchange["phone"], "does": exchange["does"], "items": items, "barge_in": True}
        assert client.post("/phone/handset", json=held).status_code == 200
        owed(trunk_line, exchange["phone"], CallReason(exchange["reason"]), f"test:{file.stem}")
    over: dict[Path, CallTry] = {}
    until = time.monotonic() + 60
    while len(over) < len(FILES):
        assert time.monotonic() < until, "nobody was rung, or a call never ended"
        for file in FILES:
            found = last_try(trunk_line, read(file)["phone"])
            if found is not None and found.state is TryState.ENDED:
                over[file] = found
        time.sleep(0.1)
    return over


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_exchange(rung: Mapping[Path, CallTry], file: Path) -> None:
    exchange, found = read(file), rung[file]
    turns = found.call.turns if found.call else []
    told = "\n".join(f"{turn.step}: {turn.heard_kind} {turn.heard!r} -> {turn.said}" for turn in turns)
    for wanted, turn in zip(exchange["turns"], turns, strict=False):
        assert wanted["heard"] == turn.heard_kind, told
        assert wanted.get("at", turn.step) == turn.step, told
        assert wanted.get("says", "") in turn.said, told
    assert len(turns) >= len(exchange["turns"]), told
    assert found.status == exchange["status"]
    assert found.call_back.state == exchange["state"]
    assert found.provider_id == f"asterisk-{found.token}"
    if found.call is not None:
        assert found.call.ended_at is not None


def test_no_address_of_twilio_is_served(client: httpx2.Client) -> None:
    for path in ("/ivr/answer", "/ivr/out/answer", "/sms/incoming"):
        assert client.post(path).status_code == 404, path


# What the dialplan asks and tells ---------------------------------------------------------------------------------


def ask(client: httpx2.Client, path: str, **form: str) -> str:
    answer = client.post(f"/ivr/asterisk/{path}", data=form, auth=SECRET)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("path", ["ring", "rung", "missed"])
def test_nobody_without_the_secret_is_heard(client: httpx2.Client, path: str) -> None:
    form = {"try": "0" * 32, "number": "+6281290000105", "call": "pbx-1.1", "caller": "081290000105"}
    for auth in (None, ("suara", "wrong"), ("other", ASTERISK_SECRET)):
        assert client.post(f"/ivr/asterisk/{path}", data=form, auth=auth).status_code == 401


def test_yes_is_said_once_and_only_for_its_own_number(trunk_line: Line, client: httpx2.Client) -> None:
    phone = "+6281290000106"
    token = a_try(trunk_line, phone, "test:once")
    assert ask(client, "ring", **{"try": token}, number="+6281290000107") == "hangup"
    assert ask(client, "ring", **{"try": "f" * 32}, number=phone) == "hangup"
    assert ask(client, "ring", **{"try": token}, number=phone) == "ring"
    assert ask(client, "ring", **{"try": token}, number=phone) == "hangup", "one telephone rings once"


def test_who_said_never_again_since_then_is_not_rung(trunk_line: Line, client: httpx2.Client) -> None:
    phone = "+6281290000108"
    token = a_try(trunk_line, phone, "test:stopped")
    with trunk_line.database.write() as session:
        contact = contact_for(session, trunk_line.database.vault, phone, at=datetime.now(UTC))
        session.get_one(Contact, contact.id)
        session.execute(update(CallBack).where(CallBack.contact_id == contact.id).values(state="dropped"))
    assert ask(client, "ring", **{"try": token}, number=phone) == "hangup"
    found = last_try(trunk_line, phone)
    assert found is not None
    assert (found.state, found.status) == (TryState.ENDED, "canceled")


@pytest.mark.parametrize(
    ("how", "cause", "status"),
    [
        ("CHANUNAVAIL", "1", "failed"),
        ("CONGESTION", "21", "busy"),
        ("CHANUNAVAIL", "20", "no-answer"),
        ("CANCEL", "0", "canceled"),
        ("", "", "failed"),
    ],
)
def test_the_hang_up_cause_says_how_it_went(
    trunk_line: Line, client: httpx2.Client, how: str, cause: str, status: str
) -> None:
    phone = f"+62812900002{int(cause or 99):02}"
    token = a_try(trunk_line, phone, f"test:cause:{cause}")
    for _ in range(2):
        assert ask(client, "rung", **{"try": token}, how=how, cause=cause) == "ok"
    found = last_try(trunk_line, phone)
    assert found is not None
    assert found.status == status
    assert found.call_back.state == "waiting", "it counts as a try"
