"""The service catalogue: what each service needs, costs and takes, and how citizens call it.

The six parts are those that the law makes every service publish (UU 25/2009): requirements, procedure, time, fee,
product, complaints. Facts come from content/services.yaml, each with source, legal basis and the day of checking.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from casework.content import ContentError, Part, load
from casework.gsm7 import septets

LONGEST_SMS_PART = 118
"""Septets of a service's own part of a text; with its name and the MPP's the text stays one segment."""


LONGEST_GAP = 2
"""Words that may stand between two words of a phrase: "ktp saya hilang", but not a story around it."""


class UnknownService(KeyError):
    """No service has this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The same fact as written and as spoken."""

    text: str
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service."""

    id: str
    group: str
    name: str
    spoken: str
    sms_name: str
    product: str
    """What the citizen holds in the end, as it is called in "... is ready"."""
    words: tuple[str, ...]
    """How people call it, lower case; a word may belong to several services."""
    requirements: tuple[Wording, ...]
    fee: Wording
    time: Wording
    steps: tuple[str, ...]
    counter: str
    sms_info: str
    sms_fee: str
    legal_basis: str
    sources: tuple[str, ...]
    checked: date
    region: str
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Services that are offered together when keys choose."""

    id: str
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All services, in the order of the file."""

    services: tuple[Service, ...]
    groups: tuple[Group, ...]
    by_id: Mapping[str, Service]

    def get(self, service_id: str) -> Service:
        """Raises UnknownService."""
        try:
            return self.by_id[service_id]
        except KeyError:
            raise UnknownService(service_id) from None

    def has(self, service_id: str) -> bool:
        """Whether there is a service with this id."""
        return service_id in self.by_id

    def of_group(self, group_id: str) -> tuple[Service, ...]:
        """The services of this group."""
        return tuple(service for service in self.services if service.group == group_id)

    def by_words(self, text: str) -> tuple[Service, ...]:
        """The services that these words may mean; several when they do not tell which, none when they say nothing.

        The phrase of most words that occur in order and near each other decides: "katepe saya hilang" is one
        service, "katepe" alone is three.
        """
        words = re.findall(r"[a-z0-9]+", text.lower())
        found = [
            (len(phrase.split()), service)
            for service in self.services
            for phrase in service.words
            if _occurs(phrase.split(), words)
        ]
        if not found:
            return ()
        longest = max(count for count, _ in found)
        best = {service.id for count, service in found if count == longest}
        return tuple(service for service in self.services if service.id in best)


class _Wording(Part):
    tulis: str
    ucap: str


class _Service(Part):
    id: str = Field(pattern=r"^[a-z0-9_]+$")
    kelompok: str
    nama: str
    ucap: str
    nama_sms: str = Field(max_length=20)
    produk: str = Field(max_length=20)
    kata: tuple[str, ...] = Field(min_length=1)
    syarat: tuple[_Wording, ...] = Field(min_length=1)
    biaya: _Wording
    waktu: _Wording
    langkah: tuple[str, ...] = Field(min_length=1, max_length=4)
    loket: str
    sms_syarat: str
    sms_biaya: str
    dasar_hukum: str
    sumber: tuple[str, ...] = Field(min_length=1)
    diperiksa_pada: date
    berlaku_wilayah: str = "nasional"
    catatan: str = ""


class _Group(Part):
    id: str
    ucap: str


class ServicesFile(Part):
    """content/services.yaml."""

    kelompok: tuple[_Group, ...] = Field(min_length=1, max_length=12)
    layanan: tuple[_Service, ...] = Field(min_length=1)


def load_catalogue(path: Path) -> Catalogue:
    """Reads and checks the file. Raises ContentError."""
    file = load(path, ServicesFile)
    groups = tuple(Group(id=group.id, spoken=group.ucap) for group in file.kelompok)
    services = tuple(_service(service) for service in file.layanan)
    by_id = {service.id: service for service in services}
    if len(by_id) < len(services):
        raise ContentError(f"{path.name}: two services have the same id")
    for service in services:
        where = f"{path.name}: {service.id}"
        if service.group not in {group.id for group in groups}:
            raise ContentError(f"{where}: the group {service.group} is not in kelompok")
        for part in (service.sms_info, service.sms_fee):
            length = septets(part)
            if length is None or length > LONGEST_SMS_PART:
                raise ContentError(
                    f"{where}: an SMS part must be plain and at most {LONGEST_SMS_PART} long: {part}"
                )
        if wrong := [word for word in service.words if not re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", word)]:
            raise ContentError(f"{where}: kata must be lower case words with single spaces: {wrong}")
    return Catalogue(services=services, groups=groups, by_id=MappingProxyType(by_id))


def _occurs(phrase: list[str], words: list[str]) -> bool:
    """Whether the words of the phrase are among the words, in this order and near each other."""
    starts = (at for at, word in enumerate(words) if word == phrase[0])
    return any(_follow(phrase[1:], words[at + 1 :]) for at in starts)


def _follow(phrase: list[str], words: list[str]) -> bool:
    for word in phrase:
        near = words[: LONGEST_GAP + 1]
        if word not in near:
            return False
        words = words[near.index(word) + 1 :]
    return True


def _service(given: _Service) -> Service:
    return Service(
        id=given.id,
        group=given.kelompok,
        name=given.nama,
        spoken=given.ucap,
        sms_name=given.nama_sms,
        product=given.produk,
        words=given.kata,
        requirements=tuple(Wording(text=item.tulis, spoken=item.ucap) for item in given.syarat),
        fee=Wording(text=given.biaya.tulis, spoken=given.biaya.ucap),
        time=Wording(text=given.waktu.tulis, spoken=given.waktu.ucap),
        steps=given.langkah,
        counter=given.loket,
        sms_info=given.sms_syarat,
        sms_fee=given.sms_biaya,
        legal_basis=given.dasar_hukum,
        sources=given.sumber,
        checked=given.diperiksa_pada,
        region=given.berlaku_wilayah,
        notes=given.catatan,
    )
