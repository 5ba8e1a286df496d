"""Content with the editors' changes put into it: a folder like the one that ships, which the line reads instead.

The shipped files are never touched, so that a new release can replace them; a change to a value that a release has
taken away is left out and told.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.content import open_document, write_document
from casework.content_fields import Field, parsed, put, shown, value_at
from casework.content_sheets import FILES, Sheet, sheets

Edits = Mapping[str, str]
"""What was changed: the place of a value to what is written there, as its field shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """The content that came with the release, opened."""

    folder: Path
    documents: Mapping[str, Any]
    sheets: Mapping[str, Sheet]
    fields: Mapping[str, Field]

    def text(self, key: str, edits: Edits) -> str:
        """What stands at this place with these changes, as its field shows it."""
        return edits.get(key, self.original(key))

    def original(self, key: str) -> str:
        """What stands there without any."""
        field = self.fields[key]
        return shown(value_at(self.documents[field.file], key), field.kind)


def open_shipped(folder: Path) -> Shipped:
    """Raises OSError, YAMLError, KeyError for content that the line could not be started with either."""
    documents = {name: open_document(folder / name) for name in FILES}
    found = sheets(documents)
    fields = {field.key: field for sheet in found.values() for field in sheet.fields}
    return Shipped(folder=folder, documents=documents, sheets=found, fields=fields)


def left_over(shipped: Shipped, edits: Edits) -> list[str]:
    """The places of changes that this release has no value for any more."""
    return sorted(key for key in edits if key not in shipped.fields)


def written(folder: Path, edits: Edits, below: Path) -> Path:
    """The folder with the content of `folder` and these changes, below `below`; made once for the same of both.

    Raises OSError, YAMLError; ValueError for a change that its field would refuse.
    """
    shipped = open_shipped(folder)
    target = below / _name(folder, edits)
    if target.is_dir():
        return target
    below.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=below) as name:
        making = Path(name) / "content"
        making.mkdir()
        for file in folder.iterdir():
            if file.is_file():
                shutil.copy2(file, making / file.name)
        for key, text in edits.items():
            field = shipped.fields.get(key)
            if field is not None:
                put(shipped.documents[field.file], key, parsed(text, field, shipped.original(key)))
        for name in {shipped.fields[key].file for key in edits if key in shipped.fields}:
            write_document(shipped.documents[name], making / name)
        try:
            making.replace(target)
        except OSError:
            if not target.is_dir():  # else another process was quicker
                raise
    return target


def _name(folder: Path, edits: Edits) -> str:
    found = hashlib.sha256(json.dumps(dict(edits), sort_keys=True).encode())
    for file in sorted(folder.iterdir()):
        if file.is_file():
            found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:16]
