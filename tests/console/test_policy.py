"""The pages keep to their own policy: no script, style or address in them that a browser would have to refuse."""

import re
from pathlib import Path

import pytest

from casework import console
from casework.console.pages import POLICY

TEMPLATES = sorted((Path(console.__file__).parent / "templates").rglob("*.html"))
INLINE = {
    "a script in the page": r"<script(?![^>]*\bsrc=)",
    "a script at an element": r"\son(?:click|change|load|error|submit|input|focus|(?:key|mouse|touch|point)\w+)\s*=",
    "a style at an element": r"\sstyle\s*=",
    "a style in the page": r"<style\b",
    "an address that is a script": r"javascript:",
    "another site": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
    "text that is not escaped": r"\|\s*safe\b|autoescape false|Markup\(",
}


@pytest.mark.parametrize("what", INLINE)
def test_no_page_has(what: str) -> None:
    assert len(TEMPLATES) > 20
    for path in TEMPLATES:
        found = re.search(INLINE[what], path.read_text(encoding="utf-8"))
        assert found is None, f"{path.name}: {found and found[0]}"


def test_the_policy_allows_our_own_files_and_nothing_else() -> None:
    rules = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))
    assert rules.pop("default-src") == "'none'"
    assert {value for name, value in rules.items() if name.endswith("-src")} == {"'self'"}
    assert (rules["base-uri"], rules["frame-ancestors"], rules["form-action"]) == (
        "'none'",
        "'none'",
        "'self'",
    )
