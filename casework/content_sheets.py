"""The sheets of the content that editors may change: the MPP, each service, each thing said to callers, each SMS.

Only values are changed, never how a call goes: steps and keys stay as they ship. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casework.content_fields import Field, Kind
from casework.mpp import DAYS

FILES = ("mpp.yaml", "services.yaml", "call.yaml", "texts.yaml")
"""What is opened for it, in this order on the page."""
GROUPS = {"mpp": "MPP ini", "layanan": "Layanan", "ucapan": "Ucapan telepon", "sms": "SMS"}
FORMS = {"": "Ucapan", "_singkat": "Lebih pendek, kalau diulang", "_tombol": "Hanya tombol"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is edited on one page."""

    id: str
    group: str
    title: str
    fields: tuple[Field, ...]


def sheets(documents: Mapping[str, Any]) -> dict[str, Sheet]:
    """All sheets by id, in the order of the content. `documents`: the files of FILES by name."""
    found = [
        _mpp(documents["mpp.yaml"]),
        *map(_service, documents["services.yaml"]["layanan"]),
        *_lines(documents["call.yaml"]["ucapan"]),
        *_texts(documents["texts.yaml"]["teks"]),
    ]
    return {sheet.id: sheet for sheet in found}


def _mpp(document: Any) -> Sheet:
    def field(name: str, label: str, kind: Kind = Kind.LINE, hint: str = "") -> Field:
        return Field(key=f"mpp.yaml:{name}", label=label, kind=kind, hint=hint)

    days = [
        field(f"jam_buka/{day}", f"Jam buka {day.capitalize()}", Kind.HOURS, "Kosongkan kalau tutup.")
        for day in DAYS
        if day in document["jam_buka"]
    ]
    return Sheet(
        id="mpp",
        group="mpp",
        title="Nama, alamat, jam buka",
        fields=(
            field("nama", "Nama MPP"),
            field("nama_sms", "Nama pendek di akhir SMS", hint="Paling panjang 14 huruf."),
            field("alamat", "Alamat", hint="Seperti diucapkan: angka ditulis dengan kata."),
            *days,
            field("libur", "Hari libur", Kind.DAYS, "Satu tanggal di tiap baris, misalnya 25-12-2026."),
        ),
    )


def _service(service: Any) -> Sheet:
    def field(name: str, label: str, kind: Kind = Kind.LINE, hint: str = "", longest: int = 200) -> Field:
        key = f"services.yaml:layanan/{service['id']}/{name}"
        return Field(key=key, label=label, kind=kind, hint=hint, longest=longest)

    return Sheet(
        id=f"layanan-{service['id']}",
        group="layanan",
        title=str(service["nama"]),
        fields=(
            field("nama", "Nama layanan"),
            field("ucap", "Nama seperti diucapkan"),
            field("nama_sms", "Nama di SMS", hint="Paling panjang 20 huruf.", longest=20),
            field(
                "syarat",
                "Syarat",
                Kind.PAIRS,
                "Satu di tiap baris: yang ditulis = yang diucapkan. Contoh: KK asli = kartu keluarga asli",
                1000,
            ),
            field("biaya/tulis", "Biaya, ditulis"),
            field("biaya/ucap", "Biaya, diucapkan"),
            field("waktu/tulis", "Lama selesai, ditulis"),
            field("waktu/ucap", "Lama selesai, diucapkan"),
            field("langkah", "Langkah", Kind.LINES, "Satu di tiap baris, paling banyak empat.", 800),
            field("loket", "Loket"),
            field("sms_syarat", "SMS tentang syarat", Kind.SMS, "Paling panjang 118 huruf.", 118),
            field("sms_biaya", "SMS tentang biaya", Kind.SMS, "Paling panjang 118 huruf.", 118),
            field(
                "kata",
                "Sebutan warga",
                Kind.LINES,
                "Huruf kecil, satu di tiap baris: cara warga menyebutnya.",
                2000,
            ),
            field("diperiksa_pada", "Diperiksa pada", Kind.DAY, "Hari syarat dan biaya ini dicocokkan."),
        ),
    )


def _lines(lines: Mapping[str, str]) -> Iterator[Sheet]:
    """A line and its shorter forms together: who changes one looks at the others."""
    for name in lines:
        if _stem(name, lines) != name:
            continue
        forms = {name + end: label for end, label in FORMS.items() if name + end in lines}
        yield Sheet(
            id=f"ucapan-{name}",
            group="ucapan",
            title=name.replace("_", " ").capitalize(),
            fields=tuple(
                Field(
                    key=f"call.yaml:ucapan/{key}",
                    label=label,
                    kind=Kind.SPOKEN,
                    hint="| adalah jeda pendek, || jeda panjang.",
                )
                for key, label in forms.items()
            ),
        )


def _stem(name: str, lines: Mapping[str, str]) -> str:
    for end in FORMS:
        if end and name.endswith(end) and name.removesuffix(end) in lines:
            return name.removesuffix(end)
    return name


def _texts(texts: Mapping[str, str]) -> Iterator[Sheet]:
    for name in texts:
        field = Field(
            key=f"texts.yaml:teks/{name}",
            label="SMS",
            kind=Kind.SMS,
            hint="Satu SMS, paling panjang 160 huruf. Yang harus dilakukan warga ditulis lebih dahulu.",
        )
        yield Sheet(id=f"sms-{name}", group="sms", title=name.replace("_", " ").capitalize(), fields=(field,))
