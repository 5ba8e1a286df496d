"""What we do about a text: `read(office, text, context)` says what to do, or what to answer. Pure.

What the text asks for by itself is found by `sms.topics`, what it answers by `sms.conversation`. Knows no clock,
database or network: a command goes to casework's `perform`, and `sms.incoming` keeps what is to be remembered.
"""

from dataclasses import dataclass, replace
from datetime import date

from casework.call_commands import (
    CallMe,
    StopCalls,
)
from casework.codes import is_code
from casework.commands import (
    LookUp,
    OpenCase,
    ResumeNotices,
    StopNotices,
)
from casework.letters import Letter
from casework.matters import Matter, about
from casework.office import Office
from sms import questions, replies, tickets
from sms.body import has_nik
from sms.conversation import Answer, Question, Waiting, answer_to, is_no, is_yes
from sms.topics import FEW_WORDS, NOTHING, QUESTION, SILENCE, STORY, STORY_WORDS, Asked, make_out
from sms.turn import TextTurn

MOST_MISSES = 3
"""So often in a row we say that we did not understand; whoever goes on is a machine, or no longer reads."""
_INFORMS = frozenset({"syarat", "biaya", "waktu", "cara"})
_FREE = frozenset({"jam", "tempat", "antre"})
"""Intents that are answered without a service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of the sender."""

    is_person: bool = True
    """False for short codes and names such as "OPERATOR": machines, with which a conversation never ends."""
    matters: tuple[Matter, ...] = ()
    """What runs under the sender's number; the open case is the last."""
    last_reply: str | None = None
    """Our last text to them; one that comes back word for word is an echo."""
    notices_stopped: bool = False
    today: date = date.min
    """Where the MPP is."""
    waiting: Waiting | None = None
    """The question that we asked them lately."""
    misses: int = 0
    """How often in a row we did not understand them."""

    @property
    def open_case_code(self) -> str | None:
        """The code of the open case, or None."""
        return next((matter.code for matter in self.matters if matter.is_case), None)


def read(office: Office, text: str, context: Context) -> TextTurn:
    """What this text asks for. Every text of a person that is not an echo gets a reply or a command."""
    if not context.is_person or not text.strip() or _same(text, context.last_reply):
        return TextTurn()
    asked = make_out(office, text)
    tells = context.waiting is not None and context.waiting.question in (Question.STORY, Question.ADDITION)
    if asked.act == SILENCE and not tells:
        return TextTurn()
    if context.waiting is not None and context.waiting.question is Question.SLOT:
        turn = tickets.answered(office, context.waiting, asked, context.today)
        if turn is not None:
            return turn
    answer = answer_to(office, context.waiting, asked) if context.waiting is not None else None
    if answer is not None:
        return _answered(office, answer, context)
    turn = _turn(office, asked, context)
    if turn.loose and context.waiting is not None and asked.words <= STORY_WORDS:
        repeated = questions.again(office, context.waiting)
        if repeated is not None:
            return repeated
    return _told(asked, turn, context.open_case_code) if context.open_case_code is not None else turn


def _answered(office: Office, answer: Answer, context: Context) -> TextTurn:
    waiting, asked = context.waiting, answer.asked
    if answer.next_page and waiting is not None:
        return questions.page(waiting.pages)
    if answer.no and waiting is not None and waiting.question is Question.CALL:
        return TextTurn(command=StopCalls())
    if answer.no:
        return TextTurn(reply=Letter(key="baik"))
    if answer.codeless:
        return TextTurn(reply=Letter(key="kode_lupa"), waiting=Waiting(question=Question.STORY))
    if answer.story_of is not None:
        return TextTurn(add_to=answer.story_of, story=asked.story)
    if answer.code is not None:
        return TextTurn(command=LookUp(code=answer.code))
    turn = _turn(office, asked, context)
    return replace(turn, proof=answer.proof) if answer.proof is not None else turn


