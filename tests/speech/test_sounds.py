"""Phrases that sound the same are offered once."""

from pathlib import Path

from speech.sounds import FILE, Sounds

LINES = (
    "ktp k a t e p e\nkatepe k a t e p e\nka k a\nte t e\npe p e\nhilang h i l a ng\ndelapan d e l a p a n\n"
)


def sounds(tmp_path: Path) -> Sounds:
    (tmp_path / FILE).write_text(LINES + "delapan l a p a n\nlapan l a p a n\n", encoding="utf-8")
    return Sounds.read(tmp_path)


def test_one_of_several_twins_stays_in_its_place(tmp_path: Path) -> None:
    phrases = ["hilang", "ka te pe hilang", "katepe hilang", "ktp hilang", "ktp"]
    assert sounds(tmp_path).distinct(phrases) == ["hilang", "katepe hilang", "ktp"]


def test_any_way_to_say_a_word_makes_a_twin(tmp_path: Path) -> None:
    assert sounds(tmp_path).distinct(["delapan", "lapan", "pe"]) == ["delapan", "pe"]


def test_a_phrase_given_twice_and_unknown_words(tmp_path: Path) -> None:
    assert sounds(tmp_path).distinct(["asing", "asing", "asing sekali"]) == ["asing", "asing sekali"]


def test_a_graph_that_does_not_say_changes_nothing(tmp_path: Path) -> None:
    assert Sounds.read(tmp_path).distinct(["ktp", "katepe"]) == ["ktp", "katepe"]
