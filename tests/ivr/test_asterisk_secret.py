"""Who may open Asterisk's socket or ask what comes next: whoever has the installation's secret, and nobody else."""

import base64

import httpx2
import pytest
from starlette.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from ivr.asterisk_route import knows_secret
from simulator.asterisk import AsteriskSettings
from tests.line import ASTERISK_SECRET, Line


def basic(user: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


WRONG = {
    "nothing": "",
    "another secret": basic("suara", "x" * 32),
    "no secret": basic("suara", ""),
    "another user": basic("admin", ASTERISK_SECRET),
    "the bare secret": f"Bearer {ASTERISK_SECRET}",
    "not ASCII": "Basic ÿÿÿ",
}


@pytest.mark.parametrize("header", WRONG.values(), ids=WRONG)
def test_without_the_secret_there_is_no_stream_and_no_answer(
    line: Line, asterisk: AsteriskSettings, header: str
) -> None:
    headers = {"Authorization": header} if header else {}
    if header.isascii():
        with pytest.raises(InvalidStatus) as refused:
            connect(asterisk.ws_url, additional_headers=headers, proxy=None)
        assert refused.value.response.status_code == 403
    sent = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = httpx2.post(asterisk.next_url, data={"call": "1"}, headers=sent, trust_env=False)
    assert answer.status_code == 401
    assert not knows_secret(line.settings, Headers(headers))


def test_a_line_without_asterisk_knows_no_secret(line: Line, asterisk: AsteriskSettings) -> None:
    headers = Headers({"authorization": asterisk.authorization})
    assert knows_secret(line.settings, headers)
    for changed in ({"asterisk": False}, {"asterisk_secret": ""}):
        assert not knows_secret(line.settings.model_copy(update=changed), headers)
    nobody = Headers({"authorization": basic("suara", "")})
    assert not knows_secret(line.settings.model_copy(update={"asterisk_secret": ""}), nobody)


def test_a_question_may_not_be_long(asterisk: AsteriskSettings) -> None:
    headers = {"Authorization": asterisk.authorization}
    answer = httpx2.post(asterisk.next_url, data={"call": "1" * 5000}, headers=headers, trust_env=False)
    assert answer.status_code == 413
