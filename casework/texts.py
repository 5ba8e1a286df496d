"""The texts that citizens read, from content/texts.yaml, each one GSM-7 segment.

A template names its values in braces: `{kode}` is grouped, `{tanggal}` a short date, the rest as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from string import Formatter

from babel.dates import format_date
from pydantic import BaseModel, ConfigDict

from casework.codes import grouped
from casework.content import ContentError, load
from casework.gsm7 import one_segment, septets

Value = str | int | date


class TextsFile(BaseModel):
    """content/texts.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    teks: dict[str, str]
    """Key to template."""
    contoh_terpanjang: dict[str, str]
    """For each value that a template may name, the longest that it can be; the check composes with these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All templates by key."""

    templates: Mapping[str, str]
    sender: str
    """How the MPP calls itself in a text: `{mpp}`."""

    def write(self, key: str, **values: Value) -> str:
        """The text, never longer than one segment. Raises KeyError for an unknown key or a missing value."""
        shown = {name: _shown(name, value) for name, value in values.items()}
        return one_segment(self.templates[key].format(mpp=self.sender, **shown))


def load_texts(path: Path, sender: str) -> Texts:
    """Reads and checks the file: every template fits one segment even with its longest values."""
    content = load(path, TextsFile)
    longest = {**content.contoh_terpanjang, "mpp": sender}
    for key, template in content.teks.items():
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        if unknown := names - longest.keys():
            raise ContentError(
                f"{path.name}: teks.{key} names {sorted(unknown)}, unknown in contoh_terpanjang"
            )
        length = septets(template.format(**longest))
        if length is None:
            raise ContentError(f"{path.name}: teks.{key} has a character that a plain SMS cannot carry")
        if length > 160:
            raise ContentError(
                f"{path.name}: teks.{key} can become {length} characters long; shorten it to 160 or less"
            )
    return Texts(templates=content.teks, sender=sender)


def _shown(name: str, value: Value) -> str:
    if isinstance(value, datetime):
        return f"{format_date(value, 'd MMM', locale='id')} {value:%H.%M}"
    if isinstance(value, date):
        return format_date(value, "d MMM", locale="id")
    return grouped(value) if isinstance(value, str) and name.startswith("kode") else str(value)
