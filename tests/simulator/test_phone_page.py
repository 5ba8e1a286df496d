"""What the phone page talks to: texts, and a call over its socket; and the same from the command line."""

import asyncio
import json
import threading
import time

import httpx2
import pytest
from websockets.exceptions import ConnectionClosedOK, InvalidStatus
from websockets.sync.client import connect

from simulator.command import place_call, send_text
from simulator.script import Press
from speech import audio

NUMBER = "0812-3456-7890"


def dial(line):
    origin = line.settings.base_url
    return connect(f"{line.settings.ws_url}/phone/socket", origin=origin, proxy=None, compression=None)


def received_until(socket, kind: str) -> list:
    """Messages up to the first of this kind; sound as bytes."""
    messages = []
    while True:
        message = socket.recv(timeout=10)
        messages.append(message if isinstance(message, bytes) else json.loads(message))
        if not isinstance(message, bytes) and messages[-1]["type"] == kind:
            return messages


def test_a_call_from_the_page_plays_takes_keys_and_ends(line) -> None:
    prompt = audio.tone(440, 300)
    line.sounds["menu.wav"] = audio.wav(prompt)
    line.documents["/ivr/answer"] = [
        "<Gather numDigits='1' action='/ivr/keys'><Play>/menu.wav</Play></Gather>"
    ]
    with dial(line) as socket:
        socket.send(json.dumps({"type": "dial", "number": NUMBER, "officer": "busy"}))
        heard = received_until(socket, "mark")
        socket.send(json.dumps({"type": "heard", "mark": heard[-1]["mark"]}))
        socket.send(json.dumps({"type": "key", "key": "7"}))
        rest = received_until(socket, "ended")
    assert prompt in [message for message in heard if isinstance(message, bytes)]
    assert {"type": "clear"} in rest
    assert line.asked_for("/ivr/keys")[0]["Digits"] == "7"
    assert line.asked_for("/ivr/answer")[0]["From"] == "+6281234567890"


def test_hanging_up_or_closing_the_page_ends_the_call(line) -> None:
    line.documents["/ivr/answer"] = ["<Pause length='60'/>"]
    with dial(line) as socket:
        socket.send(json.dumps({"type": "dial"}))
        socket.send(json.dumps({"type": "hangup"}))
        received_until(socket, "ended")
    with dial(line) as socket:
        socket.send(json.dumps({"type": "dial"}))
        received_until(socket, "event")
    give_up = time.monotonic() + 5
    while len(line.asked_for("/ivr/status")) < 2 and time.monotonic() < give_up:
        time.sleep(0.02)
    assert len(line.asked_for("/ivr/status")) == 2


def test_captions_reach_the_page(line) -> None:
    line.documents["/ivr/answer"] = ["<Pause length='1'/>"]
    line.captions = {
        "turns": [{"number": 1, "step": "menu", "heard": {"kind": "started", "text": ""}, "said": "Selamat"}],
        "ended": True,
    }
    with dial(line) as socket:
        socket.send(json.dumps({"type": "dial"}))
        turn = received_until(socket, "turn")[-1]["turn"]
    assert (turn["number"], turn["said"], turn["heard"]["confidence"]) == (1, "Selamat", None)


def test_another_websites_page_cannot_place_calls(line) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(f"{line.settings.ws_url}/phone/socket", origin="http://lain.example", proxy=None)
    assert refused.value.response.status_code == 403


def test_what_is_no_message_is_passed_over(line) -> None:
    with dial(line) as socket:
        socket.send("halo")
        socket.send(json.dumps({"type": "key", "key": "12"}))
        socket.send(json.dumps({"type": "hangup"}))
        with pytest.raises(ConnectionClosedOK):
            socket.recv(timeout=5)
    assert line.asked == []


def test_a_text_from_the_page_reaches_the_line_and_both_sides_are_listed(line) -> None:
    with httpx2.Client(base_url=line.settings.base_url, trust_env=False) as page:
        answer = page.post("/phone/text", json={"number": NUMBER, "body": "STATUS 48213096"}).json()
        (text,) = page.get("/phone/texts", params={"number": "+62 81234567890"}).json()["texts"]
    (received,) = line.asked_for("/sms/incoming")
    assert answer["taken"]
    assert received["MessageSid"] == answer["sid"] == text["sid"]
    assert (received["From"], received["Body"]) == ("+6281234567890", "STATUS 48213096")
    assert text["mine"]
    assert line.asked[0].signed


def test_a_text_that_the_line_does_not_take_is_shown_as_such(line) -> None:
    line.documents["/sms/incoming"] = ["broken"]
    with httpx2.Client(base_url=line.settings.base_url, trust_env=False) as page:
        answer = page.post("/phone/text", json={"number": NUMBER, "body": "halo"}).json()
        (text,) = page.get("/phone/texts", params={"number": NUMBER}).json()["texts"]
    assert not answer["taken"]
    assert text["error_code"] == 11200


def test_the_page_and_its_parts_are_served_with_a_strict_policy_and_nothing_else_is(line) -> None:
    with httpx2.Client(base_url=line.settings.base_url, trust_env=False) as page:
        assert "script-src 'self'" in page.get("/phone").headers["content-security-policy"]
        assert page.get("/phone/static/phone.css").status_code == 200
        assert "APIRouter" not in page.get("/phone/static/..%2Froutes.py").text
        assert page.get("/phone/static/nothing.js").status_code == 404
        assert page.get("/phone/hints").json()["hints"] == ["Ucapkan: cek status"]


def test_a_call_from_the_command_line_prints_each_turn_and_a_summary(line) -> None:
    line.sounds["menu.wav"] = audio.wav(audio.tone(440, 500))
    line.documents["/ivr/answer"] = ["<Gather numDigits='1'><Play>/menu.wav</Play></Gather>", "<Hangup/>"]
    line.captions = {
        "turns": [
            {"number": 1, "step": "menu", "heard": {"kind": "started"}, "said": "Selamat", "wait": "keys"},
            {"number": 2, "step": "pamit", "heard": {"kind": "pressed", "text": "1"}, "said": "Sampai jumpa"},
        ],
        "ended": True,
    }
    printed: list[str] = []
    code = asyncio.run(
        place_call(
            line.settings, items=[Press("1")], from_number=NUMBER, print_line=printed.append, stay=True
        )
    )
    first, second, summary = map(json.loads, printed)
    assert code == 0
    assert (first["heard"], first["said"]) == ("started", "Selamat")
    assert (second["text"], second["said"]) == ("1", "Sampai jumpa")
    assert summary["violations"] == []


def test_a_text_from_the_command_line_prints_its_replies(line) -> None:
    printed: list[str] = []

    def reply() -> None:
        while not line.asked_for("/sms/incoming"):
            time.sleep(0.02)
        auth = (line.settings.account_sid, line.settings.auth_token)
        url = f"{line.settings.carrier_url}/2010-04-01/Accounts/{line.settings.account_sid}/Messages.json"
        form = {"To": "+6281234567890", "From": line.settings.line_number, "Body": "KTP siap diambil."}
        httpx2.post(url, data=form, auth=auth, trust_env=False).raise_for_status()

    replying = threading.Thread(target=reply)
    replying.start()
    code = asyncio.run(send_text(line.settings, "STATUS 48213096", NUMBER, print_line=printed.append))
    replying.join()
    assert (code, printed) == (0, ["KTP siap diambil."])
