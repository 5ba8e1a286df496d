"""The ways between the steps of the dialogue, and which of them a call went. Pure.

The steps that a turn reached are stored with it. Of several ways between two of them (two answers that lead to the
same step, two outcomes of one command) it was the one that fits what was heard and whose lines were said. Who looks
for ways that nobody has tried starts here. Knows no call but its turns.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from casework.understanding import understand
from ivr import answers, script, universal
from ivr.position import Position
from ivr.resuming import resumed
from ivr.script import Script, Step
from ivr.values import Said
from speech.grammar import Band

END = ""
"""Where a call leads that an officer has taken."""
FAILED, ON, NOBODY, TAKEN = "gagal", "lalu", "tidak_diangkat", "diangkat"
NO_ANSWER = frozenset({"started", "hung_up", "stream_lost", "too_busy"})
"""What is heard without answering the question."""
LONGEST_BEFORE = 90
"""Letters of a word that comes before the lines of a way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """From one step to another; `label` is the key, the answer or the outcome that leads there."""

    step: str
    label: str
    to: str

    def __str__(self) -> str:
        return f"{self.step} -{self.label}-> {self.to or 'end'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTurn:
    """One turn of a call as it is stored: at which step what was heard, and the answer as a person reads it."""

    step: str
    kind: str
    heard: str
    said: str
    reached: tuple[str, ...]
    """The steps that it led to, one after the other; none where the question stayed the same."""


_Told = tuple[Way, tuple[str, ...]]
"""A way, and the lines that are said on it."""


def ways(found: Script) -> tuple[Way, ...]:
    """Every way of the dialogue. What leads from everywhere (petugas, menu, kembali, darurat) is none of them."""
    return tuple(
        dict.fromkeys(way for name, step in found.steps.items() for way, _ in _out(found, name, step))
    )


def taken(found: Script, turns: Sequence[ToldTurn]) -> tuple[Way, ...]:
    """The ways that this call went, in order."""
    went: list[Way] = []
    for before, turn in zip((None, *turns), turns, strict=False):
        went += _of_turn(found, turn, before.said if before else "")
    return tuple(went)


def _of_turn(found: Script, turn: ToldTurn, before: str) -> tuple[Way, ...]:
    step = found.steps.get(turn.step)
    if isinstance(step, script.Connect) and turn.heard == "answered":
        return (Way(step=turn.step, label=TAKEN, to=END),)
    if not turn.reached:
        return ()
    hops = []
    if step is not None and turn.kind not in NO_ANSWER and not _anywhere(found, turn, step):
        out = [one for one in _out(found, turn.step, step) if one[0].to == turn.reached[0]]
        fit = [one for one in _answered(found, turn, step, before) if one in out]
        hops.append(fit or out)
    known = _asked(found, turn, step)
    for name, to in pairwise(turn.reached):
        hops.append([one for one in _from(found, name, known) if one[0].to == to])
    paths = list(product(*(hop for hop in hops if hop)))
    fits = [path for path in paths if _said(found, _lines(path), turn.said)] or paths[:1]
    # Of two that fit, the one that says more: the other leaves out what was said.
    return tuple(way for way, _ in max(fits, key=lambda path: len(_lines(path))))


def _lines(path: Sequence[_Told]) -> tuple[str, ...]:
    return tuple(line for _, lines in path for line in lines)


def _from(found: Script, name: str, known: Mapping[str, str]) -> list[_Told]:
    """The ways out of this step, where more is known of what a branch goes by."""
    step = found.steps[name]
    own = step.lines if isinstance(step, script.Say) else ()
    out = [(way, own + lines) for way, lines in _out(found, name, step)]
    if isinstance(step, script.Branch) and step.answer in known:
        here = known[step.answer]
        return [one for one in out if one[0].label == (here if here in step.ways else "lainnya")]
    return out


def _anywhere(found: Script, turn: ToldTurn, step: Step) -> bool:
    """Whether what was heard leads on from any question, and is no way of this one."""
    if turn.kind == "pressed":
        return universal.pressed(step, turn.heard) is not None
    if turn.kind != "said":
        return False
    said = Said(words=turn.heard, confidence=1.0)
    return universal.emergency(found, said) or universal.said(found, said, Band.ACCEPT) is not None


def _answered(found: Script, turn: ToldTurn, step: Step, before: str) -> list[_Told]:
    """The ways out of this step that what was heard may have led to."""
    out = _out(found, turn.step, step)
    if (turn.kind == "silence" or not turn.heard) and not isinstance(step, script.RecordStory):
        return [(way, lines) for way, lines in out if way.label == FAILED]
    match step:
        case script.Menu(choices=choices):
            labels = _choices(found, turn, step, choices)
        case script.AskFreely():
            labels = _freely(found, turn, step, before)
        case script.Connect():
            labels = {NOBODY}
        case _:
            return out
    return [(way, lines) for way, lines in out if way.label in labels | {FAILED}]


