"""Where something is taken back."""

import pytest

from speech.corrections import Mark, parts, valid_parts


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("", [(Mark.BEGIN, "")]),
        ("em empat ya lima", [(Mark.BEGIN, "empat lima")]),
        ("empat eh lima", [(Mark.BEGIN, "empat"), (Mark.DOUBT, "lima")]),
        ("empat eh em bukan lima", [(Mark.BEGIN, "empat"), (Mark.CORRECT, "lima")]),
        ("empat bukan eh lima", [(Mark.BEGIN, "empat"), (Mark.CORRECT, "lima")]),
        ("empat maksud saya lima", [(Mark.BEGIN, "empat"), (Mark.CORRECT, "lima")]),
        ("empat salah ulangi dari awal lima", [(Mark.BEGIN, "empat"), (Mark.RESTART, "lima")]),
        ("bukan lima", [(Mark.BEGIN, ""), (Mark.CORRECT, "lima")]),
        ("empat salah", [(Mark.BEGIN, "empat"), (Mark.CORRECT, "")]),
        ("empat dari lima", [(Mark.BEGIN, "empat dari lima")]),
    ],
)
def test_parts(said: str, found: list[tuple[Mark, str]]) -> None:
    assert [(part.mark, " ".join(part.words)) for part in parts(said)] == found


def test_what_came_before_a_restart_is_void() -> None:
    found = valid_parts("empat lima ulang enam eh bukan tujuh")
    assert [" ".join(part.words) for part in found] == ["enam", "tujuh"]
