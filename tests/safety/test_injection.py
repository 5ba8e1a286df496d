"""What a stranger writes or says is data wherever it goes: TwiML, pages, texts, files for spreadsheets, logs.

Precedents: twilio/ai on messaging webhooks (text that becomes markup or an order); OWASP on CSV injection;
CVE-2021-44228 (what is logged is read again); streamdouble, which keeps parameters of calls out of its logs.
"""

import csv
import io
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from casework.application_files import read_rows, refused_as_csv
from casework.gsm7 import fits
from casework.letters import write
from casework.office import Office
from ivr import twiml
from ivr.turns import Spoken, Taken
from sms.reading import Context, read
from tests.ivr.carrier import Carrier
from tests.ivr.test_twiml import RING, SOUND, TO
from tests.line import Line
from tests.safety.attacks import ATTACKS


@pytest.fixture
def carrier(line: Line) -> Iterator[Carrier]:
    carrier = Carrier(line, "CA" + "3" * 32)
    yield carrier
    carrier.client.close()


def parsed(document: str) -> ElementTree.Element:
    """Our own answer; a parser refuses what is no XML."""
    return ElementTree.fromstring(document)  # noqa: S314


@pytest.mark.parametrize("attack", ATTACKS)
def test_in_a_text_it_is_a_story_or_a_question_and_never_comes_back(shipped: Office, attack: str) -> None:
    turn = read(shipped, attack, Context())
    if turn.reply is not None:
        answer = write(shipped, turn.reply)
        assert fits(answer)
        for sign in "<>{}\x1b\r\x00\u202e":
            assert sign not in answer


@pytest.mark.parametrize("attack", ATTACKS)
def test_twiml_says_it_and_does_nothing_else(attack: str) -> None:
    document = parsed(twiml.trouble(TO, attack.translate({0: None, 0x1B: None})))
    assert [verb.tag for verb in document] == ["Say", "Dial", "Hangup"]
    say = (Spoken(text=attack, protected=False, personal=True),)
    taken = Taken(call_id=1, number=3, say=say, pace="normal", wait=None)
    verbs = parsed(twiml.turn(TO, taken, SOUND, RING))
    assert [verb.tag for verb in verbs.iter()] == ["Response", "Play", "Hangup"], (
        "words are sound, never markup"
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_webhooks_take_it_in_every_field(carrier: Carrier, attack: str) -> None:
    """Each answer is TwiML that can be read, without what was sent."""
    fields = {
        "SpeechResult": attack,
        "CallerName": attack,
        "FromCity": attack,
        "CallToken": attack,
        "ForwardedFrom": attack,
    }
    for path, more in (
        ("/ivr/answer", {"From": attack}),
        ("/ivr/continue", {}),
        ("/ivr/keys?turn=1", {"Digits": attack}),
        ("/ivr/dialled?turn=1", {"DialCallStatus": attack}),
        ("/ivr/status", {"CallStatus": attack}),
    ):
        answer = carrier.post(path, **fields, **more)
        assert answer.status_code in (200, 204), path
        if answer.text:
            assert {verb.tag for verb in parsed(answer.text).iter()} <= {
                "Response", "Connect", "Stream", "Parameter", "Redirect", "Gather", "Play", "Hangup", "Pause",
            }  # fmt: skip
            assert attack not in answer.text


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＠"])
@pytest.mark.parametrize("before", ["", "a;", "a|", "a\t", "a\n", "a; "])
def test_what_was_refused_holds_no_formula_for_any_spreadsheet(sign: str, before: str) -> None:
    """Also not for one whose separator is another: in Indonesia that is the semicolon."""
    cell = f"{before}{sign}cmd|' /C calc'!A0"
    file = io.StringIO()
    csv.writer(file).writerow(["48213096", "kk", "salah", cell])
    refused = [one for one in read_rows("kode,layanan,status,kurang\n" + file.getvalue(), ["kk"])]
    written = refused_as_csv(refused)  # type: ignore[arg-type]
    for separator in ",;|\t":
        for row in csv.reader(io.StringIO(written.removeprefix("\ufeff")), delimiter=separator):
            for one in row:
                for line in one.splitlines():
                    assert (
                        line.lstrip(' "')[:1] not in ("=", "@", "+", "-", "＝", "＠") or one.strip('"') == ""
                    ), line


def test_a_number_with_its_plus_stays_a_number() -> None:
    rows = read_rows("kode,layanan,status,telepon\n48213096,kk,salah,+62 813-4455-6602\n", ["kk"])
    assert ",+62 813-4455-6602" in refused_as_csv(rows)  # type: ignore[arg-type]


def test_logs_hold_neither_what_was_sent_nor_a_line_that_was_made_up(
    line: Line, carrier: Carrier, capsys: pytest.CaptureFixture[str]
) -> None:
    """Keys, words, numbers, and a break that would begin a line of its own."""
    forged = "9\n2026-11-24 [error    ] pintu terbuka penyusup=081277665501"
    carrier.post("/ivr/answer", From="+6281277665501", CallerName=forged)
    carrier.post("/ivr/continue")
    carrier.post("/ivr/keys?turn=1", Digits="48213096", SpeechResult=forged)
    carrier.post("/ivr/status", CallStatus=forged)
    form = {
        **carrier.form(From="+6281277665501"),
        "MessageSid": "SM" + "8" * 32,
        "Body": f"STATUS 48213096 {forged}",
    }
    assert carrier.post("/sms/incoming", form).status_code == 200
    status = {**form, "MessageStatus": forged}
    assert carrier.post("/sms/status", status).status_code == 204
    written = capsys.readouterr()
    for text in (written.out, written.err):
        for secret in ("48213096", "81277665501", "STATUS", "penyusup", "7766"):
            assert secret not in text, secret
        assert not any(one.startswith("2026-11-24 [error") for one in text.splitlines())
