"""Whether everything that may be read aloud can be read: no sign and no abbreviation that the voice would guess at.

Looks at the lines of content/call.yaml, the spoken texts of the catalogue, the texts of content/texts.yaml (which an
officer or a ready phrase may have read out) and the name and address of the MPP.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from casework.catalogue import Catalogue, Service
from casework.content import ContentError
from casework.mpp import Mpp
from casework.office import Office
from casework.texts import Texts
from speech import reading

_PLACE = re.compile(r"\{\w*\}")


def check(office: Office) -> None:
    """Raises ContentError for the first text or name that cannot be read; lines and catalogue are checked when they
    are loaded (see `ivr.script_file`)."""
    table = office.words.pronunciation
    for problem in chain(texts(office.texts, office.catalogue, table), mpp(office.mpp, table)):
        raise ContentError(problem)


def lines(templates: Mapping[str, str], pronunciation: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the lines of content/call.yaml, one sentence each."""
    for key, template in templates.items():
        yield from _problems(f"ucapan.{key}", template, pronunciation)


def catalogue(services: Catalogue, pronunciation: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the spoken texts of content/services.yaml."""
    for group in services.groups:
        yield from _problems(f"services.yaml: kelompok.{group.id}.ucap", group.spoken, pronunciation)
    for service in services.services:
        for field, text in _spoken(service):
            yield from _problems(f"services.yaml: {service.id}.{field}", text, pronunciation)


def texts(written: Texts, services: Catalogue, pronunciation: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the texts of content/texts.yaml and with the services' parts of them."""
    for key, template in written.templates.items():
        yield from _problems(f"texts.yaml: teks.{key}", template, pronunciation)
    for service in services.services:
        for field, text in (
            ("nama_sms", service.sms_name), ("sms_syarat", service.sms_info), ("sms_biaya", service.sms_fee),
        ):  # fmt: skip
            yield from _problems(f"services.yaml: {service.id}.{field}", text, pronunciation)


def mpp(own: Mpp, pronunciation: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the names and the address of content/mpp.yaml."""
    for field, text in (("nama", own.name), ("nama_sms", own.sms_name), ("alamat", own.address)):
        yield from _problems(f"mpp.yaml: {field}", text, pronunciation)


def _spoken(service: Service) -> Iterator[tuple[str, str]]:
    yield "nama", service.name
    yield "ucap", service.spoken
    yield "produk", service.product
    yield "biaya.ucap", service.fee.spoken
    yield "waktu.ucap", service.time.spoken
    yield "loket", service.counter
    for item in service.requirements:
        yield "syarat.ucap", item.spoken
    for step in service.steps:
        yield "langkah", step


def _problems(where: str, template: str, pronunciation: Mapping[str, str]) -> Iterator[str]:
    for thing in reading.leftovers(_PLACE.sub("satu", template), pronunciation):
        if thing.isascii() and thing.isalnum():
            example = reading.spoken(thing, {}).lower()
            yield (
                f'{where}: "{thing}" tidak dikenal; tulis kepanjangannya, atau tambahkan ke '
                f'content/pronunciation.yaml di bawah ucapan, misalnya {thing}: "{example}"'
            )
        else:
            yield f"{where}: {_shown(thing)} tidak bisa dibaca; hapus, atau tulis dengan kata-kata"


def _shown(sign: str) -> str:
    number = f"U+{ord(sign):04X}"
    if not sign.isprintable() or sign.isspace():
        return f"tanda yang tidak terlihat ({number})"
    return f'"{sign}" ({number})' if sign.isalpha() else f'"{sign}"'
