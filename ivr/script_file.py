"""Reads content/call.yaml into a `Script` and refuses a dialogue that could leave a caller without a way on.

The keys of the file are Indonesian, because MPP staff edit it.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from casework.catalogue import Catalogue
from casework.content import ContentError, Part, load
from casework.understanding_file import load_requests
from casework.words import Words
from ivr import alike_table, readable, regional, script
from ivr.alike import Confused
from ivr.script_check import problems


class _Ucap(Part):
    jenis: Literal["ucap"]
    ucapkan: tuple[str, ...]
    tidak_bisa_dipotong: bool = False
    catat: dict[str, str] = Field(default_factory=dict)
    lalu: str


class _Pilihan(Part):
    tombol: str
    kata: tuple[str, ...]
    sambil: str | None = None
    catat: dict[str, str] = Field(default_factory=dict)
    lalu: str


class _Perihal(Part):
    kata: tuple[str, ...]
    lalu: str


class _Menu(Part):
    jenis: Literal["pilihan"]
    tanya: str
    pilihan: Annotated[tuple[_Pilihan, ...], Field(min_length=2, max_length=4)]
    sekali_saja: bool = False
    menunggu: bool = False
    kalau_gagal: str


class _Keperluan(Part):
    jenis: Literal["keperluan"]
    tanya: str
    pilihan: Annotated[tuple[_Pilihan, ...], Field(min_length=2, max_length=4)]
    perihal: tuple[_Perihal, ...] = ()
    kalimat: tuple[str, ...]
    lalu: str
    tanya_layanan: str
    tanya_maksud: str
    kalau_gagal: str


class _Menurut(Part):
    jenis: Literal["menurut"]
    jawaban: str
    ke: dict[str, str]
    lainnya: str


class _LanjutTadi(Part):
    jenis: Literal["lanjut_tadi"]
    lainnya: str


class _Kode(Part):
    jenis: Literal["kode"]
    angka: Literal[4, 8] = 8
    bagian: Literal["depan", "belakang", "telepon"] | None = None
    tanya: str
    lalu: str
    kalau_tidak_cocok: str | None = None
    kalau_gagal: str


class _YaTidak(Part):
    jenis: Literal["ya_tidak"]
    tanya: str
    ya: str
    tidak: str
    kalau_gagal: str


class _Layanan(Part):
    jenis: Literal["layanan"]
    tanya: str
    simpan: Literal["layanan", "layanan_kasus"]
    lalu: str
    kalau_gagal: str


class _Rekam(Part):
    jenis: Literal["rekam"]
    tanya: str
    lalu: str


class _Hasil(Part):
    ucapkan: tuple[str, ...]
    lalu: str


class _Lakukan(Part):
    jenis: Literal["lakukan"]
    perintah: str
    hasil: dict[str, _Hasil]


class _Sambungkan(Part):
    jenis: Literal["sambungkan"]
    ucapkan: tuple[str, ...]
    kalau_gagal: str


class _Selesai(Part):
    jenis: Literal["selesai"]
    ucapkan: tuple[str, ...]


_Langkah = Annotated[
    _Ucap
    | _Menu
    | _Keperluan
    | _Menurut
    | _LanjutTadi
    | _Kode
    | _YaTidak
    | _Layanan
    | _Rekam
    | _Lakukan
    | _Sambungkan
    | _Selesai,
    Field(discriminator="jenis"),
]


class CallFile(Part):
    """content/call.yaml."""

    mulai: str
    telepon_balik: str
    kabar: str
    ramai: str
    petugas: str
    utama: str
    darurat: str
    tempat: dict[str, str] = Field(default_factory=dict)
    terjawab: list[str] = Field(default_factory=list)
    lanjut_di: dict[str, str] = Field(default_factory=dict)
    langkah: dict[str, _Langkah]
    ucapan: dict[str, str]


def load_script(
    path: Path, catalogue: Catalogue, words: Words, *, confused: Confused | None = None
) -> script.Script:
    """The dialogue. Raises ContentError naming the file, the step and what to do. `confused` takes the place of the
    table beside the file.
    """
    if confused is None:
        confused = alike_table.load(path.with_name(alike_table.FILE))
    file = load(path, CallFile)
    found = script.Script(
        start=file.mulai,
        call_back=file.telepon_balik,
        notice=file.kabar,
        crowded=file.ramai,
        officer=file.petugas,
        main=file.utama,
        emergency=file.darurat,
        places=file.tempat,
        told=frozenset(file.terjawab),
        resumes=file.lanjut_di,
        lines=file.ucapan,
        steps={name: _step(step, words) for name, step in file.langkah.items()},
        catalogue=catalogue,
        words=words,
        requests=load_requests(path.with_name("requests.yaml"), catalogue, words),
    )
    for problem in problems(found, confused):
        raise ContentError(f"{path.name}: {problem}")
    for problem in readable.catalogue(catalogue, words.pronunciation):
        raise ContentError(problem)
    return found


def _step(step: _Langkah, words: Words) -> script.Step:
    match step:
        case _Ucap():
            return script.Say(
                lines=step.ucapkan, then=step.lalu, protected=step.tidak_bisa_dipotong, notes=step.catat
            )
        case _Menu():
            return script.Menu(
                prompt=step.tanya,
                choices=_choices(step.pilihan, words),
                on_failure=step.kalau_gagal,
                once=step.sekali_saja or step.menunggu,
                waiting=step.menunggu,
            )
        case _Keperluan():
            return script.AskFreely(
                prompt=step.tanya,
                choices=_choices(step.pilihan, words),
                others=tuple(script.Choice(key="", words=item.kata, then=item.lalu) for item in step.perihal),
                sentences=step.kalimat,
                then=step.lalu,
                which_service=step.tanya_layanan,
                which_intent=step.tanya_maksud,
                on_failure=step.kalau_gagal,
            )
        case _Menurut():
            return script.Branch(answer=step.jawaban, ways=step.ke, otherwise=step.lainnya)
        case _LanjutTadi():
            return script.Resume(otherwise=step.lainnya)
        case _Kode():
            return script.EnterCode(
                prompt=step.tanya,
                then=step.lalu,
                on_failure=step.kalau_gagal,
                digits=step.angka,
                part=step.bagian,
                otherwise=step.kalau_tidak_cocok,
            )
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
        case _Sambungkan():
            return script.Connect(lines=step.ucapkan, otherwise=step.kalau_gagal)
        case _Selesai():
            return script.Goodbye(lines=step.ucapkan)


def _choices(items: tuple[_Pilihan, ...], words: Words) -> tuple[script.Choice, ...]:
    choices = (
        script.Choice(key=item.tombol, words=item.kata, then=item.lalu, line=item.sambil, notes=item.catat)
        for item in items
    )
    return regional.with_regional(tuple(choices), words)
