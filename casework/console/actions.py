"""What officers do with a case. Every form carries the version of the case it was made from: when somebody else
changed the case meanwhile nothing is done, and the officer sees the case as it is now with what they wrote.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Form, Request, Response
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casework import cases, clocks, handing_over, notices, officer_calls
from casework.console import answer, guard, personal
from casework.console.case import case_page
from casework.console.case_view import last_changed
from casework.console.guard import PostingOfficer
from casework.console.pages import go_to
from casework.documents import TooMany
from casework.merging import NotTogether
from casework.roles import Right
from casework.stories import NoRecording
from casework.triage import PRIORITIES
from deps import Services, ServicesDep
from models import Case, MoveNotAllowed, Officer

LONGEST_NOTE = 2000
"""Characters."""

TOO_LONG_AGO = (
    "Kasus ini selesai lebih dari sepuluh hari lalu, jadi tidak bisa dibuka lagi. Warga bisa melapor baru."
)
TOO_MANY_DOCUMENTS = "Berkasnya terlalu banyak. Selesaikan dulu sebagian."
NOT_SO_NOW = "Itu tidak bisa dilakukan pada kasus ini sekarang. Silakan periksa keadaannya."

Do = Callable[[Session, Case, Officer, datetime], None]
Version = Annotated[int, Form()]
Words = Annotated[str, Form()]

router = guard.router(see=Right.SEE_CASES, do=Right.WORK_CASES)


class CannotText(ValueError):
    """A text does not reach this number."""


class Changed(Exception):
    """The case changed since the form was made. The message says how, in Indonesian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One form that was sent for a case."""

    request: Request
    officer: guard.SignedIn
    here: Services
    case_id: int
    version: int

    def answer(self, do: Do, *, notice: str, errors: dict[str, str] | None = None, **typed: str) -> Response:
        """Does it and goes back to the case; or shows the form again with what was wrong."""
        if errors:
            return self._again(422, errors, typed)
        try:
            theirs = self._change(do)
        except Changed as changed:
            return self._again(409, {"kasus": f"{changed}. Silakan periksa lagi, lalu ulangi."}, typed)
        except officer_calls.CannotCall as refused:
            return self._again(409, {"kasus": str(refused)}, typed)
        except cases.TooLongAgo:
            return self._again(409, {"kasus": TOO_LONG_AGO}, typed)
        except TooMany:
            return self._again(409, {"kasus": TOO_MANY_DOCUMENTS}, typed)
        except (
            CannotText,
            NotTogether,
            cases.NotHeld,
            cases.TakenByAnother,
            handing_over.CannotHold,
            MoveNotAllowed,
            NoRecording,
        ):
            return self._again(409, {"kasus": NOT_SO_NOW}, typed)
        return go_to(f"/kasus/{self.case_id}" if theirs else "/antrean", notice=notice)

    def _change(self, do: Do) -> bool:
        """Whether the case is still for this officer's eyes."""
        try:
            with self.here.database.write() as session:
                case = personal.case_for(session, self.officer, self.case_id)
                if case.version != self.version:
                    raise Changed(last_changed(case, officer_id=self.officer.id))
                at = datetime.now(UTC)
                do(session, case, session.get_one(Officer, self.officer.id), at)
                clocks.keep(session, self.here.office, case, at=at)
                session.flush()
                return self.officer.sees(counter=case.counter, holder=case.officer_id)
        except StaleDataError as error:  # another process was faster than the check above
            raise Changed("Kasus ini baru saja diubah") from error

    def _again(self, status: int, errors: dict[str, str], typed: dict[str, str]) -> Response:
        return case_page(
            self.request,
            self.officer,
            self.here,
            self.case_id,
            status=status,
            errors=errors,
            typed=typed,
        )


def _asked(
    request: Request, officer: PostingOfficer, here: ServicesDep, case_id: int, version: Version = 0
) -> Asked:
    return Asked(request=request, officer=officer, here=here, case_id=case_id, version=version)


AskedHere = Annotated[Asked, Depends(_asked)]


@router.post("/kasus/{case_id}/ambil")
def take(asked: AskedHere) -> Response:
    """The officer works on it from now."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        cases.take(case, officer, at=at)

    return asked.answer(do, notice="diambil")


@router.post("/kasus/{case_id}/ambil-alih")
def take_over(asked: AskedHere) -> Response:
    """From an officer who is away."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        cases.take_over(case, officer, at=at)

    return asked.answer(do, notice="diambil_alih")


