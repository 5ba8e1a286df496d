"""Yes and no among the answers of a menu or of the free question: in the words of the region too, and what sounds
like both. A question that knows nothing but yes and no has them from its grammar. Pure.
"""

from collections.abc import Sequence
from dataclasses import replace

from casework.words import Words
from ivr.script import AskFreely, Choice, Menu, Script, YesNo

YES, NO = "ya", "tidak"
"""Whoever lets a choice be answered by one of these lets it be answered by the regional words for it."""


def with_regional(choices: Sequence[Choice], words: Words) -> tuple[Choice, ...]:
    """The choices, with the words of the MPP's regions beside "ya" and "tidak"."""
    return tuple(_with(_with(choice, YES, words.regional_yes), NO, words.regional_no) for choice in choices)


def _with(choice: Choice, word: str, regional: frozenset[str]) -> Choice:
    if word not in choice.words:
        return choice
    more = (each for each in sorted(regional) if each not in choice.words)
    return replace(choice, words=(*choice.words, *more))


def unsure(script: Script, step: Menu | AskFreely) -> tuple[str, ...]:
    """What the recogniser must know here beside the answers, so that it takes "enggak" not for "inggih"."""
    asked = any(word in choice.words for choice in step.choices for word in (YES, NO))
    return tuple(sorted(script.words.unsure)) if asked else ()


def by_keys(step: Menu | AskFreely | YesNo) -> bool:
    """Whether 1 means yes here, and 2 no: then an answer that sounds like both is asked for by these keys."""
    if isinstance(step, YesNo):
        return True
    keys = {word: choice.key for choice in step.choices for word in choice.words if word in (YES, NO)}
    return keys == {YES: "1", NO: "2"}
