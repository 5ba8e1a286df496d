"""What a citizen may ask by law: everything that is kept of them, to stop, and to be forgotten; and by when."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework import (
    agreements,
    audit,
    breach,
    deletion,
    numbers_known,
    own_data,
    request_register,
    stories,
    training_stories,
)
from casework.cases import open_case
from casework.commands import Channel, OpenCase, Origin
from casework.contacts import contact_for
from casework.office import Office
from casework.perform import perform
from casework.request_register import RequestRefused
from models import (
    Case,
    Consent,
    ConsentPurpose,
    ConsentWording,
    Contact,
    Database,
    Deed,
    Officer,
    PrivacyRequest,
    RequestKind,
    TimelineChanged,
)
from tests.casework.told import HEARD, LONG_AGO, NOTE, NUMBER, SMS, STORY, a_told_case, everything_readable
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH
NOW = LONG_AGO + timedelta(days=5)


def asked(database: Database, kept, kind: RequestKind) -> int:  # type: ignore[no-untyped-def]
    with database.write() as session:
        siti = session.get_one(Officer, kept.officer)
        contact = session.get_one(Contact, kept.contact)
        request = request_register.take_in(
            session, contact, kind, siti, asked="Minta dilayani.", identity="KTP dilihat.", at=NOW
        )
        return request.id


def test_the_export_holds_everything_and_nothing_of_anybody_else(database: Database, office: Office) -> None:
    kept = a_told_case(database, office)
    with database.write() as session:
        other = contact_for(session, database.vault, "081300001111", at=NOW)
        open_case(session, channel="text", contact_id=other.id, at=NOW, story="rahasia tetangga")
    asked(database, kept, RequestKind.ACCESS)
    with database.read() as session:
        text = own_data.text_of(session, office, session.get_one(Contact, kept.contact), at=NOW)
    for words in (
        STORY,
        "dompe saya hilan",
        NOTE,
        SMS,
        HEARD,
        NUMBER,
        "kasus dibuka petugas",
        "Salinan data",
    ):
        assert words in text, words
    assert "rahasia tetangga" not in text
    assert "Siti" not in text, "officers are numbers"


def test_a_citizen_is_found_by_number_case_and_not_otherwise(database: Database, office: Office) -> None:
    kept = a_told_case(database, office)
    with database.read() as session:
        code = session.get_one(Case, kept.case).code
        for given in ("0813-5555-7777", f"{code[:4]} {code[4:]}", NUMBER):
            found = numbers_known.find(session, database.vault, given)
            assert found is not None and found.id == kept.contact, given  # noqa: PT018
        assert numbers_known.find(session, database.vault, "081300009999") is None
        assert numbers_known.find(session, database.vault, "") is None
        assert len(session.scalars(select(Contact)).all()) == 1, "looking makes nobody known"


def test_a_withdrawal_stops_what_goes_on_by_itself_and_the_case_goes_on(
    database: Database, office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = a_told_case(database, office, resolved=False)
    with database.write() as session:
        siti = session.get_one(Officer, kept.officer)
        stories.say_consent(session, session.get_one(Case, kept.case), siti, given=True, at=NOW)
        before = training_stories.export(session, office, tmp_path_factory.mktemp("before"))
    asked(database, kept, RequestKind.WITHDRAWAL)
    with database.write() as session:
        case = session.get_one(Case, kept.case)
        contact = case.contact
        assert (contact.withdrawn_at, contact.stopped_at) == (NOW, NOW)
        assert contact.no_calls_at == NOW
        assert case.status == "taken", "what they asked us to do is still done"
        assert not stories.consented(session, case.id)
        assert case.call is not None
        assert case.call.position is None
        after = training_stories.export(session, office, tmp_path_factory.mktemp("after"))
        request = session.scalars(select(PrivacyRequest)).one()
        assert request.closed_at == NOW, "it does not wait for anybody"
    assert (before.written, after.written, after.without_consent) == (1, 0, 1)


def test_deletion_waits_for_open_cases_and_then_leaves_nothing(database: Database, office: Office) -> None:
    kept = a_told_case(database, office, resolved=False)
    request_id = asked(database, kept, RequestKind.DELETION)

    def delete() -> None:
        with database.write() as session:
            request = session.get_one(PrivacyRequest, request_id)
            siti = session.get_one(Officer, kept.officer)
            request_register.delete_all(session, office, request, siti, at=NOW)

    with pytest.raises(RequestRefused, match="1 kasus"):
        delete()
    assert STORY in everything_readable(database, kept)
    with database.write() as session:
        case = session.get_one(Case, kept.case)
        case.move("resolved", at=NOW, by=None)
    delete()
    left = everything_readable(database, kept)
    assert not any(words in left for words in (STORY, NOTE, HEARD, NUMBER))
    assert not kept.file.exists()
    with database.read() as session:
        assert numbers_known.find(session, database.vault, NUMBER) is None
        deeds = session.scalars(select(audit.AuditEntry.deed).order_by(audit.AuditEntry.number)).all()
        assert deeds[-2:] == [Deed.PRIVACY_ASKED, Deed.PRIVACY_CLOSED]
    with pytest.raises(RequestRefused):
        delete()


def test_a_deletion_is_repeated_where_an_older_database_comes_back(
    database: Database, office: Office
) -> None:
    kept = a_told_case(database, office)
    with database.write() as session:
        case = session.get_one(Case, kept.case)
        before = case.kept_story, case.data_key, case.contact.phone, case.contact.phone_index
    request_id = asked(database, kept, RequestKind.DELETION)
    with database.write() as session:
        request, siti = session.get_one(PrivacyRequest, request_id), session.get_one(Officer, kept.officer)
        request_register.delete_all(session, office, request, siti, at=NOW)
    with database.write() as session:  # as the backup of the night before has it
        case = session.get_one(Case, kept.case)
        case.kept_story, case.data_key, case.shredded_at = before[0], before[1], None
        case.contact.phone, case.contact.phone_index, case.contact.forgotten_at = before[2], before[3], None
    assert STORY in everything_readable(database, kept)
    file = office.recordings.with_name(deletion.FILE)
    assert NUMBER[3:] not in file.read_text(encoding="utf-8")
    assert deletion.again(database, office, at=NOW) == 1
    assert STORY not in everything_readable(database, kept)
    with database.write() as session:
        contact_for(session, database.vault, NUMBER, at=NOW + timedelta(days=1))
    assert deletion.again(database, office, at=NOW + timedelta(days=2)) == 0, "who writes since is not meant"


def test_a_request_is_late_after_three_days_until_it_is_closed_once(
    database: Database, office: Office
) -> None:
    kept = a_told_case(database, office)
    request_id = asked(database, kept, RequestKind.ACCESS)
    just, over = NOW + timedelta(hours=72), NOW + timedelta(hours=72, seconds=1)
    with database.write() as session:
        assert request_register.count_late(session, at=just) == 0
        assert request_register.count_late(session, at=over) == 1
        request, siti = session.get_one(PrivacyRequest, request_id), session.get_one(Officer, kept.officer)
        request_register.close(session, request, siti, "Diserahkan.", refused=False, at=over)
        assert request_register.count_late(session, at=over) == 0
        with pytest.raises(RequestRefused):
            request_register.close(session, request, siti, "Lagi.", refused=False, at=over)


@pytest.mark.parametrize("recorded", [True, False])
def test_a_caller_who_is_not_recorded_is_served_and_their_answer_is_kept_with_its_words(
    database: Database, office: Office, recorded: bool
) -> None:
    kept = a_told_case(database, office)
    with database.write() as session:
        case = session.get_one(Case, kept.case)
        origin = Origin(channel=Channel.CALL, contact_id=kept.contact, at=NOW, call_id=None)
        before = case.recording_id if recorded else None
        case.recording_id = None
        outcome = perform(session, office, OpenCase(recording_id=before), origin)
        opened = session.scalars(select(Case).where(Case.code == outcome.code)).one()  # type: ignore[union-attr]
        consent, wording = session.execute(
            select(Consent, ConsentWording).join(ConsentWording, ConsentWording.version == Consent.wording)
        ).one()
        assert (consent.given, consent.case_id, consent.purpose) == (
            recorded,
            opened.id,
            ConsentPurpose.RECORDING,
        )
        assert "direkam" in wording.words
        assert "diam saja" in wording.words
        notes = [str(event.detail) for event in opened.timeline]
        assert any("tidak meninggalkan rekaman" in note for note in notes) is not recorded


def test_other_words_are_another_version_and_answers_stay(database: Database, office: Office) -> None:
    kept = a_told_case(database, office)
    with database.write() as session:
        contact = session.get_one(Contact, kept.contact)
        for given, words in ((True, "Boleh?"), (False, "Boleh?"), (True, "Apakah boleh?")):
            agreements.say(session, contact, ConsentPurpose.TRAINING, given=given, words=words, at=NOW)
        found = session.scalars(select(Consent).order_by(Consent.id)).all()
        assert [one.given for one in found] == [True, False, True]
        assert found[0].wording == found[1].wording != found[2].wording
        found[0].given = False
        with pytest.raises(TimelineChanged):
            session.flush()
        session.rollback()


def test_the_draft_of_a_breach_says_who_saw_what_and_by_when_it_is_due(
    database: Database, office: Office
) -> None:
    a_told_case(database, office)
    with database.write() as session:
        audit.write(session, Deed.SIGN_IN_FAILED, at=LONG_AGO, by=None)
    with database.read() as session:
        first, until = LONG_AGO - timedelta(hours=1), LONG_AGO + timedelta(hours=1)
        text = breach.draft(session, office, first, until, known_at=NOW)
        later = breach.draft(session, office, until, NOW, known_at=NOW)
    assert "Siti Contoh (petugas" in text
    assert "Kasus yang dibuka dalam waktu ini: 1, milik 1 nomor" in text
    assert "Gagal masuk dalam waktu ini: 1" in text
    assert "9 Maret 2023 jam 16.00" in text, "three days after it became known, in the MPP's time"
    for part in ("1. Data pribadi", "2. Kapan dan bagaimana", "3. Upaya penanganan"):
        assert part in text
    assert NUMBER not in text
    assert STORY not in text
    assert "Tidak ada data warga yang dibuka" in later