@router.post("/kasus/{case_id}/kembalikan")
def give_back(asked: AskedHere) -> Response:
    """For another officer to take."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        cases.give_back(case, officer, at=at)

    return asked.answer(do, notice="dikembalikan")


@router.post("/kasus/{case_id}/catat")
def note(asked: AskedHere, catatan: Words = "") -> Response:
    """Something for the other officers to read; whoever is signed in may write it."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        cases.note(case, officer, catatan.strip(), at=at)

    errors = wrong_words("catatan", catatan, "Tulis dulu catatannya.")
    return asked.answer(do, notice="dicatat", errors=errors, catatan=catatan)


@router.post("/kasus/{case_id}/jawab")
def send(asked: AskedHere, sms: Words = "", tunggu: Words = "") -> Response:
    """Texts the citizen and, if ticked, waits for their reply."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        text_citizen(session, case, officer, sms, asked.here, at)
        if tunggu:
            cases.wait(case, officer, at=at)

    wrong = answer.wrong_with(sms, asked.here.office.texts.sender)
    errors = {"sms": wrong} if wrong else {}
    notice = "dijawab_tunggu" if tunggu else "dijawab"
    return asked.answer(do, notice=notice, errors=errors, sms=sms, tunggu=tunggu)


@router.post("/kasus/{case_id}/tunggu")
def wait(asked: AskedHere, ditunggu: Words = "") -> Response:
    """Waits for the citizen; what for is noted."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        cases.wait(case, officer, at=at)
        cases.note(case, officer, f"Menunggu: {ditunggu.strip()}", at=at)

    errors = wrong_words("ditunggu", ditunggu, "Tulis dulu apa yang ditunggu dari warga.")
    return asked.answer(do, notice="menunggu", errors=errors, ditunggu=ditunggu)


@router.post("/kasus/{case_id}/selesai")
def resolve(asked: AskedHere, disampaikan: Words = "", sms_penutup: Words = "") -> Response:
    """Done: what the citizen was told is noted, and texted to them if a text was written."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        if sms_penutup.strip():
            text_citizen(session, case, officer, sms_penutup, asked.here, at)
        cases.resolve(case, officer, disampaikan.strip(), at=at)

    errors = wrong_words("disampaikan", disampaikan, "Tulis dulu apa yang disampaikan kepada warga.")
    wrong = answer.wrong_with(sms_penutup, asked.here.office.texts.sender) if sms_penutup.strip() else None
    if wrong:
        errors["sms_penutup"] = wrong
    return asked.answer(do, notice="selesai", errors=errors, disampaikan=disampaikan, sms_penutup=sms_penutup)


@router.post("/kasus/{case_id}/buka")
def reopen(asked: AskedHere) -> Response:
    """A resolved case is worked on again."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        cases.reopen(case, officer, at=at)
        clocks.reopened(session, asked.here.office, case, at=at)

    return asked.answer(do, notice="dibuka")


@router.post("/kasus/{case_id}/teruskan")
def forward(asked: AskedHere, loket: Words = "", alasan_loket: Words = "") -> Response:
    """To another counter; why is on the timeline."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        cases.forward(case, officer, loket, alasan_loket.strip(), at=at)

    errors = wrong_words("alasan_loket", alasan_loket, "Tulis dulu mengapa kasus ini diteruskan.")
    if loket not in asked.here.office.triage.counters:
        errors["loket"] = "Pilih loket dari daftar."
    return asked.answer(do, notice="diteruskan", errors=errors, loket=loket, alasan_loket=alasan_loket)


@router.post("/kasus/{case_id}/prioritas")
def prioritise(asked: AskedHere, prioritas: Words = "", alasan_prioritas: Words = "") -> Response:
    """More or less urgent; why is on the timeline."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        cases.prioritise(case, officer, PRIORITIES[prioritas], alasan_prioritas.strip(), at=at)

    errors = wrong_words("alasan_prioritas", alasan_prioritas, "Tulis dulu alasannya.")
    if prioritas not in PRIORITIES:
        errors["prioritas"] = "Pilih mendesak, penting, atau biasa."
    typed = {"prioritas": prioritas, "alasan_prioritas": alasan_prioritas}
    return asked.answer(do, notice="diprioritaskan", errors=errors, **typed)


def text_citizen(
    session: Session, case: Case, officer: Officer, body: str, here: Services, at: datetime
) -> None:
    """Tells the citizen in the way that they chose. Raises CannotText, NotHeld."""
    sender = here.office.texts.sender
    try:
        notices.answer(
            session,
            here.office,
            case,
            officer,
            answer.signed(body, sender),
            signature=answer.signature(sender),
            at=at,
        )
    except notices.CannotTell as error:
        raise CannotText(case.code) from error


def wrong_words(field: str, words: str, empty: str, *, longest: int = LONGEST_NOTE) -> dict[str, str]:
    """What is wrong with words that must be there; nothing when they are good."""
    if not words.strip():
        return {field: empty}
    if len(words) > longest:
        return {field: f"Terlalu panjang: paling banyak {longest} huruf."}
    return {}
