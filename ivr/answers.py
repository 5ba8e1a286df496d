"""Understanding an answer: from keys or speech at a step to the way on. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import assert_never

from casework.codes import LENGTH, is_code
from ivr import services
from ivr.lines import line
from ivr.position import Position
from ivr.questions import UNIVERSAL
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
    Step,
    YesNo,
)
from ivr.values import Line, Said
from speech.grammar import Band
from speech.reading import digits
from speech.repair import hear_code

UNKNOWN = "[unk]"
UNCLEAR = "kurang_jelas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """Understood: `step` is next, `line` confirms in passing, `values` are new answers."""

    step: str
    line: str | None = None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """Half an answer: the same step goes on from this position, after these lines and perhaps its prompt."""

    position: Position
    lines: tuple[Line, ...] = ()
    prompt: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Not understood; `reason` is the line that says so."""

    reason: str = UNCLEAR


Answer = Next | More | Unclear


def universal(script: Script, said: Said, band: Band) -> str | None:
    """The universal command in what was said, if it is nothing else."""
    words = _known(said)
    if band is Band.REFUSE:
        return None
    return next((name for name in UNIVERSAL if words in script.words.universal[name]), None)


def by_keys(script: Script, position: Position, step: Step, keys: str) -> Answer:
    """What these keys mean at this step."""
    match step:
        case Menu(choices=choices):
            for choice in choices:
                if choice.key == keys:
                    return Next(step=choice.then, line=choice.line)
            return Unclear(reason="tombol_lain")
        case YesNo(yes=yes, no=no):
            return (
                Next(step=yes)
                if keys == "1"
                else Next(step=no)
                if keys == "2"
                else Unclear(reason="tombol_lain")
            )
        case EnterCode():
            return _keyed_code(step, keys)
        case PickService():
            return _service_by_key(script, position, step, keys)
        case RecordStory() | Say() | Do() | Slower() | Connect() | Goodbye():
            return Unclear()
        case _:
            assert_never(step)


def by_voice(script: Script, position: Position, step: Step, said: Said, band: Band) -> Answer:
    """What these words mean at this step, by how sure they are.

    A doubtful menu word only leads somewhere, and the caller hears where. A doubtful service is offered by key. A
    doubtful yes or no is asked for by key. Codes are read back and confirmed whatever their confidence.
    """
    words = _known(said)
    if isinstance(step, EnterCode):
        return _spoken_code(position, step, said)
    if not words or band is Band.REFUSE:
        return Unclear()
    match step:
        case Menu(choices=choices):
            found = [choice for choice in choices if _says(words, choice.words)]
            return Next(step=found[0].then, line=found[0].line) if len(found) == 1 else Unclear()
        case YesNo(yes=yes, no=no):
            if _says(words, script.words.unsure) or band is Band.CONFIRM:
                return Unclear(reason="pakai_satu_dua")
            if _says(words, script.words.no):
                return Next(step=no)
            return Next(step=yes) if _says(words, script.words.yes) else Unclear()
        case PickService():
            found_ids = tuple(service.id for service in script.catalogue.by_words(words))
            if len(found_ids) == 1 and (band is Band.ACCEPT or found_ids == position.choices):
                return _service(step, found_ids[0])
            return More(position=replace(position, choices=found_ids, page=0)) if found_ids else Unclear()
        case RecordStory() | Say() | Do() | Slower() | Connect() | Goodbye():
            return Unclear()
        case _:
            assert_never(step)


def _keyed_code(step: EnterCode, keys: str) -> Answer:
    if is_code(keys):
        return Next(step=step.then, values={"kode": keys})
    return Unclear(reason="kode_belum_cocok" if len(keys) >= LENGTH else "kode_belum_lengkap")


def _spoken_code(position: Position, step: EnterCode, said: Said) -> Answer:
    """The code in what may have been heard, and whether it had to be repaired: then the caller is told so before it
    is read back. Most people call about a code of their own. People pause while they read: spoken digits add up."""
    begun = position.answers.get("kode_awal", "")
    heard = hear_code(
        said.words, said.alternatives, length=LENGTH, passes=is_code, known=said.own_codes.__contains__
    )
    if not heard.usable:
        heard = hear_code(said.words, said.alternatives, length=LENGTH, passes=is_code)
    if heard.usable:
        return Next(
            step=step.then, line="kode_perkiraan" if heard.repaired else None, values={"kode": heard.digits}
        )
    if begun:
        before = digits(begun)
        joined = hear_code(
            f"{before} koma {said.words}",
            tuple(f"{before} koma {other}" for other in said.alternatives),
            length=LENGTH,
            passes=is_code,
        )
        if joined.usable:
            values = {"kode": joined.digits}
            return Next(step=step.then, line="kode_perkiraan" if joined.repaired else None, values=values)
    so_far = begun + heard.digits
    if heard.digits and len(so_far) < LENGTH:
        kept = replace(position, answers={**position.answers, "kode_awal": so_far})
        return More(position=kept, lines=(line("kode_lanjut"),), prompt=False)
    return Unclear(reason="kode_belum_cocok" if len(heard.digits) >= LENGTH else UNCLEAR)


def _service_by_key(script: Script, position: Position, step: PickService, key: str) -> Answer:
    if not position.choices:
        choices = services.of_group(script, key)
        return (
            More(position=replace(position, choices=choices, page=0))
            if choices
            else Unclear(reason="tombol_lain")
        )
    shown, more = services.page(position)
    number = int(key) if key.isdigit() else 0
    if 1 <= number <= len(shown):
        return _service(step, shown[number - 1])
    if more and number == len(shown) + 1:
        return More(position=replace(position, page=position.page + len(shown)))
    return Unclear(reason="tombol_lain")


def _service(step: PickService, service_id: str) -> Next:
    return Next(step=step.then, values={step.answer: service_id})


def _known(said: Said) -> str:
    """What was said, without what the grammar does not know."""
    return " ".join(word for word in said.words.split() if word != UNKNOWN)


def _says(words: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases occurs in the words, whole words only."""
    return any(re.search(rf"\b{re.escape(phrase)}\b", words) for phrase in phrases)
