"""The words of content/sms.yaml, and mistakes in it told in one sentence."""

from pathlib import Path

import pytest

from casework.content import ContentError
from casework.text_words import COMMANDS, load_text_words

FILE = Path(__file__).resolve().parents[2] / "content" / "sms.yaml"


def test_every_command_has_words() -> None:
    assert set(load_text_words(FILE).commands.values()) == set(COMMANDS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  jam: [jam]\n", "", r"perintah must have exactly .*\['jam'\]"),
        ("  jam: [jam]\n", "  jam: [jam]\n  lain: [lain]\n", r"perintah must have exactly .*\['lain'\]"),
        ("  jam: [jam]\n", "  jam: [jam, stop]\n", r"stop means jam and berhenti; remove one"),
        ("  jam: [jam]\n", "  jam: [jam buka]\n", r"jam buka must be one word"),
        ("tanpa_kode: [lupa,", "tanpa_kode: [Lupa,", r"lower case with single spaces: \['Lupa'\]"),
    ],
)
def test_a_mistake_names_the_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    content = FILE.read_text(encoding="utf-8")
    assert old in content
    broken = tmp_path / "sms.yaml"
    broken.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=r"^sms\.yaml: .*" + said):
        load_text_words(broken)
