"""docs/security.md names a test for each case: it must be there, under that name."""

import ast
import re

from config import ROOT

PAGE = ROOT / "docs" / "security.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_case_has_a_test_that_there_is() -> None:
    named = NAMED.findall(PAGE.read_text(encoding="utf-8"))
    assert len(named) >= 45
    for path, name in named:
        assert name in functions(path), f"{path} has no {name}"


def test_every_row_names_its_precedent_and_its_test() -> None:
    page = PAGE.read_text(encoding="utf-8").partition("## The cases")[2].partition("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in page.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 45
    for row in rows:
        assert len(row) == 3, row
        assert all(cell.strip() for cell in row), row
        assert NAMED.search(row[2]), row


def test_every_file_of_attacks_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for path in sorted((ROOT / "tests" / "safety").glob("test_*.py")):
        assert path.relative_to(ROOT).as_posix() in page