def _choices(found: Script, turn: ToldTurn, step: Step, choices: Sequence[script.Choice]) -> set[str]:
    if turn.kind == "pressed":
        return {turn.heard}
    said = Said(words=turn.heard, confidence=1.0)
    meant = answers.by_voice(found, Position(step=turn.step), step, said, Band.ACCEPT)
    if not isinstance(meant, answers.Next):
        return set()
    return {one.key for one in choices if one.then == meant.step and dict(one.notes) == meant.values}


def _freely(found: Script, turn: ToldTurn, step: script.AskFreely, before: str) -> set[str]:
    """Whether it was one of the choices, one of the other matters, or what the sentence asks for."""
    asked = {ON, "layanan?", "maksud?"}
    if turn.kind == "pressed":
        offered = ("maksud_satu", "maksud_mana", "maksud_lain")
        return (
            asked
            if any(_words(tuple(found.lines.items()), (key,)).search(before) for key in offered)
            else {turn.heard}
        )
    words = universal.known(Said(words=turn.heard, confidence=1.0))
    for choice in step.choices:
        if words in choice.words:
            return {choice.key}
    for choice in step.others:
        if any(f" {word} " in f" {words} " for word in choice.words):
            return {choice.words[0]}
    return asked


def _asked(found: Script, turn: ToldTurn, step: Step | None) -> Mapping[str, str]:
    """What is known from a sentence that branches go by: two of them may lead to the same step."""
    if turn.kind != "said" or not isinstance(step, script.AskFreely):
        return {}
    meant = understand(found.requests, universal.known(Said(words=turn.heard, confidence=1.0)))
    return {"maksud": meant.intent} if meant.intent is not None else {}


def _out(found: Script, name: str, step: Step) -> list[_Told]:
    """The ways out of a step, each with the lines that are said on it."""

    def way(label: str, to: str, *lines: str | None) -> _Told:
        return Way(step=name, label=label, to=to), tuple(line for line in lines if line is not None)

    match step:
        case script.Say(then=then):
            return [way(ON, then)]
        case script.RecordStory(then=then):
            return [way(ON, then)]
        case script.Menu(choices=choices, on_failure=failed, once=once):
            told = [way(one.key, one.then, one.line) for one in choices]
            return [*told, way(FAILED, failed, None if once else "tidak_apa_apa")]
        case script.AskFreely():
            told = [way(one.key, one.then, one.line) for one in step.choices]
            told += [way(one.words[0], one.then, one.line) for one in step.others]
            told += [
                way(ON, step.then),
                way("layanan?", step.which_service),
                way("maksud?", step.which_intent),
            ]
            return [*told, way(FAILED, step.on_failure, "tidak_apa_apa")]
        case script.YesNo(yes=yes, no=no, on_failure=failed):
            return [way("ya", yes), way("tidak", no), way(FAILED, failed, "tidak_apa_apa")]
        case script.EnterCode(then=then, on_failure=failed, otherwise=other):
            told = [way(ON, then), way(FAILED, failed, "tidak_apa_apa")]
            return told + ([way("tidak_cocok", other, "kode_belum_cocok")] if other else [])
        case script.PickService(then=then, on_failure=failed):
            return [way(ON, then), way(FAILED, failed, "tidak_apa_apa")]
        case script.Branch(ways=onward, otherwise=other):
            return [*(way(answer, to) for answer, to in onward.items()), way("lainnya", other)]
        case script.Resume(otherwise=other):
            return [*(way(place, to) for place, to in _places(found)), way("lainnya", other)]
        case script.Do(results=results):
            return [way(label, one.then, *one.lines) for label, one in results.items()]
        case script.Connect(otherwise=other):
            return [way(TAKEN, END), way(NOBODY, other)]
        case script.Goodbye():
            return []


def _places(found: Script) -> Iterator[tuple[str, str]]:
    """The steps at which a call that broke off goes on, and where; one that reads a code out does not, see
    ivr/resuming.py."""
    for place in found.places:
        before = {"step": place, "answers": {}, "trail": ()}
        to = resumed(found, Position(before=before), END)[1]
        if to == found.resumes.get(place, place):
            yield place, to


def _said(found: Script, keys: Sequence[str], said: str) -> bool:
    """Whether these lines were said one after the other, from nearly the beginning: a word such as "Maaf" may come
    before them."""
    match = _words(tuple(found.lines.items()), tuple(keys)).search(said)
    return match is not None and match.start() <= LONGEST_BEFORE


@lru_cache(maxsize=2000)
def _words(lines: tuple[tuple[str, str], ...], keys: tuple[str, ...]) -> re.Pattern[str]:
    """What the lines with these keys may read like; {status} in a key stands for several lines."""
    return re.compile(" ".join(f"(?:{_one(lines, key)})" for key in keys))


def _one(lines: tuple[tuple[str, str], ...], key: str) -> str:
    keys = re.compile(_open(key, r"\w*"))
    every = sorted((text for name, text in lines if keys.fullmatch(name)), key=len, reverse=True)
    return "|".join(_open(" ".join(text.replace("|", " ").split()), ".+?") for text in every)


def _open(template: str, anything: str) -> str:
    """The template as a pattern, with anything where a value stands."""
    return anything.join(re.escape(part) for part in re.split(r"\{\w+\}", template))
