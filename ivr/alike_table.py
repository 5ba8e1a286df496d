"""How often the recogniser takes one word for another: content/alike.tsv, measured by bench/alike.py.

Holds shares of synthetic voices, and of people where somebody measured with a corpus; never what anybody said in a
call. Reads and writes the file; what is too much is for `ivr.alike`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from casework.content import ContentError
from ivr.alike import Confused

FILE = "alike.tsv"
COLUMNS = ("said", "heard", "share", "tries")


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Of `tries` times that `said` was said, a share was taken for `heard`."""

    said: str
    heard: str
    share: float
    tries: int


def load(path: Path) -> Confused:
    """The table, or an empty one where nobody has measured. Raises ContentError for a broken line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    found: dict[tuple[str, str], float] = {}
    for number, line in enumerate(lines, start=1):
        if number == 1 or not line.strip():
            continue
        cells = line.split("\t")
        try:
            said, heard, share, _ = cells
            found[said, heard] = float(share)
        except ValueError as error:
            raise ContentError(
                f"{path.name}: line {number} is broken: make the table anew with bench/alike.py"
            ) from error
    return found


def save(path: Path, confusions: Iterable[Confusion]) -> None:
    """Writes the table, the worst first."""
    rows = sorted(confusions, key=lambda one: (-one.share, one.said, one.heard))
    lines = ["\t".join(COLUMNS), *(f"{one.said}\t{one.heard}\t{one.share:.3f}\t{one.tries}" for one in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
