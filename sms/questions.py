"""Turns that leave something open: which one, of which service, what else, and the next page. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from casework import letters
from casework.catalogue import Service
from casework.gsm7 import fits
from casework.letters import Letter
from casework.matters import Matter
from casework.office import Office
from casework.understanding import Reading
from sms import replies
from sms.conversation import Choice, Question, Waiting
from sms.pages import LAST, PAGE, pages
from sms.topics import STORY_WORDS, Asked
from sms.turn import TextTurn

LONG_STORY = 8
"""Words of a text that names no service and still asks for nothing clear: somebody tells a story."""
_REPEATED = {
    Question.CODE: "kode_kurang",
    Question.SERVICE: "layanan_kosong",
    Question.CHOICE: "pilih",
    Question.PROOF: "bukti_telepon",
    Question.HAND_OVER: "teruskan",
}


def which_matter(office: Office, matters: Sequence[Matter]) -> TextTurn:
    """Several of the sender's matters: names only, and a number to answer."""
    choices = [Choice(intent="status", code=matter.code, service=matter.service_id) for matter in matters]
    names = [replies.name_of(office, matter) for matter in matters]
    return _ask(office, choices, names)


def which_service(intent: str) -> TextTurn:
    """An intent without a service."""
    return TextTurn(
        reply=Letter(key="layanan_kosong"), waiting=Waiting(question=Question.SERVICE, intent=intent)
    )


def between(office: Office, asked: Asked) -> TextTurn:
    """Whatever may be meant, with numbers; a lone one asks for yes, one without a service for the service."""
    readings = [one for one in asked.between if one.service is not None or one.intent is not None]
    if asked.words >= LONG_STORY and not any(one.service for one in readings):
        return hand_over(asked.text)
    if len(readings) == 1 and readings[0].service is None and readings[0].intent not in ("lapor", "petugas"):
        lone = readings[0].intent or "syarat"
        if lone not in ("jam", "antre"):
            return which_service(lone)
    choices = [Choice(service=one.service, intent=one.intent or "syarat") for one in readings]
    story = asked.text if asked.words >= STORY_WORDS else None
    return _ask(office, choices, _labels(office, readings), story)


def hand_over(text: str) -> TextTurn:
    """Something was told that we do not understand: an officer may."""
    waiting = Waiting(question=Question.HAND_OVER, text=text)
    return TextTurn(reply=Letter(key="teruskan"), waiting=waiting, loose=True)


def again(office: Office, waiting: Waiting) -> TextTurn | None:
    """The same question once more, to an answer that was none; None when that would not help."""
    if waiting.repeated or waiting.question not in _REPEATED:
        return None
    if waiting.question is Question.CHOICE:
        turn = _ask(office, waiting.choices, waiting.names, waiting.text)
    else:
        turn = TextTurn(reply=Letter(key=_REPEATED[waiting.question]), loose=True)
    return replace(turn, waiting=replace(waiting, repeated=True), loose=True)


def requirements(office: Office, service: Service, same_name: Sequence[str]) -> TextTurn:
    """What to bring; others of the same name are offered behind it where the text has room for that."""
    others = [office.catalogue.get(other) for other in same_name]
    if not others:
        return TextTurn(reply=letters.of_service(service))
    names = " / ".join(other.sms_name for other in others)
    return _with_more(
        office, service, names, pages(office, [f"{other.sms_name}: {other.sms_info}" for other in others])
    )


def _with_more(office: Office, service: Service, what: str, following: Sequence[str]) -> TextTurn:
    """What to bring, and LANJUT for something more where the text has room to say so."""
    letter = letters.of_service(service)
    offered = Letter(key="layanan_syarat_lain", values={**letter.values, "pilihan": what})
    if not fits(letters.unshortened(office, offered)):
        return TextTurn(reply=letter)
    return TextTurn(reply=offered, waiting=Waiting(question=Question.MORE, pages=tuple(following)))


def steps(office: Office, service: Service) -> TextTurn:
    """What to do, one step after the other; where that takes several texts, first what to bring."""
    numbered = [f"{number}. {step}" for number, step in enumerate(service.steps, start=1)]
    numbered = numbered if len(numbered) > 1 else list(service.steps)
    written = pages(office, [f"{service.sms_name}: {numbered[0]}", *numbered[1:]])
    return page(written) if len(written) == 1 else _with_more(office, service, "Caranya", written)


def page(remaining: Sequence[str]) -> TextTurn:
    """The next page, and that there are more."""
    first, *more = remaining
    letter = Letter(key=PAGE if more else LAST, values={"isi": first})
    return TextTurn(
        reply=letter, waiting=Waiting(question=Question.MORE, pages=tuple(more)) if more else None
    )


def _ask(
    office: Office, choices: Sequence[Choice], names: Sequence[str], story: str | None = None
) -> TextTurn:
    if len(choices) == 1:
        key, values = "yakin", {"pilihan": names[0]}
    else:
        count = _most_that_fit(office, names)
        choices = choices[:count]
        key, values = "pilih", {"pilihan": _numbered(names[:count])}
    waiting = Waiting(
        question=Question.CHOICE, choices=tuple(choices), names=tuple(names[: len(choices)]), text=story
    )
    return TextTurn(reply=Letter(key=key, values=values), waiting=waiting)


def _most_that_fit(office: Office, names: Sequence[str]) -> int:
    def written(count: int) -> str:
        return letters.unshortened(office, Letter(key="pilih", values={"pilihan": _numbered(names[:count])}))

    return next((count for count in range(len(names), 1, -1) if fits(written(count))), 1)


def _numbered(names: Sequence[str]) -> str:
    return ", ".join(f"{number} {name}" for number, name in enumerate(names, start=1))


def _labels(office: Office, readings: Sequence[Reading]) -> list[str]:
    """Short where all are the same question about several services."""

    def named(service: str) -> str:
        return office.catalogue.get(service).sms_name

    alike = len({one.intent for one in readings}) == 1
    services = {one.service for one in readings if one.service}
    if len(readings) > 2 and len(services) == 1:
        first, *others = (replies.LABELS[one.intent or "syarat"] for one in readings)
        return [f"{first} {named(*services)}", *others]
    if len(readings) > 1 and alike and all(one.service for one in readings):
        return [named(one.service or "") for one in readings]
    return [
        " ".join(
            filter(None, (replies.LABELS[one.intent or "syarat"], named(one.service) if one.service else ""))
        )
        for one in readings
    ]
