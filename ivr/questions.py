"""What each question waits for: how many keys, and the grammar of its answers. Pure."""

from dataclasses import replace
from typing import assert_never

from casework.codes import is_code
from ivr import asking, universal
from ivr.position import Position
from ivr.regional import unsure
from ivr.script import (
    AskFreely,
    Branch,
    Connect,
    Do,
    EnterCode,
    Goodbye,
    Menu,
    PickService,
    RecordStory,
    Resume,
    Say,
    Script,
    YesNo,
)
from ivr.values import Ask, Record, Transfer, Wait
from speech.grammar import DIGIT_WORDS, Digits, Phrases, Request
from speech.grammar import YesNo as YesNoAnswer

PATIENCE_S = 7.0
"""Silence after a simple question; a code takes longer, the paper must be found."""
CODE_PATIENCE_S = 12.0
WORD_SILENCE_MS = 1500
SENTENCE_SILENCE_MS = 2000
"""How long a caller must be quiet for their answer to be over. Yes, no and digits have their own (speech/
grammar.py). Who was slow, or went on after we thought that they were done, gets more (speech/endpointing.py)."""
HOLD_S = 30.0
"""After "tunggu": so often the line says that it is still there."""
HOLDS = 10
"""So often, then it asks again: five minutes."""

TURN_S = 5.0
"""Whoever waits for an officer hears a soft sound so often, and it is looked whether it is their turn."""

CODE_WORDS = (
    *DIGIT_WORDS, "puluh", "belas", "sepuluh", "sebelas", "dobel", "tripel", "eh bukan", "maksud saya",
    "ulangi dari awal",
)  # fmt: skip
"""What callers say in a code besides its digits. Few words: each more costs digits that are misheard."""


def wait_for(script: Script, position: Position) -> Wait | None:
    """What the present step waits for; None where it waits for nothing."""
    wait = _wait(script, position)
    if isinstance(wait, Ask) and position.held:
        return replace(wait, patience_s=HOLD_S, hold=True)
    return wait


def _wait(script: Script, position: Position) -> Wait | None:
    step = script.steps[position.step]
    anywhere = universal.words(script) + (universal.GO_ON if position.held else ())
    danger = tuple(sorted(script.words.emergency))
    speech = position.speech and position.tries < 3
    match step:
        case Menu(choices=choices, waiting=waiting):
            words = tuple(word for choice in choices for word in choice.words)
            words += unsure(script, step)
            grammar = Phrases(phrases=words + anywhere + danger, end_silence_ms=WORD_SILENCE_MS)
            patience = TURN_S if waiting else PATIENCE_S
            return Ask(keys=1, speech=grammar if speech else None, patience_s=patience, hold=waiting)
        case AskFreely():
            expected = asking.sentences(script, step) + anywhere + danger
            if position.choices:
                expected += tuple(sorted(script.words.yes | script.words.no | script.words.unsure))
            request = Request(sentences=expected, end_silence_ms=SENTENCE_SILENCE_MS)
            return Ask(keys=1, speech=request if speech else None, patience_s=PATIENCE_S)
        case YesNo():
            answer = YesNoAnswer(
                yes=tuple(sorted(script.words.yes)),
                no=tuple(sorted(script.words.no)),
                others=tuple(sorted(script.words.unsure)) + anywhere,
            )
            return Ask(keys=1, speech=answer if speech else None, patience_s=PATIENCE_S)
        case PickService():
            names = tuple(word for service in script.catalogue.services for word in service.words)
            grammar = Phrases(phrases=names + anywhere + danger, end_silence_ms=WORD_SILENCE_MS)
            return Ask(keys=1, speech=grammar if speech else None, patience_s=PATIENCE_S)
        case EnterCode(digits=length, whole=whole):
            valid = is_code if whole else _any_digits
            regional = tuple(sorted(script.words.digits))
            digits = Digits(length=length, valid=valid, words=(*CODE_WORDS, *regional), phrases=anywhere)
            return Ask(keys=length, speech=digits if speech else None, patience_s=CODE_PATIENCE_S)
        case RecordStory():
            return Record(longest_s=120, end_silence_s=4.0, patience_s=8.0)
        case Connect():
            return Transfer()
        case Say() | Branch() | Resume() | Do() | Goodbye():
            return None
        case _:
            assert_never(step)


def _any_digits(digits: str) -> bool:
    """The end of a code has no check digit: nothing can be said of it without the code."""
    return True
