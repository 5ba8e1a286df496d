"""What a citizen wishes: made so, and kept, with who said so."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from casework import callbacks, consent, wishes
from casework.commands import Channel, MarkShared, Origin, StopTexts
from casework.contacts import contact_for
from casework.office import Office
from casework.perform import perform
from models import Contact, Database, TimelineChanged, Wish

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture
def contact_id(database: Database) -> int:
    with database.write() as session:
        return contact_for(session, database.vault, "081234567890", at=AT).id


def test_each_wish_is_in_force_until_it_is_set_aside(database: Database, contact_id: int) -> None:
    with database.write() as session:
        contact = session.get_one(Contact, contact_id)
        for wish, back in wishes.SET_ASIDE.items():
            assert not wishes.so(contact, wish)
            wishes.say(contact, wish, at=AT)
            wishes.say(contact, wish, at=AT + timedelta(days=1))
            assert wishes.in_force(contact) == (wish,)
            found = wishes.last(contact, wish)
            assert found is not None
            assert (found.at, found.officer) == (AT, None), "saying it twice keeps the first time"
            wishes.say(contact, back, at=AT)
            assert wishes.in_force(contact) == ()
        assert len(contact.wishes) == 8


def test_calls_and_texts_write_their_wishes_down(database: Database, office: Office, contact_id: int) -> None:
    origin = Origin(channel=Channel.CALL, contact_id=contact_id, at=AT)
    with database.write() as session:
        contact = session.get_one(Contact, contact_id)
        perform(session, office, MarkShared(), origin)
        perform(session, office, StopTexts(), origin)
        consent.stop_notices(session, contact, at=AT)
        callbacks.stop_calls(session, contact, at=AT)
        consent.resume_notices(session, contact, at=AT)
        callbacks.call_me(session, office, contact, origin)
    with database.read() as session:
        said = [one.wish for one in session.get_one(Contact, contact_id).wishes]
    assert said == [
        Wish.SHARED, Wish.NO_TEXTS, Wish.NO_NOTICES, Wish.NO_CALLS, Wish.NOTICES, Wish.TEXTS, Wish.CALLS,
    ]  # fmt: skip


def test_what_was_wished_is_history(database: Database, contact_id: int) -> None:
    with database.write() as session:
        wishes.say(session.get_one(Contact, contact_id), Wish.NO_CALLS, at=AT)
    with pytest.raises(TimelineChanged), database.write() as session:
        session.get_one(Contact, contact_id).wishes[0].wish = Wish.CALLS
    with pytest.raises(DatabaseError, match="history"), database.write() as session:
        session.execute(text("DELETE FROM contact_wishes"))