def _turn(office: Office, asked: Asked, context: Context) -> TextTurn:
    match asked.act:
        case "darurat":
            return TextTurn(reply=Letter(key="darurat"), urgent=True)
        case "lapor" if asked.story:
            return TextTurn(command=OpenCase(story=asked.story), urgent=asked.emergency)
        case "lapor":
            return TextTurn(reply=Letter(key="cerita_kosong"), waiting=Waiting(question=Question.STORY))
        case "balas" if asked.story and asked.code:
            return TextTurn(add_to=asked.code, story=asked.story, urgent=asked.emergency)
        case "balas":
            waiting = Waiting(question=Question.ADDITION, code=asked.code)
            return TextTurn(reply=Letter(key="tambahan_kosong"), waiting=waiting)
        case "hubungi" | "suara":
            return TextTurn(command=CallMe(), waiting=Waiting(question=Question.CALL))
        case "jangan_telepon":
            return TextTurn(command=StopCalls())
        case "berhenti":
            return TextTurn() if context.notices_stopped else TextTurn(command=StopNotices())
        case "mulai":
            return TextTurn(command=ResumeNotices())
        case "bantuan" | "salam" | "lanjut" | "batal":
            return TextTurn(reply=replies.help_for(office, context.matters))
        case "terima_kasih":
            return TextTurn(reply=Letter(key="sama_sama"))
        case "status":
            return _status(office, asked, context)
        case "antre":
            return tickets.asked_for(asked, context.today)
        case act if act in _INFORMS or act in _FREE:
            return _informed(office, asked)
    return _unclear(office, asked, context)


def _status(office: Office, asked: Asked, context: Context) -> TextTurn:
    body = asked.body
    if body.code is not None or asked.code is not None:
        code = asked.code or body.code or ""
        if is_code(code):
            return TextTurn(command=LookUp(code=code))
        return TextTurn(reply=replies.wrong_code(code), waiting=Waiting(question=Question.CODE))
    if body.mistyped is not None:
        return TextTurn(reply=replies.wrong_code(body.mistyped), waiting=Waiting(question=Question.CODE))
    own = about(office, context.matters, asked.service)
    if len(own) == 1:
        return TextTurn(command=LookUp(code=own[0].code))
    if own:
        return questions.which_matter(office, own)
    key = "kode_bukan_nik" if has_nik(asked.text) else "kode_kurang"
    return TextTurn(reply=Letter(key=key), waiting=Waiting(question=Question.CODE))


def _informed(office: Office, asked: Asked) -> TextTurn:
    if asked.service is None:
        if asked.act in _FREE:
            return TextTurn(reply=replies.about_office(office, asked.act))
        return questions.which_service(asked.act)
    service = office.catalogue.get(asked.service)
    match asked.act:
        case "syarat":
            return questions.requirements(office, service, asked.nearby)
        case "cara":
            return questions.steps(office, service)
        case "biaya":
            return TextTurn(reply=replies.fee(office, service, asked.nearby))
        case "waktu":
            return TextTurn(reply=replies.duration(service))
        case "tempat":
            return TextTurn(reply=replies.counter(office, service))
    return TextTurn(reply=replies.about_office(office, asked.act))


def _unclear(office: Office, asked: Asked, context: Context) -> TextTurn:
    """A question where one helps, an example where nothing was understood, and an end to it."""
    if asked.act == QUESTION:
        return questions.between(office, asked)
    if context.misses >= MOST_MISSES:
        return TextTurn(loose=True)
    if is_yes(office, asked) or is_no(office, asked):  # to nothing that we asked
        return TextTurn(reply=Letter(key="baik"), loose=True)
    if asked.words >= STORY_WORDS:
        return questions.hand_over(asked.text)
    return TextTurn(reply=replies.example_for(office, context.matters), loose=True)


def _told(asked: Asked, turn: TextTurn, case_code: str) -> TextTurn:
    """A sentence goes to the open case. What it asks besides is answered where there is no doubt what it is."""
    if asked.act == "terima_kasih" or asked.act == "darurat":
        return replace(turn, add_to_case=True)
    if asked.commanded and asked.act != NOTHING:
        return turn
    if asked.act in (*_INFORMS, *_FREE, "status"):
        return replace(turn, add_to_case=asked.words > FEW_WORDS)
    if asked.act == STORY or asked.act == NOTHING or (asked.act == QUESTION and asked.words > FEW_WORDS):
        added = Letter(key="kasus_tambahan", values={"kode": case_code})
        return TextTurn(reply=added, add_to_case=True, urgent=asked.emergency)
    return turn


def _same(text: str, reply: str | None) -> bool:
    return reply is not None and " ".join(text.split()).casefold() == " ".join(reply.split()).casefold()
