"""What each question waits for: how many keys, and the grammar of its answers. Pure."""

from typing import assert_never

from casework.codes import LENGTH, is_code
from ivr.position import Position
from ivr.script import (
    Connect,
    Do,
    EnterCode,
    Goodbye,
    Menu,
    PickService,
    RecordStory,
    Say,
    Script,
    Slower,
    YesNo,
)
from ivr.values import Ask, Record, Transfer, Wait
from speech.grammar import DIGIT_WORDS, Digits, Phrases
from speech.grammar import YesNo as YesNoAnswer

PATIENCE_S = 7.0
"""Silence after a simple question; a code takes longer, the paper must be found."""
CODE_PATIENCE_S = 12.0
SERVICE_SILENCE_MS = 1400

CODE_WORDS = (
    *DIGIT_WORDS, "puluh", "belas", "sepuluh", "sebelas", "dobel", "tripel", "eh bukan", "maksud saya",
    "ulangi dari awal",
)  # fmt: skip
"""What callers say in a code besides its digits. Few words: each more costs digits that are misheard."""

UNIVERSAL = ("petugas", "ulang", "kembali", "pelan")
"""The universal commands that a caller can say at any question."""


def wait_for(script: Script, position: Position) -> Wait | None:
    """What the present step waits for; None where it waits for nothing."""
    step = script.steps[position.step]
    anywhere = universal_words(script)
    speech = position.speech and position.tries < 3
    match step:
        case Menu(choices=choices):
            words = tuple(word for choice in choices for word in choice.words)
            return Ask(
                keys=1, speech=Phrases(phrases=words + anywhere) if speech else None, patience_s=PATIENCE_S
            )
        case YesNo():
            answer = YesNoAnswer(
                yes=tuple(sorted(script.words.yes)),
                no=tuple(sorted(script.words.no)),
                others=tuple(sorted(script.words.unsure)) + anywhere,
            )
            return Ask(keys=1, speech=answer if speech else None, patience_s=PATIENCE_S)
        case PickService():
            names = tuple(word for service in script.catalogue.services for word in service.words)
            grammar = Phrases(phrases=names + anywhere, end_silence_ms=SERVICE_SILENCE_MS)
            return Ask(keys=1, speech=grammar if speech else None, patience_s=PATIENCE_S)
        case EnterCode():
            digits = Digits(length=LENGTH, valid=is_code, words=CODE_WORDS, phrases=anywhere)
            return Ask(keys=LENGTH, speech=digits if speech else None, patience_s=CODE_PATIENCE_S)
        case RecordStory():
            return Record(longest_s=120, end_silence_s=4.0, patience_s=8.0)
        case Connect():
            return Transfer()
        case Say() | Do() | Slower() | Goodbye():
            return None
        case _:
            assert_never(step)


def universal_words(script: Script) -> tuple[str, ...]:
    """Everything that can be said for the universal commands."""
    return tuple(sorted(word for name in UNIVERSAL for word in script.words.universal[name]))
