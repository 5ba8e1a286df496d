"""The script that ships and a conversation, for tests of the dialogue, and a carrier for tests of the webhooks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.catalogue import load_catalogue
from casework.words import load_words
from ivr.script import Script
from ivr.script_file import load_script
from simulator.asterisk import AsteriskSettings
from tests.ivr.carrier import Carrier
from tests.ivr.talk import Talk
from tests.line import ASTERISK_SECRET, Line

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
