"""What a text means: `read(office, text, context)` says what to do, or what to answer. Pure.

Knows no clock, database or network. A command goes to casework's `perform`, and `replies.answer` says what the
citizen reads of its outcome.
"""

import re
from dataclasses import dataclass, replace

from casework.codes import is_code
from casework.commands import Command, LookUp, OpenCase, StopNotices
from casework.letters import Letter
from casework.office import Office
from sms import replies
from sms.body import NOISE
from sms.topics import Request, make_out

STORY = frozenset({"petugas", "lapor"})
"""Our texts tell people to begin with these; whatever follows is a story for the officers."""
KEYWORDS = frozenset({"status", "cek", "syarat", "biaya", "info"})
"""Our texts tell people to begin with these to ask something."""
FEW_WORDS = 3
"""So many words around a code or a keyword are a command, not something to tell."""
MOST_WORDS = 8
"""Longer texts that name a service but ask nothing are stories; they are not taken for "what must I bring?"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of the sender."""

    is_person: bool = True
    """False for short codes and names such as "OPERATOR": machines, with which a conversation never ends."""
    open_case_code: str | None = None
    last_reply: str | None = None
    """Our last text to them; one that comes back word for word is an echo."""
    notices_stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTurn:
    """At most one command, else a reply; neither: silence."""

    command: Command | None = None
    reply: Letter | None = None
    add_to_case: bool = False
    """The text tells something, and belongs to the sender's open case."""
    urgent: bool = False
    """It sounds like an emergency."""


def read(office: Office, text: str, context: Context) -> TextTurn:
    """What this text asks for. Every text of a person that is not an echo gets a reply or a command."""
    if not context.is_person or not text.strip() or _same(text, context.last_reply):
        return TextTurn()
    request = make_out(office, text)
    story = _story(office, text)
    if story == "":
        return TextTurn(reply=Letter(key="cerita_kosong"))
    if story is not None:
        return TextTurn(command=OpenCase(story=story), urgent=request.emergency)
    if _is_only(request, office.words.intents["berhenti"], FEW_WORDS):
        return TextTurn() if context.notices_stopped else TextTurn(command=StopNotices())
    if _is_only(request, office.words.intents["bantuan"] - office.words.intents["syarat"], 2):
        return TextTurn(reply=Letter(key="bantuan"))
    if _is_only(request, office.words.courtesies["terima_kasih"], FEW_WORDS):
        return TextTurn(reply=Letter(key="sama_sama"), add_to_case=context.open_case_code is not None)
    turn = _understood(office, request, context)
    if context.open_case_code is not None and not _is_command(request):
        return _told(request, turn, context.open_case_code)
    return turn or _otherwise(office, request)


def _understood(office: Office, request: Request, context: Context) -> TextTurn | None:
    """A question or a code; None for anything else."""
    body, services, topic = request.body, request.services, request.topic
    asked = topic.name if topic is not None and (topic.sure or services) else None
    about_service = asked in ("syarat", "biaya") and bool(services)
    if request.emergency and not (about_service and topic is not None and topic.named):
        return TextTurn(reply=Letter(key="darurat"), urgent=True)
    if body.code is not None and not about_service:
        if is_code(body.code):
            return TextTurn(command=LookUp(code=body.code))
        return TextTurn(reply=replies.wrong_code(body.code))
    match asked:
        case "status" if body.mistyped is not None:
            return TextTurn(reply=replies.wrong_code(body.mistyped))
        case "status":
            return TextTurn(reply=replies.code_needed(context.open_case_code))
        case "syarat" if services:
            return TextTurn(reply=replies.requirements(services))
        case "biaya" if services:
            return TextTurn(reply=replies.fee(services))
        case "syarat" | "biaya":
            return TextTurn(reply=Letter(key="layanan_kosong"))
        case "jam":
            return TextTurn(reply=replies.opening_hours(office.mpp))
        case "petugas" if topic is not None and (topic.named or not services):
            return None
    if not services:
        return None
    if len(services) == 1 and len(body.words) > MOST_WORDS:
        return TextTurn(reply=Letter(key="layanan_soal", values={"layanan": services[0].sms_name}))
    return TextTurn(reply=replies.requirements(services))


def _otherwise(office: Office, request: Request) -> TextTurn:
    """Somebody who asks for a person gets one; anybody else an example."""
    if _is_only(request, office.words.courtesies["salam"], FEW_WORDS):
        return TextTurn(reply=Letter(key="bantuan"))
    if request.topic is None or request.topic.name != "petugas":
        return TextTurn(reply=Letter(key="tidak_paham"))
    if len(request.body.words) < FEW_WORDS:
        return TextTurn(reply=Letter(key="cerita_kosong"))
    return TextTurn(command=OpenCase(story=request.text))


def _told(request: Request, turn: TextTurn | None, case_code: str) -> TextTurn:
    """Goes to the open case. What it asks besides is answered when there is no doubt what it is."""
    topic, services = request.topic, request.services
    asks = topic is not None or len(request.body.words) <= FEW_WORDS
    clear = bool(services and asks) or (topic is not None and topic.name == "jam" and topic.sure)
    if turn is not None and (request.emergency or request.body.code or clear):
        return replace(turn, add_to_case=True)
    return TextTurn(reply=Letter(key="kasus_tambahan", values={"kode": case_code}), add_to_case=True)


def _is_command(request: Request) -> bool:
    few = len(request.body.words) <= FEW_WORDS
    if request.body.code is not None and few:
        return True
    return request.begins_with(KEYWORDS) and (few or bool(request.services or request.body.code))


def _is_only(request: Request, keywords: frozenset[str], most_words: int) -> bool:
    """The keyword and hardly anything else."""
    return (
        request.begins_with(keywords)
        and len(request.body.words) <= most_words
        and not request.services
        and request.body.code is None
    )


def _story(office: Office, text: str) -> str | None:
    """What follows PETUGAS or LAPOR; None when the text does not begin so."""
    for word in re.finditer(r"[^\W_]+", text):
        typed = word[0].lower()
        if typed in NOISE:
            continue
        if office.words.abbreviations.get(typed, typed) not in STORY:
            return None
        rest = text[word.end() :]
        return re.sub(r"^[\W_]*(?:spasi\b[\W_]*)?", "", rest, flags=re.IGNORECASE).strip()
    return None


def _same(text: str, reply: str | None) -> bool:
    return reply is not None and " ".join(text.split()).casefold() == " ".join(reply.split()).casefold()
