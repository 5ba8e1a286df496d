"""Ready phrases (jawaban siap pakai) for officers' answers, from content/jawaban.yaml. Pure.

Each fits one segment with the MPP's name behind it, so that an officer can send it as it is.
"""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from casework.catalogue import Catalogue
from casework.content import ContentError, Part, load
from casework.gsm7 import SEGMENT, folded, septets


class PhraseFile(Part):
    """One entry of `jawaban`."""

    nama: str = Field(min_length=1, max_length=60)
    isi: str = Field(min_length=1)
    layanan: tuple[str, ...] = ()


class PhrasesFile(Part):
    """content/jawaban.yaml."""

    jawaban: tuple[PhraseFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One answer. `services`: ids of those that it is for; none: all."""

    name: str
    text: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """All of this MPP."""

    all: tuple[Phrase, ...]

    def of(self, service_id: str | None) -> list[Phrase]:
        """Those for this service, its own first."""
        own = [one for one in self.all if service_id in one.services]
        return own + [one for one in self.all if not one.services]

    def named(self, name: str) -> Phrase | None:
        """The one with this name."""
        return next((one for one in self.all if one.name == name), None)


def load_phrases(path: Path, catalogue: Catalogue, sender: str) -> Phrases:
    """Reads and checks the file. `sender` is how the MPP signs texts. Raises ContentError."""
    file = load(path, PhrasesFile)
    names = [one.nama for one in file.jawaban]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ContentError(f"{path.name}: jawaban: {sorted(twice)} stand there twice")
    for one in file.jawaban:
        where = f'{path.name}: jawaban "{one.nama}"'
        if unknown := [service for service in one.layanan if not catalogue.has(service)]:
            raise ContentError(f"{where}: {unknown} are no services of services.yaml")
        if folded(one.isi) != one.isi:
            raise ContentError(f"{where} has a character that a plain SMS cannot carry")
        length = septets(f"{one.isi} -{sender}") or 0
        if length > SEGMENT:
            raise ContentError(f"{where} has {length} characters with -{sender}; shorten it to {SEGMENT}")
    return Phrases(
        all=tuple(Phrase(name=one.nama, text=one.isi, services=one.layanan) for one in file.jawaban)
    )
