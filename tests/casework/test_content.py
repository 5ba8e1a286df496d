"""Content files: each mistake is one clear sentence that names the file and the place."""

from pathlib import Path

import pytest

from casework.catalogue import load_catalogue
from casework.content import ContentError, Part, load
from casework.mpp import load_mpp
from casework.words import load_words
from ivr.script_file import load_script

CONTENT = Path(__file__).resolve().parents[2] / "content"


class Small(Part):
    jawaban: str
    angka: int = 0


def a_file(folder: Path, content: str, name: str = "isi.yaml") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_words_that_yaml_of_old_takes_for_booleans_stay_words(tmp_path: Path) -> None:
    assert load(a_file(tmp_path, "jawaban: no"), Small).jawaban == "no"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("jawaban: a\njawaban: b", r"isi\.yaml line \d: .*duplicate"),
        ("jawaban: [a", r"isi\.yaml line \d"),
        ("jawaban: a\nangka: satu", r"isi\.yaml: angka"),
        ("jawaban: a\nsalah_ketik: b", r"isi\.yaml: salah_ketik"),
        ("", r"isi\.yaml"),
        ("- a", r"isi\.yaml"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(ContentError, match=said):
        load(a_file(tmp_path, content), Small)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="restore it"):
        load(tmp_path / "none.yaml", Small)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "isi.yaml").write_bytes(b"jawaban: \xff\xfe")
    with pytest.raises(ContentError, match="UTF-8"):
        load(tmp_path / "isi.yaml", Small)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lalu: pastikan_kode", "lalu: tidak_ada", "leads to tidak_ada"),
        ("tanya: minta_kode,", "tanya: tidak_ada,", "says tidak_ada"),
        ('tombol: "4"', 'tombol: "0"', "only 1 to 4"),
        ('tombol: "4"', 'tombol: "3"', "uses a key twice"),
        ("perintah: kirim_status", "perintah: terbang", "asks for terbang"),
        ("      dikunci: {ucapkan: [kode_dikunci], lalu: petugas}\n", "", "must have exactly the results"),
        ("{kode}. || Benar, | tekan", "{nomor}. || Benar, | tekan", "nomor"),
        ("lalu: telepon_bersama", "lalu: menu", "telepon_bersama cannot be reached"),
        ('  kurang_jelas: "Maaf, saya belum menangkap."\n', "", "kurang_jelas is missing"),
        ("mulai: salam", "mulai: tidak_ada", "mulai names the step"),
    ],
)
def test_a_dialogue_that_could_lose_a_caller_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = (CONTENT / "call.yaml").read_text(encoding="utf-8")
    assert old in text
    catalogue = load_catalogue(CONTENT / "services.yaml")
    words = load_words(CONTENT / "words.yaml", ())
    (tmp_path / "requests.yaml").write_bytes((CONTENT / "requests.yaml").read_bytes())
    with pytest.raises(ContentError, match=said):
        load_script(a_file(tmp_path, text.replace(old, new), "call.yaml"), catalogue, words)


def test_a_word_cannot_mean_yes_and_no(tmp_path: Path) -> None:
    text = (CONTENT / "words.yaml").read_text(encoding="utf-8")
    a_file(tmp_path, text.replace("jawa: [ora,", "jawa: [iyo, ora,"), "words.yaml")
    (tmp_path / "pronunciation.yaml").write_bytes((CONTENT / "pronunciation.yaml").read_bytes())
    load_words(tmp_path / "words.yaml", ())
    with pytest.raises(ContentError, match="iyo"):
        load_words(tmp_path / "words.yaml", ("jawa",))


def test_words_of_a_region_count_only_where_it_is_switched_on() -> None:
    assert "inggih" not in load_words(CONTENT / "words.yaml", ()).yes
    assert "inggih" in load_words(CONTENT / "words.yaml", ("jawa",)).yes
    with pytest.raises(ContentError, match="atlantis"):
        load_words(CONTENT / "words.yaml", ("atlantis",))


def test_what_sounds_like_yes_and_no_is_neither() -> None:
    words = load_words(CONTENT / "words.yaml", ("jawa",))
    assert {"enggih", "enggak"} <= words.unsure
    assert not words.unsure & (words.yes | words.no)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("08.00-15.00", "jam delapan", "must be like"),
        ("08.00-15.00", "15.00-08.00", "ends before it begins"),
        ("  senin:", "  senen:", "senen"),
        ("telepon_petugas: []", 'telepon_petugas: ["08123"]', "not an Indonesian number"),
        ("Asia/Jakarta", "Europe/Paris", "zona_waktu"),
        ("batas_salah_kode: 5", "batas_salah_kode: 1", "batas_salah_kode"),
    ],
)
def test_wrong_data_of_the_mpp_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (CONTENT / "mpp.yaml").read_text(encoding="utf-8")
    with pytest.raises(ContentError, match=said):
        load_mpp(a_file(tmp_path, text.replace(old, new, 1), "mpp.yaml"))
