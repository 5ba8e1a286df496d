"""The measurement of how well texts are understood, and the texts that ship with it."""

import json
from pathlib import Path

import pytest

from casework.measured_table import TableError
from casework.office import Office
from sms.evaluate import Text, main, measure, read_table

TEXTS = Path(__file__).with_name("texts.tsv")
HEADER = "text\tintent\tservice\tcode\n"


def measured(here: Office, **line: str) -> tuple[int, int, int]:
    """Right, wrong and refused, of one text."""
    given = {"service": "-", "code": "-", **line}
    found = measure(here, [Text(**given)])
    return found.right, len(found.wrong), len(found.refused)


def test_the_texts_that_ship_are_many_and_hardly_any_does_something_wrong(here: Office) -> None:
    found = measure(here, read_table(TEXTS))
    assert found.texts >= 150
    assert found.figures["accuracy"] >= 0.97
    assert found.figures["wrong_actions"] <= 0.005


def test_what_counts_as_right_wrong_and_refused(here: Office) -> None:
    assert measured(here, text="SYARAT KK", intent="syarat", service="kk") == (1, 0, 0)
    assert measured(here, text="SYARAT KK", intent="biaya", service="kk") == (0, 1, 0)
    assert measured(here, text="SYARAT KK", intent="syarat", service="sim") == (0, 1, 0)
    assert measured(here, text="STATUS 48213096", intent="status") == (0, 1, 0)
    assert measured(here, text="akta", intent="syarat", service="akta_lahir") == (0, 0, 1)
    assert measured(here, text="asdf", intent="jam") == (0, 0, 1)
    assert measured(here, text="syarat ktp", intent="syarat", service="ktp") == (1, 0, 0)


def test_a_wrong_action_costs_as_much_as_five_questions(here: Office) -> None:
    jam = Text(text="JAM", intent="biaya", service="kk", code="-")
    akta = Text(text="akta", intent="syarat", service="akta_lahir", code="-")
    assert measure(here, [jam]).figures["cost"] == 5 * measure(here, [akta]).figures["cost"] == 5.0


def test_the_command_prints_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "texts.tsv"
    table.write_text(HEADER + "STATUS\\n48213096\tstatus\t-\t48213096\nakta\tjam\t-\t-\n", encoding="utf-8")
    assert main([str(table), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "texts": 2, "accuracy": 0.5, "wrong_actions": 0.0, "refusals": 0.5, "cost": 0.5,
    }  # fmt: skip
    assert main([str(table), "--wrong"]) == 0
    told = capsys.readouterr()
    assert "accuracy       50.0%" in told.out
    assert "refused: 'akta'" in told.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "needs a first line"),
        ("text\tintent\n", "needs a first line"),
        (HEADER + "halo\tjam\n", "line 2"),
    ],
)
def test_a_table_that_is_none_is_told(tmp_path: Path, content: str, said: str) -> None:
    table = tmp_path / "texts.tsv"
    table.write_text(content, encoding="utf-8")
    with pytest.raises(TableError, match=said):
        read_table(table)
    assert main([str(table)]) == 1
    assert main([str(tmp_path / "missing.tsv")]) == 1
