"""What counts as misheard when the voices are measured: bench/voice_fair_words.py."""

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parents[1] / "bench" / "voice_fair_words.py"
SPEC = importlib.util.spec_from_file_location("voice_fair_words", PATH)
assert SPEC is not None
assert SPEC.loader is not None
fair_words = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fair_words)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("satu sampai empat hari", "1-4 hari"),
        ("nol delapan satu dua", "08-12"),
        ("tiga oktober", "3 october"),
        ("syarat dan biaya", "sharat dan biaia"),
        ("kantor buka", "Cantor buka."),
        ("di kecamatan", "di kechamatan"),
        ("sudah lancar", "Sudah lancar."),
        ("november", "nofember"),
    ],
)
def test_another_spelling_of_the_same_sounds_is_no_mistake(said: str, written: str) -> None:
    assert fair_words.heard(written, said.split(), {}) == tuple(said.split())


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("di kecamatan", "di kekamatan"),
        ("cara", "kara"),
        ("cara", "sara"),
        ("satu sampai empat hari", "1-5 hari"),
        ("satu empat", "1-5"),
        ("tekan tiga", "sekan siga"),
        ("tujuh", "tujus"),
        ("kanan", "canon"),
    ],
)
def test_what_was_heard_otherwise_is_a_mistake(said: str, written: str) -> None:
    assert fair_words.heard(written, said.split(), {}) != tuple(said.split())
