"""The words that the staff want recognised, and how each is said: content/vocabulary.yaml, and the phrases that the
other files of content/ wait for.

Reads and edits text; knows nothing of graphs and engines. What a file of content/ means is for others to check: here
only its phrases count. Messages are Indonesian, for the staff who edit the file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import LiteralScalarString

from speech.pronunciation import reading, units

FILE = "vocabulary.yaml"
ADDED = "tambahan"
"""The group of the words that were added by command; the last, so that they have the last numbers."""

_WORD = re.compile(r"[a-z0-9]+")
_LIKE_VOCABULARY = "harus berisi kata (kelompok dan kata-katanya) dan ucapan (kata dan cara mengucapkannya)"


class VocabularyError(ValueError):
    """A word or the file cannot be used. The message says in Indonesian which, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """content/vocabulary.yaml."""

    groups: Mapping[str, tuple[str, ...]]
    """Words of each group, lower case, in the order of the file."""
    said: Mapping[str, tuple[str, ...]]
    """Word to every way it is said, in letters ("ka te pe"), for those not simply read."""

    def readings(self, word: str) -> tuple[str, ...]:
        """Every way this word is said, in letters."""
        return self.said.get(word) or (reading(word),)

    def ways(self, word: str) -> tuple[tuple[int, ...], ...]:
        """Unit numbers of every way to say it. Raises VocabularyError."""
        if not _WORD.fullmatch(word):
            raise VocabularyError(f"“{word}”: tulis dengan huruf kecil a sampai z, tanpa tanda baca")
        try:
            return tuple(dict.fromkeys(tuple(units(said)) for said in self.readings(word)))
        except ValueError as error:
            raise VocabularyError(
                f"“{word}” tidak bisa diucapkan: tulis seperti bunyinya, dengan huruf a sampai z saja, "
                f"misalnya “ka te pe”"
            ) from error


def read(path: Path) -> Vocabulary:
    """The file, with every word checked to be sayable. Raises VocabularyError."""
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except FileNotFoundError as error:
        raise VocabularyError(f"{path} tidak ada: kembalikan berkas itu, atau pakai --content") from error
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{path.name} bukan teks UTF-8: simpan sebagai UTF-8") from error


def parse(text: str, name: str = FILE) -> Vocabulary:
    """The same from the file's text; `name` is for messages."""
    document = _load(text, name)
    if not isinstance(document, dict) or document.keys() != {"kata", "ucapan"}:
        raise VocabularyError(f"{name} {_LIKE_VOCABULARY}")
    groups, said = document["kata"] or {}, document["ucapan"] or {}
    if not isinstance(groups, dict) or not isinstance(said, dict):
        raise VocabularyError(f"{name} {_LIKE_VOCABULARY}")
    for group, words in groups.items():
        if not isinstance(words, str):
            raise VocabularyError(f"{name}: {group}: tulis kata-katanya sesudah tanda |, dipisah spasi")
    for word, ways in said.items():
        if not isinstance(ways, list) or not ways or not all(isinstance(way, str) for way in ways):
            raise VocabularyError(f"{name}: ucapan: {word}: tulis seperti {{ktp: [ka te pe, katepe]}}")
    found = Vocabulary(
        groups={str(group): tuple(words.split()) for group, words in groups.items()},
        said={str(word): tuple(ways) for word, ways in said.items()},
    )
    for word in (*words_of(found), *found.groups.get(ADDED, ())):
        try:
            found.ways(word)
        except VocabularyError as error:
            raise VocabularyError(f"{name}: {error}") from error
    return found


def words_of(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every word of the file once, but for the added ones."""
    added = vocabulary.groups.get(ADDED, ())
    listed = [word for words in vocabulary.groups.values() for word in words]
    return tuple(word for word in dict.fromkeys((*listed, *vocabulary.said)) if word not in added)


def with_words(text: str, words: tuple[str, ...], said: Mapping[str, tuple[str, ...]]) -> str:
    """The file's text with these words added, and ways to say them; comments and order stay."""
    editor = YAML()
    editor.preserve_quotes = True
    editor.width = 4096
    document: Any = editor.load(text)
    if words:
        before = str(document["kata"].get(ADDED) or "").split()
        document["kata"][ADDED] = LiteralScalarString("".join(f"{word}\n" for word in (*before, *words)))
    for word, ways in said.items():
        listed = editor.seq(list(ways))
        listed.fa.set_flow_style()
        document["ucapan"][word] = listed
    written = StringIO()
    editor.dump(document, written)
    return re.sub(r"\n{3,}", "\n\n", written.getvalue())


def awaited(content: Path) -> dict[str, tuple[str, ...]]:
    """Every phrase that each file of content/ waits for: citizens' words, menu choices, names of services.

    Raises VocabularyError.
    """
    services = _file(content / "services.yaml")
    named = services.get("layanan") if isinstance(services, dict) else ()
    names = [str(service.get(key, "")) for service in named or () for key in ("nama", "ucap")]
    found = {
        "call.yaml": _under("kata", _file(content / "call.yaml")),
        "services.yaml": [
            *_under("kata", services),
            *(" ".join(_WORD.findall(name.lower())) for name in names),
        ],
        "words.yaml": _listed(_file(content / "words.yaml")),
    }
    return {name: tuple(dict.fromkeys(phrases)) for name, phrases in found.items()}


def _under(key: str, node: Any) -> list[str]:
    """All strings of lists under this key, wherever it is."""
    if isinstance(node, dict):
        return [
            text
            for name, inner in node.items()
            for text in (_listed(inner) if name == key else _under(key, inner))
        ]
    return [text for inner in node for text in _under(key, inner)] if isinstance(node, list) else []


def _listed(node: Any) -> list[str]:
    """All strings that stand in lists."""
    return list(_walk(node))


def _walk(node: Any) -> Iterator[str]:
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        if isinstance(inner, dict | list):
            yield from _walk(inner)
        elif isinstance(node, list):
            yield str(inner).lower()


def _file(path: Path) -> Any:
    try:
        return _load(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path} tidak bisa dibaca") from error


def _load(text: str, name: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" baris {mark.line + 1}" if mark is not None else ""
        raise VocabularyError(f"{name}{place}: bukan YAML yang benar") from error
    except YAMLError as error:
        raise VocabularyError(f"{name}: bukan YAML yang benar") from error
