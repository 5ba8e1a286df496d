"""Measures how well texts are understood: `python -m sms.evaluate FILE [--json] [--wrong]`.

FILE is a table with tabs and the columns text, intent, service, code ("-" for none; \\n in a text is a new line).
Each text is read as the first one of a stranger. Intents are those of `sms.topics.Asked`; `tanya`: a question is
right, `tidak_paham`: to say that we did not understand is right, `diam`: no answer is right. Service "ktp" is any of
the three.

A wrong action is an answer to something that was not asked. It costs a journey, a question only a text, so it weighs
five times as much.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from casework.content import ContentError
from casework.measured_table import TableError, read_rows
from casework.office import Office, load_office
from models import Vault, new_key
from sms.topics import NOTHING, QUESTION, Asked, make_out

CONTENT = Path(__file__).resolve().parents[1] / "content"
WRONG_WEIGHS = 5
"""So many questions that were not needed are as bad as one wrong action."""
SAME: Mapping[str, frozenset[str]] = {"ktp": frozenset({"ktp_baru", "ktp_hilang", "ktp_rusak"})}
"""Names that stand for several services."""
ABOUT_A_SERVICE = frozenset({"syarat", "biaya", "waktu", "cara"})
"""Intents that are answered for a service. With others a service is only more that was understood."""
COLUMNS = ("text", "intent", "service", "code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of the table."""

    text: str
    intent: str
    service: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How many texts came out in which way."""

    texts: int
    right: int
    wrong: tuple[tuple[Text, Asked], ...]
    """Something was done or answered, and it was not that."""
    refused: tuple[tuple[Text, Asked], ...]
    """A question, or "we did not understand", where the text was clear."""

    @property
    def figures(self) -> dict[str, float]:
        """Shares of all texts, and the cost of each text in questions that were not needed."""
        wrong, refused = len(self.wrong) / self.texts, len(self.refused) / self.texts
        return {
            "accuracy": round(self.right / self.texts, 4),
            "wrong_actions": round(wrong, 4),
            "refusals": round(refused, 4),
            "cost": round(WRONG_WEIGHS * wrong + refused, 4),
        }


def measure(office: Office, texts: Sequence[Text]) -> Measured:
    """Reads every text."""
    read = [(text, make_out(office, text.text)) for text in texts]
    missed = [(text, asked) for text, asked in read if not _right(text, asked)]
    refused = tuple(pair for pair in missed if pair[1].act in (NOTHING, QUESTION))
    return Measured(
        texts=len(texts),
        right=len(texts) - len(missed),
        wrong=tuple(pair for pair in missed if pair not in refused),
        refused=refused,
    )


def read_table(path: Path) -> list[Text]:
    """Raises TableError."""
    return [
        Text(
            text=row["text"].replace("\\n", "\n"),
            intent=row["intent"],
            service=row["service"],
            code=row["code"],
        )
        for row in read_rows(path, COLUMNS)
    ]


def _right(text: Text, asked: Asked) -> bool:
    if asked.act != text.intent or (asked.code or "-") != text.code:
        return False
    if text.intent not in ABOUT_A_SERVICE:
        return True
    return (asked.service or "-") in SAME.get(text.service, {text.service})


def main(arguments: list[str]) -> int:
    """Prints shares of all texts."""
    parser = argparse.ArgumentParser(
        prog="python -m sms.evaluate", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("file", type=Path, help="a table with tabs: text, intent, service, code")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--wrong", action="store_true", help="also list what was not right")
    parser.add_argument("--content", type=Path, default=CONTENT, help="the folder with the content")
    given = parser.parse_args(arguments)
    try:
        vault = Vault(keys=(new_key(),), index_key=new_key())
        office = load_office(given.content, vault=vault, recordings=Path())
        found = measure(office, read_table(given.file))
    except (ContentError, TableError) as error:
        print(f"SuaraMPP: {error}", file=sys.stderr)
        return 1
    if given.json:
        print(json.dumps({"texts": found.texts, **found.figures}))
    else:
        print(f"texts          {found.texts}")
        for name, figure in found.figures.items():
            print(f"{name:<14} {figure:.2f}" if name == "cost" else f"{name:<14} {figure:.1%}")
    if given.wrong:
        for name, pairs in (("WRONG", found.wrong), ("refused", found.refused)):
            for text, asked in pairs:
                wanted = f"{text.intent} {text.service} {text.code}"
                got = f"{asked.act} {asked.service or '-'} {asked.code or '-'}"
                offered = ", ".join(f"{one.service or '-'} {one.intent or '-'}" for one in asked.between)
                print(f"{name}: {text.text!r} [{wanted}]: {got} {offered}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
