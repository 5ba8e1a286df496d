"""Sentences that a voice is measured with, as they are written: every kind of value that the line reads.

Invented, like all codes and telephone numbers in them. Short enough for one window of Whisper.
"""

from collections.abc import Mapping, Sequence

LINES: Mapping[str, Sequence[str]] = {
    "menu": (
        "Status permohonan, | katakan status, atau tekan satu.",
        "Syarat dan biaya, | katakan syarat, atau tekan dua.",
        "Petugas, | katakan petugas, atau tekan tiga.",
        "Lebih pelan, | tekan empat. | Mengulang, | tekan sembilan.",
        "Mohon pakai tombol. || Menu utama, | tekan dua.",
        "Kirim jawaban ini lewat SMS, | katakan kirim, atau tekan satu.",
        "Sebutkan delapan angka kode di tanda terima, | satu per satu.",
        "Setelah bunyi tut, | ceritakan masalahnya. || Kalau sudah selesai, | tekan pagar.",
        "Terima kasih sudah menelepon. | Semoga urusannya lancar. | Selamat tinggal.",
        "Maaf, suaranya terganggu. | Mari lanjut dengan tombol.",
    ),
    "code": (
        "Kodenya, | empat delapan dua satu | tiga nol sembilan enam.",
        "Kodenya 5173 0424.",
        "Kode laporannya, | 26094174.",
        "Sekali lagi, | kodenya 7780 9135.",
        "Kode antrean A 017.",
        "Nomor NIK diawali 3374 0152.",
    ),
    "digits": (
        "Contohnya, | tiga nol satu tujuh, | lima dua delapan enam.",
        "Angka terakhir kodenya enam.",
        "Tekan angka tujuh, | lalu angka nol.",
        "Kode pos 50132.",
        "Ketik 4, lalu 9, lalu pagar.",
    ),
    "money": (
        "Biayanya Rp 15.000.",
        "Biayanya, | tiga puluh ribu rupiah.",
        "Biaya paspor biasa Rp 350.000, | paspor elektronik Rp 650.000.",
        "Dendanya dua persen, atau Rp 48.500.",
        "Pajaknya Rp 1.275.000 setahun.",
        "Biayanya, | gratis, tidak bayar.",
        "Bantuan pertama Rp 600.000 per bulan.",
    ),
    "date": (
        "Perkiraan selesai, | Selasa, 24 November 2026.",
        "Buka lagi Senin, 4 Januari 2027.",
        "Berlaku sampai 17 Agustus 2031.",
        "Jadwalnya Jumat, 26 Februari 2027.",
        "Libur tanggal 25 sampai 26 Desember 2026.",
        "Lahir di Semarang, 3 Oktober 1958.",
    ),
    "time": (
        "Kantor buka pukul 08.00 sampai pukul 15.00.",
        "Hari Jumat buka pukul 08.00 sampai pukul 11.30.",
        "Silakan datang pukul 13.15.",
        "Nomor antrean dibagikan jam 07.45.",
        "Sesi terakhir pukul 14.30.",
    ),
    "duration": (
        "Biasanya selesai satu sampai empat hari kerja.",
        "Waktunya paling lama 14 hari kerja.",
        "Mohon tunggu sekitar lima belas menit.",
        "Berlaku selama lima tahun.",
        "Diambil paling lambat tiga bulan lagi.",
    ),
    "service": (
        "Untuk KTP hilang, | Bapak atau Ibu perlu membawa dua berkas.",
        "Kartu keluarga, | tekan satu. || Akta kelahiran, | tekan dua.",
        "Permohonan akta kematian sedang dikerjakan.",
        "Surat pindah penduduk sudah jadi.",
        "Permohonan paspor sudah kami terima.",
        "Untuk SKCK, | Bapak atau Ibu perlu membawa empat berkas.",
        "Pajak kendaraan, | tekan tiga.",
        "Izin usaha, | tekan empat.",
    ),
    "agency": (
        "Silakan ke loket Dukcapil di lantai satu.",
        "Loket Samsat ada di sebelah kanan.",
        "Urusan tanah ditangani kantor pertanahan.",
        "Untuk rujukan, tanyakan ke loket BPJS Kesehatan.",
        "Nikah dicatat di KUA kecamatan.",
        "Bantuan sosial diurus Dinas Sosial Kabupaten Wonosobo.",
    ),
    "requirement": (
        "Satu, surat kehilangan dari polisi. | Dua, kartu keluarga.",
        "Bawa KTP asli dan fotokopinya dua lembar.",
        "Surat keterangan lahir dari bidan atau rumah sakit.",
        "Pas foto berwarna, latar merah, enam lembar.",
        "Buku nikah atau kutipan akta perkawinan.",
        "Datang sendiri, untuk foto dan sidik jari.",
        "Mohon bawa surat pengantar dari kelurahan.",
        "Sertifikat tanah yang asli dan bukti pelunasan PBB.",
    ),
    "number": (
        "Umurnya paling sedikit 17 tahun.",
        "Ada 3 orang di depan Bapak atau Ibu.",
        "Siapkan 2 meterai sepuluh ribu.",
        "Antrean nomor 128, | loket 6.",
        "Luas tanahnya 240 meter persegi.",
        "Permohonan ke-3 tahun ini.",
        "Sudah 1.640 orang terlayani.",
    ),
    "phone": (
        "Petugas akan menghubungi 0812 3456 7890.",
        "Telepon kantor, | 021 5000 1235.",
        "Keadaan darurat, hubungi 112.",
        "Nomor aduan, | 0857 4410 2236.",
    ),
    "question": (
        "Masih ada yang bisa dibantu?",
        "Apakah kodenya sudah benar?",
        "Tentang layanan apa?",
        "Kalau benar, | katakan ya. || Kalau salah, | katakan salah.",
        "Mau dikirim lewat SMS?",
        "Apakah Bapak atau Ibu sudah punya kode?",
    ),
    "loan word": (
        "Daftar online lewat website kami.",
        "Kirim fotonya lewat WhatsApp.",
        "Alamat email tidak wajib diisi.",
        "Tidak punya HP Android? | Petugas akan membantu.",
        "Petugas kami tidak pernah minta kode OTP atau PIN.",
        "Formulirnya bisa diunduh, atau diambil di loket.",
        "Mal Pelayanan Publik buka setiap hari kerja.",
    ),
}
"""By kind. As in content/call.yaml "|" is a short pause, "||" a long one."""

