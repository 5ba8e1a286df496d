"""A request in the caller's own words: what the recogniser expects, and where what was understood leads. Pure.

`position.choices` holds the readings that one short question offers, each as "service:intent" with either left out.
"""

from dataclasses import replace
from functools import lru_cache

from casework.understanding import Reading, understand
from ivr import regional
from ivr.lines import line
from ivr.position import Position
from ivr.script import AskFreely, Script
from ivr.values import Line

SERVICE = "{layanan}"
MOST = 3
"""Readings that are offered; with the way out there are four keys."""


@lru_cache(maxsize=8)
def _expected(names: tuple[str, ...], forms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.replace(SERVICE, name) for form in forms for name in names))


def sentences(script: Script, step: AskFreely) -> tuple[str, ...]:
    """What callers are likely to say: every service in every form, and what needs no service."""
    names = tuple(word for service in script.catalogue.services for word in service.words)
    with_service = tuple(form for form in step.sentences if SERVICE in form)
    others = (choice.words for choice in (*step.choices, *step.others))
    alone = tuple(form for form in step.sentences if SERVICE not in form)
    said = tuple(word for words in others for word in words)
    return (*names, *_expected(names, with_service), *alone, *said, *regional.unsure(script, step))


def read(script: Script, step: AskFreely, text: str, position: Position) -> tuple[str, Position] | None:
    """(the next step, or "" to ask which was meant; the position that knows what was understood); None: nothing."""
    found = understand(script.requests, text)
    if found.refused:
        return None
    if found.between:
        asked = tuple(f"{one.service or ''}:{one.intent or ''}" for one in found.between[:MOST])
        return "", replace(position, choices=asked, page=0)
    return _known(step, Reading(service=found.service, intent=found.intent), position, sure=found.sure)


def chosen(step: AskFreely, position: Position, number: int) -> tuple[str, Position] | None:
    """What the key with this number means among the readings offered; None: none of them."""
    if not 1 <= number <= len(position.choices):
        return None
    service, _, intent = position.choices[number - 1].partition(":")
    return _known(step, Reading(service=service or None, intent=intent or None), position, sure=False)


def offered(script: Script, position: Position) -> tuple[Line, ...]:
    """The readings with their keys and a way out; a single one as a question to be answered with yes or no.

    Three and their keys are all that a question has time for.
    """
    every = _worded(script, position.choices)
    if len(every) == 1:
        return line("maksud_satu"), line("maksud_ini", pilihan=every[0]), line("maksud_betul")
    keyed = (line("pilihan_tombol", pilihan=each, tombol=str(key)) for key, each in enumerate(every, start=1))
    asked = (line("maksud_mana"),) if len(every) < MOST else ()
    return *asked, *keyed, line("maksud_lain", tombol=str(len(every) + 1))


def _worded(script: Script, choices: tuple[str, ...]) -> list[str]:
    """Each reading in words. What they have in common the caller has just said: of several only the rest is told."""
    services, intents = zip(*(choice.split(":") for choice in choices), strict=True)
    one = len(choices) == 1
    told = []
    for service, intent in zip(services, intents, strict=True):
        words = [script.lines[f"maksud_{intent}"]] if intent and (one or len(set(intents)) > 1) else []
        words += [script.catalogue.get(service).spoken] if service and (one or len(set(services)) > 1) else []
        told.append(" | ".join(words).rstrip(",."))
    return told


def _known(step: AskFreely, reading: Reading, position: Position, *, sure: bool) -> tuple[str, Position]:
    answers = {
        **position.answers, "layanan": reading.service or "", "maksud": reading.intent or "",
    }  # fmt: skip
    position = replace(position, answers=answers)
    if reading.intent is None:
        return step.which_intent, position
    if reading.service is None and not sure and reading.intent in NEED_SERVICE:
        return step.which_service, position
    return step.then, position


NEED_SERVICE = frozenset({"syarat", "biaya", "waktu", "tempat", "cara"})
"""Nothing can be said of these without knowing the service."""
