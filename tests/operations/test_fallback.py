"""What callers hear when no process of the line answers: nginx's own documents, one after the other."""

import os
import ssl
import time
from argparse import Namespace
from pathlib import Path

import httpx2

from fallback_command import write
from simulator.twiml import Reader
from simulator.verbs import Pause, Redirect, Say
from tests.line import a_free_port, settings_for
from tests.operations.test_deploy import nginx


def test_a_line_that_is_away_asks_to_wait_and_then_says_where_to_turn(tmp_path: Path) -> None:
    fallback = tmp_path / "fallback"
    assert write(Namespace(folder=fallback), settings_for(tmp_path / "var")) == 0
    os.chmod(tmp_path, 0o755)  # noqa: S103 - nginx reads as somebody else
    wrong: list[tuple[int, str]] = []
    with nginx(tmp_path, (a_free_port(), a_free_port())) as (port, pem):
        context = ssl.create_default_context(cafile=pem)
        with httpx2.Client(base_url=f"https://localhost:{port}", verify=context, trust_env=False) as client:
            for _ in range(100):
                try:
                    client.get("/")
                    break
                except httpx2.ConnectError:
                    time.sleep(0.1)
            heard = [client.post(path) for path in ("/ivr/answer", "/ivr/keys?turn=2", "/ivr/answer?coba=2")]
            last = client.post("/ivr/answer?coba=3")
            assert client.post("/sms/incoming").status_code == 502, "texts are brought again"
            assert client.get("/suara-fallback/0.xml").status_code == 404
    for answer in (*heard, last):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/xml"
    verbs = [Reader(lambda code, text: wrong.append((code, text))).read(answer.content) for answer in heard]
    assert all([type(verb) for verb in each] == [Say, Pause, Redirect] for each in verbs)
    assert [each[-1].url.rpartition("=")[2] for each in verbs] == ["1", "1", "3"]
    assert "datang ke loket" in last.text
    assert "<Redirect" not in last.text
    assert not wrong
