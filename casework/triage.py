"""Which counter a case goes to, how urgent it is and by when it is to be answered, from content/triage.yaml. Pure.

Every decision carries the name of the rule that made it. Knows no table and no clock.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Literal

from pydantic import Field

from casework.catalogue import Catalogue
from casework.content import ContentError, Part, load

USUAL = "biasanya"
"""The name of the rule for what no other rule decided."""
BY_SERVICE = "loket layanan ini"
"""The name of the rule that a service's own counter is right for it."""


class Priority(IntEnum):
    """How urgent; the more urgent the greater."""

    USUAL = 0
    HIGH = 1
    URGENT = 2


PRIORITIES: Mapping[str, Priority] = {
    "biasa": Priority.USUAL,
    "penting": Priority.HIGH,
    "mendesak": Priority.URGENT,
}
"""As triage.yaml writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is known of a case when it is sorted."""

    service_id: str | None = None
    story: str = ""
    """The citizen's words, or a draft of them; may be empty."""
    late: bool = False
    """An application of theirs for this service is past the day that was promised."""
    cases_before: int = 0
    """Cases that the same number opened in the last thirty days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided. `why` names the rule behind each part, in the words of the file."""

    counter: str
    priority: Priority
    kind: str
    """The class (`kelas`) of the case."""
    first_days: int
    """Working days until the first answer is due."""
    days: int
    """Working days until the case is to be resolved."""
    why: Mapping[str, str]
    """By "loket", "prioritas", "kelas", "tanggapan"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A class of cases."""

    name: str
    days: int


class RuleFile(Part):
    """One rule of `aturan`."""

    nama: str
    layanan: tuple[str, ...] = ()
    kata: tuple[str, ...] = ()
    lewat_janji: bool = False
    laporan_sebelumnya: int = Field(default=0, ge=0)
    loket: str | None = None
    prioritas: Literal["biasa", "penting", "mendesak"] | None = None
    kelas: str | None = None
    tanggapan_pertama_hari: int | None = Field(default=None, ge=1, le=30)


class KindFile(Part):
    """One entry of `kelas`."""

    nama: str
    hari: int = Field(ge=1, le=120)


class TriageFile(Part):
    """content/triage.yaml."""

    tanggapan_pertama_hari: int = Field(ge=1, le=30)
    kelas: dict[str, KindFile]
    kelas_biasa: str
    ingatkan_persen: int = Field(ge=10, le=95)
    kembali_setelah_hari: int = Field(ge=1, le=30)
    loket_umum: str = Field(min_length=1, max_length=40)
    aturan: tuple[RuleFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """The rules of this MPP."""

    rules: tuple[RuleFile, ...]
    kinds: Mapping[str, Kind]
    usual_kind: str
    first_days: int
    warn_at: float
    """The share of the time after which an officer is reminded."""
    idle_days: int
    """Working days after which a case that its officer does not open goes back to the queue."""
    usual_counter: str
    counters: tuple[str, ...]
    """All counters that a case may be at: those of the services and of the rules, and the usual one."""

    def sort(self, catalogue: Catalogue, matter: Matter) -> Decision:
        """What becomes of such a case."""
        found: dict[str, object] = {}
        why: dict[str, str] = {}
        story = _plain(matter.story)
        for rule in self.rules:
            if not _fits(rule, matter, story):
                continue
            for part, value in _parts(rule):
                if value is not None and part not in found:
                    found[part], why[part] = value, rule.nama
        known = matter.service_id is not None and catalogue.has(matter.service_id)
        if "loket" not in found and known:
            found["loket"], why["loket"] = catalogue.get(matter.service_id or "").counter, BY_SERVICE
        kind = str(found.get("kelas", self.usual_kind))
        return Decision(
            counter=str(found.get("loket", self.usual_counter)),
            priority=PRIORITIES[str(found.get("prioritas", "biasa"))],
            kind=kind,
            first_days=int(str(found.get("tanggapan", self.first_days))),
            days=self.kinds[kind].days,
            why={part: why.get(part, USUAL) for part in ("loket", "prioritas", "kelas", "tanggapan")},
        )


def load_triage(path: Path, catalogue: Catalogue) -> Triage:
    """Reads and checks the file. Raises ContentError."""
    file = load(path, TriageFile)
    for name in (file.kelas_biasa, *(rule.kelas for rule in file.aturan if rule.kelas is not None)):
        if name not in file.kelas:
            raise ContentError(f"{path.name}: there is no class {name}; use {', '.join(file.kelas)}")
    for rule in file.aturan:
        _check(path, rule, catalogue)
    named = [service.counter for service in catalogue.services]
    named += [rule.loket for rule in file.aturan if rule.loket is not None]
    return Triage(
        rules=file.aturan,
        kinds={name: Kind(name=kind.nama, days=kind.hari) for name, kind in file.kelas.items()},
        usual_kind=file.kelas_biasa,
        first_days=file.tanggapan_pertama_hari,
        warn_at=file.ingatkan_persen / 100,
        idle_days=file.kembali_setelah_hari,
        usual_counter=file.loket_umum,
        counters=tuple(dict.fromkeys([*named, file.loket_umum])),
    )


def _check(path: Path, rule: RuleFile, catalogue: Catalogue) -> None:
    where = f'{path.name}: aturan "{rule.nama}"'
    if unknown := [one for one in rule.layanan if not catalogue.has(one)]:
        raise ContentError(f"{where}: {unknown} are no services of services.yaml")
    if not (rule.layanan or rule.kata or rule.lewat_janji or rule.laporan_sebelumnya):
        raise ContentError(
            f"{where} fits every case: give it layanan, kata, lewat_janji or laporan_sebelumnya"
        )
    if all(value is None for _, value in _parts(rule)):
        raise ContentError(
            f"{where} decides nothing: give it loket, prioritas, kelas or tanggapan_pertama_hari"
        )
    if odd := [words for words in rule.kata if _plain(words).strip() != words]:
        raise ContentError(f"{where}: write {odd} in small letters, without signs")
    if rule.loket is not None and not 0 < len(rule.loket) <= 40:
        raise ContentError(f"{where}: loket must have 1 to 40 letters")


def _fits(rule: RuleFile, matter: Matter, story: str) -> bool:
    return (
        (not rule.layanan or matter.service_id in rule.layanan)
        and (not rule.kata or any(f" {words} " in story for words in rule.kata))
        and (not rule.lewat_janji or matter.late)
        and matter.cases_before >= rule.laporan_sebelumnya
    )


def _parts(rule: RuleFile) -> tuple[tuple[str, object], ...]:
    return (
        ("loket", rule.loket),
        ("prioritas", rule.prioritas),
        ("kelas", rule.kelas),
        ("tanggapan", rule.tanggapan_pertama_hari),
    )


def _plain(text: str) -> str:
    """Small letters and figures with one space around each word."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.lower()))} "
