"""What was just said: the question that we wait for an answer to, and how the next text answers it. Pure.

Knows no clock: who calls has forgotten what is older than FORGOTTEN.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from casework.office import Office
from casework.understanding import Reading
from sms.body import last_four, small_numbers
from sms.keywords import says
from sms.topics import FEW_WORDS, NOTHING, QUESTION, STORY, Asked

FORGOTTEN = timedelta(minutes=30)
"""After so long a text begins anew."""
_YES_WORDS = 4
_ALONE = frozenset({STORY, "balas", "hubungi", "suara", "bantuan", "berhenti", "mulai", "antre"})
"""Commands that are meant whatever was asked before."""
_NEEDS_MORE = frozenset({"syarat", "biaya", "waktu", "cara", "tempat", "status", "antre"})


class Question(StrEnum):
    """What we asked for."""

    CODE = "kode"
    SERVICE = "layanan"
    """Of which service; `intent` is what about it."""
    CHOICE = "pilihan"
    STORY = "cerita"
    ADDITION = "tambahan"
    """What to add to the case with `code`."""
    PROOF = "bukti"
    HAND_OVER = "teruskan"
    """Whether the officers shall get `text`."""
    SLOT = "jam_datang"
    """Whether they come at that time; `pages` are the times that were offered, the last one now."""
    CALL = "telepon"
    """Nothing: a call was promised, and they may not want it after all."""
    MORE = "lanjut"
    """Nothing: there are more `pages`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several that were offered."""

    service: str | None = None
    intent: str | None = None
    code: str | None = None
    """A matter of the sender's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A question of ours, and what is needed to go on from its answer."""

    question: Question
    intent: str | None = None
    choices: tuple[Choice, ...] = ()
    code: str | None = None
    text: str | None = None
    """The text that the question is about."""
    pages: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """The choices as they were offered."""
    repeated: bool = False
    """It was asked twice; a third time would not help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """One conversation."""

    waiting: Waiting | None = None
    loose: tuple[tuple[int, str], ...] = ()
    """Texts (id, words) that nobody understood: perhaps parts of a story whose beginning is still on its way."""
    parts: tuple[str, ...] = ()
    """The parts of the story that was told last, and the case that it became."""
    case_code: str | None = None
    misses: int = 0
    """How often in a row we did not understand."""

    def as_json(self) -> dict[str, Any]:
        """To be kept."""
        return asdict(self)


def memory_of(document: Mapping[str, Any] | None) -> Memory:
    """What was kept. A document of another release is nothing."""
    try:
        given = dict(document or {})
        waiting = given.pop("waiting", None)
        return Memory(
            waiting=_waiting(waiting) if waiting else None,
            loose=tuple((int(number), str(text)) for number, text in given.pop("loose", ())),
            parts=tuple(given.pop("parts", ())),
            **given,
        )
    except (KeyError, TypeError, ValueError):
        return Memory()


def _waiting(given: Mapping[str, Any]) -> Waiting:
    values = {
        **given,
        "question": Question(given["question"]),
        "choices": tuple(Choice(**choice) for choice in given["choices"]),
        "pages": tuple(given["pages"]),
        "names": tuple(given["names"]),
    }
    return Waiting(**values)


# Answers ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the text means as an answer: the text as if all had been said at once, or more."""

    asked: Asked
    code: str | None = None
    """The matter that was chosen."""
    proof: str | None = None
    """The last four digits of a telephone number."""
    story_of: str | None = None
    """The case that the story is to be added to."""
    next_page: bool = False
    no: bool = False
    """No, or "never mind"."""
    codeless: bool = False
    """They have no code."""


def answer_to(office: Office, waiting: Waiting, asked: Asked) -> Answer | None:
    """The text as an answer to our question; None when it is about something else."""
    if asked.act == "batal":
        return Answer(asked=asked, no=True)
    if asked.act in _ALONE and asked.commanded:
        return None
    match waiting.question:
        case Question.MORE:
            goes_on = asked.act == "lanjut" or is_yes(office, asked)
            return Answer(asked=asked, next_page=True) if goes_on else None
        case Question.CALL:
            return Answer(asked=asked, no=True) if is_no(office, asked) else None
        case Question.HAND_OVER:
            return _handed_over(office, waiting, asked)
        case Question.PROOF:
            digits = last_four(asked.text)
            return (
                Answer(asked=replace(asked, act="status", code=waiting.code), proof=digits)
                if digits
                else None
            )
        case Question.CODE:
            return _code(office, asked)
        case Question.STORY | Question.ADDITION:
            return _story(office, waiting, asked)
        case Question.SERVICE:
            return _service(waiting, asked)
        case Question.CHOICE:
            return _choice(office, waiting, asked)
        case Question.SLOT:
            return None  # sms/tickets.py


