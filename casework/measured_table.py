"""Tables with tabs of sentences and what they mean, by which the understanding is measured."""

import csv
from collections.abc import Sequence
from pathlib import Path


class TableError(ValueError):
    """The file cannot be measured. The message says why, and what to do."""


def read_rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Every line, at least one, by the names in the first; other columns than these may stand beside them.

    Raises TableError.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path} cannot be read: {error}") from error
    if not rows or not set(columns) <= rows[0].keys():
        raise TableError(
            f"{path} needs a first line with {', '.join(columns)}, and more lines, all with tabs"
        )
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values() or not row["text"]:
            raise TableError(f"{path}, line {number}: it needs a text, and as many columns as the first line")
    return rows
