"""What a text asks for by itself, before anybody remembers what was said earlier. Pure.

A command is found by its first word or a short sentence (`sms.keywords`); what it is about, and everything in a
citizen's own words, by casework's one understanding of calls and texts.
"""

import re
from dataclasses import dataclass, replace

from casework.office import Office
from casework.text_words import SENTENCES, Phrase
from casework.understanding import Reading, Understood, understand
from sms.body import SPACE, Body, read_body
from sms.keywords import command_of, says, splitter, usual

FEW_WORDS = 3
"""So many words around a command are the command; more tell something."""
SHORT_WORDS = 7
"""A text in which a sentence such as "telepon saya" is a wish, and not part of a story."""
STORY_WORDS = 6
"""From so many words on, a text about a service that asks nothing tells something."""
_ASKS = {"info": "syarat"} | {
    same: same for same in ("status", "syarat", "biaya", "waktu", "cara", "tempat", "jam", "antre")
}
"""Commands that are intents of content/requests.yaml too."""
_WHATEVER_THE_CODE = frozenset({"biaya", "tempat"})
"""What is asked with these has the same answer for everybody; with a code everything else asks about that code."""
_HARMLESS = frozenset({"jam", "tempat", "antre"})
"""Answers that mislead nobody, so a slight sign is enough."""
_STARTS = frozenset({"hubungi", "suara", "bantuan", "berhenti", "mulai", "lanjut", "batal"})
"""Commands that stand alone."""
_CALLS = frozenset({"telepon", "hubungi"})
_LINK = re.compile(r"https?://|www\.|\bbit\.ly|\*\d{2,4}(?:\*\d+)*#", re.IGNORECASE)
"""What carriers and swindlers send and citizens do not: links, and numbers to dial such as *363#."""
_TELLS = frozenset({"petugas", "lapor"})
"""Who begins with these tells of a swindler's text, and did not write it."""
STORY = "lapor"
QUESTION = "tanya"
NOTHING = "tidak_paham"
SILENCE = "diam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A text and what it asks for."""

    text: str
    body: Body
    act: str
    """A command, an intent of content/requests.yaml, "lapor" (with `story`), "darurat", "terima_kasih", "salam",
    "tanya" (one question makes it clear), "tidak_paham", or "diam" for machines."""
    service: str | None = None
    nearby: tuple[str, ...] = ()
    between: tuple[Reading, ...] = ()
    """What a question offers, with `act` "tanya"."""
    code: str | None = None
    story: str | None = None
    emergency: bool = False
    commanded: bool = False
    """It begins with a command; otherwise it is a sentence that may also tell something."""

    @property
    def words(self) -> int:
        """How many there are, without numbers."""
        return len(self.body.words)


def make_out(office: Office, text: str) -> Asked:
    """Everything that this text asks for."""
    vocabulary = office.requests.vocabulary
    body = read_body(text, lambda token: usual(vocabulary, token), splitter(vocabulary))
    emergency = says(body.words, _emergencies(office))
    asked = Asked(text=text.strip(), body=body, act=NOTHING, code=body.code, emergency=emergency)
    if _is_machine(office, text, body) and not (body.tokens and body.tokens[0] in _TELLS):
        return replace(asked, act=SILENCE)
    if (answer := _answer_to_a_case(text, body)) is not None:
        return replace(asked, act="balas", story=answer, commanded=True)
    command = command_of(office.text_words, vocabulary, body.tokens[0]) if body.tokens else None
    if command == "petugas":
        return replace(asked, act=STORY, story=_after_command(office, text), commanded=True)
    if command == "batal" and "antre" in body.words:
        return replace(asked, act="antre", commanded=True)
    if command == "batal" and not _CALLS.isdisjoint(body.words):
        return replace(asked, act="jangan_telepon", commanded=True)
    if command in _STARTS and len(body.words) <= FEW_WORDS:
        return replace(asked, act=str(command), commanded=True)
    understood = understand(office.requests, _without_noise(body, command))
    if emergency and not (command in _ASKS and understood.service is not None):
        return replace(asked, act="darurat")
    if (wish := _wish(office, body)) is not None:
        return replace(asked, act=wish)
    return _understood(office, replace(asked, commanded=command is not None), understood, command)


