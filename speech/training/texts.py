"""What the synthetic speakers say: the words of the line that no person recorded, and sentences made of them.

Plain data and one shuffle; knows nothing of voices.
"""

import random
from collections.abc import Iterator

ANSWERS = (
    "ya", "iya", "betul", "benar", "tidak", "bukan", "salah", "oke", "boleh", "setuju", "baik", "belum", "sudah",
    "jangan", "enggak", "nggak", "cukup", "keliru", "mau", "ada", "sudah benar", "betul sekali", "benar sekali",
    "tidak ada", "tidak benar", "tidak usah", "ya betul", "iya benar", "bukan itu", "itu salah",
    "iyo", "inggih", "nggih", "njih", "enggih", "leres", "bener", "sampun", "muhun", "enya", "mangga", "iye", "batua",
    "tongeng", "bujur", "patut", "beneh", "ora", "mboten", "dudu", "henteu", "sanes", "kagak", "indak", "tena",
    "tania", "kada", "tusing", "boya", "ndak", "durung", "dereng", "teu", "moal",
)  # fmt: skip
COMMANDS = (
    "petugas", "orang", "operator", "bicara dengan orang", "minta petugas", "sambungkan ke petugas", "manusia",
    "ulang", "ulangi", "ulang lagi", "sekali lagi", "apa tadi", "kurang jelas", "kembali", "menu", "menu awal",
    "menu utama", "batal", "pelan", "pelan pelan", "lebih pelan", "jangan cepat cepat", "lebih cepat", "cepat",
    "lebih keras", "keras", "tunggu", "tunggu sebentar", "sebentar", "bantuan", "tolong", "lanjut", "lanjutkan",
    "selesai", "berhenti", "status", "syarat", "syaratnya", "persyaratan", "biaya", "biayanya", "jam buka",
    "antrean", "antre", "nomor antrean", "laporan", "lapor", "pengaduan", "informasi", "berikutnya", "sebelumnya",
    "bintang", "pagar", "terima kasih", "halo", "suara", "telepon", "pesan", "permohonan", "layanan", "loket",
)  # fmt: skip
SERVICES = (
    "katepe", "ka te pe", "katepe elektronik", "kartu tanda penduduk", "kaka", "ka ka", "kartu keluarga", "akta",
    "akte", "akta kelahiran", "akte kelahiran", "surat lahir", "akta kematian", "akte kematian", "surat kematian",
    "kartu identitas anak", "ka i a", "kia", "pindah", "surat pindah", "pindah domisili", "pindah alamat",
    "identitas kependudukan digital", "i ka de", "eskaceka", "es ka ce ka", "surat kelakuan baik", "sim", "esim",
    "es i em", "surat izin mengemudi", "pajak kendaraan", "pajak motor", "pajak mobil", "samsat", "es te en ka",
    "be pe ka be", "paspor", "imigrasi", "bepejees", "be pe je es", "bepejees kesehatan",
    "bepejees ketenagakerjaan", "jaminan hari tua", "je ha te", "nomor induk berusaha", "en i be", "nib",
    "izin usaha", "pebege", "pe be ge", "i em be", "imb", "izin bangunan", "bangunan gedung", "pebebe", "pe be be",
    "pajak bumi", "pajak bangunan", "nikah", "ka u a", "kua", "daftar nikah", "kartu kuning", "a ka satu",
    "pencari kerja", "bantuan sosial", "bansos", "dinsos", "kemensos", "pe ka ha", "dukcapil", "capil",
    "catatan sipil", "disdukcapil", "en pe we pe", "npwp", "nomor pokok wajib pajak", "sertifikat tanah",
    "hak guna bangunan", "ha ge be", "es ha em", "hak milik", "puskesmas", "posyandu", "imunisasi", "stunting",
    "kelurahan", "kecamatan", "kabupaten", "kota", "provinsi", "balai desa", "en i ka", "nik", "em pe pe",
    "mal pelayanan publik", "er te", "er we", "ha pe", "o te pe", "es em es", "wa", "whatsapp", "email", "onlain",
    "domisili", "surat domisili", "surat keterangan", "tidak mampu", "es ka te em", "cerai", "adopsi",
)  # fmt: skip
DATES = (
    "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "januari", "februari", "maret", "april", "mei",
    "juni", "juli", "agustus", "september", "oktober", "november", "desember", "hari ini", "besok", "lusa", "kemarin",
    "minggu depan", "bulan depan", "pagi", "siang", "sore", "malam", "jam", "pukul", "tanggal", "bulan", "tahun",
    "setengah", "seperempat", "lewat", "kurang", "menit", "minggu ini", "hari senin", "hari jumat",
)  # fmt: skip
NUMBERS = (
    "sepuluh", "sebelas", "dua belas", "tiga belas", "lima belas", "dua puluh", "tiga puluh lima", "seratus",
    "dua ratus", "seribu", "lima ribu", "satu juta", "dobel", "tripel", "setengah", "koma", "ribu", "ratus", "juta",
    "puluh", "belas", "nul", "lapan", "eh bukan", "maksud saya", "ulang dari awal", "salah satu lagi", "rupiah",
)  # fmt: skip
LETTERS = (
    "a", "be", "ce", "de", "e", "ef", "ge", "ha", "i", "je", "ka", "el", "em", "en", "o", "pe", "ki", "er", "es",
    "te", "u", "fe", "we", "eks", "ye", "zet",
)  # fmt: skip
DIGITS = ("nol", "kosong", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
ASKING = (
    "saya mau tanya", "saya mau bikin", "saya mau urus", "bagaimana cara", "gimana cara", "apa syaratnya",
    "berapa biaya", "berapa lama", "kapan selesai", "sudah selesai belum", "sudah jadi belum", "sampai mana",
    "di mana", "jam berapa buka", "apa saja", "yang hilang", "yang rusak", "anak saya", "ibu saya", "bapak saya",
    "suami saya", "istri saya", "mohon info", "mohon informasi", "bisa diambil", "kapan bisa diambil", "prosedur",
    "pembuatan", "membuat", "mengurus", "perpanjang", "ganti", "ubah data", "cetak ulang", "kalau mau", "dokumen apa",
    "harus bawa apa", "punya saya", "statusnya", "bisakah", "apakah", "tolong cek", "mau lapor", "minta tolong",
)  # fmt: skip

GROUPS = (ANSWERS, COMMANDS, SERVICES, DATES, NUMBERS)


def lines(general: tuple[str, ...], seed: int) -> Iterator[str]:
    """Texts without end, lower case: every word of the line again and again, digits, spelling, requests, and
    `general` words (for sounds that the rest lacks)."""
    choose = random.Random(seed)  # noqa: S311  (a choice, not a secret)
    while True:
        alone = [text for group in GROUPS for text in group] + list(ANSWERS) + list(COMMANDS)
        choose.shuffle(alone)
        for text in alone:
            yield text
            yield _mixed(choose, general)


def _mixed(choose: random.Random, general: tuple[str, ...]) -> str:
    kind = choose.random()
    if kind < 0.3:
        return " ".join(choose.choice(DIGITS) for _ in range(choose.choice((1, 2, 3, 4, 4, 5, 6, 8))))
    if kind < 0.36:
        return " ".join(choose.choice(LETTERS) for _ in range(choose.choice((2, 3, 4))))
    if kind < 0.5:
        return " ".join(choose.choice(choose.choice(GROUPS)) for _ in range(choose.choice((2, 2, 3))))
    if kind < 0.68:
        return f"{choose.choice(ASKING)} {choose.choice(SERVICES)}"
    if kind < 0.74:
        return f"{choose.choice(SERVICES)} {choose.choice(ASKING)}"
    return " ".join(choose.choice(general) for _ in range(choose.choice((1, 2, 3, 4))))
