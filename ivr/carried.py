"""What a caller had said before they asked for a person, and need not say again. Pure."""

from collections.abc import Mapping

from casework.codes import LENGTH, is_code
from casework.waiting_commands import HangUpInLine
from ivr.script import EnterCode, Script, Step
from ivr.universal import known
from ivr.values import Said
from speech.grammar import Band
from speech.repair import hear_code

LEAST_DIGITS = 3
"""Fewer are no part of a code that would help anybody."""


def before_person(script: Script, step: Step, said: Said, band: Band) -> str | None:
    """The digits in "empat delapan dua satu, petugas", where a code was asked for, or "" if they are too few; None
    where nobody asked for a person in the same breath."""
    if not isinstance(step, EnterCode) or band is Band.REFUSE:
        return None
    words = known(said)
    for name in sorted(script.words.universal.get("petugas", ()), key=len, reverse=True):
        if words.endswith(f" {name}"):
            heard = hear_code(words.removesuffix(name), (), length=LENGTH, passes=is_code)
            return heard.digits[:LENGTH] if len(heard.digits) >= LEAST_DIGITS else ""
    return None


def service(answers: Mapping[str, str]) -> str | None:
    """The service that they named, or that their application is about."""
    return answers.get("layanan") or None


def code(answers: Mapping[str, str]) -> str | None:
    """The code that they named, or as much of it as they had said."""
    return answers.get("kode_awal") or answers.get("kode") or None


def asked(answers: Mapping[str, str]) -> str | None:
    """What they wanted to know, as an intent."""
    return answers.get("maksud") or None


def on_hanging_up(answers: Mapping[str, str]) -> HangUpInLine:
    """Everything that a caller had said who hangs up while they wait for an officer."""
    return HangUpInLine(
        service_id=service(answers),
        code=code(answers),
        asked=asked(answers),
        helper=answers.get("pendamping"),
        consent=answers.get("izin") == "ya",
    )
