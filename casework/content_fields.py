"""One value of the content as its editors see it: what it is called, how it is shown, and what may be written there.

A value is addressed by its file and the way to it, "services.yaml:layanan/ktp_baru/biaya/tulis"; the entries of a
list that have an `id` go by that. Pure: works on documents that somebody else has opened.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from casework.gsm7 import SEGMENT, septets
from casework.mpp import read_hours

DAY = "%d-%m-%Y"
LONGEST = 600
"""Letters of one value."""


class Kind(StrEnum):
    """How a value is written."""

    LINE = "line"
    SPOKEN = "spoken"
    """Said to callers; | and || are pauses."""
    SMS = "sms"
    LINES = "lines"
    """One on each line."""
    PAIRS = "pairs"
    """One on each line, as written = as spoken."""
    HOURS = "hours"
    """ "08.00-11.30, 13.00-15.00", or nothing."""
    DAYS = "days"
    """One day on each line."""
    DAY = "day"


class Refused(ValueError):
    """This cannot stand there. The message says in Indonesian what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value that may be changed."""

    key: str
    label: str
    kind: Kind
    hint: str = ""
    longest: int = LONGEST
    """Letters."""

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.key.partition(":")[0]


def value_at(document: Any, key: str) -> Any:
    """Raises KeyError when there is nothing (any more) at this place."""
    for step in _way(key):
        document = _below(document, step)
    return document


def put(document: Any, key: str, value: Any) -> None:
    """Raises KeyError when there is nothing to replace."""
    *way, last = _way(key)
    for step in way:
        document = _below(document, step)
    if last not in document:
        raise KeyError(key)
    document[last] = value


def shown(value: Any, kind: Kind) -> str:
    """A value of a document as its field shows it."""
    match kind:
        case Kind.LINES:
            return "\n".join(map(str, value))
        case Kind.PAIRS:
            return "\n".join(f"{each['tulis']} = {each['ucap']}" for each in value)
        case Kind.HOURS:
            return ", ".join(map(str, value))
        case Kind.DAYS:
            return "\n".join(day.strftime(DAY) for day in value)
        case Kind.DAY:
            return str(value.isoformat())
        case _:
            return str(value)


def parsed(text: str, field: Field, before: str) -> Any:
    """What was written, as the document keeps it. `before` is what ships: its values in braces are the ones that the
    line fills in here. Raises Refused.
    """
    text = text.replace("\r\n", "\n").strip()
    if len(text) > field.longest:
        raise Refused(f"Terlalu panjang: {len(text)} huruf. Paling banyak {field.longest}.")
    if not text and field.kind not in (Kind.HOURS, Kind.DAYS):
        raise Refused("Belum diisi.")
    match field.kind:
        case Kind.LINES:
            return _lines(text)
        case Kind.PAIRS:
            return [_pair(line) for line in _lines(text)]
        case Kind.HOURS:
            return _hours(text)
        case Kind.DAYS:
            return [_day(line, DAY, "25-12-2026") for line in _lines(text)]
        case Kind.DAY:
            return _day(text, "%Y-%m-%d", "2026-12-25")
        case _:
            return _sentence(text, field.kind, before)


def braces(text: str) -> set[str]:
    """The values that the line fills in."""
    return set(re.findall(r"\{([^{}]*)\}", text))


def _way(key: str) -> list[str]:
    return key.partition(":")[2].split("/")


def _below(document: Any, step: str) -> Any:
    if isinstance(document, list):
        for entry in document:
            if isinstance(entry, dict) and entry.get("id") == step:
                return entry
        raise KeyError(step)
    return document[step]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _pair(line: str) -> dict[str, str]:
    written, _, spoken = (part.strip() for part in line.partition("="))
    if not written:
        raise Refused(f'"{line}": tulis dulu yang dibaca, lalu = dan yang diucapkan.')
    return {"tulis": written, "ucap": spoken or written.lower()}


def _hours(text: str) -> list[str]:
    found = [part.strip() for part in text.split(",") if part.strip()]
    for part in found:
        try:
            read_hours(part)
        except ValueError as error:
            raise Refused(
                f'"{part}" bukan jam. Tulis seperti 08.00-15.00, atau kosongkan kalau tutup.'
            ) from error
    return found


def _day(text: str, form: str, example: str) -> date:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007
    except ValueError as error:
        raise Refused(f'"{text}" bukan tanggal. Tulis seperti {example}.') from error


def _sentence(text: str, kind: Kind, before: str) -> str:
    if "\n" in text:
        raise Refused("Tulis dalam satu baris.")
    if text.count("{") != text.count("}") or "{" in re.sub(r"\{\w+\}", "", text):
        raise Refused("Kurung kurawal harus berpasangan, misalnya {kode}.")
    if unknown := sorted(braces(text) - braces(before)):
        known = ", ".join(f"{{{name}}}" for name in sorted(braces(before))) or "tidak ada"
        raise Refused(f"{{{unknown[0]}}} tidak bisa dipakai di sini. Yang bisa: {known}.")
    if kind is Kind.SMS and septets(text) is None:
        raise Refused("Ada huruf atau tanda yang tidak bisa dikirim lewat SMS biasa, misalnya emoji.")
    if kind is Kind.SMS and not braces(text) and (septets(text) or 0) > SEGMENT:
        raise Refused(f"SMS paling panjang {SEGMENT} huruf. Ini {septets(text)}.")
    return text
