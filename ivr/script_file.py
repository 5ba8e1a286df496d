"""Reads content/call.yaml into a `Script` and refuses a dialogue that could leave a caller without a way on.

The keys of the file are Indonesian, because MPP staff edit it.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from casework.catalogue import Catalogue
from casework.content import ContentError, load
from casework.words import Words
from ivr import script
from ivr.lines import OF_ANSWERS, OF_CHOICES, OF_SERVICE, names
from ivr.outcomes import COMMANDS
from models import ApplicationStatus, CaseStatus

RESERVED_KEYS = ("0", "9", "*", "#")
ALWAYS = (
    "tidak_terdengar", "kurang_jelas", "tombol_lain", "pakai_satu_dua", "tidak_apa_apa", "beralih_ke_tombol",
    "kode_lanjut", "kode_perkiraan", "kode_belum_cocok", "kode_belum_lengkap", "pilihan_tombol",
    "pilihan_lain_tombol",
)  # fmt: skip
"""Lines that the dialogue says by itself."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Ucap(_Part):
    jenis: Literal["ucap"]
    ucapkan: tuple[str, ...]
    tidak_bisa_dipotong: bool = False
    lalu: str


class _Pilihan(_Part):
    tombol: str
    kata: tuple[str, ...]
    sambil: str | None = None
    lalu: str


class _Menu(_Part):
    jenis: Literal["pilihan"]
    tanya: str
    pilihan: Annotated[tuple[_Pilihan, ...], Field(min_length=2, max_length=4)]
    kalau_gagal: str


class _Kode(_Part):
    jenis: Literal["kode"]
    tanya: str
    lalu: str
    kalau_gagal: str


class _YaTidak(_Part):
    jenis: Literal["ya_tidak"]
    tanya: str
    ya: str
    tidak: str
    kalau_gagal: str


class _Layanan(_Part):
    jenis: Literal["layanan"]
    tanya: str
    simpan: Literal["layanan", "layanan_kasus"]
    lalu: str
    kalau_gagal: str


class _Rekam(_Part):
    jenis: Literal["rekam"]
    tanya: str
    lalu: str


class _Hasil(_Part):
    ucapkan: tuple[str, ...]
    lalu: str


class _Lakukan(_Part):
    jenis: Literal["lakukan"]
    perintah: str
    hasil: dict[str, _Hasil]


class _Pelankan(_Part):
    jenis: Literal["pelankan"]
    ucapkan: str
    lalu: str


class _Sambungkan(_Part):
    jenis: Literal["sambungkan"]
    ucapkan: tuple[str, ...]
    kalau_gagal: str


class _Selesai(_Part):
    jenis: Literal["selesai"]
    ucapkan: tuple[str, ...]


_Langkah = Annotated[
    _Ucap | _Menu | _Kode | _YaTidak | _Layanan | _Rekam | _Lakukan | _Pelankan | _Sambungkan | _Selesai,
    Field(discriminator="jenis"),
]


class CallFile(_Part):
    """content/call.yaml."""

    mulai: str
    petugas: str
    langkah: dict[str, _Langkah]
    ucapan: dict[str, str]


def load_script(path: Path, catalogue: Catalogue, words: Words) -> script.Script:
    """The dialogue. Raises ContentError naming the file, the step and what to do."""
    file = load(path, CallFile)
    found = script.Script(
        start=file.mulai,
        officer=file.petugas,
        lines=file.ucapan,
        steps={name: _step(step) for name, step in file.langkah.items()},
        catalogue=catalogue,
        words=words,
    )
    for problem in problems(found):
        raise ContentError(f"{path.name}: {problem}")
    return found


def problems(found: script.Script) -> Iterator[str]:
    """Everything that is wrong with the dialogue, one sentence each."""
    for where, name in (("mulai", found.start), ("petugas", found.officer)):
        if name not in found.steps:
            yield f"{where} names the step {name}, which does not exist"
    for key in ALWAYS:
        if key not in found.lines:
            yield f"ucapan.{key} is missing; the line needs it everywhere"
    for key, template in found.lines.items():
        if unknown := names(template) - OF_ANSWERS - OF_SERVICE - OF_CHOICES:
            yield f"ucapan.{key} names {sorted(unknown)}, which the line does not know"
    for name, step in found.steps.items():
        for then in leads_to(step):
            if then not in found.steps:
                yield f"langkah.{name} leads to {then}, which does not exist"
        for line in _said(step):
            if line not in found.lines:
                yield f"langkah.{name} says {line}, which is not among ucapan"
        yield from _own_problems(name, step)
    if found.start in found.steps:
        reached = _reached(found, found.start)
        for name in found.steps.keys() - reached - _reached(found, found.officer):
            yield f"langkah.{name} cannot be reached; take it out or let a step lead to it"


