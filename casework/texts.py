"""The texts that citizens read, from content/texts.yaml, each one GSM-7 segment.

A template names its values in braces: `{kode}` is grouped, `{tanggal}` a short date, the rest as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from string import Formatter

from babel.dates import format_date

from casework.codes import grouped
from casework.content import ContentError, Part, load
from casework.gsm7 import SEGMENT, one_segment, septets

Value = str | int | date

_STATUS, _CASE, _OPENED, _SERVICE = "kode layanan", "kode", "kode_kasus", "layanan isi"
_SLOT, _TICKET = "kapan loket", "tiket kapan loket"
TEXTS = {
    "status_diterima": _STATUS,
    "status_diterima_janji": f"{_STATUS} tanggal",
    "status_diproses": _STATUS,
    "status_diproses_janji": f"{_STATUS} tanggal",
    "status_kurang_berkas": f"{_STATUS} kurang",
    "status_kurang_berkas_umum": _STATUS,
    "status_siap_diambil": _STATUS,
    "status_selesai": _STATUS,
    "status_ditolak": _STATUS,
    "permohonan": "",
    "kasus_new": _CASE,
    "kasus_taken": _CASE,
    "kasus_waiting": _CASE,
    "kasus_resolved": _CASE,
    "kasus_dibuka": _OPENED,
    "kasus_dibuka_sms": _OPENED,
    "kasus_dibuka_darurat": _OPENED,
    "kasus_tambahan": _CASE,
    "cerita_kosong": "",
    "tambahan_kosong": "",
    "teruskan": "",
    "laporan": "",
    "kode_salah": "kode_tulis",
    "kode_kurang": "",
    "kode_lupa": "",
    "kode_bukan_nik": "",
    "kode_dikunci": "waktu",
    "bukti_telepon": "",
    "bukti_salah": "",
    "bukti_tidak_ada": "",
    "layanan_syarat": _SERVICE,
    "layanan_syarat_lain": f"{_SERVICE} pilihan",
    "layanan_biaya": _SERVICE,
    "layanan_lama": "layanan lama",
    "layanan_tempat": "layanan loket alamat",
    "halaman": "isi",
    "halaman_akhir": "isi",
    "layanan_kosong": "",
    "pilih": "pilihan",
    "yakin": "pilihan",
    "jam_buka": "jam",
    "tempat": "alamat",
    "antre": "jam",
    "antre_tawar": _SLOT,
    "antre_tawar_lain": _SLOT,
    "antre_tawar_lagi": _SLOT,
    "antre_tiket": _TICKET,
    "antre_tiket_bawa": f"{_TICKET} bawa",
    "antre_tiket_syarat": f"{_TICKET} layanan",
    "antre_pengingat": _TICKET,
    "antre_pengingat_bawa": f"{_TICKET} bawa",
    "antre_pengingat_syarat": f"{_TICKET} layanan",
    "antre_batal": "tiket",
    "antre_belum": "",
    "antre_penuh": "loket",
    "bantuan": "",
    "bantuan_urusan": "layanan",
    "berhenti": "",
    "mulai": "",
    "baik": "",
    "sama_sama": "",
    "tidak_paham": "",
    "tidak_paham_urusan": "layanan",
    "darurat": "",
    "telepon_sebentar": "",
    "telepon_akan": "waktu",
    "telepon_tidak_bisa": "",
    "telepon_lagi": "waktu",
    "telepon_gagal": "",
    "telepon_batal": "",
    "jawaban": "jawaban",
    "pengingat_siap": "layanan tanggal kode",
    "pengingat_kurang": "kurang layanan kode",
    "pengingat_kurang_umum": "layanan kode",
}
"""Every text that the line may send, and the values that come with it besides `{mpp}`."""
WHERE_IT_FITS = frozenset({"layanan_syarat_lain", "antre_tiket_bawa", "antre_pengingat_bawa"})
"""Longer forms, sent only where they fit with the values that they have."""


class TextsFile(Part):
    """content/texts.yaml."""

    teks: dict[str, str]
    """Key to template."""
    contoh_terpanjang: dict[str, str]
    """For each value that a template may name, the longest that it can be; the check composes with these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All templates by key."""

    templates: Mapping[str, str]
    sender: str
    """How the MPP calls itself in a text: `{mpp}`."""

    def write(self, key: str, **values: Value) -> str:
        """The text, never longer than one segment. Raises KeyError for an unknown key or a missing value."""
        return one_segment(self.compose(key, **values))

    def compose(self, key: str, **values: Value) -> str:
        """The same, however long it becomes."""
        shown = {name: _shown(name, value) for name, value in values.items()}
        return self.templates[key].format(mpp=self.sender, **shown)


def load_texts(path: Path, sender: str) -> Texts:
    """Reads and checks the file: all texts are there, and each fits one segment even with its longest values.

    Raises ContentError.
    """
    content = load(path, TextsFile)
    if missing := TEXTS.keys() - content.teks.keys():
        raise ContentError(f"{path.name}: teks lacks {', '.join(sorted(missing))}")
    if unknown := content.teks.keys() - TEXTS.keys():
        raise ContentError(f"{path.name}: teks has {', '.join(sorted(unknown))}, which nothing sends")
    longest = {**content.contoh_terpanjang, "mpp": sender}
    for key, template in content.teks.items():
        _check(
            f"{path.name}: teks.{key}",
            template,
            {*TEXTS[key].split(), "mpp"},
            longest,
            optional=key in WHERE_IT_FITS,
        )
    return Texts(templates=content.teks, sender=sender)


def _check(
    where: str, template: str, allowed: set[str], longest: Mapping[str, str], *, optional: bool = False
) -> None:
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise ContentError(f"{where} has a brace without its partner") from error
    if plain := [part for part in parts if part[2] or part[3]]:
        raise ContentError(f"{where}: write {{{plain[0][1]}}} without : or ! inside the braces")
    names = {name for _, name, _, _ in parts if name is not None}
    if unknown := names - allowed:
        known = ", ".join(f"{{{name}}}" for name in sorted(allowed))
        raise ContentError(f"{where} names {{{sorted(unknown)[0]}}}; it can name only {known}")
    if absent := names - longest.keys():
        raise ContentError(f"{where} names {{{sorted(absent)[0]}}}, which contoh_terpanjang does not have")
    length = septets(template.format(**longest))
    if length is None:
        raise ContentError(f"{where} has a character that a plain SMS cannot carry")
    if length > SEGMENT and not optional:
        raise ContentError(f"{where} can become {length} characters long; shorten it to {SEGMENT} or less")


def _shown(name: str, value: Value) -> str:
    if isinstance(value, datetime):
        return f"{format_date(value, 'd MMM', locale='id')} jam {value:%H.%M}"
    if isinstance(value, date):
        return format_date(value, "d MMM", locale="id")
    return grouped(value) if isinstance(value, str) and name.startswith("kode") else str(value)
