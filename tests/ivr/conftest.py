"""The script that ships and a conversation, for tests of the dialogue, and a carrier for tests of the webhooks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from casework.catalogue import load_catalogue
from casework.words import load_words
from ivr.script import Script
from ivr.script_file import load_script
from simulator.asterisk import AsteriskSettings
from tests.ivr.carrier import Carrier
from tests.ivr.talk import Talk
from tests.line import ASTERISK_SECRET, Line, running, settings_for

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture(scope="session")
def script() -> Script:
    catalogue = load_catalogue(CONTENT / "services.yaml")
    return load_script(CONTENT / "call.yaml", catalogue, load_words(CONTENT / "words.yaml", ()))


@pytest.fixture
def carrier(line: Line, request: pytest.FixtureRequest) -> Iterator[Carrier]:
    carrier = Carrier(line, f"CA{abs(hash(request.node.name)):032d}"[:34])
    yield carrier
    carrier.client.close()


@pytest.fixture
def asterisk(line: Line) -> AsteriskSettings:
    """What an Asterisk beside `line` is told."""
    return AsteriskSettings.of(line.settings.base_url, ASTERISK_SECRET)


@pytest.fixture
def talk(script: Script) -> Talk:
    return Talk(script)


@pytest.fixture(scope="session")
def trunk_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line without Twilio, behind an MPP's own trunk, that may ring at any hour of any day."""
    folder = tmp_path_factory.mktemp("trunk")
    shutil.copytree(CONTENT, folder / "content")
    yaml, file = YAML(), folder / "content" / "mpp.yaml"
    mpp = yaml.load(file)
    mpp["telepon_balik"]["jam_tenang"], mpp["libur"] = {}, []
    yaml.dump(mpp, file)
    without = {"twilio_account_sid": "", "twilio_auth_tokens": "", "text_carriers": "console"}
    settings = settings_for(
        folder, content_dir=folder / "content", call_carrier="asterisk", voice="robot", **without
    )
    with running(settings) as line:
        yield line
