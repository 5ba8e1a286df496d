"""A draft put right by an officer, and whether a story may train the recogniser."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from casework import audit, recordings, stories
from casework.console.story import LONGEST
from casework.training_stories import FolderNotEmpty, export
from models import Case, CaseEventKind, Consent, Deed, StoryCorrection, TimelineChanged
from speech import corpus
from tests.console.conftest import STORY, Console, words

RIGHT = "KTP saya hilang waktu banjir, saya tidak punya HP yang ada internetnya."


def send(console_at: Console, client: httpx2.Client, case: Case, action: str, **form: str) -> httpx2.Response:
    csrf = console_at.csrf(client.cookies["suara_session"])
    version = str(console_at.now(case).version)
    return client.post(f"/console/kasus/{case.id}/{action}", data={"csrf": csrf, "version": version, **form})


def consented(console_at: Console, case: Case) -> bool:
    with console_at.database.read() as session:
        return stories.consented(session, case.id)


def test_a_draft_is_put_right_and_the_original_stays(console_at: Console) -> None:
    case = console_at.case_by_call()
    with console_at.client(console_at.cookie()) as client:
        assert "Draf dari rekaman." in words(client.get(f"/console/kasus/{case.id}").text)
        assert send(console_at, client, case, "cerita", cerita_benar=f" {RIGHT} ").status_code == 303
        assert send(console_at, client, case, "cerita", cerita_benar=RIGHT).status_code == 303
        page = words(client.get(f"/console/kasus/{case.id}").text)
    assert console_at.now(case).story == RIGHT
    assert "Draf dari rekaman." not in page
    assert "Diperbaiki Siti Contoh dari draf mesin." in page
    assert f"Tulisan semula dari mesin {STORY}" in page
    assert page.count("Draf rekaman diperbaiki oleh Siti Contoh") == 1
    with console_at.database.write() as session:
        written = [(one.deed, one.about_id) for one in audit.entries(session, deeds=[Deed.STORY_CORRECTED])]
        assert written == [(Deed.STORY_CORRECTED, case.id)]
        kept = session.scalars(select(StoryCorrection)).one()
        assert (kept.before, kept.after) == (STORY, RIGHT)
        kept.kept_after = "lain"
        with pytest.raises(TimelineChanged):
            session.flush()
        session.rollback()


@pytest.mark.parametrize(
    ("written", "wrong"), [("  ", "Tulis dulu"), ("x" * (LONGEST + 1), "Terlalu panjang")]
)
def test_what_is_no_correction_is_refused(console_at: Console, written: str, wrong: str) -> None:
    case = console_at.case_by_call()
    with console_at.client(console_at.cookie()) as client:
        answer = send(console_at, client, case, "cerita", cerita_benar=written)
    assert answer.status_code == 422
    assert wrong in words(answer.text)
    assert console_at.now(case).story == STORY


def test_nobody_overwrites_what_another_officer_wrote(console_at: Console) -> None:
    case = console_at.case_by_call()
    with console_at.client(console_at.cookie()) as client:
        csrf = console_at.csrf(client.cookies["suara_session"])
        form = {"csrf": csrf, "version": str(case.version), "cerita_benar": "versi lama"}
        send(console_at, client, case, "cerita", cerita_benar=RIGHT)
        late = client.post(f"/console/kasus/{case.id}/cerita", data=form)
    assert late.status_code == 409
    assert "versi lama" in late.text
    assert console_at.now(case).story == RIGHT


def test_a_case_without_a_recording_has_no_draft(console_at: Console) -> None:
    case = console_at.case_by_text()
    with console_at.client(console_at.cookie()) as client:
        assert "Perbaiki tulisan" not in client.get(f"/console/kasus/{case.id}").text
        for action in ("cerita", "izin-latih"):
            assert send(console_at, client, case, action, cerita_benar="x", izin="ya").status_code == 409


def test_consent_is_no_until_the_citizen_said_yes_and_can_be_taken_back(console_at: Console) -> None:
    case = console_at.case_by_call()
    with console_at.client(console_at.cookie()) as client:
        assert "pengenal suara: tidak ada" in words(client.get(f"/console/kasus/{case.id}").text)
        assert not consented(console_at, case)
        for answer, given in (("ya", True), ("ya", True), ("tidak", False)):
            assert send(console_at, client, case, "izin-latih", izin=answer).status_code == 303
            assert consented(console_at, case) is given
    with console_at.database.read() as session:
        assert [one.given for one in session.scalars(select(Consent))] == [True, False]
        notes = [one for one in session.get_one(Case, case.id).timeline if one.kind is CaseEventKind.NOTED]
        assert "mengizinkan" in notes[0].detail["text"]


def test_only_corrected_stories_with_consent_and_sound_become_training_data(
    console_at: Console, tmp_path: Path
) -> None:
    agreed, refused, silent, again, uncorrected = (console_at.case_by_call() for _ in range(5))
    at = datetime.now(UTC)
    with console_at.database.write() as session:
        officer = console_at.officer
        for case in (agreed, refused, silent, again):
            stories.correct(session, session.get_one(Case, case.id), officer, RIGHT, at=at)
        for case in (agreed, silent, again, uncorrected):
            stories.say_consent(session, session.get_one(Case, case.id), officer, given=True, at=at)
        gone = session.get_one(Case, silent.id).recording
        assert gone is not None
        gone.created_at = at - timedelta(days=400)
        session.flush()
        recordings.delete_old(session, console_at.office.recordings, before=at - timedelta(days=300), at=at)
    folder = tmp_path / "latihan"
    with console_at.database.read() as session:
        found = export(session, console_at.office, folder)
        assert (found.written, found.without_consent, found.without_sound) == (2, 1, 1)
        with pytest.raises(FolderNotEmpty):
            export(session, console_at.office, folder)
    read = corpus.read(folder)
    assert [one.text for one in read] == [
        "ktp saya hilang waktu banjir saya tidak punya hp yang ada internetnya"
    ] * 2
    assert len({one.speaker for one in read}) == 1  # the same telephone
    assert len(corpus.samples(read[0])) == 24_000
    assert "81234567890" not in (folder / "transcripts.tsv").read_text()
    assert folder.stat().st_mode & 0o077 == 0
