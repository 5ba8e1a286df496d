"""Understanding an answer: from keys or speech at a step to the way on. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import assert_never

from casework.codes import LENGTH, is_code
from ivr import asking, regional, services
from ivr.lines import line
from ivr.position import Position
from ivr.script import (
    AskFreely,
    Branch,
    Choice,
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
    Step,
    YesNo,
)
from ivr.universal import UNKNOWN, known
from ivr.values import Line, Said
from speech.grammar import Band
from speech.reading import digits
from speech.repair import How, hear_code

UNCLEAR = "kurang_jelas"

TAKE, OFFER = 0.65, 0.4
"""How sure the least sure word of a request must be to act on it, and to ask whether it was meant."""


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


def by_keys(script: Script, position: Position, step: Step, keys: str) -> Answer:
    """What these keys mean at this step."""
    match step:
        case Menu(choices=choices):
            return _by_key(choices, keys)
        case AskFreely(choices=choices):
            return _reading_by_key(step, position, keys) if position.choices else _by_key(choices, keys)
        case YesNo(yes=yes, no=no):
            return (
                Next(step=yes)
                if keys == "1"
                else Next(step=no)
                if keys == "2"
                else Unclear(reason="tombol_lain")
            )
        case EnterCode():
            return _keyed_code(position, step, keys)
        case PickService():
            return _service_by_key(script, position, step, keys)
        case RecordStory() | Say() | Branch() | Resume() | Do() | Connect() | Goodbye():
            return Unclear()
        case _:
            assert_never(step)


def by_voice(script: Script, position: Position, step: Step, said: Said, band: Band) -> Answer:
    """What these words mean at this step, by how sure they are.

    A doubtful menu word only leads somewhere, and the caller hears where. A doubtful service is offered by key. A
    doubtful yes or no is asked for by key. Codes are read back and confirmed whatever their confidence.
    """
    words = known(said)
    if isinstance(step, EnterCode):
        return _spoken_code(position, step, _in_indonesian(script, said))
    if isinstance(step, AskFreely):
        return _asked(script, position, step, said, band)
    if not words or band is Band.REFUSE:
        return Unclear()
    match step:
        case Menu(choices=choices):
            if words in script.words.unsure:
                return _unsure(step)
            found = _chosen(choices, words)
            return _taken(found[0]) if len(found) == 1 else Unclear()
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
        case RecordStory() | Say() | Branch() | Resume() | Do() | Connect() | Goodbye():
            return Unclear()
        case _:
            assert_never(step)


def _by_key(choices: Iterable[Choice], key: str) -> Answer:
    found = next((choice for choice in choices if choice.key == key), None)
    return _taken(found) if found is not None else Unclear(reason="tombol_lain")


def _unsure(step: Menu | AskFreely) -> Unclear:
    """ "Enggih" is yes and "enggak" is no, and they sound alike: nobody is taken at their word."""
    return Unclear(reason="pakai_satu_dua" if regional.by_keys(step) else UNCLEAR)


def _chosen(choices: Iterable[Choice], words: str) -> list[Choice]:
    """The choices whose words were said; what is part of longer words counts not: "puas" in "tidak puas"."""
    said = {word for choice in choices for word in choice.words if _says(words, (word,))}
    whole = {word for word in said if not any(_says(other, (word,)) for other in said - {word})}
    return [choice for choice in choices if whole.intersection(choice.words)]


def _taken(choice: Choice) -> Next:
    return Next(step=choice.then, line=choice.line, values=dict(choice.notes))


def _asked(script: Script, position: Position, step: AskFreely, said: Said, band: Band) -> Answer:
    """A word of the menu leads on even when doubtful: the caller hears where, and goes back. What was understood of
    a sentence is taken when every word of it was known and sure enough; otherwise it is offered by key."""
    words, least = known(said), said.confidence if said.least is None else said.least
    if not words or least < OFFER:
        return Unclear()
    if words in script.words.unsure:
        return Unclear(reason="pakai_satu_dua") if len(position.choices) == 1 else _unsure(step)
    if position.choices and words in script.words.yes and len(position.choices) == 1:
        return _reading(asking.chosen(step, position, 1))
    if position.choices and words in script.words.no:
        return More(position=replace(position, choices=()))
    for choice in step.choices:
        if words in choice.words and band is not Band.REFUSE:
            return _taken(choice)
    for choice in step.others:
        if _says(words, choice.words):
            return _taken(choice)
    found = asking.read(script, step, words, position)
    if found is not None and found[0] and (least < TAKE or UNKNOWN in said.words):
        answers = found[1].answers
        reading = f"{answers['layanan']}:{answers['maksud']}"
        return More(position=replace(position, choices=(reading,)))
    return _reading(found)


def _reading(found: tuple[str, Position] | None) -> Answer:
    if found is None:
        return Unclear()
    step, known_now = found
    if not step:
        return More(position=known_now)
    return Next(step=step, values={name: known_now.answers[name] for name in ("layanan", "maksud")})


def _reading_by_key(step: AskFreely, position: Position, key: str) -> Answer:
    if key == str(len(position.choices) + 1):
        return More(position=replace(position, choices=()))
    found = asking.chosen(step, position, int(key)) if key.isdigit() else None
    return _reading(found) if found is not None else Unclear(reason="tombol_lain")


def _code(code: str) -> dict[str, str]:
    """A whole code, and its groups, which are put right one at a time."""
    return {"kode": code, "kode_depan": code[:4], "kode_belakang": code[4:]}


def _end(position: Position, step: EnterCode, digits: str) -> Next:
    """The last digits of a code, or a group that puts the code known so far right."""
    if step.part is None:
        return Next(step=step.then, values={"kode_akhir": digits})
    if step.part == "telepon":
        return Next(step=step.then, values={"bukti": digits})
    before = position.answers["kode"]
    code = digits + before[4:] if step.part == "depan" else before[:4] + digits
    if is_code(code) or step.otherwise is None:
        return Next(step=step.then, values=_code(code))
    return Next(step=step.otherwise, line="kode_belum_cocok")


def _in_indonesian(script: Script, said: Said) -> Said:
    """Regional words for digits become the usual ones."""
    usual = script.words.digits
    if not usual:
        return said

    def turned(words: str) -> str:
        return " ".join(usual.get(word, word) for word in words.split())

    return replace(said, words=turned(said.words), alternatives=tuple(map(turned, said.alternatives)))


def _keyed_code(position: Position, step: EnterCode, keys: str) -> Answer:
    if not step.whole:
        whole = len(keys) == step.digits and keys.isdigit()
        return _end(position, step, keys) if whole else Unclear(reason="akhir_kurang")
    if is_code(keys):
        return Next(step=step.then, values=_code(keys))
    return Unclear(reason="kode_belum_cocok" if len(keys) >= LENGTH else "kode_belum_lengkap")


def _spoken_code(position: Position, step: EnterCode, said: Said) -> Answer:
    """The code in what may have been heard, and whether it had to be repaired: then the caller is told so before it
    is read back. Most people call about a code of their own. People pause while they read: spoken digits add up."""
    if not step.whole:
        return _spoken_end(position, step, said)
    begun = position.answers.get("kode_awal", "")
    heard = hear_code(said.words, said.alternatives, length=LENGTH, passes=is_code)
    if heard.how is not How.AS_SAID:
        own = hear_code(
            said.words, said.alternatives, length=LENGTH, passes=is_code, known=said.own_codes.__contains__
        )
        heard = own if own.usable else heard
    if heard.usable:
        return Next(
            step=step.then, line="kode_perkiraan" if heard.repaired else None, values=_code(heard.digits)
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
            values = _code(joined.digits)
            return Next(step=step.then, line="kode_perkiraan" if joined.repaired else None, values=values)
    so_far = begun + heard.digits
    if heard.digits and len(so_far) < LENGTH:
        kept = replace(position, answers={**position.answers, "kode_awal": so_far})
        return More(position=kept, lines=(line("kode_lanjut"),), prompt=False)
    return Unclear(reason="kode_belum_cocok" if len(heard.digits) >= LENGTH else UNCLEAR)


def _spoken_end(position: Position, step: EnterCode, said: Said) -> Answer:
    """The last digits of a code: exactly so many, and nothing else can check them but casework."""
    heard = hear_code(said.words, said.alternatives, length=step.digits, passes=lambda _: True)
    if heard.usable and len(heard.digits) == step.digits:
        return _end(position, step, heard.digits)
    return Unclear(reason="akhir_kurang" if heard.digits else UNCLEAR)


def _service_by_key(script: Script, position: Position, step: PickService, key: str) -> Answer:
    if not position.choices:
        choices = services.of_group(script, position, key)
        if choices:
            return More(position=replace(position, choices=choices, page=0))
        if services.leads_on(script, position, key):
            return More(position=replace(position, page=position.page + services.PAGE - 1))
        return Unclear(reason="tombol_lain")
    shown, more = services.page(position)
    number = int(key) if key.isdigit() else 0
    if 1 <= number <= len(shown):
        return _service(step, shown[number - 1])
    if more and number == len(shown) + 1:
        return More(position=replace(position, page=position.page + len(shown)))
    return Unclear(reason="tombol_lain")


def _service(step: PickService, service_id: str) -> Next:
    return Next(step=step.then, values={step.answer: service_id})


def _says(words: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases occurs in the words, whole words only."""
    return any(re.search(rf"\b{re.escape(phrase)}\b", words) for phrase in phrases)
