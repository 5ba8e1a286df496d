"""A web process that is killed in the middle of a call, really: SIGKILL. Nothing that was said is lost."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
from sqlalchemy import select

from casework.jobs import claim
from casework.office import Office
from commands import database_of, simulator_settings
from config import Settings
from ivr import sweeping
from ivr.calling import NoCallCarrier
from ivr.position import load
from ivr.script import Script
from ivr.turns import begin_call, take_turn
from ivr.values import Pressed, Started
from migrate import migrate
from models import Call, Database, Job, new_key
from simulator.asterisk import AsteriskSettings
from simulator.asterisk_call import AsteriskCall
from simulator.script import Press, ScriptedCaller, Wait
from simulator.voice import SpokenVoice
from tests.line import ASTERISK_SECRET, settings_for

ROOT = Path(__file__).resolve().parents[2]
CALLER, CALL = "081290000301", "pbx-301.1"


@contextmanager
def process(settings: Settings, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """The line as a process of its own."""
    given = settings.model_dump(include={"port", "database_url", "var_dir", "index_key", "line_number"})
    env = {f"SUARA_{name.upper()}": str(value) for name, value in given.items()}
    env |= {f"SUARA_{name.upper()}": value for name, value in more.items()}
    started = subprocess.Popen(
        [sys.executable, "app.py", "run"],
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while True:
            assert started.poll() is None, "the line did not start"
            assert time.monotonic() < until, "the line did not start in time"
            try:
                httpx2.get(f"{settings.base_url}/health", trust_env=False)
            except httpx2.HTTPError:
                time.sleep(0.1)
            else:
                break
        yield started
    finally:
        started.kill()
        started.wait()


def begun(database: Database, office: Office, script: Script) -> int:
    """A call that has heard the greeting in an earlier stream, so that the test need not."""
    at = datetime.now(UTC)
    with database.write() as session:
        call = begin_call(session, office, provider_id=f"asterisk-{CALL}", caller=CALLER, at=at)
        take_turn(session, office, script, call, Started(), at=at)
        return call.turn


def the_call(database: Database) -> Call:
    with database.read() as session:
        call = session.scalars(select(Call).where(Call.provider_id == f"asterisk-{CALL}")).one()
        assert call.turns is not None
        return call


def the_sweep(database: Database, at: datetime) -> Job:
    """The job that the killed process had scheduled when it began."""
    with database.write() as session:
        while (job := claim(session, at=at)) is not None:
            if job.kind == sweeping.SWEEP:
                return job
    raise AssertionError("nothing would ever close the call")


async def call_and_kill(settings: Settings, database: Database, line: subprocess.Popen[bytes]) -> None:
    """A caller presses a key; as soon as that is stored the process dies under them."""
    voice = SpokenVoice()
    call = AsteriskCall(
        simulator_settings(settings),
        AsteriskSettings.of(settings.base_url, ASTERISK_SECRET),
        caller=ScriptedCaller((Press(keys="1"), Wait(60)), barge_in=True),
        from_number=CALLER,
        voice=voice,
        call_id=CALL,
        strict=False,
    )
    turn, until = the_call(database).turn, time.monotonic() + 30
    calling = asyncio.create_task(call.run())
    while the_call(database).turn == turn:
        assert time.monotonic() < until
        await asyncio.sleep(0.05)
    line.send_signal(signal.SIGKILL)
    await asyncio.gather(calling, return_exceptions=True)
    voice.close()


def test_a_killed_line_keeps_what_was_said_and_the_caller_goes_on(
    tmp_path: Path, shipped: Office, script: Script
) -> None:
    key = new_key()
    settings = settings_for(tmp_path, keys=key, voice="robot")
    database = database_of(settings)
    migrate(database)
    office = replace(shipped, vault=database.vault, recordings=tmp_path / "recordings")
    turn = begun(database, office, script)
    secrets = {
        "environment": "development",
        "keys": key,
        "twilio_account_sid": settings.twilio_account_sid,
        "twilio_auth_tokens": settings.twilio_auth_tokens[0],
        "asterisk": "true",
        "asterisk_secret": ASTERISK_SECRET,
        "voice": "robot",
        "workers": "false",
    }
    with process(settings, **secrets) as line:
        asyncio.run(call_and_kill(settings, database, line))
    assert line.returncode == -signal.SIGKILL
    left = the_call(database)
    assert left.ended_at is None, "nobody could say that it is over"
    assert [one.heard for one in left.turns][-1] == "1"

    at = datetime.now(UTC) + timedelta(minutes=16)
    sweeping.sweep(database, office, script, [NoCallCarrier()], the_sweep(database, at), now=lambda: at)
    swept = the_call(database)
    assert swept.ended_at is not None
    assert swept.ended_at < at - timedelta(minutes=15), "when they were last heard"
    assert swept.turn == turn + 2

    with database.write() as session:
        again = begin_call(session, office, provider_id="asterisk-pbx-301.2", caller=CALLER, at=at)
        take_turn(session, office, script, again, Started(), at=at)
        assert load(again.position).step == "tanya_lanjut"
        take_turn(session, office, script, again, Pressed(keys="1"), at=at)
        assert load(again.position).step == load(left.position).step
    database.close()
