"""What the stand-in does with TwiML, against a line on a real server."""

import asyncio
import time

import httpx2
import pytest
from twilio.twiml.voice_response import Connect, Dial, Gather, VoiceResponse

from simulator import twiml
from simulator.call import Call
from simulator.leg import Transfer
from simulator.script import HangUp, Item, Press, Say, ScriptedCaller, Wait, WaitForPrompt
from simulator.witness import LineMisbehaved
from speech import audio

FAST = 20.0
NUMBER = "081234567890"


def call(line, voice, *items: Item, **options) -> Call:
    """A call that runs keypads twenty times as fast as a real one, to its end."""
    stay = options.pop("stay", False)
    made = Call(
        line.settings,
        caller=ScriptedCaller(items, stay=stay, barge_in=options.pop("barge_in", False)),
        from_number=NUMBER,
        voice=voice,
        speed=FAST,
        captions=False,
        **options,
    )
    asyncio.run(made.run())
    return made


def verbs_of(call: Call) -> list[object]:
    return [event.detail["name"] for event in call.of_kind("verb")]


def test_a_call_is_answered_followed_to_the_end_of_its_document_and_reported(line, voice) -> None:
    line.documents["/ivr/answer"] = ["<Say>Selamat pagi</Say><Pause length='1'/><Hangup/><Say>tidak</Say>"]
    done = call(line, voice, stay=True)
    assert verbs_of(done) == ["Say", "Pause", "Hangup"]
    first, last = line.asked
    assert (first.path, last.path) == ("/ivr/answer", "/ivr/status")
    assert first.params["CallStatus"] == "ringing"
    assert first.params["From"] == "+6281234567890"
    assert last.params["CallStatus"] == "completed"
    assert first.params["CallSid"] == last.params["CallSid"] == done.sid
    assert all(asked.signed for asked in line.asked)
    assert done.violations == []


def test_a_call_is_charged_from_its_answer_on(line, voice) -> None:
    line.documents["/ivr/answer"] = ["<Hangup/>"]
    made = Call(
        line.settings, caller=ScriptedCaller((), stay=True), from_number=NUMBER, voice=voice, captions=False
    )
    made._leg.journal.began -= 30  # it has rung for so long
    asyncio.run(made.run())
    assert line.asked_for("/ivr/status")[0]["CallDuration"] == "0"


def test_a_caller_hears_the_lines_sound_and_it_is_fetched_once(line, voice) -> None:
    prompt = audio.tone(440, 1000)
    line.sounds["sound/menu.wav"] = audio.wav(prompt)
    line.documents["/ivr/answer"] = ["<Play loop='2'>/sound/menu.wav</Play>"]
    done = call(line, voice, stay=True)
    assert len(line.asked_for("/sound/menu.wav")) == 1
    assert prompt in done.heard_audio
    assert done.violations == []


def test_keys_pressed_into_a_prompt_stop_it_and_go_to_the_action(line, voice) -> None:
    line.sounds["long.wav"] = audio.wav(audio.tone(440, 20_000))
    line.documents["/ivr/answer"] = [
        "<Gather numDigits='3' action='/ivr/keys?step=menu'><Play>/long.wav</Play></Gather><Say>kosong</Say>"
    ]
    line.sounds["short.wav"] = audio.wav(audio.tone(800, 200))
    line.documents["/ivr/keys"] = ["<Play>/short.wav</Play>"]
    done = call(line, voice, Press("123"), stay=True, barge_in=True)
    (keys,) = line.asked_for("/ivr/keys")
    assert keys["Digits"] == "123"
    assert keys["step"] == "menu"
    assert verbs_of(done) == ["Gather", "Play"]
    assert audio.tone(800, 200) in done.heard_audio
    assert len(done.heard_audio) < 20 * audio.RATE, "the prompt went on after the first key"


def test_the_finish_key_ends_the_digits_and_is_not_among_them(line, voice) -> None:
    line.documents["/ivr/answer"] = ["<Gather action='/ivr/keys'><Say>kode</Say></Gather>"]
    call(line, voice, Press("4821#"), stay=True)
    (keys,) = line.asked_for("/ivr/keys")
    assert (keys["Digits"], keys["FinishedOnKey"]) == ("4821", "#")


def test_digits_without_a_finish_key_are_sent_after_the_timeout(line, voice) -> None:
    line.documents["/ivr/answer"] = ["<Gather timeout='3' action='/ivr/keys'><Say>kode</Say></Gather>"]
    call(line, voice, Press("48"), stay=True)
    assert [keys["Digits"] for keys in line.asked_for("/ivr/keys")] == ["48"]


@pytest.mark.parametrize("keys", ["", "#"])
def test_no_digits_lead_to_the_next_verb(line, voice, keys: str) -> None:
    line.documents["/ivr/answer"] = [
        "<Gather timeout='2' action='/ivr/keys'><Say>kode</Say></Gather><Redirect>/ivr/silence</Redirect>"
    ]
    call(line, voice, Press(keys), stay=True)
    assert line.asked_for("/ivr/keys") == []
    assert len(line.asked_for("/ivr/silence")) == 1


def test_no_digits_go_to_the_action_where_the_line_asks_for_it(line, voice) -> None:
    line.documents["/ivr/answer"] = [
        "<Gather timeout='2' actionOnEmptyResult='true' action='/ivr/keys'/><Redirect>/ivr/next</Redirect>"
    ]
    call(line, voice, stay=True)
    assert [keys["Digits"] for keys in line.asked_for("/ivr/keys")] == [""]
    assert line.asked_for("/ivr/next") == []


