"""The one door into casework: `perform(session, command)` does what a call or a text asks and says what came of it.

Runs inside the caller's transaction and commits nothing.
"""

from typing import assert_never

from sqlalchemy.orm import Session

from casework import (
    agreements,
    callbacks,
    cases,
    clocks,
    consent,
    contacts,
    guessing,
    hanging_up,
    letters,
    matters,
    notices,
    proof,
    survey,
    ticket_desk,
    waiting,
    wishes,
)
from casework.applications import application_found, find_application
from casework.call_commands import (
    AnswerFound,
    CallLater,
    CallMe,
    CallsStopped,
    CallTaken,
    ConfirmNotice,
    NoticeConfirmed,
    OpenNotice,
    StopCalls,
    TakeCall,
)
from casework.codes import grouped
from casework.commands import (
    ApplicationFound,
    AskAddress,
    AskOpening,
    CaseFound,
    CaseOpened,
    Channel,
    Command,
    FindOfficer,
    FindOwn,
    KeepMark,
    LookUp,
    LookUpOwn,
    MarkShared,
    Noted,
    NothingFound,
    NoticesResumed,
    NoticesStopped,
    OfficerReachable,
    OpenCase,
    OpeningFound,
    Origin,
    Outcome,
    OwnFound,
    OwnUnclear,
    ResumeNotices,
    SendService,
    SendStatus,
    StopNotices,
    StopTexts,
    TextImpossible,
    TextQueued,
    TooManyWrongCodes,
)
from casework.duty import on_duty
from casework.jobs import enqueue
from casework.messages import queue_text
from casework.office import Office
from casework.recordings import TRANSCRIBE
from casework.special_days import with_special_days
from casework.ticket_commands import BookTicket, CancelTicket, FindSlot, FindTicket
from casework.understanding import understand
from casework.waiting_commands import HangUpInLine, JoinLine, KeepPlace, TurnReached
from models import Case, CaseEventKind, ConsentPurpose, Contact, Wish

Found = ApplicationFound | CaseFound | NothingFound | TooManyWrongCodes


def perform(session: Session, office: Office, command: Command, origin: Origin) -> Outcome:
    """Does it, in this transaction. Asking the same again because a webhook came twice changes nothing more."""
    contact = session.get_one(Contact, origin.contact_id)
    match command:
        case LookUp(code=code, proof=given):
            if (
                origin.channel is Channel.CALL
            ):  # what a text proves is looked at where it is read: sms/proof.py
                wanted = office.mpp.call_proof
                lacks = proof.lacking(session, office.mpp, wanted, contact, code, given, origin.at)
                if lacks is not None:
                    return lacks
            return _look_up(session, office, contact, code, origin)
        case FindOwn(service_id=service_id):
            own = matters.about(office, matters.open_matters(session, contact), service_id)
            return OwnFound() if len(own) == 1 and not contact.shared else OwnUnclear()
        case LookUpOwn(digits=digits, service_id=service_id):
            own = matters.about(office, matters.open_matters(session, contact), service_id)
            codes = [matter.code for matter in own if matter.code.endswith(digits)]
            return _look_up(session, office, contact, codes[0] if len(codes) == 1 else "", origin)
        case AskOpening():
            mpp = with_special_days(session, office.mpp, at=origin.at)
            return OpeningFound(is_open=mpp.is_open(origin.at), opens_at=mpp.next_opening(origin.at))
        case AskAddress():
            return AnswerFound(words=office.mpp.address)
        case MarkShared():
            wishes.say(contact, Wish.SHARED, at=origin.at)
            return Noted()
        case StopTexts():
            wishes.say(contact, Wish.NO_TEXTS, at=origin.at)
            return Noted()
        case KeepMark(element=element, mark=mark):
            if origin.call_id is not None:
                survey.keep(session, origin.call_id, element, mark, at=origin.at)
            return Noted()
        case OpenCase():
            return _open_case(session, office, contact, command, origin)
        case SendStatus(code=code):
            found = find(session, code)
            text = letters.status(office, found) if found is not None else None
            return _send(session, contact, text, origin)
        case SendService(service_id=service_id):
            return _send(session, contact, letters.service(office, service_id), origin)
        case FindOfficer():
            there = on_duty(session, office, origin.at)
            return OfficerReachable() if there else waiting.nobody(session, office, origin.at)
        case JoinLine():
            return waiting.join(session, office, command, origin)
        case KeepPlace():
            return waiting.keep_place(session, office, contact, command, origin)
        case HangUpInLine():
            left = hanging_up.hung_up(session, office, contact, command, origin)
            if isinstance(left, OpenCase):
                return _open_case(session, office, contact, left, origin, note=hanging_up.NOTE)
            return left
        case StopNotices():
            consent.stop_notices(session, contact, at=origin.at)
            return NoticesStopped()
        case ResumeNotices():
            consent.resume_notices(session, contact, at=origin.at)
            return NoticesResumed()
        case CallMe():
            return callbacks.call_me(session, office, contact, origin)
        case TakeCall():
            return _take_call(session, origin)
        case CallLater():
            return callbacks.call_later(
                session, office, notices.of_call(session, origin.call_id), at=origin.at
            )
        case StopCalls():
            callbacks.stop_calls(session, contact, at=origin.at)
            return CallsStopped()
        case OpenNotice(digits=digits):
            return notices.open_notice(session, office, contact, digits, origin)
        case ConfirmNotice():
            notices.confirm(session, origin.call_id, at=origin.at)
            return NoticeConfirmed()
        case FindTicket() | FindSlot() | BookTicket() | CancelTicket():
            return ticket_desk.perform(session, office, contact, command, origin)
        case _:
            assert_never(command)


