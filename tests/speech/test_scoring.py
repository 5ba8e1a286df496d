"""Counting what is right and wrong."""

import pytest

from speech.scoring import (
    NOTHING,
    Answer,
    acted,
    acted_wrong,
    aligned,
    confusions,
    rate,
    refused,
    taken,
    taken_wrong,
    whole_errors,
    word_errors,
)


def answer(said: str, heard: str, speaker: str = "FAA") -> Answer:
    return Answer(speaker=speaker, group=speaker[0], said=tuple(said.split()), heard=tuple(heard.split()))


@pytest.mark.parametrize(
    ("said", "heard", "pairs"),
    [
        ("satu dua", "satu dua", [("satu", "satu"), ("dua", "dua")]),
        ("satu dua", "satu", [("satu", "satu"), ("dua", NOTHING)]),
        ("satu", "lima satu", [(NOTHING, "lima"), ("satu", "satu")]),
        ("satu dua tiga", "satu tiga tiga", [("satu", "satu"), ("dua", "tiga"), ("tiga", "tiga")]),
        ("", "satu", [(NOTHING, "satu")]),
    ],
)
def test_words_are_matched_with_the_fewest_differences(
    said: str, heard: str, pairs: list[tuple[str, str]]
) -> None:
    assert aligned(said.split(), heard.split()) == pairs


def test_rates_count_words_and_whole_answers() -> None:
    answers = [answer("satu dua tiga", "satu dua tiga"), answer("empat lima", "empat")]
    assert rate(answers, word_errors).share == pytest.approx(1 / 5)
    assert rate(answers, whole_errors).share == pytest.approx(1 / 2)
    assert rate([], whole_errors).count == 0


def test_the_interval_is_by_speaker_and_repeatable() -> None:
    """One bad speaker among ten: drawing answers would call the rate certain, drawing speakers does not."""
    answers = [
        answer("satu", "satu" if speaker else "dua", f"F{speaker}")
        for speaker in range(10)
        for _ in range(50)
    ]
    found = rate(answers, whole_errors)
    assert found == rate(answers, whole_errors)
    assert found != rate(answers, whole_errors, seed=2, draws=20)
    assert found.share == pytest.approx(0.1)
    assert found.low == 0.0
    assert found.high >= 0.2


def test_the_order_of_the_answers_changes_nothing() -> None:
    answers = [
        answer("satu", "dua" if number % 7 < bad else "satu", f"F{bad}")
        for bad in range(6)
        for number in range(10 + 3 * bad)
    ]
    assert rate(answers, whole_errors) == rate(answers[::-1], whole_errors)


def test_confusions_come_with_the_most_frequent_first() -> None:
    answers = [answer("satu", "tujuh"), answer("satu", "tujuh"), answer("nol", "")]
    assert confusions(answers) == [("satu", "tujuh", 2), ("nol", NOTHING, 1)]


def test_right_and_wrong_answers_are_taken_or_not() -> None:
    answers = [
        Answer(speaker="F", group="F", said=("ya",), heard=("ya",), taken=True, acted=True),
        Answer(speaker="F", group="F", said=("ya",), heard=("tidak",), taken=True, acted=True),
        Answer(speaker="F", group="F", said=("ya",), heard=("tidak",), taken=True),
        Answer(speaker="F", group="F", said=("ya",), heard=("ya",)),
        Answer(speaker="F", group="F", said=("ya",), heard=()),
    ]
    shares = [rate(answers, what).share for what in (taken, acted, refused, taken_wrong, acted_wrong)]
    assert shares == pytest.approx([0.6, 0.4, 0.4, 0.4, 0.2])
