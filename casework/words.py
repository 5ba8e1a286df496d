"""Words of citizens, from content/words.yaml: yes, no, commands, questions, SMS spellings.

Regional words are switched on for each MPP, because a word that means yes in one region is no in another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from casework.content import ContentError, Part, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything lower case. `unsure` sounds like both yes and no, and is never taken for either by ear."""

    yes: frozenset[str]
    no: frozenset[str]
    unsure: frozenset[str]
    universal: Mapping[str, frozenset[str]]
    """petugas, ulang, kembali, pelan, ...: what can be said at any question."""
    intents: Mapping[str, frozenset[str]]
    """status, syarat, biaya, ...: what a text or a question is about."""
    abbreviations: Mapping[str, str]
    """SMS spelling to the usual one."""
    emergency: frozenset[str]
    courtesies: Mapping[str, frozenset[str]]
    """terima_kasih and salam: polite words that ask nothing."""
    pronunciation: Mapping[str, str]
    """Written word to how the voice must be told to say it."""


class _Courtesies(Part):
    terima_kasih: tuple[str, ...]
    salam: tuple[str, ...]


class WordsFile(Part):
    """content/words.yaml."""

    ya: dict[str, tuple[str, ...]]
    tidak: dict[str, tuple[str, ...]]
    ragu: tuple[str, ...]
    perintah: dict[str, tuple[str, ...]]
    maksud: dict[str, tuple[str, ...]]
    singkatan: dict[str, str]
    darurat: tuple[str, ...]
    sopan: _Courtesies


class PronunciationFile(Part):
    """content/pronunciation.yaml."""

    ucapan: dict[str, str]


def load_words(path: Path, regions: tuple[str, ...]) -> Words:
    """The words with those regions' sets. Raises ContentError when one of them means both yes and no."""
    file = load(path, WordsFile)
    known = file.ya.keys() | file.tidak.keys()
    if unknown := set(regions) - known:
        raise ContentError(
            f"{path.name}: no words for the regions {sorted(unknown)}; known are {sorted(known)}"
        )
    active = ("indonesia", *regions)
    unsure = frozenset(file.ragu)
    yes = _of(file.ya, active) - unsure
    no = _of(file.tidak, active) - unsure
    if both := yes & no:
        raise ContentError(
            f"{path.name}: {sorted(both)} mean both ya and tidak in {', '.join(active)}: put them in ragu"
        )
    pronunciation = load(path.with_name("pronunciation.yaml"), PronunciationFile).ucapan
    return Words(
        yes=yes,
        no=no,
        unsure=unsure,
        universal={name: frozenset(words) for name, words in file.perintah.items()},
        intents={name: frozenset(words) for name, words in file.maksud.items()},
        abbreviations=file.singkatan,
        emergency=frozenset(file.darurat),
        courtesies={
            "terima_kasih": frozenset(file.sopan.terima_kasih),
            "salam": frozenset(file.sopan.salam),
        },
        pronunciation=pronunciation,
    )


def _of(sets: Mapping[str, tuple[str, ...]], regions: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for region in regions for word in sets.get(region, ()))