def find(session: Session, code: str) -> ApplicationFound | CaseFound | None:
    """What has this code. A merged case's code tells how the case goes that it was merged into."""
    application = find_application(session, code)
    if application is not None:
        return application_found(application)
    case = cases.find_case(session, code)
    return None if case is None else CaseFound(code=code, status=case.status)


def _look_up(session: Session, office: Office, contact: Contact, code: str, origin: Origin) -> Found:
    until = guessing.locked_until(session, contact, origin.at)
    if until is not None:
        return TooManyWrongCodes(until=until)
    found = find(session, code)
    if found is not None:
        if code not in matters.codes_of(
            session, contact
        ):  # a code of one's own is no proof of care with others'
            contacts.forget_wrong_codes(contact, office.mpp)
        return found
    until = guessing.count_wrong_code(session, contact, office.mpp, origin.at)
    return TooManyWrongCodes(until=until) if until is not None else NothingFound(code=code)


def _open_case(
    session: Session, office: Office, contact: Contact, command: OpenCase, origin: Origin, *, note: str = ""
) -> CaseOpened:
    case = cases.open_case(
        session,
        channel=origin.channel,
        contact_id=contact.id,
        at=origin.at,
        service_id=command.service_id or _service_of(office, command.story),
        call_id=origin.call_id,
        recording_id=command.recording_id,
        story=command.story,
    )
    if case.clock_from is None:
        clocks.sort(session, office, case, at=origin.at)
    if note:
        case.add(CaseEventKind.NOTED, at=origin.at, detail={"text": note})
    if command.helper is not None:
        case.helper, case.consent = command.helper, command.consent
        agreed = "dengan izin pemiliknya" if command.consent else "belum ada izin pemiliknya"
        note = f"Penelepon membantu orang lain ({command.helper}), {agreed}."
        case.add(CaseEventKind.NOTED, at=origin.at, detail={"text": note})
    if origin.channel is Channel.CALL:
        _note_recording(session, office, contact, case, origin, given=command.recording_id is not None)
    if command.code:
        note = f"Kode yang disebutkan: {grouped(command.code)}."
        case.add(CaseEventKind.NOTED, at=origin.at, detail={"text": note})
    if command.recording_id is not None:
        wanted = {"case": case.id}
        enqueue(session, TRANSCRIBE, wanted, at=origin.at, dedupe=f"{TRANSCRIBE}:{case.id}")
    if contact.may_text and origin.message_id is None:
        queue_text(session, contact, letters.case_opened(office, case.code), at=origin.at, case_id=case.id)
    return CaseOpened(code=case.code, texted=contact.may_text)


def _note_recording(
    session: Session, office: Office, contact: Contact, case: Case, origin: Origin, *, given: bool
) -> None:
    """Whether they told their story after they had heard that it is recorded. Who does not is served all the same."""
    if not given:
        note = "Penelepon tidak meninggalkan rekaman. Telepon nomornya dan tanyakan masalahnya."
        case.add(CaseEventKind.NOTED, at=origin.at, detail={"text": note})
    words, purpose = office.recording_notice, ConsentPurpose.RECORDING
    agreements.say(session, contact, purpose, given=given, words=words, at=origin.at, case=case)


def _service_of(office: Office, story: str | None) -> str | None:
    """The service that a story is plainly about; None when it may be several or none."""
    return understand(office.requests, story).service if story else None


def _take_call(session: Session, origin: Origin) -> CallTaken | TurnReached:
    """They want to talk; if they were rung because it is their turn, it goes on to the officer."""
    call_back = notices.of_call(session, origin.call_id)
    row = waiting.come_back(session, call_back, origin)
    callbacks.take_call(session, call_back, at=origin.at)
    if row is None:
        return CallTaken()
    return TurnReached(service_id=row.service_id, code=row.code, asked=row.asked)


def _send(
    session: Session, contact: Contact, text: str | None, origin: Origin
) -> TextQueued | TextImpossible:
    if not contact.may_text or text is None:
        return TextImpossible()
    queue_text(session, contact, text, at=origin.at)
    return TextQueued()
