"""The files in deploy/: systemd takes the units, and nginx really carries a call and a text to two web processes."""

import asyncio
import os
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select

from commands import database_of, simulator_settings
from config import ROOT, Settings
from models import Call as CallRow
from models import Delivery, Direction, Message, new_key
from simulator.call import Call
from simulator.script import Press, ScriptedCaller, Wait
from simulator.text import IncomingText, deliver
from simulator.voice import SpokenVoice
from tests import postgresql
from tests.ivr.test_killed_line import process
from tests.line import a_free_port, settings_for

DEPLOY = ROOT / "deploy"


def needed(program: str) -> str:
    """Where it is. Without it tests are skipped, never in CI."""
    path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"{program} is missing")
        pytest.skip(f"{program} is not installed")
    return path


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    analyze = needed("systemd-analyze")
    for unit in DEPLOY.glob("suarampp*.*"):
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/suarampp", str(ROOT)))
    (tmp_path / "suarampp@.service").rename(tmp_path / "suarampp@8001.service")
    units = [str(path) for path in tmp_path.iterdir()]
    assert len(units) == 5
    done = subprocess.run(
        [analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "suarampp" in line]
    assert (done.returncode, ours) == (0, [])


def test_the_container_files_say_that_they_are_not_run() -> None:
    for name in ("Containerfile", "compose.yaml"):
        assert "NOT RUN" in (DEPLOY / name).read_text().splitlines()[0]


@contextmanager
def nginx(folder: Path, ports: tuple[int, int]) -> Iterator[tuple[int, Path]]:
    """deploy/nginx.conf on loopback, with a certificate of its own. Gives its port and the certificate."""
    program, openssl = needed("nginx"), needed("openssl")
    pem, key, port, plain = folder / "cert.pem", folder / "key.pem", a_free_port(), a_free_port()
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", key, "-out", pem, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    site = (DEPLOY / "nginx.conf").read_text()
    for ours, theirs in (
        ("/etc/ssl/suarampp/fullchain.pem", str(pem)), ("/etc/ssl/suarampp/privkey.pem", str(key)),
        ("suara.example.go.id", "localhost"), ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"), ("127.0.0.1:8001", f"127.0.0.1:{ports[0]}"),
        ("127.0.0.1:8002", f"127.0.0.1:{ports[1]}"), ("/etc/suarampp/fallback/", f"{folder}/fallback/"),
    ):  # fmt: skip
        assert ours in site
        site = site.replace(ours, theirs)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;"
        f" events {{}} http {{ {places}\n{site} }}"
    )
    running = subprocess.Popen(
        [program, "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.DEVNULL
    )
    try:
        yield port, pem
    finally:
        running.terminate()
        running.wait()


def test_a_call_and_a_text_go_through_nginx_to_two_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = postgresql.binaries()
    if programs is None:
        needed("postgres")
    with ExitStack() as stack:
        url = f"{stack.enter_context(postgresql.server(programs))}/postgres"
        ports = a_free_port(), a_free_port()
        port, pem = stack.enter_context(nginx(tmp_path, ports))
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        base_url, key = f"https://localhost:{port}", new_key()
        lines = []
        for one in ports:
            here = settings_for(tmp_path / "var", port=one, database_url=url, keys=key, voice="robot",
                                **({"index_key": lines[0][0].index_key} if lines else {}))  # fmt: skip
            given = {
                "environment": "development", "keys": key, "voice": "robot", "base_url": base_url,
                "stop_within_s": "0", "twilio_api": f"http://127.0.0.1:{ports[0]}/carrier",
                "twilio_account_sid": here.twilio_account_sid, "twilio_auth_tokens": here.twilio_auth_tokens[0],
            }  # fmt: skip
            lines.append((here, stack.enter_context(process(here, **given))))
        outside = lines[0][0].model_copy(update={"base_url": base_url})
        client = stack.enter_context(
            httpx2.Client(verify=ssl.create_default_context(cafile=pem), trust_env=False)
        )
        assert client.get(f"{base_url}/ready").json() == {"missing": []}
        assert client.get(f"{base_url}/metrics").status_code == 404
        form = {"content-type": "application/x-www-form-urlencoded"}
        assert client.post(f"{base_url}/sms/incoming", content=b"x" * 70_000, headers=form).status_code == 413

        asyncio.run(call(outside))
        asyncio.run(text(outside))
        database = database_of(lines[0][0])
        stack.callback(database.close)
        with database.read() as session:
            assert session.scalar(select(func.count()).select_from(CallRow).where(CallRow.streamed)) == 1
            assert session.scalar(select(CallRow.turn)) >= 2
        sent = select(func.count()).where(
            Message.direction == Direction.OUT, Message.delivery != Delivery.QUEUED
        )
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with database.read() as session:
                if session.scalar(sent):
                    break
            time.sleep(0.2)
        else:
            pytest.fail("no answer to the text was sent")

        lines[0][1].send_signal(signal.SIGTERM)  # one of them stops: calls and texts go on
        lines[0][1].wait(timeout=30)
        for _ in range(4):
            assert client.get(f"{base_url}/ready").status_code == 200
        asyncio.run(call(outside))


async def call(settings: Settings) -> None:
    voice = SpokenVoice()
    one = Call(
        simulator_settings(settings), caller=ScriptedCaller((Wait(1), Press(keys="1"), Wait(2)), barge_in=True),
        from_number="081290000304", voice=voice, captions=False,
    )  # fmt: skip
    await one.run()
    voice.close()
    assert "<Stream" in one.twiml_log[0].twiml


async def text(settings: Settings) -> None:
    await deliver(simulator_settings(settings), IncomingText(from_number="+6281290000305", body="JAM"))
