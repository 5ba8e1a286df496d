"""content/requests.yaml: the words by which a sentence is understood, checked against the services that there are."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from casework.catalogue import Catalogue
from casework.content import ContentError, Part, load
from casework.understanding_words import Vocabulary, spelt_out
from casework.words import Words

OTHER = ""
"""What is meant by words that resemble a service or an intent and are none."""


class Weight(IntEnum):
    """How much a phrase says."""

    WEAK = 1
    USUAL = 2
    STRONG = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that mean a service or an intent when they stand in this order, near each other."""

    words: tuple[str, ...]
    meant: tuple[tuple[str, Weight], ...]
    """Ids of services or names of intents; several where the words do not tell which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Services that people call by one name."""

    services: frozenset[str]
    usual: str
    """The one that is meant when nothing says otherwise."""
    otherwise: frozenset[str]
    """Words that say otherwise, wherever they stand: "hilang"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """Everything that a sentence is understood by."""

    vocabulary: Vocabulary
    services: Mapping[str, tuple[Phrase, ...]]
    """By their first word."""
    intents: Mapping[str, tuple[Phrase, ...]]
    """By their first word."""
    alone: frozenset[str]
    """Intents that need no service: opening hours, a person."""
    families: tuple[Family, ...]
    actions: frozenset[str]
    """What people want done with a service: what follows is the one that they mean."""
    carried: frozenset[str]
    """What follows is only needed for something else: "do I bring my family card?"."""
    at_hand: tuple[tuple[str, ...], ...]
    """What stands before is there already."""
    joiners: frozenset[str]
    """Words for "and" and "or": what holds for the one holds for the other."""
    breaks: frozenset[str]
    """Words that begin a new thought; no phrase goes on across them."""
    not_this: frozenset[str]
    """What follows is not meant."""
    corrections: tuple[tuple[str, ...], ...]
    """What stands before is taken back."""


class _Intent(Part):
    nama: str = Field(pattern=r"^[a-z_]+$")
    perlu_layanan: bool = True
    kuat: tuple[str, ...] = ()
    sedang: tuple[str, ...] = ()
    lemah: tuple[str, ...] = ()


class _ServiceWords(Part):
    kata: tuple[str, ...] = ()
    lemah: tuple[str, ...] = ()


class _Family(Part):
    layanan: tuple[str, ...] = Field(min_length=2)
    biasa: str


class RequestsFile(Part):
    """content/requests.yaml."""

    ejaan: dict[str, str]
    huruf: dict[str, str]
    pengisi: str
    biasa: str
    kerja: tuple[str, ...]
    bawaan: tuple[str, ...]
    sudah_ada: tuple[str, ...]
    gabung: tuple[str, ...]
    jeda: tuple[str, ...]
    bukan: tuple[str, ...]
    ralat: tuple[str, ...]
    maksud: tuple[_Intent, ...] = Field(min_length=1)
    layanan: dict[str, _ServiceWords]
    lain: tuple[str, ...]
    keluarga: tuple[_Family, ...]


def load_requests(path: Path, catalogue: Catalogue, words: Words) -> Requests:
    """Reads and checks the file. Raises ContentError."""
    file = load(path, RequestsFile)
    _check(path, file, catalogue)
    intents = [
        (phrase, intent.nama, weight)
        for intent in file.maksud
        for weight, phrases in (
            (Weight.STRONG, intent.kuat),
            (Weight.USUAL, intent.sedang),
            (Weight.WEAK, intent.lemah),
        )
        for phrase in phrases
    ]
    services = list(_services(file, catalogue))
    intents += [(phrase, OTHER, Weight.STRONG) for phrase in file.lain]
    services += [(phrase, OTHER, Weight.STRONG) for phrase in file.lain]
    others = (*file.kerja, *file.bawaan, *file.sudah_ada, *file.gabung, *file.jeda, *file.bukan, *file.ralat)
    vocabulary = _vocabulary(
        file,
        words,
        [phrase for phrase, _, _ in intents] + list(others),
        [phrase for phrase, _, _ in services],
    )

    def one(phrases: Iterable[str]) -> frozenset[str]:
        return frozenset(word for phrase in phrases for word in vocabulary.phrase(phrase))

    return Requests(
        vocabulary=vocabulary,
        services=_by_first(vocabulary, services),
        intents=_by_first(vocabulary, intents),
        alone=frozenset(intent.nama for intent in file.maksud if not intent.perlu_layanan),
        families=tuple(_family(vocabulary, family, services) for family in file.keluarga),
        actions=one(file.kerja),
        carried=one(file.bawaan),
        at_hand=tuple(map(vocabulary.phrase, file.sudah_ada)),
        joiners=one(file.gabung),
        breaks=one(file.jeda),
        not_this=one(file.bukan),
        corrections=tuple(map(vocabulary.phrase, file.ralat)),
    )


def _services(file: RequestsFile, catalogue: Catalogue) -> Iterable[tuple[str, str, Weight]]:
    for service in catalogue.services:
        more = file.layanan.get(service.id, _ServiceWords())
        for phrase in {*service.words, *more.kata, service.name.lower(), service.sms_name.lower()}:
            if re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", phrase):
                yield phrase, service.id, Weight.WEAK if phrase in more.lemah else Weight.STRONG
        for phrase in set(more.lemah) - set(service.words):
            yield phrase, service.id, Weight.WEAK


def _family(vocabulary: Vocabulary, family: _Family, services: list[tuple[str, str, Weight]]) -> Family:
    words = {
        service: {
            word for phrase, name, _ in services if name == service for word in vocabulary.phrase(phrase)
        }
        for service in family.layanan
    }
    return Family(
        services=frozenset(family.layanan),
        usual=family.biasa,
        otherwise=frozenset().union(*words.values()) - words[family.biasa],
    )


def _vocabulary(file: RequestsFile, words: Words, intents: list[str], services: list[str]) -> Vocabulary:
    single: dict[str, tuple[str, ...]] = {
        typed: tuple(meant.split())
        for typed, meant in {**words.abbreviations, **file.ejaan}.items()
        if " " not in typed
    }
    joined = {tuple(typed.split()): meant for typed, meant in file.ejaan.items() if " " in typed}
    names = {
        word for phrase in services for word in phrase.split() if 2 <= len(word) <= 5 and word not in single
    }
    for name in names:
        for letters in spelt_out(name, file.huruf):
            joined.setdefault(letters, name)
            single.setdefault("".join(letters), (name,))
    known = {word for phrase in (*intents, *services) for word in phrase.split()}
    typed = known | {word for pattern in joined for word in pattern if len(word) > 2}
    typed |= {word for word, meant in single.items() if len(word) >= 7 and known.issuperset(meant)}
    known |= {word for pattern in joined for word in pattern} | set(joined.values())
    known |= {word for meant in single.values() for word in meant}
    return Vocabulary(
        known=frozenset(known - single.keys()),
        fillers=frozenset(file.pengisi.split()),
        ordinary=frozenset(file.biasa.split()),
        typed=frozenset(typed) - {letter for letter in single if len(letter) < 5},
        spelling=MappingProxyType(single),
        joined=MappingProxyType(joined),
    )


def _by_first(
    vocabulary: Vocabulary, phrases: Iterable[tuple[str, str, Weight]]
) -> Mapping[str, tuple[Phrase, ...]]:
    meant: dict[tuple[str, ...], dict[str, Weight]] = {}
    for phrase, name, weight in phrases:
        weights = meant.setdefault(vocabulary.phrase(phrase), {})
        weights[name] = max(weight, weights.get(name, weight))
    found: dict[str, tuple[Phrase, ...]] = {}
    for words, weights in meant.items():
        phrase_ = Phrase(words=words, meant=tuple(sorted(weights.items())))
        found[words[0]] = (*found.get(words[0], ()), phrase_)
    return MappingProxyType(found)


def _check(path: Path, file: RequestsFile, catalogue: Catalogue) -> None:
    named = {service for family in file.keluarga for service in (*family.layanan, family.biasa)}
    for service in sorted(named | file.layanan.keys()):
        if not catalogue.has(service):
            raise ContentError(
                f"{path.name}: {service} is not in services.yaml: correct the name, or remove it"
            )
    for family in file.keluarga:
        if family.biasa not in family.layanan:
            raise ContentError(f"{path.name}: keluarga: {family.biasa} must be one of {list(family.layanan)}")
    for typed, meant in file.ejaan.items():
        if " " in typed and " " in meant:
            raise ContentError(f"{path.name}: ejaan: {typed} must become one word, not {meant}")
    names = [intent.nama for intent in file.maksud]
    if len(set(names)) < len(names):
        raise ContentError(f"{path.name}: maksud: two intents have the same nama")
    phrases = [*file.ejaan, *file.ejaan.values(), *file.kerja, *file.bawaan, *file.bukan, *file.ralat]
    phrases += [phrase for intent in file.maksud for phrase in (*intent.kuat, *intent.sedang, *intent.lemah)]
    phrases += [phrase for words in file.layanan.values() for phrase in (*words.kata, *words.lemah)]
    phrases += file.lain
    if wrong := [phrase for phrase in phrases if not re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", phrase)]:
        raise ContentError(f"{path.name}: words must be lower case with single spaces: {wrong}")
