"""What a citizen wrote is text on the officers' pages, whatever it looks like."""

import pytest

from tests.console.conftest import Console, words
from tests.safety.attacks import ATTACKS


@pytest.mark.parametrize("attack", ATTACKS)
def test_on_the_officers_pages_it_is_text(console_at: Console, attack: str) -> None:
    case = console_at.case_by_text(story=attack, phone="081344556601")
    with console_at.client(console_at.cookie()) as client:
        for path in ("/console/antrean", f"/console/kasus/{case.id}"):
            page = client.get(path).text
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert "</Say>" not in page
            assert "49" not in words(page) or "7*7" not in attack, "nothing is computed"
