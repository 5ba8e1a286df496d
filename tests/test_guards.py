"""Every route has its guard: unsigned, unauthenticated requests get nowhere, in production least of all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from app import create_app
from config import SettingsError
from installation import CannotWrite
from speech.hearing import ModelError
from tests.line import Line, settings_for

OPEN_TO_ALL = {
    ("GET", "/"),
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", "/metrics"),  # asked from this machine, which may; others may not (tests/operations)
    ("GET", "/ivr/still-here.wav"),
    ("GET", "/console/masuk"),
    ("POST", "/console/masuk"),
    ("GET", "/api/openapi.json"),
    ("GET", "/open311/v2/discovery.{form}"),
    ("GET", "/open311/v2/services.{form}"),
    ("GET", "/open311/v2/services/{service_code}.{form}"),
}
"""What anybody may ask for. The console's own files (its style) are besides."""

GUARDED = {401, 403, 303, 404, 405, 415, 422}


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    for context in iter_route_contexts(app.routes):
        for method in sorted(context.methods or ()):
            yield method, str(context.path)


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(
        settings_for(
            tmp_path_factory.mktemp("production"),
            environment="production",
            base_url="https://suara.example.go.id",
        )
    )


def test_production_serves_no_phone_no_captions_and_no_carrier(production: FastAPI) -> None:
    for _, path in routes(production):
        assert not path.startswith(("/phone", "/carrier", "/ivr/captions", "/docs", "/openapi", "/redoc")), (
            path
        )


def test_every_route_refuses_strangers(line: Line, production: FastAPI) -> None:
    checked = 0
    with httpx2.Client(base_url=line.settings.base_url, trust_env=False, timeout=20) as client:
        for method, path in routes(production):
            if (method, path) in OPEN_TO_ALL or "static" in path or method in ("HEAD", "OPTIONS"):
                continue
            url = (
                path.replace("{form}", "json")
                .replace("{", "")
                .replace("}", "")
                .replace(":path", "")
                .replace("call_id", "1")
            )
            url = (
                url.replace("turn", "1")
                .replace("case_id", "1")
                .replace("code", "48213096")
                .replace(":int", "")
            )
            answer: Any = client.request(method, url, follow_redirects=False)
            assert answer.status_code in GUARDED, f"{method} {path} answered {answer.status_code}"
            if answer.status_code == 303:
                assert "/console/masuk" in answer.headers["location"], path
            checked += 1
    assert checked >= 15


def test_an_installation_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"lacks am/final\.mdl"):
        create_app(settings_for(tmp_path, model_dir=tmp_path))
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="SUARA_VAR_DIR"):
        create_app(settings_for(tmp_path, var_dir=tmp_path / "file"))
    with pytest.raises(SettingsError, match="SUARA_BASE_URL"):
        settings_for(tmp_path, environment="production")
