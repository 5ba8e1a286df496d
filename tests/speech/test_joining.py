"""Phrases are put together from what is already spoken."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.joining import CLOSE_MS, COMMA_MS, DIGIT_MS, cover, piece
from speech.phrases import Pause, Phrase, Piece


def texts(found: tuple[Piece, ...] | None) -> list[str] | None:
    return None if found is None else [part.text for part in found if isinstance(part, Phrase)]


def pauses(found: tuple[Piece, ...] | None) -> list[int]:
    return [part.milliseconds for part in found or () if isinstance(part, Pause)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Empat", "empat,"),
        (" Kartu  Keluarga. ", "kartu keluarga."),
        ("Sungguh?!", "sungguh?"),
        ("Ya...", "ya."),
        ("Awas!", "awas!"),
        ("satu,", "satu,"),
        ("Selasa, dua belas Juni,", "selasa, dua belas juni,"),
    ],
)
def test_a_piece_is_words_and_one_mark(text: str, expected: str) -> None:
    assert piece(text) == expected


def test_a_whole_phrase_is_one_piece() -> None:
    assert cover("Tekan satu.", {"tekan satu.", "tekan,", "satu."}.__contains__) == (Phrase("tekan satu."),)


def test_what_comes_before_the_end_goes_on() -> None:
    known = {"empat,", "empat.", "delapan,", "delapan.", "dua,", "satu,", "satu."}
    found = cover("empat delapan dua satu.", known.__contains__)
    assert texts(found) == ["empat,", "delapan,", "dua,", "satu."]
    assert pauses(found) == [DIGIT_MS] * 3
    assert texts(cover("empat delapan", known.__contains__)) == ["empat,", "delapan,"]
    assert cover("empat delapan?", known.__contains__) is None


def test_the_fewest_pieces_are_taken_and_none_may_be_missing() -> None:
    known = {"dua,", "puluh,", "dua puluh,", "empat,", "dua puluh empat,", "november."}
    found = cover("dua puluh empat November.", known.__contains__)
    assert texts(found) == ["dua puluh empat,", "november."]
    assert pauses(found) == [CLOSE_MS]
    assert cover("dua puluh lima November.", known.__contains__) is None


def test_a_comma_of_the_phrase_is_heard() -> None:
    known = {"selasa,", "dua puluh,", "november."}
    assert pauses(cover("Selasa, dua puluh November.", known.__contains__)) == [COMMA_MS, CLOSE_MS]


def test_a_comma_in_the_middle_of_a_piece_stays_there() -> None:
    assert texts(cover("gratis, tidak bayar.", {"gratis,", "tidak bayar."}.__contains__)) == [
        "gratis,",
        "tidak bayar.",
    ]
    assert texts(cover("ya gratis, tidak bayar.", {"ya,", "gratis, tidak bayar."}.__contains__)) == [
        "ya,",
        "gratis, tidak bayar.",
    ]


def test_an_endless_phrase_is_not_searched() -> None:
    assert cover(" ".join(["satu"] * 60), {"satu,"}.__contains__) is None


words = st.lists(st.sampled_from(["satu", "dua", "puluh", "empat"]), min_size=1, max_size=7)


@given(words, st.sets(st.lists(st.sampled_from(["satu", "dua", "puluh", "empat"]), min_size=1, max_size=3)
                      .map(tuple), max_size=12))  # fmt: skip
def test_no_shorter_way_exists(said: list[str], sets: set[tuple[str, ...]]) -> None:
    known = {piece(" ".join(part) + mark) for part in sets for mark in ",."}
    found = texts(cover(" ".join(said) + ".", known.__contains__))
    ways = [
        cuts
        for count in range(len(said))
        for cuts in itertools.combinations(range(1, len(said)), count)
        if all(
            piece(" ".join(said[a:b]) + ("." if b == len(said) else ",")) in known
            for a, b in itertools.pairwise((0, *cuts, len(said)))
        )
    ]
    assert (len(found) if found else None) == (min(map(len, ways)) + 1 if ways else None)
    if found:
        assert " ".join(part[:-1] for part in found) == " ".join(said)