def test_a_recording_is_kept_for_the_line_to_fetch_with_its_password(line, voice) -> None:
    line.documents["/ivr/answer"] = [
        "<Say>Silakan</Say><Record timeout='2' maxLength='60' action='/ivr/recorded'/><Say>kosong</Say>"
    ]
    line.documents["/ivr/recorded"] = ["<Hangup/>"]
    done = call(line, voice, WaitForPrompt(), Say("ktp saya hilang"), stay=True)
    (recorded,) = line.asked_for("/ivr/recorded")
    assert recorded["Digits"] == ""
    url = recorded["RecordingUrl"]
    assert httpx2.get(url, trust_env=False).status_code == 401
    auth = (line.settings.account_sid, line.settings.auth_token)
    sound = audio.read_wav(httpx2.get(url, auth=auth, trust_env=False).content)
    assert round(audio.seconds(sound)) == int(recorded["RecordingDuration"]) > 2
    assert audio.rms(audio.decode(sound)) > 0.01
    assert httpx2.get(f"{url}.wav", auth=auth, trust_env=False).status_code == 200
    assert verbs_of(done) == ["Say", "Record", "Hangup"]


def test_a_recording_of_nothing_leads_to_the_next_verb(line, voice) -> None:
    line.documents["/ivr/answer"] = [
        "<Record timeout='2' action='/ivr/recorded'/><Redirect>/ivr/next</Redirect>"
    ]
    call(line, voice, stay=True)
    assert line.asked_for("/ivr/recorded") == []
    assert len(line.asked_for("/ivr/next")) == 1


def test_what_was_recorded_before_hanging_up_is_delivered(line, voice) -> None:
    line.documents["/ivr/answer"] = ["<Record timeout='60' action='/ivr/recorded'/>"]
    call(line, voice, Say("tolong"), HangUp())
    (recorded,) = line.asked_for("/ivr/recorded")
    assert recorded["Digits"] == "hangup"
    assert recorded["CallStatus"] == "completed"


@pytest.mark.parametrize(
    ("status", "seconds"), [("completed", "3"), ("no-answer", None), ("busy", None)], ids=str
)
def test_a_transfer_reports_how_it_ended(line, voice, status: str, seconds: str | None) -> None:
    line.documents["/ivr/answer"] = [
        "<Dial action='/ivr/transferred' timeout='5'><Number>+622150009999</Number></Dial><Say>tidak</Say>"
    ]
    call(line, voice, transfer=Transfer(status=status), stay=True)
    (ended,) = line.asked_for("/ivr/transferred")
    assert ended["DialCallStatus"] == status
    assert ended.get("DialCallDuration") == seconds


def test_hanging_up_ends_everything_at_once(line, voice) -> None:
    line.documents["/ivr/answer"] = ["<Pause length='600'/><Redirect>/ivr/next</Redirect>"]
    began = time.monotonic()
    done = call(line, voice, Wait(1), HangUp())
    assert time.monotonic() - began < 20
    assert line.asked_for("/ivr/next") == []
    assert len(line.asked_for("/ivr/status")) == 1
    assert done.of_kind("hung_up")[0].detail["by"] == "caller"


def test_a_rejected_call_was_never_answered(line, voice) -> None:
    line.documents["/ivr/answer"] = ["<Reject/>"]
    done = call(line, voice, stay=True)
    assert done.of_kind("answered") == []
    assert line.asked_for("/ivr/status")[0]["CallStatus"] == "busy"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<Sing>lagu</Sing>", 12200),
        ("<Say tempo='slow'>halo</Say>", 12200),
        ("<Gather><Redirect>/x</Redirect></Gather>", 12200),
        ("<Gather timeout='lama'/>", 12200),
        ("<Connect><Say>halo</Say></Connect>", 12200),
        ("<Say>halo", 12100),
        ("<Play>/tidak-ada.wav</Play>", 12300),
        ("<Play>http://127.0.0.1:9/elsewhere.wav</Play>", 11200),
        ("broken", 11200),
    ],
)
def test_what_the_carrier_would_complain_about_is_reported(line, voice, document: str, code: int) -> None:
    line.documents["/ivr/answer"] = [document]
    assert [found.code for found in call(line, voice, stay=True).violations] == [code]


def test_a_strict_call_raises_what_it_found(line, voice) -> None:
    line.documents["/ivr/answer"] = ["<Sing>lagu</Sing>"]
    with pytest.raises(LineMisbehaved, match="12200"):
        call(line, voice, stay=True, strict=True)


def test_a_line_that_is_down_is_reported_and_the_call_ends(line, voice) -> None:
    line.settings = type(line.settings)(
        base_url="http://127.0.0.1:9",
        ws_url="ws://127.0.0.1:9",
        account_sid=line.settings.account_sid,
        auth_token=line.settings.auth_token,
        line_number=line.settings.line_number,
    )
    done = call(line, voice, stay=True)
    assert {found.code for found in done.violations} == {11200}
    assert done.twiml_log == []


def test_our_attributes_are_those_of_the_carriers_own_library() -> None:
    response = VoiceResponse()
    builders = {
        "Say": response.say,
        "Play": response.play,
        "Pause": response.pause,
        "Gather": response.gather,
        "Record": response.record,
        "Dial": response.dial,
        "Connect": response.connect,
        "Redirect": response.redirect,
        "Reject": response.reject,
        "Number": Dial().number,
        "Stream": Connect().stream,
        "Parameter": Connect().stream().parameter,
    }
    assert Gather is not None
    for verb, build in builders.items():
        names = build.__code__.co_varnames[1 : build.__code__.co_argcount]
        theirs = {_camel(name) for name in names}
        ours = twiml.ATTRIBUTES[verb]
        assert ours <= theirs, f"<{verb}> {sorted(ours - theirs)}"


def _camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)
