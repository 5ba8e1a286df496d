"""The words of texts, from content/sms.yaml: commands, short sentences that mean the same, machines, answers.

What a request is about is understood by content/requests.yaml, for calls and texts alike; here is what texts add.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from casework.content import ContentError, Part, load

COMMANDS = (
    "status", "syarat", "biaya", "info", "waktu", "cara", "tempat", "jam", "antre", "petugas", "balas", "hubungi",
    "suara", "bantuan", "berhenti", "mulai", "lanjut", "batal",
)  # fmt: skip
"""What a text may begin with."""
SENTENCES = ("jangan_telepon", "suara", "hubungi", "bantuan", "berhenti", "mulai")
"""Commands that people also put into a sentence. Of two in one sentence the earlier here is meant."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWords:
    """Everything lower case."""

    commands: Mapping[str, str]
    """First word of a text to the name of the command."""
    sentences: Mapping[str, tuple[Phrase, ...]]
    """Command to phrases that ask for it anywhere in a short text."""
    emergency: tuple[Phrase, ...]
    """Besides those of content/words.yaml, which the telephone's ear knows too."""
    machines: tuple[Phrase, ...]
    """What auto-responders and carriers write."""
    yes: frozenset[str]
    """As it is typed, besides the words of content/words.yaml."""
    no: frozenset[str]
    numbers: Mapping[str, int]
    """"pertama" to 1."""
    codeless: tuple[Phrase, ...]
    """What people say who have no code."""


class TextWordsFile(Part):
    """content/sms.yaml."""

    perintah: dict[str, tuple[str, ...]]
    kalimat: dict[str, tuple[str, ...]]
    darurat: tuple[str, ...]
    otomatis: tuple[str, ...]
    ya: tuple[str, ...]
    tidak: tuple[str, ...]
    angka: dict[str, int]
    tanpa_kode: tuple[str, ...]


def load_text_words(path: Path) -> TextWords:
    """Reads and checks the file. Raises ContentError."""
    file = load(path, TextWordsFile)
    for where, known, given in (
        ("perintah", COMMANDS, file.perintah),
        ("kalimat", SENTENCES, file.kalimat),
    ):
        if wrong := set(known) ^ given.keys():
            raise ContentError(f"{path.name}: {where} must have exactly {', '.join(known)}: {sorted(wrong)}")
    commands: dict[str, str] = {}
    for command, words in file.perintah.items():
        for word in words:
            if word in commands:
                raise ContentError(
                    f"{path.name}: perintah: {word} means {commands[word]} and {command}; remove one"
                )
            if not re.fullmatch(r"[a-z]{3,}", word):
                raise ContentError(f"{path.name}: perintah: {word} must be one word of lower-case letters")
            commands[word] = command
    phrases = [
        *file.darurat,
        *file.otomatis,
        *file.tanpa_kode,
        *(one for many in file.kalimat.values() for one in many),
    ]
    if wrong_phrases := [one for one in phrases if not re.fullmatch(r"[a-z]+( [a-z]+)*", one)]:
        raise ContentError(f"{path.name}: words must be lower case with single spaces: {wrong_phrases}")
    return TextWords(
        commands=commands,
        sentences={command: _split(many) for command, many in file.kalimat.items()},
        emergency=_split(file.darurat),
        machines=_split(file.otomatis),
        yes=frozenset(file.ya),
        no=frozenset(file.tidak),
        numbers=file.angka,
        codeless=_split(file.tanpa_kode),
    )


def _split(phrases: tuple[str, ...]) -> tuple[Phrase, ...]:
    return tuple(tuple(phrase.split()) for phrase in phrases)
