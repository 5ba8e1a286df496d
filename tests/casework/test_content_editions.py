"""Drafts of the content, and what was published."""

from datetime import UTC, datetime

import pytest

from casework import content_editions, officers
from casework.content_editions import ChangedMeanwhile, DraftOpen, FieldsRefused, NoDraft
from casework.content_folder import Shipped, open_shipped
from casework.content_sheets import Sheet
from models import AuditEntry, Database, Deed, Officer
from tests.conftest import ROOT

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
KEY = "texts.yaml:teks/berhenti"
NEW = "SMS kabar sudah berhenti. Mau lagi? Balas MULAI. -{mpp}"


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return open_shipped(ROOT / "content")


@pytest.fixture
def sheet(shipped: Shipped) -> Sheet:
    return shipped.sheets["sms-berhenti"]


@pytest.fixture
def editor(database: Database) -> Officer:
    with database.write() as session:
        return officers.add_officer(
            session,
            username="penyunting",
            name="Bu Rini",
            password="kata-sandi-panjang",
            at=AT,
            roles=["editor"],
        )


def write(
    database: Database, shipped: Shipped, sheet: Sheet, editor: Officer, text: str, seen: str = ""
) -> bool:
    with database.write() as session:
        edits = content_editions.edits_now(session)
        return content_editions.write(
            session,
            shipped,
            sheet,
            {KEY: text},
            seen=seen or content_editions.mark(shipped, sheet, edits),
            by=session.get_one(Officer, editor.id),
            at=AT,
        )


def publish(database: Database, editor: Officer, seen: int | None = None) -> int:
    with database.write() as session:
        found = content_editions.draft(session)
        version = seen if seen is not None else found.version if found is not None else 0
        by = session.get_one(Officer, editor.id)
        return content_editions.publish(session, seen=version, note=" jelas ", by=by, at=AT).id


def said(database: Database) -> dict[str, str]:
    with database.read() as session:
        return content_editions.edits_of(content_editions.in_use(session))


def test_a_draft_is_said_by_nobody_until_it_is_published(
    database: Database, shipped: Shipped, sheet: Sheet, editor: Officer
) -> None:
    assert write(database, shipped, sheet, editor, NEW)
    assert said(database) == {}
    number = publish(database, editor)
    assert said(database) == {KEY: NEW}
    with database.read() as session:
        assert content_editions.draft(session) is None
        entry = session.query(AuditEntry).filter(AuditEntry.deed == Deed.CONTENT_CHANGED).one()
    assert (entry.officer_id, entry.about, entry.about_id) == (editor.id, "content", number)
    assert entry.detail == {"published": True, "places": [KEY]}


def test_what_ships_again_is_no_change(
    database: Database, shipped: Shipped, sheet: Sheet, editor: Officer
) -> None:
    assert not write(database, shipped, sheet, editor, shipped.original(KEY))
    write(database, shipped, sheet, editor, NEW)
    assert write(database, shipped, sheet, editor, shipped.original(KEY))
    with database.read() as session:
        assert content_editions.edits_now(session) == {}


def test_two_editors_do_not_overwrite_each_other(
    database: Database, shipped: Shipped, sheet: Sheet, editor: Officer
) -> None:
    seen = content_editions.mark(shipped, sheet, {})
    write(database, shipped, sheet, editor, NEW, seen)
    with pytest.raises(ChangedMeanwhile):
        write(database, shipped, sheet, editor, "Lain. -{mpp}", seen)
    with pytest.raises(ChangedMeanwhile):
        publish(database, editor, seen=0)
    with database.read() as session:
        assert content_editions.edits_now(session) == {KEY: NEW}


def test_a_text_that_cannot_be_sent_is_refused(
    database: Database, shipped: Shipped, sheet: Sheet, editor: Officer
) -> None:
    with pytest.raises(FieldsRefused) as refused:
        write(database, shipped, sheet, editor, "Berhenti {siapa}")
    assert "tidak bisa dipakai" in refused.value.problems[KEY]
    with database.read() as session:
        assert content_editions.draft(session) is None


def test_an_earlier_edition_comes_back_as_a_draft(
    database: Database, shipped: Shipped, sheet: Sheet, editor: Officer
) -> None:
    write(database, shipped, sheet, editor, NEW)
    first = publish(database, editor)
    write(database, shipped, sheet, editor, "Sudah berhenti. -{mpp}")
    publish(database, editor)
    with database.write() as session:
        by = session.get_one(Officer, editor.id)
        content_editions.take_back(session, first, by=by, at=AT)
        with pytest.raises(DraftOpen):
            content_editions.take_back(session, 0, by=by, at=AT)
    publish(database, editor)
    assert said(database) == {KEY: NEW}
    with database.write() as session:
        by = session.get_one(Officer, editor.id)
        content_editions.take_back(session, 0, by=by, at=AT)
        with pytest.raises(DraftOpen):
            content_editions.take_back(session, 99, by=by, at=AT)
        content_editions.throw_away(session, by=by, at=AT)
        with pytest.raises(NoDraft):
            content_editions.take_back(session, 99, by=by, at=AT)
        assert next(one.edits for one in content_editions.history(session)) == {KEY: NEW}
    with pytest.raises(NoDraft):
        publish(database, editor)
