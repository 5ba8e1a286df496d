"""A content file that is broken in any way is one sentence for its editor, never a trace.

Found by bench/fuzz.py.
"""

from pathlib import Path

import pytest

from casework.content import ContentError, Part, load


class Shape(Part):
    name: str = ""
    days: tuple[str, ...] = ()


BROKEN = {
    "brackets without end": "days: " + "[" * 1500,
    "a day that there is not": "name: 2026-13-45",
    "half a character": 'name: "\\ud800"',
    "half a character as a key": '"\\ud800": x',
    "an order to the machine": "name: !!python/object/apply:os.system ['true']",
    "itself inside itself": "days: &a [*a]",
    "an anchor that is nowhere": "days: *b",
    "two documents": "name: x\n---\nname: y",
    "a byte that is no character": "name: \x00",
    "numbers without end": "name: " + "9" * 6000,
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(ContentError, match=r"^x\.yaml") as told:
        load(path, Shape)
    assert len(str(told.value)) < 400


def test_a_file_that_refers_to_itself_a_billion_times_stays_small(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    path = tmp_path / "x.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ContentError, match="a0"):
        load(path, Shape)
