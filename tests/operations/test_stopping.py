"""A process that is asked to stop in the middle of a real call: it refuses new ones kindly and loses nothing."""

import asyncio
import signal
import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
from sqlalchemy import select

from casework.office import Office
from commands import database_of, simulator_settings
from config import ROOT, Settings
from ivr.position import load
from ivr.script_file import load_script
from ivr.turns import begin_call, take_turn
from ivr.values import Started
from migrate import migrate
from models import Call as CallRow
from models import Database, new_key
from simulator.call import Call
from simulator.script import Press, ScriptedCaller, Wait
from simulator.signing import sign
from simulator.voice import SpokenVoice
from tests.ivr.test_killed_line import process
from tests.line import settings_for

CALLER = "081290000302"
TOLD = "kita lanjutkan dari sini"


def turns(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(CallRow.turn).order_by(CallRow.id.desc())) or 0


def answer(settings: Settings, **headers: str) -> httpx2.Response:
    """Another caller rings."""
    address = f"{settings.base_url}/ivr/answer"
    form = {"CallSid": "CA" + "9" * 32, "From": "+6281290000303", "To": settings.line_number,
            "AccountSid": settings.twilio_account_sid}  # fmt: skip
    signed = {"X-Twilio-Signature": sign(settings.twilio_auth_tokens[0], address, form.items()), **headers}
    return httpx2.post(address, data=form, headers=signed, trust_env=False)


async def call_and_stop(
    settings: Settings, database: Database, line: subprocess.Popen[bytes], items: tuple
) -> Call:
    voice = SpokenVoice()
    call = Call(simulator_settings(settings), caller=ScriptedCaller(items, barge_in=True, stay=True),
                from_number=CALLER, voice=voice, captions=False)  # fmt: skip
    calling, until = asyncio.create_task(call.run()), time.monotonic() + 40
    while turns(database) < 2:
        assert time.monotonic() < until
        await asyncio.sleep(0.1)
    ready = httpx2.get(f"{settings.base_url}/ready", trust_env=False)
    assert (ready.status_code, ready.json()) == (200, {"missing": []})
    line.send_signal(signal.SIGTERM)
    while httpx2.get(f"{settings.base_url}/ready", trust_env=False).status_code == 200:
        await asyncio.sleep(0.05)
    assert httpx2.get(f"{settings.base_url}/ready", trust_env=False).json() == {"missing": ["stopping"]}
    refused = answer(settings)
    assert refused.status_code == 200
    assert "sebentar lagi" in refused.text
    assert answer(settings, **{"X-Suara-Again": "1"}).status_code == 503
    await calling
    voice.close()
    return call


def test_running_calls_end_kindly_and_new_ones_are_refused(tmp_path: Path, shipped: Office) -> None:
    key = new_key()
    settings = settings_for(tmp_path, keys=key, voice="robot")
    database = database_of(settings)
    migrate(database)
    given = {
        "environment": "development", "keys": key, "voice": "robot", "stop_within_s": "4",
        "twilio_account_sid": settings.twilio_account_sid,
        "twilio_auth_tokens": settings.twilio_auth_tokens[0],
    }  # fmt: skip
    with process(settings, **given) as line:
        items = (Wait(1), Press(keys="1"), Wait(60))
        call = asyncio.run(call_and_stop(settings, database, line, items))
        line.wait(timeout=30)
    assert TOLD in call.twiml_log[-1].twiml
    office = replace(shipped, vault=database.vault, recordings=tmp_path / "recordings")
    script, at = (
        load_script(ROOT / "content" / "call.yaml", office.catalogue, office.words),
        datetime.now(UTC),
    )
    with database.write() as session:
        again = begin_call(session, office, provider_id="CA" + "8" * 32, caller=CALLER, at=at)
        take_turn(session, office, script, again, Started(), at=at)
        assert load(again.position).step == "tanya_lanjut", "the promise is kept"
    database.close()
