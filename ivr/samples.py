"""Every line of the call with values such as it may get: for looking at, listening to and measuring the voice.

Codes, names and telephone numbers are invented. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from casework.catalogue import Service
from ivr import lines
from ivr.lines import OF_CHOICES, OF_SERVICE, line, lines_for, names
from ivr.script import Script
from ivr.services import PAGE
from ivr.values import Line
from speech import listening_page, reading

ANSWERS: Sequence[Mapping[str, str]] = (
    {
        "kode": "48213096", "kode_depan": "4821", "kode_belakang": "3096", "tempat": "menyebutkan kode",
        "kode_kasus": "26094174", "tanggal": "2026-11-24", "sampai": "2026-11-24T09:30:00",
        "waktu_buka": "2026-11-25T08:00:00", "waktu_telepon": "2026-11-25T09:00:00",
        "jawaban": "Berkasnya sudah lengkap. Silakan datang ke loket tiga.", "urutan": "2", "lama": "5",
        "tiket": "A 12", "waktu_datang": "2026-11-25T09:30:00", "loket": "Dukcapil",
    },
    {
        "kode": "51730424", "kode_depan": "5173", "kode_belakang": "0424", "tempat": "memilih layanan",
        "kode_kasus": "77809135", "tanggal": "2027-08-31", "sampai": "2027-01-07T14:15:00",
        "waktu_buka": "2027-01-08T13:00:00", "waktu_telepon": "2027-01-08T13:30:00",
        "jawaban": "Mohon bawa surat keterangan lahir yang asli.", "urutan": "4", "lama": "20",
        "tiket": "C 107", "waktu_datang": "2027-01-08T13:30:00", "loket": "BPJS Ketenagakerjaan",
    },
)  # fmt: skip
"""What lines are filled with besides services, one set after the other."""

FORMS = ("_singkat", "_tombol")
"""Endings of the keys of a question's other forms."""

VALUES: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "Kode dan angka": ("Kodenya 4821 3096.", "Kode antrean A 017.", "NIK 3374 0152 0358 0001."),
        "Uang": ("Rp 15.000.", "Rp 350.000.", "Rp 1.275.000."),
        "Tanggal": ("Selasa, 24 November 2026.", "Berlaku sampai 17-8-2031."),
        "Jam": ("Pukul 08.00 sampai pukul 15.00.", "Jam 11.30.", "Pukul 13.15."),
        "Lama": ("Paling lama 14 hari kerja.", "Sekitar 15 menit."),
        "Nomor telepon": ("0812 3456 7890.", "021 5000 1235.", "Hubungi 112."),
        "Angka lain": ("Permohonan ke-3.", "Antrean nomor 128.", "Dendanya 2,5%."),
        "Singkatan": ("KTP, KK, NIK, SKCK, STNK, dan BPJS.", "RT 03/RW 07.", "Jl. Melati No. 1."),
        "Kata serapan": ("Lewat website, email, atau WhatsApp.", "Daftar online."),
    }
)
"""What the voice has to read besides the lines, as it may be written."""


def sections(script: Script) -> Iterator[listening_page.Section]:
    """All of it for a page to listen to: the forms of one line together, with two services or answers each."""
    together: dict[str, dict[str, listening_page.Line]] = {}
    for said in every_line(script, services=2):
        title = said.key
        for form in FORMS:
            title = title.removesuffix(form)
        shown = listening_page.Line(
            name=said.key, written=lines.shown(script, said), spoken=lines.text(script, said)
        )
        together.setdefault(title, {}).setdefault(shown.spoken, shown)
    for title, each in together.items():
        yield listening_page.Section(title=title.replace("_", " ").capitalize(), lines=tuple(each.values()))
    for title, written in VALUES.items():
        read = [reading.spoken(text, script.words.pronunciation) for text in written]
        yield listening_page.Section(
            title=f"Contoh: {title[:1].lower()}{title[1:]}",
            lines=tuple(
                listening_page.Line(name="contoh", written=text, spoken=spoken)
                for text, spoken in zip(written, read, strict=True)
            ),
        )


def every_line(script: Script, *, services: int | None = None) -> Iterator[Line]:
    """Every line of content/call.yaml in its order, those with values several times: for about so many
    services, or all."""
    every = [one for group in script.catalogue.groups for one in script.catalogue.of_group(group.id)]
    chosen = every[:: -(-len(every) // services)] if services else every
    for key, template in script.lines.items():
        wanted = names(template)
        if not wanted:
            yield line(key)
        elif wanted <= OF_CHOICES:
            yield from _choices(script, key, wanted, chosen)
        elif wanted & OF_SERVICE or "kurang" in wanted:
            for number, service in enumerate(chosen):
                answers = {**ANSWERS[number % len(ANSWERS)], "layanan": service.id}
                lacking = service.requirements[number % len(service.requirements)].spoken
                yield from lines_for(script, {**answers, "kurang": lacking}, (key,))
        else:
            for filled in ANSWERS:
                yield from lines_for(script, filled, (key,))


def _choices(script: Script, key: str, wanted: set[str], chosen: Sequence[Service]) -> Iterator[Line]:
    if "pilihan" not in wanted:
        yield line(key, tombol=str(PAGE))
        return
    spoken = [group.spoken for group in script.catalogue.groups] + [service.spoken for service in chosen]
    for number, said in enumerate(spoken):
        yield line(key, pilihan=said, tombol=str(number % PAGE + 1))
