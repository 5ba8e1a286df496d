"""BERHENTI and MULAI stand on the timeline of the number, and of its case, for good."""

import pytest

from casework.contacts import contact_for
from casework.office import Office
from models import CaseEventKind, Contact, Database
from tests.postgresql import ON_BOTH
from tests.sms.citizen import NOON, Citizen, only_case

pytestmark = ON_BOTH


def contact_of(citizen: Citizen) -> Contact:
    with citizen.database.read() as session:
        return contact_for(session, citizen.office.vault, citizen.number, at=NOON)


def history(citizen: Citizen) -> list[str]:
    with citizen.database.read() as session:
        contact = contact_for(session, citizen.office.vault, citizen.number, at=NOON)
        return [str(one.wish) for one in contact.wishes]


@pytest.fixture
def citizen(database: Database, office: Office) -> Citizen:
    return Citizen(database, office)


def test_each_change_is_kept_once_in_order(citizen: Citizen) -> None:
    for words in ("BERHENTI", "berhenti", "MULAI", "MULAI", "stop"):
        citizen.text(words)
    assert history(citizen) == ["no_notices", "notices", "no_notices"]
    assert contact_of(citizen).stopped_at is not None


def test_who_stopped_may_still_ask(citizen: Citizen) -> None:
    citizen.text("BERHENTI")
    assert "buka" in (citizen.text("JAM") or "")


def test_an_open_case_says_so_too(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang di pasar")
    citizen.text("BERHENTI")
    [note] = [event for event in only_case(citizen.database).timeline if event.kind is CaseEventKind.NOTED]
    assert note.detail["text"].startswith("Warga meminta berhenti")
