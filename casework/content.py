"""Reading the content files that MPP staff edit: YAML in, checked values out, one clear sentence for an error."""

import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

Shape = TypeVar("Shape", bound=BaseModel)
_HALF = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F][0-9a-fA-F]{2}")
"""How YAML writes a surrogate: half of a character, which can be neither stored nor said."""


class ContentError(ValueError):
    """A content file cannot be used. The message names the file, the place in it, and what to do."""


class Part(BaseModel):
    """A piece of a content file: unknown keys are errors, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def load(path: Path, shape: type[Shape]) -> Shape:
    """The file as this shape. Words like "ya" and "no" stay words; a key given twice is an error.

    Raises ContentError.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if half := _HALF.search(text):
            raise ContentError(f"{path.name} holds half a character, {half[0]}: write the whole one instead")
        document = YAML(typ="safe", pure=True).load(text)
    except ContentError:
        raise
    except FileNotFoundError as error:
        raise ContentError(f"{path} does not exist: restore it, or set SUARA_CONTENT_DIR") from error
    except UnicodeDecodeError as error:
        raise ContentError(f"{path.name} is not UTF-8 text: save it as UTF-8") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" line {mark.line + 1}" if mark is not None else ""
        problem = str(error.problem).split("\n", 1)[0].strip()
        raise ContentError(f"{path.name}{place}: {problem}") from error
    except (YAMLError, ValueError, RecursionError) as error:  # no date, no number, or brackets without end
        raise ContentError(f"{path.name} is not YAML: {type(error).__name__}") from error
    try:
        return shape.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        message = str(first["msg"]).removeprefix("Value error, ")
        raise ContentError(f"{path.name}: {place}: {message}{more}") from error


def open_document(path: Path) -> Any:
    """The file with its comments and quotes, to be changed and written back. Raises OSError, YAMLError."""
    return _round_trip().load(path.read_text(encoding="utf-8"))


def write_document(document: Any, path: Path) -> None:
    """Writes what `open_document` gave."""
    with path.open("w", encoding="utf-8") as file:
        _round_trip().dump(document, file)


def _round_trip() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096  # a sentence stays on its line
    return yaml