def _understood(office: Office, asked: Asked, understood: Understood, command: str | None) -> Asked:
    body, service = asked.body, understood.service
    about_service = (
        understood.sure
        and service is not None
        and (understood.intent in _WHATEVER_THE_CODE or (asked.commanded and understood.intent != "status"))
    )
    if body.code is not None and not about_service:
        return replace(asked, act="status", service=service)
    wanted = _ASKS.get(command or "")
    if understood.sure and understood.intent is not None:
        asked = _sure(asked, understood)
        return replace(asked, act="syarat") if command == "info" and asked.act == "cara" else asked
    if body.mistyped is not None and (wanted == "status" or understood.intent == "status" or not body.words):
        return replace(asked, act="status")
    if wanted in ("status", "tempat", "jam", "antre") and asked.words <= FEW_WORDS:
        return replace(asked, act=wanted, service=service)
    if understood.asks == "intent" and service is not None:
        if _names_only(office, body) or (wanted is not None and asked.words < STORY_WORDS):
            return replace(asked, act=wanted or "syarat", service=service)
        return replace(asked, act=QUESTION, between=_offered(service))
    lone = understood.between[0].intent if len(understood.between) == 1 else understood.intent or wanted
    if lone in _HARMLESS and asked.words <= SHORT_WORDS and body.code is None:
        return replace(asked, act=lone)
    if understood.between:
        return replace(asked, act=QUESTION, between=_filled(understood, wanted))
    if understood.intent is not None or wanted is not None:
        intent = understood.intent or wanted
        return replace(asked, act=QUESTION, between=(Reading(service=None, intent=intent),))
    return _courtesy(office, asked)


def _sure(asked: Asked, understood: Understood) -> Asked:
    intent = understood.intent
    if intent in ("lapor", "petugas"):
        story = asked.text if asked.words >= FEW_WORDS else ""
        return replace(asked, act=STORY, story=story)
    return replace(asked, act=str(intent), service=understood.service, nearby=understood.nearby)


def _courtesy(office: Office, asked: Asked) -> Asked:
    """Thanks and greetings, and what nobody understands."""
    said = " ".join(asked.body.tokens) + " "
    for act in ("terima_kasih", "salam"):
        if asked.words <= SHORT_WORDS and any(
            said.startswith(f"{word} ") for word in office.words.courtesies[act]
        ):
            return replace(asked, act=act)
    if asked.words <= FEW_WORDS and "petugas" in asked.body.words:
        return replace(asked, act=STORY, story="")
    return asked


def _emergencies(office: Office) -> tuple[Phrase, ...]:
    spoken = tuple(tuple(phrase.split()) for phrase in office.words.emergency)
    return spoken + office.text_words.emergency


def _wish(office: Office, body: Body) -> str | None:
    if len(body.words) > SHORT_WORDS or body.code is not None:
        return None
    sentences = office.text_words.sentences
    return next((act for act in SENTENCES if says(body.words, sentences[act])), None)


def _names_only(office: Office, body: Body) -> bool:
    """A service's name and politeness; whatever else is said may change what is asked."""
    vocabulary = office.requests.vocabulary
    said = [word for word in body.words if word not in vocabulary.fillers]
    return len(said) <= FEW_WORDS and not any(word in vocabulary.ordinary for word in said)


def _filled(understood: Understood, wanted: str | None) -> tuple[Reading, ...]:
    """Readings without an intent are about what to bring, unless the command says otherwise."""
    filled = (
        Reading(
            service=one.service,
            intent=one.intent or wanted or understood.intent or ("syarat" if one.service else None),
        )
        for one in understood.between
    )
    return tuple(dict.fromkeys(filled))


def _offered(service: str) -> tuple[Reading, ...]:
    """Somebody says something about a service, and not what they want to know."""
    return (
        Reading(service=service, intent="status"),
        Reading(service=service, intent="syarat"),
        Reading(service=service, intent="biaya"),
        Reading(service=None, intent="petugas"),
    )


def _is_machine(office: Office, text: str, body: Body) -> bool:
    ours = text.rstrip(" .").endswith(f"-{office.mpp.sms_name}") and len(body.words) > FEW_WORDS
    return ours or _LINK.search(text) is not None or says(body.words, office.text_words.machines)


def _without_noise(body: Body, command: str | None) -> str:
    """For the understanding: the command in its right spelling, without "spasi" and codes."""
    if command in _ASKS and command not in ("info", "waktu"):
        return " ".join((command, *body.tokens[1:]))
    return " ".join(body.tokens)


def _answer_to_a_case(text: str, body: Body) -> str | None:
    """What follows "BALAS 4821 3096"; None when the text does not begin so."""
    begins = re.match(rf"\W*(?:balas|bls)\b[\W_]*(?:{SPACE}\b[\W_]*)?(?=[oil]*[0-9])", text, re.IGNORECASE)
    if begins is None or body.code is None:
        return None
    digits = re.match(r"(?:[0-9oil][\s.\-]*){8}", text[begins.end() :], re.IGNORECASE)
    return _trimmed(text[begins.end() + digits.end() :]) if digits is not None else None


def _after_command(office: Office, text: str) -> str:
    """What follows PETUGAS or LAPOR, word for word; "" when that is nothing to tell."""
    for word in re.finditer(r"[^\W_]+", text):
        typed = word[0].lower()
        if command_of(office.text_words, office.requests.vocabulary, typed) == "petugas":
            story = _trimmed(text[word.end() :])
            known = office.requests.vocabulary.read(story)
            return "" if all(one.filler for one in known) and not re.search(r"\d", story) else story
    return text.strip()


def _trimmed(rest: str) -> str:
    return re.sub(rf"^[\W_]*(?:{SPACE}\b[\W_]*)?", "", rest, flags=re.IGNORECASE).strip()
