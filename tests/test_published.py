"""The running line takes over what editors publish, and never stands without content."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx2
import pytest

import published
from building import take_over
from models import ContentEdition, Database, Officer
from sms.inbox import Inbox
from tests.line import Line, running, settings_for
from work import worker

KEY = "texts.yaml:teks/berhenti"
OTHER = "SMS kabar berhenti. -{mpp}"
NEW = "SMS kabar sudah berhenti. Mau lagi? Balas MULAI. -{mpp}"


def until(done: Callable[[], bool]) -> None:
    for _ in range(200):
        if done():
            return
        time.sleep(0.1)
    pytest.fail("it did not come about within twenty seconds")


def publish(database: Database, edits: dict[str, str]) -> None:
    at = datetime.now(UTC)
    with database.write() as session:
        officer = session.query(Officer).first()
        session.add(ContentEdition(edits=edits, officer=officer, at=at, published_at=at))


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with running(settings_for(tmp_path_factory.mktemp("line"))) as line:
        yield line


def test_calls_texts_and_jobs_use_it_within_seconds(line: Line) -> None:
    publish(
        line.database,
        {KEY: NEW, "mpp.yaml:alamat": "Jalan Mawar nomor dua", "call.yaml:ucapan/baik_antre": "Baik."},
    )
    until(lambda: line.here.office.mpp.address != "Jalan Melati nomor satu, Kota Contoh")
    assert line.here.office.texts.templates["berhenti"] == NEW
    assert line.here.office.mpp.address == "Jalan Mawar nomor dua"
    assert line.here.phone.script.lines["baik_antre"] == "Baik."
    assert published.folder_of(line.settings).parent == line.settings.var_dir / "content"
    assert httpx2.get(f"{line.settings.base_url}/health").status_code == 200


def test_the_handlers_and_the_inbox_get_the_new_office(line: Line) -> None:
    here = line.here
    its, inbox = worker(here), Inbox(database=here.database, office=here.office)
    before = here.office.texts.templates["berhenti"]
    publish(line.database, {KEY: OTHER})
    now = take_over(here, its, inbox)
    assert inbox.office is now.office
    assert now.office.texts.templates["berhenti"] == OTHER
    assert (
        here.office.texts.templates["berhenti"] == before
    )  # a call that began before keeps what it began with


def test_content_that_this_release_cannot_use_is_not(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    publish(line.database, {"mpp.yaml:nama_sms": "Nama yang jauh terlalu panjang"})
    content = published.in_use(line.settings, line.database)
    assert content.folder == line.settings.content_dir
    assert content.office.mpp.sms_name == "MPP Contoh"
    assert content.edition > 0  # it is not tried again every two seconds
    assert "published content cannot be used" in capsys.readouterr().err
    assert published.folder_of(line.settings) == line.settings.content_dir
