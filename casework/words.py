"""Words of citizens, from content/words.yaml: yes, no, commands, emergencies, SMS spellings.

Regional words are switched on for each MPP, because a word that means yes in one region is no in another. How written
words are said comes from content/pronunciation.yaml.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from casework.content import ContentError, Part, load

_SAYABLE = re.compile(r"[a-zA-ZéêÉÊ]+(?:[ ,'-]+[a-zA-ZéêÉÊ]+)*")
_WITHOUT_MARKS = str.maketrans("éêÉÊ", "eeEE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything lower case. `unsure` sounds like both yes and no, and is never taken for either by ear."""

    yes: frozenset[str]
    no: frozenset[str]
    unsure: frozenset[str]
    regional_yes: frozenset[str]
    regional_no: frozenset[str]
    """Those of yes and no that come from the MPP's regions."""
    region_of: Mapping[str, str]
    """Single words that only one of the MPP's regions has, for yes, no or a figure, to that region."""
    digits: Mapping[str, str]
    """Regional words for digits to the Indonesian ones."""
    universal: Mapping[str, frozenset[str]]
    """petugas, ulang, kembali, pelan, ...: what can be said at any question."""
    abbreviations: Mapping[str, str]
    """SMS spelling to the usual one."""
    emergency: frozenset[str]
    courtesies: Mapping[str, frozenset[str]]
    """terima_kasih and salam: polite words that ask nothing."""
    pronunciation: Mapping[str, str]
    """Written word to how the voice must be told to say it. Entries that only add é or ê say which "e" it is."""
    conversational_clock: bool
    """Whether times of day are said as in "setengah sembilan"."""


class _Courtesies(Part):
    terima_kasih: tuple[str, ...]
    salam: tuple[str, ...]


class WordsFile(Part):
    """content/words.yaml."""

    ya: dict[str, tuple[str, ...]]
    tidak: dict[str, tuple[str, ...]]
    angka: dict[str, dict[str, str]] = Field(default_factory=dict)
    ragu: tuple[str, ...]
    perintah: dict[str, tuple[str, ...]]
    maksud: dict[str, tuple[str, ...]]
    """For speech.lexicon alone: words that the ear knows too. What is asked with them is in content/requests.yaml."""
    singkatan: dict[str, str]
    darurat: tuple[str, ...]
    sopan: _Courtesies


class PronunciationFile(Part):
    """content/pronunciation.yaml."""

    jam: Literal["jelas", "sehari_hari"] = "jelas"
    ucapan: dict[str, str]
    e_taling: tuple[tuple[str, ...], ...] = ()
    """Words with é, and with ê where é would be taken for granted; the lists only group them."""


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
    said = load(path.with_name("pronunciation.yaml"), PronunciationFile)
    return Words(
        yes=yes,
        no=no,
        unsure=unsure,
        regional_yes=_of(file.ya, regions) - unsure,
        regional_no=_of(file.tidak, regions) - unsure,
        region_of=_regions(file, regions),
        digits={word: digit for region in regions for word, digit in file.angka.get(region, {}).items()},
        universal={name: frozenset(words) for name, words in file.perintah.items()},
        abbreviations=file.singkatan,
        emergency=frozenset(file.darurat),
        courtesies={
            "terima_kasih": frozenset(file.sopan.terima_kasih),
            "salam": frozenset(file.sopan.salam),
        },
        pronunciation=_pronunciation(said),
        conversational_clock=said.jam == "sehari_hari",
    )


def _pronunciation(file: PronunciationFile) -> Mapping[str, str]:
    """Both lists as one table. Raises ContentError for what a voice could not say."""
    where = "pronunciation.yaml"
    for key, said in file.ucapan.items():
        if not _SAYABLE.fullmatch(said):
            raise ContentError(
                f'{where}: ucapan.{key}: tulis "{said}" seperti diucapkan, hanya dengan huruf dan spasi'
            )
    marks: dict[str, str] = {}
    for word in (word for group in file.e_taling for word in group):
        plain = word.translate(_WITHOUT_MARKS)
        if plain == word or not _SAYABLE.fullmatch(word):
            raise ContentError(f'{where}: e_taling: tulis "{word}" sebagai satu kata dengan é (atau ê)')
        if plain in marks or plain in file.ucapan:
            raise ContentError(f'{where}: e_taling: "{word}" sudah ada; hapus salah satunya')
        marks[plain] = word
    return file.ucapan | marks


def _regions(file: WordsFile, regions: tuple[str, ...]) -> Mapping[str, str]:
    used: dict[str, set[str]] = {}
    for region in ("indonesia", *regions):
        for words in (file.ya.get(region, ()), file.tidak.get(region, ()), file.angka.get(region, {})):
            for word in words:
                used.setdefault(word, set()).add(region)
    only = {word: next(iter(where)) for word, where in used.items() if len(where) == 1}
    return {word: region for word, region in only.items() if region != "indonesia" and word not in file.ragu}


def _of(sets: Mapping[str, tuple[str, ...]], regions: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for region in regions for word in sets.get(region, ()))
