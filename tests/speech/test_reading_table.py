"""Written and said, pair by pair, with the pronunciation table of the content."""

from pathlib import Path

import pytest

from casework.words import load_words
from speech import reading
from speech.voices.phonemes import phonetic

TABLE = load_words(Path(__file__).resolve().parents[2] / "content" / "words.yaml", ()).pronunciation

MONEY = [
    ("Rp 15.000", "lima belas ribu rupiah"),
    ("Rp15.000,-", "lima belas ribu rupiah"),
    ("Rp. 15.000,00", "lima belas ribu rupiah"),
    ("Rp 15.000 rupiah", "lima belas ribu rupiah"),
    ("IDR 50.000", "lima puluh ribu rupiah"),
    ("Rp0", "gratis"),
    ("Rp 1.250.500", "satu juta dua ratus lima puluh ribu lima ratus rupiah"),
    ("Rp 2,5 juta", "dua koma lima juta rupiah"),
    ("Rp 3 miliar", "tiga miliar rupiah"),
    ("Rp 15.000-20.000", "lima belas ribu rupiah sampai dua puluh ribu rupiah"),
    ("Rp 15.000 s.d. Rp 20.000", "lima belas ribu rupiah sampai dua puluh ribu rupiah"),
    ("Rp 15.000,- sampai Rp 20.000,-", "lima belas ribu rupiah sampai dua puluh ribu rupiah"),
    ("Rp 1-2 juta", "satu sampai dua juta rupiah"),
    ("500rb", "lima ratus ribu"),
    ("2 jt", "dua juta"),
    ("Rp5.000/lembar", "lima ribu rupiah per lembar"),
]
DATES = [
    ("24-11-2026", "dua puluh empat Novémber dua ribu dua puluh enam"),
    ("24/11/2026", "dua puluh empat Novémber dua ribu dua puluh enam"),
    ("24.11.2026", "dua puluh empat Novémber dua ribu dua puluh enam"),
    ("24/11/26", "dua puluh empat Novémber dua ribu dua puluh enam"),
    ("17-08-45", "tujuh belas Agustus seribu sembilan ratus empat puluh lima"),
    ("2026-11-24", "dua puluh empat Novémber dua ribu dua puluh enam"),
    ("24 Nov 2026", "dua puluh empat Novémber dua ribu dua puluh enam"),
    ("24 Nop. 2026", "dua puluh empat Novémber dua ribu dua puluh enam"),
    ("24-Nov-26", "dua puluh empat Novémber dua ribu dua puluh enam"),
    ("24 November", "dua puluh empat Novémber"),
    ("24 Nov", "dua puluh empat Novémber"),
    ("5 Peb", "lima Fébruari"),
    ("09 Mei 2027", "sembilan Méi dua ribu dua puluh tujuh"),
    ("Senin 24/11", "Senin, dua puluh empat Novémber"),
    ("Senin, 24 November 2026", "Senin, dua puluh empat Novémber dua ribu dua puluh enam"),
    ("Selasa 24 November", "Selasa, dua puluh empat Novémber"),
    ("tgl 5/12", "tanggal lima Désémber"),
    ("tanggal 29-2", "tanggal dua puluh sembilan Fébruari"),
    ("24-26 Nov 2026", "dua puluh empat sampai dua puluh enam Novémber dua ribu dua puluh enam"),
    ("31-02-2026", "tiga puluh satu garis miring nol dua garis miring dua ribu dua puluh enam"),
]
TIMES = [
    ("08.30", "pukul delapan léwat tiga puluh menit pagi"),
    ("08:30", "pukul delapan léwat tiga puluh menit pagi"),
    ("08:30:00", "pukul delapan léwat tiga puluh menit pagi"),
    ("pukul 14.15", "pukul dua léwat lima belas menit siang"),
    ("jam 14.15", "jam dua léwat lima belas menit siang"),
    ("pukul 14", "pukul dua siang"),
    ("pkl. 09.00", "pukul sembilan pagi"),
    ("jam 8", "jam delapan"),
    ("10.30 malam", "pukul sepuluh léwat tiga puluh menit malam"),
    ("08.00-15.00 WIB", "pukul delapan pagi sampai pukul tiga soré waktu Indonésia barat"),
    ("08.00 WITA", "pukul delapan pagi waktu Indonésia tengah"),
    ("08.00 WIT", "pukul delapan pagi waktu Indonésia timur"),
    ("jam 8-12", "jam delapan sampai jam dua belas"),
    ("Senin-Kamis", "Senin sampai Kamis"),
    (
        "2026-11-24T08:30",
        "dua puluh empat Novémber dua ribu dua puluh enam pukul delapan léwat tiga puluh menit pagi",
    ),
]
LONG = [
    ("3 hari kerja", "tiga hari kerja"),
    ("5 hk", "lima hari kerja"),
    ("1x24 jam", "satu kali dua puluh empat jam"),
    ("1 x 24 jam", "satu kali dua puluh empat jam"),
    ("14 hari", "empat belas hari"),
    ("2-3 minggu", "dua sampai tiga minggu"),
    ("2 – 3 minggu", "dua sampai tiga minggu"),
    ("30 menit", "tiga puluh menit"),
    ("30 mnt", "tiga puluh menit"),
    ("± 15 menit", "kira-kira lima belas menit"),
    ("24/7", "dua puluh empat jam setiap hari"),
    ("24/7/2000", "dua puluh empat Juli dua ribu"),
    ("umur < 17 tahun", "umur kurang dari tujuh belas tahun"),
    ("umur ≥ 60 tahun", "umur paling sedikit enam puluh tahun"),
    ("1/2 jam", "setengah jam"),
    ("1½ jam", "satu setengah jam"),
]
CODES = [
    ("0812-3456-7890", "nol delapan satu dua | tiga empat lima enam | tujuh delapan sembilan nol"),
    ("+62 812 3456 7890", "nol delapan satu dua | tiga empat lima enam | tujuh delapan sembilan nol"),
    ("+62 (0)812 3456 7890", "nol delapan satu dua | tiga empat lima enam | tujuh delapan sembilan nol"),
    ("(0271) 712345", "nol dua tujuh satu | tujuh satu dua | tiga empat lima"),
    ("hubungi 112", "hubungi satu satu dua"),
    ("Polisi 110", "Polisi satu satu nol"),
    ("hubungi 14045", "hubungi satu empat | nol empat lima"),
    ("1500-045", "satu lima nol nol | nol empat lima"),
    ("1500 045", "satu lima nol nol | nol empat lima"),
    ("kode 4821 3096", "kodê empat delapan dua satu | tiga nol sembilan enam"),
    ("NIK 3273 **** **** **09", "nik yang berakhir nol sembilan"),
    ("NIK 3273********0009", "nik yang berakhir nol nol nol sembilan"),
    ("KK xxxx xxxx xxxx 1234", "kartu keluarga yang berakhir satu dua tiga empat"),
    ("3273 **** **** ****", "nomor yang berawal tiga dua tujuh tiga"),
    ("NIK ****************", "nik yang dirahasiakan"),
    (
        "NIK 3174012345678901",
        "nik tiga satu tujuh empat | nol satu dua tiga | empat lima enam tujuh | delapan sembilan nol satu",
    ),
    ("antrean A023", "antréan a nol dua tiga"),
    ("B 1234 XYZ", "bé | satu dua tiga empat | éks yé zét"),
    ("kode pos 57126", "kodê pos lima tujuh | satu dua enam"),
]
NUMBERS = [
    ("ke-1", "pertama"),
    ("ke-2", "kedua"),
    ("ke-10", "kesepuluh"),
    ("ke-IV", "keempat"),
    ("anak pertama", "anak pertama"),
    ("Pasal IV", "Pasal empat"),
    ("Kelas II", "Kelas dua"),
    ("abad XX", "abad dua puluh"),
    ("golongan III/a", "golongan tiga a"),
    ("Jalan Merdeka II", "Jalan Merdéka dua"),
    ("3,75", "tiga koma tujuh lima"),
    ("0,5%", "nol koma lima persén"),
    ("10-15%", "sepuluh sampai lima belas persén"),
    ("1.250 orang", "seribu dua ratus lima puluh orang"),
    ("1/4", "seperempat"),
    ("3/4 bagian", "tiga perempat bagian"),
    ("2/3 bagian", "dua pertiga bagian"),
    ("2 1/2 tahun", "dua setengah tahun"),
    ("-5", "minus lima"),
    ("2 (dua) lembar", "dua lembar"),
    ("1990-an", "seribu sembilan ratus sembilan puluhan"),
    ("36 m2", "tiga puluh enam méter persegi"),
    ("3x4 cm", "tiga kali empat séntiméter"),
    ("5 km", "lima kilométer"),
    ("1,5 kg", "satu koma lima kilogram"),
    ("200 KB", "dua ratus kilobita"),
    ("30°C", "tiga puluh derajat sélsius"),
    ("2 ha", "dua héktare"),
    ("UU No. 25/2009", "undang-undang nomor dua puluh lima tahun dua ribu sembilan"),
    ("Perpres 96/2018", "perprés nomor sembilan puluh enam tahun dua ribu delapan belas"),
]
ABBREVIATIONS = [
    ("KTP", "ka té pé"),
    ("KTP-el", "ka té pé éléktronik"),
    ("e-KTP", "ka té pé éléktronik"),
    ("KTPnya", "ka té pé-nya"),
    ("KK", "kartu keluarga"),
    ("NIK", "nik"),
    ("BPJS", "bé pé jé és"),
    ("SKCK", "és ka cé ka"),
    ("SIM C", "sim cé"),
    ("STNK", "és té én ka"),
    ("BPKB", "bé pé ka bé"),
    ("NPWP", "én pé wé pé"),
    ("PBB", "pé bé bé"),
    ("BPHTB", "bé pé ha té bé"),
    ("PBG", "pé bé gé"),
    ("NIB", "nib"),
    ("OSS", "o és és"),
    ("KIA", "ka i a"),
    ("IKD", "i ka dé"),
    ("KUA", "ka u a"),
    ("SKTM", "és ka té ém"),
    ("DTKS", "dé té ka és"),
    ("PKH", "pé ka ha"),
    ("KIS", "kis"),
    ("JKN", "jé ka én"),
    ("Dukcapil", "duk capil"),
    ("DISDUKCAPIL", "dis duk capil"),
    ("Samsat", "samsat"),
    ("ATR/BPN", "a té ér, bé pé én"),
    ("DPMPTSP", "dinas penanaman modal dan pelayanan terpadu satu pintu"),
    ("Dinsos", "din sos"),
    ("Kemensos", "keménsos"),
    ("MPP", "ém pé pé"),
    ("Jl. Melati No. 5", "jalan Melati nomor lima"),
    ("Jl.Melati no.5", "jalan Melati nomor lima"),
    ("RT 03/RW 02", "ér té tiga, ér wé dua"),
    ("RT/RW 003/002", "ér té tiga, ér wé dua"),
    ("Kel. Kauman, Kec. Klaten", "kelurahan Kauman, kecamatan Klatén"),
    ("Kab. Jember", "kabupatén Jember"),
    ("Bpk. Budi, Sdr. Ali", "Bapak Budi, Saudara Ali"),
    ("a.n. Siti", "atas nama Siti"),
    ("d/a Jl. Melati", "dengan alamat jalan Melati"),
    ("u/p Camat", "untuk perhatian Camat"),
    ("KK, KTP, dll.", "kartu keluarga, ka té pé, dan lain-lain."),
    ("yg sdh jadi", "yang sudah jadi"),
]
LOAN_WORDS = [
    ("website online", "wébsait onlain"),
    ("offline", "oflain"),
    ("email, WhatsApp, WA", "imél, wats ap, wats ap"),
    ("login, download, upload", "login, donlod, aplod"),
    ("handphone, scan, file, link", "hénpon, skén, fail, lingk"),
    ("fotokopi", "fotokopi"),
    ("QR, barcode", "ki ér, barkod"),
    ("QR code", "kodê ki ér"),
    ("SMS", "és ém és"),
]
WHERE = [
    ("Banda Aceh", "Banda Acéh"),
    ("Jepara", "Jepara"),
    ("Brebes", "Brebês"),
    ("Banten", "Bantên"),
    ("Kota Serang", "Kota Sérang"),
    ("diserang anjing", "diserang anjing"),
    ("Sulawesi Tengah", "Sulawési Tengah"),
    ("Trenggalek", "Trenggalék"),
    ("Ende, Flores", "Éndé, Florés"),
    ("Boven Digoel", "bovén digul"),
    ("BREBES", "BREBÊS"),
]
SOUNDS = [
    ("lewat desa", "léwat désa"),
    ("kesehatan, menyehatkan", "keséhatan, menyéhatkan"),
    ("menelepon", "menélépon"),
    ("mengecek", "mengecék"),
    ("pemendekan, pendek", "peméndékan, péndék"),
    ("penyewaan", "penyéwaan"),
    ("berbeda, perbedaan", "berbéda, perbédaan"),
    ("penanya, Lebaran", "pênanya, Lêbaran"),
    ("Sehat. MERAH", "Séhat. MÉRAH"),
    ("tekan empat, enam, sebelas", "tekan empat, enam, sebelas"),
    ("petugas selesai bekerja", "petugas selesai bekerja"),
    ("café", "café"),
]
PAIRS = [
    *MONEY, *DATES, *TIMES, *LONG, *CODES, *NUMBERS, *ABBREVIATIONS, *LOAN_WORDS, *WHERE, *SOUNDS,
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), PAIRS)
def test_what_is_written_is_said_like_this(written: str, said: str) -> None:
    assert reading.spoken(written, TABLE) == said
    assert reading.spoken(said, TABLE) == said


def test_a_clock_of_every_day() -> None:
    assert reading.spoken("14.15 dan 08.30", TABLE, conversational=True) == (
        "pukul dua léwat seperempat siang dan pukul setengah sembilan pagi"
    )
    assert reading.spoken("jam 09.45", TABLE, conversational=True) == "jam sepuluh kurang seperempat pagi"
    assert reading.spoken("08.00", TABLE, conversational=True) == "pukul delapan pagi"


def test_the_marks_are_heard_by_the_natural_voice() -> None:
    said = {
        word: phonetic(reading.spoken(word, TABLE))
        for word in ("sehat", "kode", "Brebes", "Jember", "KTP", "E")
    }
    assert said["sehat"] == "sˈehat"
    assert said["kode"] == "kˈodə"
    assert said["Brebes"] == "brəbˈəs"
    assert said["Jember"] == "ʤˈəmbər"
    assert said["KTP"] == "kˈa tˈe pˈe"
    assert said["E"] == "ˈe"


def test_every_entry_can_be_said_by_the_natural_voice() -> None:
    for key in TABLE:
        assert phonetic(reading.spoken(key, TABLE)), key
