"""Callers who are put through to an officer, by the carriers' own protocols: whole calls against a running line.

A line of its own, since only here somebody is on duty, at any hour and on every day.
"""

import asyncio
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import httpx2
import pytest
from sqlalchemy import delete, select, update

from casework import cases, officer_calls
from casework.callbacks import CALL
from casework.contacts import contact_for
from casework.duty import set_duty
from casework.quiet_hours import DAYS
from casework.waiting_sweep import tidy
from ivr.asterisk_calls import provider_id
from ivr.briefing import LONGEST_S
from ivr.turns import begin_call, find_call, take_turn
from ivr.values import Started
from models import Call as StoredCall
from models import CallBack, CallTurn, Case, Job, Officer, WaitingCaller, WaitingState
from simulator.asterisk import AsteriskSettings
from simulator.asterisk_call import AsteriskCall
from simulator.call import Call
from simulator.leg import Transfer
from simulator.script import HangUp, Item, Press, ScriptedCaller, Wait
from tests.line import ASTERISK_SECRET, Line, running, settings_for

CONTENT = Path(__file__).resolve().parents[1] / "content"
SARI, TONO = "+6281290001111", "+6281290002222"
ALL_DAY = dict.fromkeys(DAYS, "00.00-23.59")
TAKES_IT = Transfer(ring_s=0.3, talk_s=0.5)
NOBODY = Transfer(status="no-answer", ring_s=0.3)
REFUSALS = {
    "voicemail": Transfer(key="", ring_s=0.3),
    "wrong key": Transfer(key="2", ring_s=0.3),
    "hangs up": Transfer(hangs_up=True, ring_s=0.3),
    "busy": Transfer(status="busy", ring_s=0.3),
}

