"""`python app.py api-key`, `webhooks`, `export-transcripts`, and the running line with another system beside it."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from app import main, parser
from casework.applications import ApplicationData
from casework.content import ContentError
from casework.webhook_events import WebhookKind, say
from casework.webhook_file import Subscription, subscribe
from casework.webhook_signing import key_of, new_secret
from commands import database_of
from config import ROOT, Environment, Settings, SettingsError
from migrate import migrate
from models import ApplicationStatus, WebhookDelivery, WebhookState
from system_commands import courier_of, subscribe_all
from tests.casework.webhook_receiver import SECRET, receiving
from tests.line import API_KEY, running, settings_for

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


@pytest.fixture
def run(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        args = parser().parse_args(list(arguments))
        code = args.run(args, settings)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_a_key_is_shown_once_and_can_be_taken_away(run: Run) -> None:
    code, key, _ = run("api-key", "add", "lapor", "--rights", "cases:read,cases:create")
    assert code == 0
    assert key.startswith("suara_")
    assert run("api-key", "add", "lapor")[0] == 1
    assert run("api-key", "add", "x", "--rights", "semua")[0] == 1
    _, listed, _ = run("api-key", "list")
    assert "lapor\tcases:create cases:read" in listed
    assert "used never" in listed
    assert key.strip() not in listed
    assert run("api-key", "revoke", "lapor")[0] == 0
    assert "revoked" in run("api-key", "list")[1]
    assert run("api-key", "revoke", "lain")[0] == 1


def test_what_was_given_up_is_listed_and_tried_again(run: Run, settings: Settings) -> None:
    database = database_of(settings)
    migrate(database)
    with database.write() as session:
        wanted = Subscription(name="dukcapil", url="https://contoh.go.id", kinds=(WebhookKind.CASE_OPENED,))
        subscribe(session, [wanted])
        say(session, WebhookKind.CASE_OPENED, {"case": "48213096"}, at=datetime.now(UTC))
    assert run("webhooks", "retry") == (1, "0 to be tried again\n", "")
    with database.write() as session:
        session.get_one(WebhookDelivery, 1).state = WebhookState.DEAD
    assert "1\tdead\tdukcapil\tcase.opened" in run("webhooks", "list")[1]
    assert run("webhooks", "retry", "1") == (0, "1 to be tried again\n", "")
    assert "waiting" in run("webhooks", "list")[1]


def test_a_secret_is_printed_for_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["webhooks", "new-secret"]) == 0
    assert len(key_of(capsys.readouterr().out.strip())) == 32


def test_stories_are_exported_into_a_new_folder_only(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "latihan"
    assert run("export-transcripts", str(folder))[:2] == (
        0,
        "0 stories written; left out: 0 without consent, 0 without sound\n",
    )
    assert run("export-transcripts", str(folder))[0] == 1


def content_with(folder: Path, url: str) -> Path:
    """The content that ships, and a system that wants to know everything."""
    shutil.copytree(ROOT / "content", folder / "content")
    kinds = ", ".join(WebhookKind)
    (folder / "content" / "webhooks.yaml").write_text(
        f"langganan:\n  - nama: dukcapil\n    alamat: {url}\n    kabar: [{kinds}]\n"
    )
    return folder / "content"


def test_what_is_not_safe_keeps_the_line_from_starting(tmp_path: Path) -> None:
    content = content_with(tmp_path, "http://contoh.go.id/suara")
    settings = settings_for(tmp_path, content_dir=content)
    database = database_of(settings)
    migrate(database)
    with pytest.raises(SettingsError, match="no secret for dukcapil"):
        subscribe_all(database, settings)
    with_secret = settings_for(tmp_path, content_dir=content, webhook_secrets=f"dukcapil={new_secret()}")
    subscribe_all(database, with_secret)
    secure = with_secret.model_copy(update={"environment": Environment.PRODUCTION})
    with pytest.raises(ContentError, match="https"):
        subscribe_all(database, secure)
    assert courier_of(secure).https_only
    with pytest.raises(SettingsError, match="SUARA_WEBHOOK_SECRETS"):
        courier_of(settings_for(tmp_path, webhook_secrets="dukcapil=whsec_YWJj"))
    with pytest.raises(SettingsError, match="SUARA_WEBHOOK_CA"):
        courier_of(settings_for(tmp_path, webhook_ca=tmp_path / "tidak-ada.pem"))


def test_another_system_is_told_by_the_running_line(tmp_path: Path) -> None:
    with receiving() as receiver:
        settings = settings_for(
            tmp_path,
            content_dir=content_with(tmp_path, receiver.url),
            webhook_secrets=f"dukcapil={SECRET}",
            webhook_private=True,
        )
        with running(settings) as line:
            body = {"service": "ktp_hilang", "status": "siap_diambil"}
            answer = httpx2.put(
                f"{settings.base_url}/api/applications/48213096", json=body,
                headers={"Authorization": f"Bearer {API_KEY}"},
            )  # fmt: skip
            assert answer.status_code in (200, 201)
            until = time.monotonic() + 20
            while not receiver.got and time.monotonic() < until:
                time.sleep(0.05)
            assert httpx2.get(f"{settings.base_url}/health").json()["dead_webhooks"] == 0
            document = httpx2.get(f"{settings.base_url}/api/openapi.json").json()
            assert "/api/applications" in document["paths"]
            assert httpx2.get(f"{settings.base_url}/openapi.json").status_code == 404
            assert httpx2.get(f"{settings.base_url}/open311/v2/services.json").status_code == 200
            line.put(replace(APPLICATION, status=ApplicationStatus.COLLECTED))
    assert "siap_diambil" in {one["data"].get("status") for one in receiver.told()}


APPLICATION = ApplicationData(code="48213096", service_id="ktp_hilang", status=ApplicationStatus.READY)
