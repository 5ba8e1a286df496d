"""The recipes in docs/carriers.md: every address, name and word in them is one that the code knows."""

import configparser
import re
from pathlib import Path
from urllib.parse import urlsplit

from casework.officer_rings import Ring
from config import Settings
from ivr import asterisk_calling, asterisk_calls, asterisk_out_routes, asterisk_route, asterisk_stream
from ivr.asterisk_calls import Next
from simulator import dialplan, ringing
from sms import kannel_routes
from tests.line import Line

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "carriers.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```ini\n(.*?)```", PAGE, flags=re.DOTALL)


def block(holding: str) -> str:
    return next(text for text in BLOCKS if holding in text)


def paths(line: Line) -> set[str]:
    """The addresses that the line serves, as far as its routers tell."""
    found: set[str] = set()
    waiting = [(route, "") for route in line.app.routes]
    while waiting:
        route, prefix = waiting.pop()
        inner = getattr(route, "original_router", None)
        if inner is not None:
            more = prefix + getattr(route, "prefix", "")
            waiting += [(one, more) for one in inner.routes]
        elif hasattr(route, "path"):
            found.add(prefix + route.path)
    return found


def test_asterisk_connects_as_the_line_expects(line: Line) -> None:
    conf = configparser.ConfigParser()
    conf.read_string(block("websocket_client"))
    suara = conf["suara"]
    assert suara["username"] == asterisk_route.USER
    assert suara["protocols"] == asterisk_route.PROTOCOL
    assert suara["connection_type"] == "per_call_config"
    assert urlsplit(suara["uri"]).path in paths(line)


def test_the_dialplan_sets_what_the_adapter_reads_and_knows_every_word() -> None:
    recipe = block("[globals]")
    for variable in (asterisk_stream.CALL, asterisk_stream.CALLER, asterisk_stream.PRESENTATION):
        assert f"Set(_{variable}=" in recipe
    assert "Dial(WebSocket/suara/c(ulaw)f(json),,g)" in recipe
    assert set(re.findall(r'"\$\{WORD\}" !?= "(\w+)"', recipe)) == set(Next) - {Next.HANGUP}
    ring = asterisk_calls.told(Ring(number="+622150001235", token="a" * 32))
    fields = [int(number) for number in re.findall(r"CUT\(NEXT,-,(\d)\)", recipe)]
    assert [ring.split("-")[number - 1] for number in fields] == ["ring", "+622150001235", "a" * 32]
    assert re.findall(r'"\$\{ANSWER\}" != "(\w+)"', recipe) == [asterisk_route.CONNECT]
    assert recipe.count("&dialled=${DIALSTATUS}") == 1
    assert recipe.count("&over=1") == 1
    assert re.findall(r'"\$\{MAY\}" !?= "(\w+)"', recipe) == [asterisk_out_routes.RING] * 2
    assert f"try=${{{ringing.TRY}}}" in recipe
    assert asterisk_calling.TRY.lstrip("_") == ringing.TRY
    assert f"SUARA_USER={asterisk_route.USER}:" in recipe
    assert f"Set(_{asterisk_stream.HEARD}=${{AMDSTATUS}})" in recipe


def test_only_calls_of_the_line_are_listened_to_and_only_where_that_is_wanted() -> None:
    recipe = block("[globals]")
    before, _, _ = recipe.partition("AMD(")
    assert "LISTENS=no\n" in before
    assert re.findall(r"GotoIf\((.*)\?heard\)", before) == [
        '$["${LISTENS}" != "yes"]', f'$["${{{ringing.TRY}}}" = ""]'
    ]  # fmt: skip


def test_the_double_of_the_dialplan_dials_as_often_and_waits_as_long() -> None:
    recipe = block("[globals]")
    assert re.findall(r"\{ROUNDS\}\s*> (\d+)\]", recipe) == [str(dialplan.MOST_ROUNDS)]
    assert re.findall(r"\{RINGS\}\s*> (\d+)\]", recipe) == [str(dialplan.MOST_RINGS)]
    assert set(re.findall(r"httptimeout\)=(\d+)", recipe)) == {str(dialplan.ANSWER_WITHIN_S)}
    assert f"Wait({dialplan.RING_ONLY_S})" in recipe
    rings = int(re.findall(r"TRUNK\},(\d+)", recipe)[-1])
    assert rings == ringing.LONGEST_RING_S
    assert rings + dialplan.ANSWER_WITHIN_S < asterisk_calling.GIVE_UP_S
    waits = asterisk_route.NOTICED_WITHIN_S + asterisk_route.ENDS_WITHIN_S
    assert waits < dialplan.ANSWER_WITHIN_S, "the answer would come after the dialplan has given it up"


def test_every_address_in_the_page_is_served(line: Line) -> None:
    known = paths(line) | {route.path for route in kannel_routes.router.routes}
    named = {
        urlsplit(url).path for url in re.findall(r"(?:https?|wss?)://[^\s`\"]+/(?:ivr|sms)[^\s`\"]*", PAGE)
    }
    assert {
        "/ivr/answer",
        "/ivr/status",
        "/sms/incoming",
        "/ivr/asterisk/next",
        "/ivr/asterisk/briefing",
    } <= named
    assert named <= known, named - known


def test_only_officers_and_whom_the_line_rings_are_rung() -> None:
    """Numbers in Dial() come from the globals or from the line's own answer, never from the call; of the answer only
    digits are taken, and only Indonesian numbers are dialled. Whom the line rings must match an Indonesian number,
    in a context of its own that asks the line first.
    """
    incoming, _, outgoing = block("[globals]").partition("[suara-ring]")
    outgoing = outgoing.partition("[briefing]")[0]
    rung = re.findall(r"Dial\(([^,]+),", incoming)
    assert set(rung) == {"WebSocket/suara/c(ulaw)f(json)", "PJSIP/+${OFFICER}@${TRUNK}", "${OFFICERS}"}
    assert re.findall(r"Set\(OFFICER=(.*)\)", incoming) == ["${FILTER(0-9,${CUT(NEXT,-,2)})}"]
    assert 'GotoIf($["${OFFICER:0:2}" != "62"]?end)' in incoming
    assert re.findall(r"Dial\(([^,]+),", outgoing) == ["PJSIP/${EXTEN}@${TRUNK}"]
    assert re.findall(r"exten => (\S+),1,", outgoing) == ["_+62[2-9]X.", "h"]
    assert outgoing.index("MAY=") < outgoing.index('!= "ring"]?end') < outgoing.index("Dial(")


def test_the_settings_in_the_page_are_settings_and_name_these_contexts() -> None:
    for name in re.findall(r"SUARA_(ASTERISK\w*|CALL_CARRIER)", PAGE):
        assert name.lower() in Settings.model_fields, name
    recipe, shipped = block("[globals]"), Settings.model_fields
    assert f"[{shipped['asterisk_context'].default}]" in recipe
    found = re.fullmatch(r"Local/\{number\}@(.+)/n", str(shipped["asterisk_endpoint"].default))
    assert found is not None
    assert f"[{found[1]}]" in recipe


def test_nobody_is_connected_without_the_lines_word() -> None:
    recipe = block("[globals]")
    (dialled,) = re.findall(r"Dial\(PJSIP/\+\$\{OFFICER\}@\$\{TRUNK\},\d+,(\S+)\)\n", recipe)
    assert "U(briefing^${RING})" in dialled
    assert recipe.index("Set(GOSUB_RESULT=CONTINUE)") > recipe.index("[briefing]")
