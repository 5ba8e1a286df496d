"""The services: complete, plain, recognisable, and short enough for a text."""

from pathlib import Path

import pytest

from casework.catalogue import Catalogue, UnknownService, load_catalogue
from casework.gsm7 import fits
from casework.texts import load_texts
from casework.words import load_words
from speech import reading

ROOT = Path(__file__).resolve().parents[2]
JARGON = (
    "melampirkan",
    "pemohon",
    "verifikasi",
    "validasi",
    "domisili",
    "legalisir",
    "ahli waris",
    "unggah",
    "SPTJM",
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "content" / "services.yaml")


@pytest.fixture(scope="module")
def vocabulary() -> frozenset[str]:
    lines = (ROOT / "speech" / "model" / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines)


def test_there_are_the_24_services_with_their_sources(catalogue: Catalogue) -> None:
    assert len(catalogue.services) == 24
    for service in catalogue.services:
        assert service.sources, service.id
        assert service.checked.year >= 2026
        assert service.requirements


def test_each_service_can_be_said_in_words_that_the_recogniser_knows(
    catalogue: Catalogue, vocabulary: frozenset[str]
) -> None:
    for service in catalogue.services:
        sayable = [phrase for phrase in service.words if vocabulary.issuperset(phrase.split())]
        alone = [phrase for phrase in sayable if catalogue.by_words(phrase) == (service,)]
        assert alone, f"{service.id} has no phrase of its own that can be recognised"


def test_what_is_said_is_plain_and_leaves_nothing_for_the_voice_to_stumble_on(catalogue: Catalogue) -> None:
    pronunciation = load_words(ROOT / "content" / "words.yaml", ()).pronunciation
    for service in catalogue.services:
        spoken = [service.spoken, service.product, service.fee.spoken, service.time.spoken]
        spoken += [item.spoken for item in service.requirements]
        for text in spoken:
            assert not any(word in text for word in JARGON), f"{service.id}: {text}"
            assert reading.leftovers(text) == [], f"{service.id}: {text}"
            assert reading.spoken(text, pronunciation)


def test_every_answer_about_a_service_is_one_text(catalogue: Catalogue) -> None:
    texts = load_texts(ROOT / "content" / "texts.yaml", "MPP Contoh")
    for service in catalogue.services:
        for key, part in (("layanan_syarat", service.sms_info), ("layanan_biaya", service.sms_fee)):
            text = texts.write(key, layanan=service.sms_name, isi=part)
            assert fits(text)
            assert part in text, f"{service.id} is cut: {text}"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ktp", {"ktp_baru", "ktp_hilang", "ktp_rusak"}),
        ("katepe", {"ktp_baru", "ktp_hilang", "ktp_rusak"}),
        ("katepe hilang", {"ktp_hilang"}),
        ("KTP HILANG", {"ktp_hilang"}),
        ("ktp saya rusak", {"ktp_rusak"}),
        ("kk", {"kk"}),
        ("kartu keluarga saya hilang", {"kk"}),
        ("akta", {"akta_lahir", "akta_mati"}),
        ("akte kelahiran anak saya", {"akta_lahir"}),
        ("bpjs", {"bpjs_kes", "bpjs_tk"}),
        ("bpjs kesehatan", {"bpjs_kes"}),
        ("jamsostek", {"bpjs_tk"}),
        ("es ka ce ka", {"skck"}),
        ("pajak motor", {"samsat"}),
        ("pajak bumi dan bangunan", {"pbb"}),
        ("imb", {"pbg"}),
        ("kartu kuning", {"ak1"}),
        ("bansos", {"bansos"}),
        ("mau nikah", {"nikah"}),
        ("e-KTP", {"ktp_baru", "ktp_hilang", "ktp_rusak"}),
        ("ektp", {"ktp_baru", "ktp_hilang", "ktp_rusak"}),
        ("ka te pe", {"ktp_baru", "ktp_hilang", "ktp_rusak"}),
        ("kartu penduduk", {"ktp_baru", "ktp_hilang", "ktp_rusak"}),
        ("ktp ilang", {"ktp_hilang"}),
        ("ka te pe saya hilang", {"ktp_hilang"}),
        ("ktp saya baru hilang", {"ktp_baru", "ktp_hilang"}),
        ("kartu tanda penduduk hilang", {"ktp_hilang"}),
        ("ka te pe patah", {"ktp_rusak"}),
        ("saya mau buat ktp tapi rumah jauh", {"ktp_baru"}),
        ("kk saya hilang, ktp masih ada", {"kk"}),
        ("pecah kk", {"kk"}),
        ("kk karena bapak meninggal", {"kk", "akta_mati"}),
        ("surat kenal lahir", {"akta_lahir"}),
        ("akte mati", {"akta_mati"}),
        ("wafat", {"akta_mati"}),
        ("ktp anak", {"kia"}),
        ("ktp anak saya hilang", {"kia", "ktp_hilang"}),
        ("pindah kk", {"pindah", "kk"}),
        ("skpwni", {"pindah"}),
        ("ktp di hp", {"ikd"}),
        ("surat catatan kepolisian", {"skck"}),
        ("surat ijin mengemudi", {"sim"}),
        ("es te en ka", {"samsat"}),
        ("ganti plat", {"samsat"}),
        ("passport", {"paspor"}),
        ("be pe je es", {"bpjs_kes", "bpjs_tk"}),
        ("be pe je es kesehatan", {"bpjs_kes"}),
        ("be pe je es tenaga kerja", {"bpjs_tk"}),
        ("kis", {"bpjs_kes"}),
        ("uang jht", {"bpjs_tk"}),
        ("ijin warung", {"nib"}),
        ("izin bangun rumah", {"pbg"}),
        ("bumi dan bangunan", {"pbb"}),
        ("balik nama pajak tanah", {"pbb"}),
        ("buku nikah hilang", {"nikah"}),
        ("akta nikah", {"nikah"}),
        ("nyari kerja", {"ak1"}),
        ("blt", {"bansos"}),
        ("ktp hilang, apa dapat bantuan", {"ktp_hilang"}),
        ("sengketa tanah", set()),
        ("KTP saya hilang dan saya tidak punya HP", {"ktp_hilang"}),
        ("pisang goreng", set()),
        ("", set()),
        ("simpan", set()),
    ],
)
def test_services_are_found_by_what_people_call_them(
    catalogue: Catalogue, words: str, found: set[str]
) -> None:
    assert {service.id for service in catalogue.by_words(words)} == found


def test_an_unknown_service_is_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownService):
        catalogue.get("sihir")
    assert not catalogue.has("sihir")
