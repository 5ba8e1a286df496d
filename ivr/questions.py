"""What each question waits for: how many keys, and the grammar of its answers. Pure."""

from dataclasses import replace
from typing import assert_never

from casework.codes import is_code
from ivr import asking, universal
from ivr.holding import HOLD_S
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
from ivr.values import Ask, Record, Said, Transfer, Wait
from speech.grammar import DIGIT_WORDS, Band, Digits, Phrases, Request
from speech.grammar import YesNo as YesNoAnswer

PATIENCE_S = 7.0
"""Silence after a simple question; a code takes longer, the paper must be found."""
CODE_PATIENCE_S = 12.0
WORD_SILENCE_MS = 1500
SENTENCE_SILENCE_MS = 2000
"""How long a caller must be quiet for their answer to be over. Yes, no and digits have their own (speech/
grammar.py). Who was slow, or went on after we thought that they were done, gets more (speech/endpointing.py)."""
TURN_S = 5.0
"""Whoever waits for an officer hears a soft sound so often, and it is looked whether it is their turn."""

SLOWLY_MS = {"normal": 0, "slow": 500, "slowest": 1000}
"""Who asked for a slower voice, now or in an earlier call, needs more time to speak as well."""
CUT_OFF_MS = 500
"""More for the rest of a code whose beginning was taken for all of it."""

CODE_WORDS = (
    *DIGIT_WORDS, "puluh", "belas", "sepuluh", "sebelas", "dobel", "tripel", "eh bukan", "maksud saya",
    "ulangi dari awal",
)  # fmt: skip
"""What callers say in a code besides its digits. Few words: each more costs digits that are misheard."""


def wait_for(script: Script, position: Position) -> Wait | None:
    """What the present step waits for; None where it waits for nothing."""
    wait = _wait(script, position)
    if not isinstance(wait, Ask):
        return wait
    more_ms = SLOWLY_MS[position.pace] + (CUT_OFF_MS if position.answers.get("kode_awal") else 0)
    if position.held:
        return replace(wait, more_ms=more_ms, patience_s=HOLD_S, hold=True)
    return replace(wait, more_ms=more_ms)


def band_of(script: Script, position: Position, said: Said) -> Band:
    """How sure these words are for the question that was asked."""
    match wait_for(script, position):
        case Ask(speech=grammar) if grammar is not None:
            return grammar.bands.of(said.confidence)
        case _:
            return Band.REFUSE


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
            digits = code(script, length, whole=whole, phrases=anywhere)
            return Ask(keys=length, speech=digits if speech else None, patience_s=CODE_PATIENCE_S)
        case RecordStory():
            return Record(longest_s=120, end_silence_s=4.0, patience_s=8.0)
        case Connect():
            return Transfer()
        case Say() | Branch() | Resume() | Do() | Goodbye():
            return None
        case _:
            assert_never(step)


def code(script: Script, length: int, *, whole: bool, phrases: tuple[str, ...]) -> Digits:
    """A code, or the end of one, as it may be said; or one of the phrases."""
    regional = tuple(sorted(script.words.digits))
    valid = is_code if whole else _any_digits
    return Digits(length=length, valid=valid, words=(*CODE_WORDS, *regional), phrases=phrases)


def _any_digits(digits: str) -> bool:
    """The end of a code has no check digit: nothing can be said of it without the code."""
    return True
