"""How long each class of data is kept, and why: one table. The settings change days; what goes
of a class, casework/forgetting.py knows.

A public body keeps its records by its own schedule (Jadwal Retensi Arsip, UU 43/2009); where that names another
time, the settings say so. Personal data goes when its time is over, its purpose done, or its owner asks (UU 27/2022
articles 42 to 44). Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

RECORDINGS, TURNS, TEXTS, CASES, CONTACTS = "rekaman", "percakapan", "sms", "kasus", "nomor"
APPLICATIONS, TICKETS, LINE, WORDS = "permohonan", "nomor_antrean", "antre_petugas", "pesan_telepon"
SHORT, WEBHOOKS, REQUESTS, AUDIT = "sementara", "webhook", "permintaan", "audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataClass:
    """One class. `days` is the default; 0: the program never deletes it. `most`: no slip keeps it for ever."""

    name: str
    what: str
    days: int
    why: str
    least: int = 1
    most: int = 3650


KEPT = (
    DataClass(
        name=RECORDINGS,
        what="Rekaman cerita",
        days=90,
        why="Suara orang termasuk data biometrik (UU 27/2022 Pasal 4); sesudah ditulis dan dijawab tidak "
        "diperlukan lagi. Bawaan dari simpan_rekaman_hari di mpp.yaml.",
    ),
    DataClass(
        name=TURNS,
        what="Kata-kata percakapan telepon",
        days=180,
        why="Untuk menindaklanjuti keluhan tentang satu panggilan; angka-angkanya tetap untuk laporan.",
        least=7,
    ),
    DataClass(
        name=TEXTS,
        what="Isi SMS masuk dan keluar",
        days=365,
        why="Bukti apa yang disampaikan kepada warga; jumlah dan biayanya tetap untuk laporan.",
        least=30,
    ),
    DataClass(
        name=CASES,
        what="Kasus selesai: cerita, catatan, SMS, dan percakapannya",
        days=730,
        why="Pengaduan bisa ditanyakan lagi ke Ombudsman paling lambat dua tahun (UU 37/2008 Pasal 24). "
        "Sesuaikan dengan Jadwal Retensi Arsip daerah.",
        least=30,
    ),
    DataClass(
        name=CONTACTS,
        what="Nomor telepon yang tidak menghubungi lagi dan tidak punya kasus",
        days=730,
        why="Tanpa kasus dan tanpa panggilan, tujuan menyimpannya selesai (UU 27/2022 Pasal 42).",
        least=30,
    ),
    DataClass(
        name=APPLICATIONS,
        what="Nomor telepon dan kekurangan berkas pada permohonan yang selesai",
        days=365,
        why="Sesudah diambil, kabar tidak dikirim lagi; data lengkap ada di kantor yang membuatnya.",
        least=30,
    ),
    DataClass(
        name=TICKETS,
        what="Siapa pemilik nomor antrean",
        days=30,
        why="Hanya untuk hari itu dan keluhan sesudahnya.",
    ),
    DataClass(
        name=LINE, what="Siapa menunggu petugas di telepon", days=30, why="Untuk memperkirakan waktu tunggu."
    ),
    DataClass(
        name=WORDS,
        what="Jawaban petugas yang dibacakan lewat telepon",
        days=1,
        why="Sesudah dibacakan jawabannya ada di riwayat kasus.",
    ),
    DataClass(
        name=SHORT,
        what="Percakapan SMS yang sedang berjalan, potongan SMS, berkas unggahan, sesi, dan pekerjaan selesai",
        days=1,
        why="Hanya bantuan teknis sesaat; sesi dan pekerjaan beberapa hari.",
        most=1,
    ),
    DataClass(
        name=WEBHOOKS, what="Pesan ke sistem lain", days=30, why="Tanpa data pribadi; untuk mencari gangguan."
    ),
    DataClass(
        name=REQUESTS,
        what="Permintaan warga tentang datanya dan persetujuannya",
        days=1825,
        why="Bukti kewajiban dijalankan (UU 27/2022 Pasal 47); gugatan perdata bisa lima tahun.",
        least=365,
    ),
    DataClass(
        name=AUDIT,
        what="Jejak audit",
        days=0,
        why="Rekam pemrosesan dan bukti pelanggaran (UU 27/2022 Pasal 31 dan 46). Hanya nomor urut, tanpa data "
        "warga, dan berantai: menghapus sebagian merusak buktinya.",
        least=0,
        most=0,
    ),
)
"""The table."""
USUAL: Mapping[str, int] = MappingProxyType({one.name: one.days for one in KEPT})


class RetentionRefused(ValueError):
    """What the settings say of a class cannot be. The message says which and why."""


def days_of(changed: Iterable[str], *, recordings: int) -> Mapping[str, int]:
    """Days by class: the table's, those of mpp.yaml for recordings, and then what the settings change ("sms=200")."""
    days = {**USUAL, RECORDINGS: recordings}
    for one in changed:
        name, _, wanted = one.partition("=")
        found = next((each for each in KEPT if each.name == name.strip()), None)
        if found is None:
            raise RetentionRefused(f"{name.strip()} is no class: there are {', '.join(USUAL)}")
        if not wanted.strip().isdigit() or not found.least <= int(wanted) <= found.most:
            raise RetentionRefused(f"{found.name} takes {found.least} to {found.most} days")
        days[found.name] = int(wanted)
    return MappingProxyType(days)
