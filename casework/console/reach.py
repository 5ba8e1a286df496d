"""How a citizen wants to be reached: by call, by text, both, or not at all. A form on cases and applications.

What the citizen wished is never set aside unseen: it takes a reason, which stays on their timeline.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Form, HTTPException, Request, Response
from sqlalchemy.orm import Session

from casework import callbacks, cases, wishes
from casework.console import guard, personal, wording
from casework.console.actions import LONGEST_NOTE, AskedHere, Changed
from casework.console.application import application_page
from casework.console.guard import PostingOfficer
from casework.console.pages import go_to
from casework.contacts import contact_for
from casework.roles import Right
from deps import ServicesDep
from models import Case, Contact, Officer, Reach, Wish

router = guard.router(see=Right.SEE_CASES, do=Right.WORK_CASES)

Ticked = Annotated[str, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The form as it was sent. `known`: the wishes that the officer had before their eyes."""

    reach: Reach | None
    wished: frozenset[Wish]
    known: frozenset[str]
    reason: str

    def wrong(self, contact: Contact) -> dict[str, str]:
        """What keeps it from being done, by field."""
        if len(self.reason) > LONGEST_NOTE:
            return {"alasan": f"Terlalu panjang: paling banyak {LONGEST_NOTE} huruf."}
        dropped = self.dropped(contact)
        if not dropped:
            return {}
        said = ", ".join(wording.WISH[wish].lower() for wish in dropped)
        if unseen := self.unseen(contact):
            news = ", ".join(wording.WISH[wish].lower() for wish in unseen)
            return {"alasan": f"Warga baru saja meminta: {news}. Silakan periksa lagi, lalu ulangi."}
        if not self.reason:
            return {
                "alasan": f"Warga meminta: {said}. Kalau warga sendiri yang mencabutnya, tulis alasannya."
            }
        return {}

    def dropped(self, contact: Contact) -> list[Wish]:
        """The wishes in force that this form sets aside. BERHENTI is not on it."""
        return [one for one in wishes.in_force(contact) if one in ON_FORM and one not in self.wished]

    def unseen(self, contact: Contact) -> list[Wish]:
        """Those of them that came after the officer opened the form."""
        return [wish for wish in self.dropped(contact) if wish not in self.known]

    def typed(self, contact: Contact) -> dict[str, str]:
        """What was filled in, for the form to be shown again; with what the officer has not seen yet ticked."""
        return {
            "cara": self.reach or "",
            "hubungi": ",".join((*self.wished, *self.unseen(contact))),
            "alasan": self.reason,
        }


ON_FORM = (Wish.NO_CALLS, Wish.NO_TEXTS, Wish.SHARED)


def _wanted(
    cara: Ticked = "",
    jangan_telepon: Ticked = "",
    jangan_sms: Ticked = "",
    bersama: Ticked = "",
    diketahui: Ticked = "",
    alasan: Ticked = "",
) -> Wanted:
    try:
        reach = Reach(cara) if cara else None
    except ValueError as error:
        raise HTTPException(422) from error
    ticked = zip(ON_FORM, (jangan_telepon, jangan_sms, bersama), strict=True)
    return Wanted(
        reach=reach,
        wished=frozenset(wish for wish, tick in ticked if tick),
        known=frozenset(diketahui.split(",")),
        reason=" ".join(alasan.split()),
    )


WantedHere = Annotated[Wanted, Depends(_wanted)]


@router.post("/kasus/{case_id}/hubungi")
def of_case(asked: AskedHere, wanted: WantedHere) -> Response:
    """For the number of this case; the timelines say who changed it, and why."""
    with asked.here.database.read() as session:
        case = personal.case_for(session, asked.officer, asked.case_id)
        errors, typed = wanted.wrong(case.contact), wanted.typed(case.contact)

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        if wanted.wrong(case.contact):
            raise Changed("Permintaan warga baru saja berubah")
        dropped = wanted.dropped(case.contact)
        change(session, case.contact, wanted, by=officer, at=at)
        why = f". Alasan: {wanted.reason}" if dropped else ""
        cases.note(case, officer, f"Cara menghubungi warga: {wording.reach(case.contact)}{why}", at=at)

    return asked.answer(do, notice="cara_hubungi", errors=errors, **typed)


@router.post("/permohonan/{application_id}/hubungi")
def of_application(
    request: Request, officer: PostingOfficer, here: ServicesDep, application_id: int, wanted: WantedHere
) -> Response:
    """For the number that is registered with this application."""
    at = datetime.now(UTC)
    with here.database.write() as session:
        application = personal.application_for(session, officer, here.office, application_id)
        if not application.phone:
            raise HTTPException(404)
        contact = contact_for(session, here.office.vault, application.phone, at=at)
        errors, typed = wanted.wrong(contact), wanted.typed(contact)
        if not errors:
            change(session, contact, wanted, by=session.get_one(Officer, officer.id), at=at)
    if errors:
        return application_page(
            request, officer, here, application_id, status=422, errors=errors, typed=typed
        )
    return go_to(f"/permohonan/{application_id}", notice="cara_hubungi")


@router.get("/permohonan/{application_id}/hubungi")
def back(officer: guard.SignedInOfficer, application_id: int) -> Response:
    """Where the form was sent to, opened again as a page."""
    return go_to(f"/permohonan/{application_id}")


def change(session: Session, contact: Contact, wanted: Wanted, *, by: Officer, at: datetime) -> None:
    """Makes it so. What was asked for before keeps its time; calls that are owed are dropped."""
    contact.reach = wanted.reach
    for wish in wanted.dropped(contact):
        wishes.say(contact, wishes.SET_ASIDE[wish], at=at, by=by, reason=wanted.reason)
    for wish in sorted(wanted.wished):
        if wish is Wish.NO_CALLS:
            callbacks.stop_calls(session, contact, at=at, by=by)
        else:
            wishes.say(contact, wish, at=at, by=by)
