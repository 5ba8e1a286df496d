"""What /metrics tells, to whom, and that every alert rule fires on a line with that very trouble, and on no other."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from ruamel.yaml import YAML
from sqlalchemy import update

from casework.contacts import contact_for
from config import ROOT, SettingsError
from models import (
    Call,
    CallTurn,
    Case,
    CaseEvent,
    CaseEventKind,
    CaseStatus,
    Delivery,
    Direction,
    Job,
    JobState,
    Message,
    Purpose,
)  # fmt: skip
from operations.backup_names import name_of
from operations.metrics import Metrics
from operations.tally import SETTLES
from tests.line import Line, running, settings_for
from tests.operations.promql import fires, names, scraped

RULES = YAML(typ="safe").load((ROOT / "deploy" / "alerts.yaml").read_text())["groups"][0]["rules"]
TOKEN = "token-contoh-untuk-pengujian-saja"
PHONE = "+6281290000777"
UP = "up"


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    folder = tmp_path_factory.mktemp("quiet")
    backups = folder / "backups"
    backups.mkdir()
    (backups / name_of(datetime.now(UTC))).touch()
    settings = settings_for(folder / "var", voice="robot", workers=False, backup_dir=backups, metrics_token=TOKEN,
                            metrics_addresses="127.0.0.1")  # fmt: skip
    (folder / "var").mkdir()
    with running(settings) as line:
        yield line


def get(line: Line, **headers: str) -> httpx2.Response:
    return httpx2.get(f"{line.settings.base_url}/metrics", headers=headers, trust_env=False)


def test_only_those_who_run_the_line_may_read_them(quiet: Line) -> None:
    assert get(quiet).status_code == 200
    assert get(quiet, **{"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    assert (
        get(quiet, **{"X-Forwarded-For": "10.0.0.1", "Authorization": f"Bearer {TOKEN}"}).status_code == 200
    )
    assert get(quiet, **{"X-Real-IP": "10.0.0.1", "Authorization": "Bearer x"}).status_code == 403
    with pytest.raises(SettingsError, match="SUARA_METRICS_TOKEN"):
        settings_for(Path("nowhere"), metrics_token="short")


def test_no_rule_and_no_panel_speaks_of_what_is_not_told(quiet: Line) -> None:
    trouble(quiet)
    told = set(scraped(Metrics(quiet.here).text().decode())) | {UP}
    counted = {"suara_no_match_total", "suara_calls_total", "suara_turns_total", "suara_carrier_connected"}
    counted |= {"suara_first_sound_seconds_bucket", "suara_first_sound_seconds_count"}
    dashboard = json.loads((ROOT / "deploy" / "grafana.json").read_text())
    panels = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    for expression in [rule["expr"] for rule in RULES] + panels:
        assert names(expression) <= told | counted, expression


def trouble(line: Line) -> None:
    """A bad day: dead and late jobs, a text that does not go, a late case, slow answers, much not understood."""
    at = datetime.now(UTC)
    long_ago = at - timedelta(hours=1)
    with line.database.write() as session:
        contact = contact_for(session, line.database.vault, PHONE, at=long_ago)
        session.add(Job(kind="x", payload={}, state=JobState.DEAD, run_at=at))
        session.add(Job(kind="x", payload={}, state=JobState.READY, run_at=long_ago))
        session.add(Message(contact=contact, direction=Direction.OUT, body="x", purpose=Purpose.ANSWER,
                            delivery=Delivery.QUEUED, created_at=long_ago))  # fmt: skip
        case = Case(code=f"{len(RULES)}{at:%f}"[:8], status=CaseStatus.NEW, channel="call", contact=contact,
                    opened_at=long_ago, updated_at=at, due_at=long_ago)  # fmt: skip
        session.add(case)
        session.flush()
        session.add(CaseEvent(case_id=case.id, kind=CaseEventKind.OVERDUE, at=at))
        call = Call(provider_id=f"asterisk-{at:%f}", contact=contact, started_at=at, ended_at=at)
        session.add(call)
        session.flush()
        for number in range(1, 5):
            session.add(CallTurn(call_id=call.id, number=number, step="menu", heard_kind="said", said="", voiced="",
                                 waits_for="ask", missed=number < 4, ms_to_first_audio=2400, at=at))  # fmt: skip


def test_every_alert_fires_for_its_trouble_and_is_silent_before(
    quiet: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    with quiet.database.write() as session:
        for table in (CallTurn, Job, Message):
            session.query(table).delete()
        session.execute(update(Case).values(status=CaseStatus.RESOLVED))
    metrics = Metrics(quiet.here)
    before = {**scraped(metrics.text().decode()), UP: {frozenset({("job", "suarampp")}): 1.0}}
    assert [rule["alert"] for rule in RULES if fires(rule["expr"], before, before)] == []

    trouble(quiet)
    monkeypatch.setattr("operations.tally.SETTLES", timedelta())
    text = metrics.text().decode()
    assert PHONE not in text
    now = dict(scraped(text))
    fired = {rule["alert"] for rule in RULES if fires(rule["expr"], before, now)}
    assert fired == {
        "PekerjaanGagal", "PekerjaanTerlambat", "SmsTertahan", "KasusTerlambat", "JawabanLambat", "TidakDipahami",
    }  # fmt: skip

    away = {**now, UP: {frozenset({("job", "suarampp")}): 0.0}, "suara_database_up": {frozenset(): 0.0}}
    away |= {"suara_ready": {frozenset(): 0.0}, "suara_listening_wait_seconds": {frozenset(): 1.0}}
    away |= {"suara_backup_age_seconds": {frozenset(): 1e6}, "suara_disk_free_bytes": {frozenset(): 1e8}}
    away |= {"suara_carrier_connected": {frozenset({("carrier", "smpp")}): 0.0}}
    assert all(fires(rule["expr"], before, away) for rule in RULES)


def test_calls_are_counted_by_outcome_and_way_once(quiet: Line) -> None:
    metrics = Metrics(quiet.here)
    metrics.text()
    trouble(quiet)
    calls = scraped(metrics.text().decode())["suara_calls_total"]
    assert calls == {frozenset({("channel", "asterisk"), ("outcome", "served"), ("way", "speech")}): 1.0}
    assert scraped(metrics.text().decode())["suara_calls_total"] == calls
    assert timedelta(minutes=2) > SETTLES


def test_labels_are_of_a_closed_set(quiet: Line) -> None:
    trouble(quiet)
    for values in scraped(Metrics(quiet.here).text().decode()).values():
        for series in values:
            assert all(re.fullmatch(r"[a-z_]+|[0-9.]+|\+Inf", value) for _, value in series), series
