"""What an officer hears before they take a call: enough, never too long, and nothing private."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from ivr import lines
from ivr.briefing import LONGEST_S, fitted, parts
from ivr.position import Position
from ivr.script import Script
from ivr.values import Line
from models import WaitingCaller, WaitingState
from speech import audio, voices
from speech.phrases import pieces
from speech.synthesizer import Pace
from speech.voicebank import Voicebank

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
EVERYTHING = Position(pace="slow", louder=True, speech=False, answers={"pendamping": "keluarga"})


def row(service: str | None = None, code: str | None = None, asked: str | None = None) -> WaitingCaller:
    return WaitingCaller(
        call_id=1, contact_id=1, service_id=service, code=code, asked=asked, since=AT, seen_at=AT,
        state=WaitingState.RINGING, passed="",
    )  # fmt: skip


def told(script: Script, waiting: WaitingCaller, position: Position) -> str:
    return " ".join(lines.shown(script, said) for _, said in parts(script, waiting, position))


def test_service_code_question_and_needs_are_told_and_then_the_key(script: Script) -> None:
    words = told(script, row("kk", "48213096", "biaya"), EVERYTHING)
    assert words == (
        "kartu keluarga, biaya, 4821 3096, kurang dengar, minta pelan, hanya tombol, untuk orang lain, tekan satu."
    )


def test_of_a_caller_of_whom_nothing_is_known_that_is_all(script: Script) -> None:
    assert told(script, row(), Position()) == "Ada penelepon, tekan satu."


def test_a_service_that_left_the_catalogue_is_not_named(script: Script) -> None:
    assert told(script, row("tidak_ada_lagi"), Position()).startswith("Ada penelepon,")


def test_what_does_not_fit_is_left_out_the_least_important_first(script: Script) -> None:
    """A voice that takes two seconds for each part: four fit."""
    heard: list[list[str]] = []

    def speak(said: Sequence[Line]) -> bytes:
        heard.append([one.key for one in said])
        return audio.silence(2000 * len(said))

    sound = fitted(parts(script, row("kk", "48213096", "biaya"), EVERYTHING), speak)
    assert audio.seconds(sound) == LONGEST_S
    assert heard[-1] == ["bisik_layanan", "maksud_biaya", "bisik_kode", "bisik_terima"]


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Voicebank:
    folder = tmp_path_factory.mktemp("bank")
    return Voicebank(folder, voices.opened(voices.ROBOT, folder))


def test_service_and_code_always_fit_as_the_robot_voice_says_them(script: Script, bank: Voicebank) -> None:
    longest = max(script.catalogue.services, key=lambda service: len(service.spoken))

    def speak(said: Sequence[Line]) -> bytes:
        return b"".join(
            sound for one in said for sound in bank.speech(pieces(lines.text(script, one)), Pace.NORMAL)
        )

    try:
        least = [part for part in parts(script, row(longest.id, "48213096"), Position()) if part[0] <= 1]
        assert audio.seconds(speak([said for _, said in least])) <= LONGEST_S
        whole = fitted(parts(script, row(longest.id, "48213096", "biaya"), EVERYTHING), speak)
        assert audio.seconds(whole) <= LONGEST_S
    finally:
        bank.close()
