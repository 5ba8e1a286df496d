"""Lines with their values, and how a line becomes the words for the voice.

A template in content/call.yaml names values in braces. What a value is called says how it is read:
`{kode}` digit by digit, `{tanggal}` as a date, `{waktu_buka}` as day and hour, `{daftar}` as a counted list.
"""

from collections.abc import Mapping
from datetime import date, datetime
from string import Formatter

from babel.dates import format_date

from casework.catalogue import Service
from casework.codes import grouped
from ivr.script import Script
from ivr.values import Line, Value
from speech import reading

OF_SERVICE = frozenset({"layanan", "produk", "jumlah", "daftar", "biaya", "waktu"})
OF_ANSWERS = frozenset(
    {
        "kode", "kode_depan", "kode_belakang", "kode_kasus", "tempat",
        "tanggal", "kurang", "waktu_buka", "sampai", "waktu_telepon", "jawaban", "urutan", "lama",
        "tiket", "waktu_datang", "loket",
    }
)  # fmt: skip
OF_CHOICES = frozenset({"pilihan", "tombol"})
"""Every value that a template may name, and where it comes from."""


def line(key: str, *, protected: bool = False, **values: Value) -> Line:
    """A line without values of its own, or with these."""
    return Line(key=key, values=values, protected=protected)


def lines_for(
    script: Script, answers: Mapping[str, str], keys: tuple[str, ...], *, protected: bool = False
) -> tuple[Line, ...]:
    """The lines with these keys and the values that their words name. `{status}` in a key is an answer too."""
    found = []
    for key in (key.format(**answers) for key in keys):
        wanted = names(script.lines[key])
        values: dict[str, Value] = {name: answers[name] for name in wanted & OF_ANSWERS}
        if wanted & OF_SERVICE:
            values |= _of_service(script.catalogue.get(answers["layanan"]), wanted)
        found.append(Line(key=key, values=values, protected=protected))
    return tuple(found)


def names(template: str) -> set[str]:
    """The values that a template names."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def text(script: Script, said: Line) -> str:
    """The words of a line for the voice, with " | " for pauses."""
    return worded(script, said.key, {name: read(script, name, value) for name, value in said.values.items()})


def worded(script: Script, key: str, values: Mapping[str, str]) -> str:
    """The words of a line for the voice, with values that are words already."""
    return reading.spoken(
        script.lines[key].format(**values),
        script.words.pronunciation,
        conversational=script.words.conversational_clock,
    )


def shown(script: Script, said: Line) -> str:
    """The same line for people who read it: captions, and officers."""
    values = {name: _written(name, value) for name, value in said.values.items()}
    return " ".join(script.lines[said.key].format(**values).replace("|", " ").split())


def _of_service(service: Service, wanted: set[str]) -> dict[str, Value]:
    values: dict[str, Value] = {
        "layanan": service.spoken,
        "produk": service.product,
        "jumlah": len(service.requirements),
        "daftar": tuple(item.spoken for item in service.requirements),
        "biaya": service.fee.spoken,
        "waktu": service.time.spoken,
    }
    return {name: value for name, value in values.items() if name in wanted}


def read(script: Script, name: str, value: Value) -> str:
    """A value in words, as its name says that it is read."""
    if isinstance(value, int):
        return reading.number(value)
    if isinstance(value, tuple):
        return " | ".join(f"{_upper(reading.number(n))}, {item}." for n, item in enumerate(value, start=1))
    if name.startswith("kode"):
        return reading.digits(value)
    if name in ("tombol", "lama"):
        return reading.number(int(value))
    if name == "urutan":
        return ordinal(int(value))
    if name == "tanggal":
        return reading.date(date.fromisoformat(value))
    if name in ("waktu_buka", "sampai", "waktu_telepon"):
        at = datetime.fromisoformat(value)
        clock = reading.clock(at.time(), conversational=script.words.conversational_clock)
        return f"{reading.date(at.date())}, {clock}"
    if name == "waktu_datang":
        return _coming(script, datetime.fromisoformat(value))
    if name == "tiket":
        letter, _, number = value.partition(" ")
        return f"{letter}, {reading.number(int(number))}"
    return reading.value(value) if name in OF_ANSWERS else value


def _coming(script: Script, at: datetime) -> str:
    """A time within the next weeks: nobody needs its year."""
    clock = reading.clock(at.time(), conversational=script.words.conversational_clock)
    day = format_date(at, "EEEE", locale="id")
    return f"{day}, {reading.day_month(at.date())}, {clock}"


def _written(name: str, value: Value) -> str:
    if isinstance(value, tuple):
        return " ".join(f"({n}) {item};" for n, item in enumerate(value, start=1))
    if name.startswith("kode"):
        return grouped(str(value)).strip()
    if name == "tanggal":
        return format_date(date.fromisoformat(str(value)), "d MMMM y", locale="id")
    if name in ("waktu_buka", "sampai", "waktu_telepon", "waktu_datang"):
        at = datetime.fromisoformat(str(value))
        return f"{format_date(at, 'EEEE d MMMM', locale='id')} pukul {at:%H.%M}"
    return f"ke-{value}" if name == "urutan" else str(value)


def ordinal(place: int) -> str:
    """A place in a line, in words: "kedua"."""
    return "pertama" if place == 1 else f"ke{reading.number(place)}"


def _upper(word: str) -> str:
    return word[:1].upper() + word[1:]
