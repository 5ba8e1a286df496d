"""A code in the dialogue: spoken or keyed, in pieces, corrected, repaired, wrong."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.commands import FindOfficer, NothingFound, TooManyWrongCodes
from casework.words import load_words
from ivr.values import Pressed
from tests.ivr.talk import Talk, at_code, at_confirmed, said

CONTENT = Path(__file__).resolve().parents[2] / "content"


def test_a_spoken_code_with_one_misheard_digit_is_repaired_from_the_alternatives(talk: Talk) -> None:
    wrong = "empat delapan dua satu tiga nol sembilan lima"
    right = "empat delapan dua satu tiga nol sembilan enam"
    at_code(talk).hear(said(wrong, 0.9, "empat delapan", right)).until("pastikan_kode")
    assert talk.position.answers["kode"] == "48213096"
    assert talk.keys[0] == "kode_perkiraan", "the caller is told that it was repaired"


def test_one_digit_put_back_makes_it_the_callers_own_code(talk: Talk) -> None:
    """Seven is heard for three now and then; without knowing their codes nobody may put it back."""
    words = "empat delapan dua satu tujuh nol sembilan enam"
    at_code(talk).hear(said(words)).until("minta_kode")
    talk.hear(replace(said(words), own_codes=("91827363", "48213096"))).until("pastikan_kode")
    assert talk.position.answers["kode"] == "48213096"
    assert talk.keys[0] == "kode_perkiraan", "the caller is told that it is a guess"


def test_a_code_that_is_not_the_callers_own_is_taken_as_it_is_said(talk: Talk) -> None:
    words = "empat delapan dua satu tiga nol sembilan enam"
    at_code(talk).hear(replace(said(words), own_codes=("91827363",))).until("pastikan_kode")
    assert talk.keys == ["pastikan_kode"]


def test_a_valid_code_is_never_bent_to_one_of_the_callers_own(talk: Talk) -> None:
    other = "sembilan satu delapan dua tujuh tiga enam dua"
    heard = replace(
        said("empat delapan dua satu tiga nol sembilan enam", 0.9, other), own_codes=("91827362",)
    )
    at_code(talk).hear(heard).until("pastikan_kode")
    assert talk.position.answers["kode"] == "48213096"


def test_a_code_that_was_heard_as_it_is_needs_no_excuse(talk: Talk) -> None:
    at_code(talk).hear(said("empat delapan dua satu tiga nol sembilan enam")).until("pastikan_kode")
    assert talk.keys == ["pastikan_kode"]


@pytest.mark.parametrize(
    "words",
    [
        "empat puluh delapan dua satu tiga puluh sembilan enam eh bukan nol sembilan enam",
        "empat delapan dua satu lima ulangi dari awal empat delapan dua satu tiga kosong sembilan enam",
        "empat delapan dua satu tiga nol sembilan lima eh bukan enam",
    ],
)
def test_a_caller_may_say_numbers_and_correct_themselves(talk: Talk, words: str) -> None:
    at_code(talk).hear(said(words)).until("pastikan_kode")
    assert talk.position.answers["kode"] == "48213096"


def test_a_code_read_in_pieces_adds_up(talk: Talk) -> None:
    for words in ("empat delapan", "dua satu tiga", "kosong sembilan"):
        (talk.hear(said(words)) if talk.turn else at_code(talk).hear(said(words))).until("minta_kode")
        assert talk.keys == ["kode_lanjut"]
    talk.hear(said("enam")).until("pastikan_kode")
    assert talk.position.answers["kode"] == "48213096"


def test_pieces_of_a_code_that_was_given_up_are_forgotten(talk: Talk) -> None:
    at_code(talk).hear(said("empat delapan"), Pressed(keys="5*")).until("minta_kode")
    talk.hear(said("empat delapan dua satu tiga nol sembilan enam")).until("pastikan_kode")


def test_a_code_with_a_wrong_check_digit_is_never_looked_up(talk: Talk) -> None:
    at_code(talk).hear(Pressed(keys="48213095")).until("minta_kode")
    assert talk.keys[0] == "kode_belum_cocok"
    assert talk.turn.command is None


def test_digits_zero_and_nine_are_digits_while_a_code_is_keyed(talk: Talk) -> None:
    at_code(talk).hear(Pressed(keys="09")).until("minta_kode")
    assert talk.keys[0] == "kode_belum_lengkap"


def test_star_clears_a_begun_code_and_then_goes_back(talk: Talk) -> None:
    at_code(talk).hear(Pressed(keys="482*")).until("minta_kode")
    talk.hear(Pressed(keys="*")).until("menu")


def test_an_unknown_code_offers_another_try_or_a_person(talk: Talk) -> None:
    at_confirmed(talk).hear(Pressed(keys="1"), NothingFound(code="48213096")).until("kode_lagi")
    talk.hear(Pressed(keys="1")).until("minta_kode")


def test_too_many_wrong_codes_lead_to_an_officer(talk: Talk) -> None:
    locked = TooManyWrongCodes(until=datetime(2026, 11, 24, 9, tzinfo=UTC))
    at_confirmed(talk).hear(Pressed(keys="1"), locked)
    assert talk.turn.command == FindOfficer()


def test_regional_digits_count_where_they_are_switched_on(talk: Talk) -> None:
    words = said("papat wolu loro siji telu nol songo nem")
    at_code(talk).hear(words).until("minta_kode")
    here = replace(talk.script, words=load_words(CONTENT / "words.yaml", ("jawa",)))
    there = at_code(Talk(here))
    assert {"siji", "songo"} <= set(there.turn.wait.speech.words)
    there.hear(words).until("pastikan_kode")
    assert there.position.answers["kode"] == "48213096"