def is_yes(office: Office, asked: Asked) -> bool:
    """Whether it says yes and hardly anything else."""
    return _only(office, (office.words.yes | office.text_words.yes) - office.words.no, asked)


def is_no(office: Office, asked: Asked) -> bool:
    """Whether it says no and hardly anything else."""
    return _only(office, office.words.no | office.text_words.no, asked)


def _only(office: Office, words: frozenset[str], asked: Asked) -> bool:
    said = asked.body.words
    if not said or len(said) > _YES_WORDS or asked.code is not None:
        return False
    fillers = office.requests.vocabulary.fillers
    return " ".join(said) in words or (said[0] in words and all(word in fillers for word in said[1:]))


def _handed_over(office: Office, waiting: Waiting, asked: Asked) -> Answer | None:
    if is_no(office, asked):
        return Answer(asked=asked, no=True)
    if is_yes(office, asked) or small_numbers(asked.text) == (1,):
        return Answer(asked=replace(asked, act=STORY, story=waiting.text))
    return None


def _code(office: Office, asked: Asked) -> Answer | None:
    if asked.code is not None or asked.body.mistyped is not None:
        return Answer(asked=replace(asked, act="status"))
    if says(asked.body.words, office.text_words.codeless) or is_no(office, asked):
        return Answer(asked=asked, codeless=True)
    return None


def _story(office: Office, waiting: Waiting, asked: Asked) -> Answer | None:
    """Whatever comes is the story, except what is plainly something else."""
    if is_no(office, asked) and asked.words <= FEW_WORDS:
        return Answer(asked=asked, no=True)
    plain_command = asked.commanded and asked.words <= FEW_WORDS and asked.act not in (NOTHING, QUESTION)
    if plain_command or (asked.code is not None and asked.words <= FEW_WORDS) or asked.act == "salam":
        return None
    told = replace(asked, act=STORY, story=asked.text)
    return Answer(asked=told, story_of=waiting.code if waiting.question is Question.ADDITION else None)


def _service(waiting: Waiting, asked: Asked) -> Answer | None:
    """A service, or several of one name, for the intent that was asked."""
    if asked.commanded or asked.code is not None:
        return None
    if asked.act in _NEEDS_MORE and asked.service is not None:
        own = asked.act if asked.act != "syarat" else waiting.intent or asked.act
        return Answer(asked=replace(asked, act=own))
    if asked.act == QUESTION and all(one.service for one in asked.between):
        offered = tuple(Reading(service=one.service, intent=waiting.intent) for one in asked.between)
        return Answer(asked=replace(asked, between=tuple(dict.fromkeys(offered))))
    return None


def _choice(office: Office, waiting: Waiting, asked: Asked) -> Answer | None:
    choices = waiting.choices
    numbers = small_numbers(asked.text) or tuple(
        office.text_words.numbers[word] for word in asked.body.words if word in office.text_words.numbers
    )
    if len(numbers) == 1 and asked.words <= _YES_WORDS:
        fits = 1 <= numbers[0] <= len(choices)
        return _chosen(waiting, asked, choices[numbers[0] - 1]) if fits else None
    if len(choices) == 1 and is_yes(office, asked):
        return _chosen(waiting, asked, choices[0])
    if is_no(office, asked):
        return Answer(asked=asked, no=True)
    if asked.commanded or asked.code is not None:
        return None
    services = {asked.service} if asked.service else {one.service for one in asked.between} - {None}
    fitting = [one for one in choices if one.service in services]
    fitting = fitting or [one for one in choices if asked.act != "syarat" and one.intent == asked.act]
    return _chosen(waiting, asked, fitting[0]) if len(fitting) == 1 else None


def _chosen(waiting: Waiting, asked: Asked, choice: Choice) -> Answer:
    act = choice.intent or "syarat"
    if act in ("petugas", STORY):
        return Answer(asked=replace(asked, act=STORY, story=waiting.text or ""))
    return Answer(asked=replace(asked, act=act, service=choice.service), code=choice.code)