QUICK = 10
"""Lines of a quick run: the first of the kinds in turn."""

CODES = (
    "48213096", "51730424", "26094174", "77809135", "30175286", "90614832",
    "15538207", "64279018", "82360591", "03947165", "59082743", "71446620",
)  # fmt: skip
"""Eight digits, read back in two groups as on the line. Every digit occurs in both halves."""

DIGITS = (
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
    "112", "5082", "9436", "50132", "71", "0657",
)  # fmt: skip
"""Single keys, and short strings."""

MENU_WORDS = (
    "status", "cek status", "nomor kode", "syarat", "biaya", "syarat dan biaya", "layanan", "persyaratan",
    "bicara", "bicara dengan petugas", "pesan", "lapor", "masalah", "lebih pelan", "petugas", "ulangi", "kembali",
    "coba lagi", "kirim", "kirim pesan", "menu utama", "yang lain", "selesai", "sudah cukup", "tidak",
    "terima kasih", "layanan lain", "bicara langsung", "sambungkan", "tinggal pesan", "ya", "benar", "salah",
)  # fmt: skip
"""Words of the line's menus; our recogniser is to expect any of them."""


def chosen(quick: bool) -> list[tuple[str, str]]:
    """(kind, sentence), each kind's first ones first; all of them, or QUICK."""
    longest = max(map(len, LINES.values()))
    turns = [(kind, each[n]) for n in range(longest) for kind, each in LINES.items() if n < len(each)]
    return turns[:QUICK] if quick else turns