Placed = Call | AsteriskCall


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line whose MPP has no holidays and no quiet hours."""
    folder = tmp_path_factory.mktemp("hall")
    content = shutil.copytree(CONTENT, folder / "content", ignore=shutil.ignore_patterns("studio"))
    text = (content / "mpp.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^libur: .*$", "libur: []", text)
    text = re.sub(r"(?m)^    (setiap_hari|jumat): .*$", r"    \1: []", text)
    (content / "mpp.yaml").write_text(text, encoding="utf-8")
    with running(settings_for(folder, content_dir=content)) as line:
        yield line


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way into the line: by Twilio's media stream, by its keypad alone, or through Asterisk."""

    line: Line
    name: str

    def call(self, *items: Item, officers: Mapping[str, Transfer], stay: bool = False) -> Placed:
        """A strict call; at the other ways than Twilio's the greeting was heard before."""
        number = f"0812{crc32(repr((self.name, items, officers)).encode()) % 10**8:08}"
        keypad = self.name == "keypad"
        caller = ScriptedCaller(items, stay=stay, barge_in=not keypad)
        placed: Placed
        if self.name == "asterisk":
            placed = AsteriskCall(
                self.line.carrier, AsteriskSettings.of(self.line.settings.base_url, ASTERISK_SECRET),
                caller=caller, from_number=number, voice=self.line.voice, officers=officers, transfer=NOBODY,
                call_id=f"pbx-{number}",
            )  # fmt: skip
            self._begun(f"pbx-{number}", number)
        else:
            placed = Call(
                self.line.carrier, caller=caller, from_number=number, voice=self.line.voice, officers=officers,
                transfer=NOBODY, strict=True, refuse_stream=keypad, speed=8 if keypad else 1,
            )  # fmt: skip
        asyncio.run(asyncio.wait_for(placed.run(), 60))
        return placed

    def _begun(self, call_id: str, number: str) -> None:
        here, at = self.line.here, datetime.now(UTC)
        with here.database.write() as session:
            call = begin_call(session, here.office, provider_id=provider_id(call_id), caller=number, at=at)
            take_turn(session, here.office, here.phone.script, call, Started(), at=at)

    def row(self, call: Placed) -> WaitingCaller:
        with self.line.database.read() as session:
            stored = find_call(session, call.provider_id if isinstance(call, AsteriskCall) else call.sid)
            assert stored is not None
            return session.scalars(select(WaitingCaller).where(WaitingCaller.call_id == stored.id)).one()

    def busy(self, phone: str) -> int:
        """The officer with this telephone talks with somebody."""
        at = datetime.now(UTC)
        with self.line.database.write() as session:
            officer = next(one for one in session.scalars(select(Officer)) if one.phone == phone)
            call = begin_call(
                session, self.line.here.office, provider_id=f"other-{at.timestamp()}", caller="", at=at
            )
            row = WaitingCaller(
                call_id=call.id, contact_id=call.contact_id, since=at, seen_at=at, officer_id=officer.id,
                state=WaitingState.CONNECTED, connected_at=at, ring_token=f"{call.id:032}",
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id


@pytest.fixture(params=["keypad", "asterisk"])
def way(hall: Line, request: pytest.FixtureRequest) -> Way:
    return Way(line=hall, name=request.param)


@pytest.fixture
def officers(hall: Line) -> Iterator[Callable[..., None]]:
    """Puts officers with these telephones on duty; afterwards they are gone, and nobody waits."""

    def on_duty(*phones: str) -> None:
        with hall.database.write() as session:
            for phone in phones:
                officer = Officer(
                    username=f"tes{phone}-{time.monotonic_ns()}", name="Contoh", password_hash="x",
                    created_at=datetime.now(UTC),
                )  # fmt: skip
                session.add(officer)
                set_duty(hall.here.office, officer, phone=phone, duty=ALL_DAY)

    yield on_duty
    with hall.database.write() as session:
        for officer in session.scalars(select(Officer)):
            officer.phone = None
        session.execute(delete(WaitingCaller))


def rung(call: Placed) -> list[str]:
    """Whom the carrier rang for this caller, one after the other."""
    dialled = [number for event in call.of_kind("dial") for number in event.detail["to"]]
    return dialled + [event.detail["to"] for event in call.of_kind("officer_rung")]


def said(call: Placed) -> str:
    return " ".join(turn.said for turn in call.captions)


def test_an_officer_hears_the_briefing_takes_the_call_and_has_the_case(
    way: Way, officers: Callable[..., None]
) -> None:
    officers(SARI)
    call = way.call(Press("0"), officers={SARI: TAKES_IT}, stay=True)
    assert "sambungkan sekarang" in said(call)
    assert rung(call) == [SARI]
    (briefed,) = call.of_kind("officer_briefed")
    assert briefed.detail["connected"]
    assert 0.5 < briefed.detail["seconds"] <= LONGEST_S
    assert call.of_kind("transferred")
    row = way.row(call)
    assert row.state is WaitingState.TALKED
    with way.line.database.read() as session:
        assert session.get_one(Case, row.case_id).officer_id == row.officer_id


@pytest.mark.parametrize("does", REFUSALS)
def test_who_does_not_take_it_leads_to_the_next_officer(
    hall: Line, officers: Callable[..., None], does: str
) -> None:
    officers(SARI, TONO)
    way = Way(line=hall, name="keypad")
    call = way.call(Press("0"), officers={SARI: REFUSALS[does], TONO: TAKES_IT}, stay=True)
    assert rung(call) == [SARI, TONO]
    assert "petugas lain" in said(call)
    assert way.row(call).state is WaitingState.TALKED


def test_when_nobody_answers_the_caller_is_back_on_the_line(way: Way, officers: Callable[..., None]) -> None:
    officers(SARI)
    heard_out = Wait(9 if way.name == "asterisk" else 28)
    call = way.call(Press("0"), heard_out, Press("2"), officers={SARI: REFUSALS["busy"]})
    asked = next(turn.said for turn in call.captions if "belum bisa mengangkat" in turn.said)
    assert "yang menelepon" in asked
    assert "pesan, tekan dua" in asked
    assert "pressed" in [turn.heard.kind for turn in call.captions if turn.step == "tanpa_petugas"]
    assert way.row(call).state is WaitingState.MISSED
    assert not call.of_kind("transferred")


def test_after_a_ring_the_media_stream_is_opened_again_and_words_are_heard(
    hall: Line, officers: Callable[..., None]
) -> None:
    officers(SARI)
    way = Way(line=hall, name="twilio")
    call = way.call(Press("0"), Wait(18), Press("2"), officers={SARI: REFUSALS["busy"]})
    assert len(call.of_kind("stream_started")) == 2
    assert "pressed" in [turn.heard.kind for turn in call.captions if turn.step == "tanpa_petugas"]


def test_a_caller_who_waits_is_called_back_when_it_is_their_turn(
    hall: Line, officers: Callable[..., None]
) -> None:
    """They hear where they stand, hang up, and are put through once their telephone has rung."""
    officers(SARI)
    way = Way(line=hall, name="keypad")
    other = way.busy(SARI)
    call = way.call(Press("0"), Press("1"), officers={}, stay=True)
    assert "Sesudah ini giliran Bapak atau Ibu" in said(call)
    assert "tempat Bapak atau Ibu tidak hilang" in said(call)
    row = way.row(call)
    assert (row.state, rung(call)) == (WaitingState.CALL_BACK, [])
    with hall.database.read() as session:
        number = session.get_one(StoredCall, row.call_id).contact.phone
    items = [{"do": "press", "what": "1"}, {"do": "wait", "what": "80"}]
    held = {"number": number, "items": items, "refuse_stream": True, "speed": 8}
    assert httpx2.post(f"{hall.settings.base_url}/phone/handset", json=held).is_success
    with hall.database.write() as session:
        free = session.get_one(WaitingCaller, other)
        free.state, free.ended_at = WaitingState.TALKED, datetime.now(UTC)
        session.flush()
        tidy(session, hall.here.office, at=datetime.now(UTC))
        session.flush()
        session.execute(update(Job).where(Job.kind == CALL).values(run_at=datetime.now(UTC)))
        session.execute(update(CallBack).values(due_at=datetime.now(UTC)))
    until = time.monotonic() + 30
    while (row := _now(hall, row.id)).state is not WaitingState.TALKED and time.monotonic() < until:
        time.sleep(0.2)
    assert row.state is WaitingState.TALKED


def test_an_officer_has_a_citizen_rung_and_talks_with_them(hall: Line, officers: Callable[..., None]) -> None:
    """The citizen hears who calls and says yes, and the officer's telephone rings."""
    officers(SARI)
    at, number = datetime.now(UTC), "+6281234507788"
    items = [{"do": "press", "what": "1"}, {"do": "wait", "what": "80"}]
    held = {"number": number, "items": items, "refuse_stream": True, "speed": 8}
    assert httpx2.post(f"{hall.settings.base_url}/phone/handset", json=held).is_success
    with hall.database.write() as session:
        officer = next(one for one in session.scalars(select(Officer)) if one.phone == SARI)
        contact = contact_for(session, hall.here.office.vault, number, at=at)
        case = cases.open_case(session, channel="text", contact_id=contact.id, at=at, service_id="kk")
        cases.take(case, officer, at=at)
        officer_calls.ring(session, hall.here.office, case, officer, at=at)
        case_id, officer_id = case.id, officer.id
    until = time.monotonic() + 30
    row = None
    while (row is None or row.state is not WaitingState.TALKED) and time.monotonic() < until:
        time.sleep(0.2)
        with hall.database.read() as session:
            row = session.scalar(select(WaitingCaller).where(WaitingCaller.case_id == case_id))
    assert row is not None
    assert (row.state, row.officer_id) == (WaitingState.TALKED, officer_id)
    with hall.database.read() as session:
        turns = session.scalars(select(CallTurn).where(CallTurn.call_id == row.call_id)).all()
    assert "Petugas ingin bicara" in turns[0].said


def _now(hall: Line, row_id: int) -> WaitingCaller:
    with hall.database.read() as session:
        return session.get_one(WaitingCaller, row_id)


def test_whoever_hangs_up_while_waiting_is_rung_when_it_is_their_turn(
    way: Way, officers: Callable[..., None]
) -> None:
    officers(SARI)
    way.busy(SARI)
    call = way.call(Press("0"), Wait(12), HangUp(), officers={})
    assert way.row(call).state is WaitingState.CALL_BACK
    waits = [turn for turn in call.captions if turn.step == "tunggu_petugas" and turn.heard.kind == "silence"]
    assert waits == [], "whoever only waits takes no turns"