def leads_to(step: script.Step) -> tuple[str, ...]:
    """The steps that can follow."""
    match step:
        case script.Say(then=then) | script.Slower(then=then) | script.RecordStory(then=then):
            return (then,)
        case script.Menu(choices=choices, on_failure=on_failure):
            return (*(choice.then for choice in choices), on_failure)
        case script.EnterCode(then=then, on_failure=on_failure):
            return (then, on_failure)
        case script.PickService(then=then, on_failure=on_failure):
            return (then, on_failure)
        case script.YesNo(yes=yes, no=no, on_failure=on_failure):
            return (yes, no, on_failure)
        case script.Do(results=results):
            return tuple(result.then for result in results.values())
        case script.Connect(otherwise=otherwise):
            return (otherwise,)
        case script.Goodbye():
            return ()


def _own_problems(name: str, step: script.Step) -> Iterator[str]:
    if isinstance(step, script.Menu):
        keys = [choice.key for choice in step.choices]
        if len(set(keys)) < len(keys):
            yield f"langkah.{name} uses a key twice"
        if taken := [key for key in keys if key in RESERVED_KEYS or not key.isdigit() or len(key) != 1]:
            yield f"langkah.{name} uses the keys {taken}; only 1 to 8 are free for choices"
    if isinstance(step, script.Do):
        if step.command not in COMMANDS:
            yield f"langkah.{name} asks for {step.command}; known are {', '.join(sorted(COMMANDS))}"
        elif step.results.keys() != COMMANDS[step.command]:
            yield f"langkah.{name} must have exactly the results {', '.join(sorted(COMMANDS[step.command]))}"


def _said(step: script.Step) -> Iterator[str]:
    """Every line that the step can say."""
    match step:
        case script.Say(lines=lines) | script.Connect(lines=lines) | script.Goodbye(lines=lines):
            yield from lines
        case script.Slower(line=line):
            yield line
        case script.Do(results=results):
            for result in results.values():
                for line in result.lines:
                    yield from _expanded(line)
        case _:
            yield from (step.prompt + suffix for suffix in ("", "_singkat", "_tombol"))
            if isinstance(step, script.Menu):
                yield from (choice.line for choice in step.choices if choice.line)


def _expanded(line: str) -> Iterator[str]:
    """All lines that "status_{status}{varian}" and "kasus_{status}" can become."""
    if "{" not in line:
        yield line
    elif "{varian}" in line:
        for status, variant in product(ApplicationStatus, ("", "_janji", "_sebut")):
            if (variant == "_janji") <= (status in ("diterima", "diproses")) and (variant == "_sebut") <= (
                status == "kurang_berkas"
            ):
                yield line.format(status=status, varian=variant)
    else:
        yield from (line.format(status=status) for status in CaseStatus)


def _reached(found: script.Script, start: str) -> set[str]:
    reached, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in found.steps:
            reached.add(name)
            waiting.extend(leads_to(found.steps[name]))
    return reached


def _step(step: _Langkah) -> script.Step:
    match step:
        case _Ucap():
            return script.Say(lines=step.ucapkan, then=step.lalu, protected=step.tidak_bisa_dipotong)
        case _Menu():
            choices = tuple(
                script.Choice(key=item.tombol, words=item.kata, then=item.lalu, line=item.sambil)
                for item in step.pilihan
            )
            return script.Menu(prompt=step.tanya, choices=choices, on_failure=step.kalau_gagal)
        case _Kode():
            return script.EnterCode(prompt=step.tanya, then=step.lalu, on_failure=step.kalau_gagal)
        case _YaTidak():
            return script.YesNo(prompt=step.tanya, yes=step.ya, no=step.tidak, on_failure=step.kalau_gagal)
        case _Layanan():
            return script.PickService(
                prompt=step.tanya, answer=step.simpan, then=step.lalu, on_failure=step.kalau_gagal
            )
        case _Rekam():
            return script.RecordStory(prompt=step.tanya, then=step.lalu)
        case _Lakukan():
            results = {
                name: script.Result(lines=result.ucapkan, then=result.lalu)
                for name, result in step.hasil.items()
            }
            return script.Do(command=step.perintah, results=results)
        case _Pelankan():
            return script.Slower(line=step.ucapkan, then=step.lalu)
        case _Sambungkan():
            return script.Connect(lines=step.ucapkan, otherwise=step.kalau_gagal)
        case _Selesai():
            return script.Goodbye(lines=step.ucapkan)
