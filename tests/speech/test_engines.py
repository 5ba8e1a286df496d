"""Other recognisers: free text fitted to a grammar, and clear words when something is missing."""

from pathlib import Path

import pytest

from speech import engines
from speech.engines.fitting import fitted
from speech.grammar import Digits, Free, Phrases, YesNo
from speech.hearing import UNKNOWN, ModelError

YES_NO = YesNo(yes=("ya", "betul"), no=("tidak", "bukan"))
MENU = Phrases(phrases=("status permohonan", "syarat", "bicara dengan petugas"))


@pytest.mark.parametrize(
    ("text", "grammar", "words"),
    [
        ("4 8 2 1", Digits(length=8), "empat delapan dua satu"),
        ("Empat, delapan, 21.", Digits(length=8), "empat delapan dua satu"),
        ("kosong 5", Digits(length=8), "nol lima"),
        ("selamat pagi", Digits(length=8), UNKNOWN),
        ("Petugas!", Digits(length=8, phrases=("petugas",)), "petugas"),
        ("Ya.", YES_NO, "ya"),
        ("Tidak", YES_NO, "tidak"),
        ("harga tiket", YES_NO, UNKNOWN),
        ("Setatus permohonan", MENU, "status permohonan"),
        ("bicara dengan petugas.", MENU, "bicara dengan petugas"),
        ("", MENU, ""),
        ("...", MENU, ""),
        ("Apa saja, ya?", Free(), "apa saja ya"),
    ],
)
def test_free_text_is_fitted_to_the_grammar(
    text: str, grammar: Digits | Phrases | YesNo | Free, words: str
) -> None:
    assert fitted(text, grammar) == words


def test_what_is_between_two_phrases_is_neither() -> None:
    assert fitted("mala", Phrases(phrases=("malam", "malas"))) == UNKNOWN
    assert fitted("malam", Phrases(phrases=("malam", "malas"))) == "malam"


def test_an_unknown_recogniser_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="vosk, sherpa, whisper"):
        engines.opened("dragon", tmp_path)


@pytest.mark.parametrize("name", ["sherpa", "whisper"])
def test_a_missing_package_or_model_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"requirements-engines\.txt|SUARA_MODEL_DIR"):
        engines.opened(name, tmp_path)


def test_the_shipped_recogniser_is_the_usual_one() -> None:
    found = engines.opened("vosk", Path(engines.__file__).parents[1] / "model")
    assert "ya" in found.vocabulary
