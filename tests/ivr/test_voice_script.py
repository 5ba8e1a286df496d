"""Everything that is known beforehand is on the list, and with it every line of the call can be put together."""

import datetime
from collections import Counter

import pytest

from casework.mpp import Mpp, load_mpp
from ivr import lines
from ivr.samples import every_line
from ivr.script import Script
from ivr.studio_script import recordings
from ivr.voice_script import wanted
from speech import audio
from speech.filling import Wanted
from speech.joining import cover, piece
from speech.phrases import Phrase, pieces
from speech.studio_check import plain_words
from speech.synthesizer import Pace
from speech.voices.natural import SPEEDS
from tests.ivr.conftest import CONTENT

TODAY = datetime.date(2026, 11, 24)
FREE = frozenset({"jawaban"})
"""Values that an officer writes freely: the robot voice says those."""


@pytest.fixture(scope="module")
def mpp() -> Mpp:
    return load_mpp(CONTENT / "mpp.yaml")


@pytest.fixture(scope="module")
def found(script: Script, mpp: Mpp) -> tuple[Wanted, ...]:
    return wanted(script, mpp, TODAY)


@pytest.fixture(scope="module")
def texts(found: tuple[Wanted, ...]) -> dict[Pace, set[str]]:
    return {pace: {each.text for each in found if each.pace is pace} for pace in Pace}


@pytest.mark.parametrize("pace", list(Pace))
def test_every_line_can_be_put_together(script: Script, texts: dict[Pace, set[str]], pace: Pace) -> None:
    """In the slowest pace only the lines without values: the others are said at the slower one."""
    missing = [
        part.text
        for line in every_line(script)
        if FREE.isdisjoint(line.values) and not (pace is Pace.SLOWEST and line.values)
        for part in pieces(lines.text(script, line))
        if isinstance(part, Phrase) and cover(part.text, texts[pace].__contains__) is None
    ]
    assert missing == []


def test_lines_of_known_words_are_whole_phrases(script: Script, texts: dict[Pace, set[str]]) -> None:
    """Only codes and dates are put together word by word: whole phrases sound better."""
    joined = {
        line.key
        for line in every_line(script)
        if FREE.isdisjoint(line.values)
        for part in pieces(lines.text(script, line))
        if isinstance(part, Phrase) and piece(part.text) not in texts[Pace.NORMAL]
    }
    unknown = lines.OF_ANSWERS
    assert joined == {key for key in joined if lines.names(script.lines[key]) & unknown}
    assert "pastikan_kode" in joined


def test_a_code_is_four_pairs_at_the_normal_pace_and_eight_digits_at_slower_ones(
    script: Script, texts: dict[Pace, set[str]]
) -> None:
    said = lines.text(script, lines.line("kasus_kode_lagi", kode_kasus="70462815"))
    counted = {
        pace: [
            sum(isinstance(each, Phrase) for each in cover(part.text, texts[pace].__contains__) or ())
            for part in pieces(said)[2:5]
            if isinstance(part, Phrase)
        ]
        for pace in (Pace.NORMAL, Pace.SLOW)
    }
    assert counted == {Pace.NORMAL: [2, 2], Pace.SLOW: [4, 4]}


def test_a_date_far_ahead_is_its_day_and_the_rest(texts: dict[Pace, set[str]]) -> None:
    found = cover("tujuh belas agustus dua ribu dua puluh tujuh.", texts[Pace.NORMAL].__contains__)
    assert [each.text for each in found or () if isinstance(each, Phrase)] == [
        "tujuh belas,",
        "agustus dua ribu dua puluh tujuh.",
    ]


def test_every_time_of_opening_and_any_other_minute(script: Script, texts: dict[Pace, set[str]]) -> None:
    for hour in range(24):
        for minute in (0, 5, 30, 47):
            at = datetime.datetime(2027, 2, 28, hour, minute)  # noqa: DTZ001  as casework hands it over
            said = lines.text(script, lines.line("petugas_tutup", waktu_buka=at.isoformat()))
            for part in pieces(said):
                if isinstance(part, Phrase):
                    assert cover(part.text, texts[Pace.SLOW].__contains__), part


def test_each_piece_is_asked_for_once_as_pieces_are_called(found: tuple[Wanted, ...]) -> None:
    assert max(Counter((each.text, each.pace) for each in found).values()) == 1
    assert [each.text for each in found if piece(each.text) != each.text or "zzz" in each.text] == []


def test_what_any_call_may_meet_comes_first(found: tuple[Wanted, ...]) -> None:
    opening = [each.opening for each in found]
    first_other = opening.index(False)
    assert not any(opening[first_other:])
    first = {plain_words(each.text) + each.text[-1] for each in found[:first_other]}
    assert {"selamat datang di layanan telepon mal pelayanan publik.", "nol,", "nol.", "kodenya,"} <= first
    assert [each.pace for each in found] == sorted((each.pace for each in found), key=list(Pace).index)


def test_a_person_records_every_line_once_and_the_pieces_of_the_others(script: Script, mpp: Mpp) -> None:
    found = recordings(script, mpp, TODAY)
    files = [each.file for each in found]
    assert len(set(files)) == len(files)
    whole = [each for each in found if each.whole]
    assert [each.file for each in whole] == [
        f"{key}.wav" for key, template in script.lines.items() if not lines.names(template)
    ]
    assert files[: len(whole)] == [each.file for each in whole]
    assert {"nol--lanjut.wav", "nol--akhir.wav", "kodenya--lanjut.wav"} <= set(files)
    assert "saya_masih_di_sini--akhir.wav" not in files  # only in a line that is recorded whole
    known = {each.words for each in found if not each.whole}
    for line in every_line(script):
        if line.values and FREE.isdisjoint(line.values):
            for part in pieces(lines.text(script, line)):
                if isinstance(part, Phrase):
                    assert cover(part.text, known.__contains__), (line.key, part.text)


def test_the_whole_bank_is_small_enough(found: tuple[Wanted, ...]) -> None:
    """Under 60 MB. Seconds of a piece as measured for the natural voice on 82 pieces; slower paces take longer."""
    seconds = sum(
        (0.19 + 0.0945 * len(each.text)) * SPEEDS[Pace.NORMAL] / SPEEDS[each.pace] for each in found
    )
    assert seconds * audio.RATE < 60 * 1000 * 1000
