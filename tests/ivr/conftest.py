"""The script that ships, for tests of the dialogue."""

from pathlib import Path

import pytest

from casework.catalogue import load_catalogue
from casework.words import load_words
from ivr.script import Script
from ivr.script_file import load_script

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture(scope="session")
def script() -> Script:
    catalogue = load_catalogue(CONTENT / "services.yaml")
    return load_script(CONTENT / "call.yaml", catalogue, load_words(CONTENT / "words.yaml", ()))
