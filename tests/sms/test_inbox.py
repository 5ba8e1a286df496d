"""Storing what a carrier brought while another process stores something too; possible on PostgreSQL only."""

from concurrent.futures import ThreadPoolExecutor, wait

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.contacts import contact_for
from models import Case, CaseStatus, Contact, Database
from sms import additions
from sms.inbox import store
from sms.incoming import receive
from tests.postgresql import ON_BOTH
from tests.sms.citizen import NOON, Citizen, only_case, with_officer

pytestmark = ON_BOTH

NUMBER = "+6281234567899"


def test_a_new_number_that_another_text_brought_too_is_done_again_from_the_start(citizen: Citizen) -> None:
    tries: list[int] = []

    def take(session: Session) -> int:
        tries.append(1)
        contact = contact_for(session, citizen.office.vault, NUMBER, at=NOON)
        if len(tries) == 1:
            again = Contact(phone=NUMBER, phone_index=contact.phone_index, can_text=True, created_at=NOON)
            session.add(again)
            session.flush()
        return contact.id

    contact_id = store(citizen.database, take)
    assert len(tries) == 2
    with citizen.database.read() as session:
        assert session.get_one(Contact, contact_id).phone == NUMBER


def test_two_texts_of_one_number_are_taken_one_after_the_other(citizen: Citizen) -> None:
    citizen.text("halo")
    with ThreadPoolExecutor(1) as pool:
        with citizen.database.write() as session:
            receive(
                session,
                citizen.office,
                provider_id="first",
                sender=citizen.number,
                body="PETUGAS",
                at=citizen.at,
            )
            session.flush()
            answer = pool.submit(citizen.text, "dompet jatuh di pasar")
            wait([answer], timeout=0.3)  # it must not be read yet: what it answers is not committed
        answer.result()
    assert only_case(citizen.database).story == "dompet jatuh di pasar"


def test_a_number_from_before_neighbours_were_looked_for_has_them_with_its_next_text(
    citizen: Citizen,
) -> None:
    citizen.text("halo")
    with citizen.database.write() as session:
        contact = session.scalars(select(Contact)).one()
        block, contact.block_index = contact.block_index, None
    citizen.text("halo")
    with citizen.database.read() as session:
        assert session.scalars(select(Contact)).one().block_index == block is not None


def test_a_case_that_an_officer_took_meanwhile_stays_with_the_officer(
    citizen: Citizen, database: Database
) -> None:
    citizen.text("PETUGAS ktp saya hilang di pasar")
    seen = only_case(database)
    with_officer(database, lambda case, officer: None)
    tries: list[int] = []

    def take(session: Session) -> None:
        tries.append(1)
        if len(tries) == 1:
            session.add(seen)
        case = seen if len(tries) == 1 else session.scalars(select(Case)).one()
        additions.retell(case, ("satu", "dua"), at=NOON)

    store(database, take)
    case = only_case(database)
    assert len(tries) == 2
    assert (case.story, case.status) == ("satu\ndua", CaseStatus.TAKEN)
    assert case.officer_id is not None
