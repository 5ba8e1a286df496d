"""Settings: safe or none."""

from pathlib import Path
from typing import Any

import pytest

from config import Settings, SettingsError, read_settings
from models import new_key

ROOT = Path(__file__).resolve().parents[1]


def values(**changed: Any) -> dict[str, Any]:
    good: dict[str, Any] = {
        "_env_file": None,
        "environment": "production",
        "base_url": "https://suara.example.go.id",
        "keys": new_key(),
        "index_key": new_key(),
        "twilio_account_sid": "AC" + "0" * 32,
        "twilio_auth_tokens": "t" * 32,
        "line_number": "+622150001234",
    }
    return {**good, **changed}


def test_a_complete_production_installation_is_accepted() -> None:
    settings = read_settings(**values())
    assert settings.production
    assert settings.stream_url == "wss://suara.example.go.id/ivr/stream"
    assert settings.twilio_api == "https://api.twilio.com"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("keys", "", "SUARA_KEYS"),
        ("index_key", "", "SUARA_INDEX_KEY"),
        ("twilio_auth_tokens", "", "SUARA_TWILIO_AUTH_TOKENS"),
        ("twilio_auth_tokens", "short", "no protection"),
        ("api_keys", "short", "SUARA_API_KEYS"),
        ("webhook_secrets", "dukcapil=rahasia", "SUARA_WEBHOOK_SECRETS"),
        ("story_recognizer", "whisper", "SUARA_STORY_MODEL_DIR"),
        ("base_url", "http://suara.example.go.id", "https"),
        ("base_url", "https://suara.example.go.id/", "no slash"),
        ("base_url", "", "SUARA_BASE_URL"),
        ("text_carriers", "console", "not in production"),
        ("twilio_api", "http://127.0.0.1:9", "https"),
        ("port", "x", "SUARA_PORT"),
    ],
)
def test_an_unsafe_production_installation_is_refused_by_name(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_settings(**values(**{name: value}))


def test_development_needs_no_addresses() -> None:
    settings = read_settings(**values(environment="development", base_url="", port=9123))
    assert settings.base_url == "http://127.0.0.1:9123"
    assert settings.stream_url == "ws://127.0.0.1:9123/ivr/stream"
    assert settings.twilio_api == "http://127.0.0.1:9123/carrier"


def test_tokens_are_read_from_a_list_while_they_are_rotated() -> None:
    settings = read_settings(**values(twilio_auth_tokens=f"{'n' * 32}, {'o' * 32}"))
    assert settings.twilio_auth_tokens == ("n" * 32, "o" * 32)


def test_every_setting_is_in_the_readme_or_on_a_page_of_its_own() -> None:
    pages_of_their_own = ("carriers", "api", "stories", "pemrosesan-data", "faults")
    names = ("README.md", *(f"docs/{name}.md" for name in pages_of_their_own))
    pages = [(ROOT / name).read_text(encoding="utf-8") for name in names]
    for name in Settings.model_fields:
        assert f"SUARA_{name.upper()}" in "".join(pages), name


ALL_OURS: dict[str, Any] = {
    "twilio_account_sid": "",
    "twilio_auth_tokens": "",
    "text_carriers": "kannel",
    "kannel_user": "suara",
    "kannel_password": "p",
    "kannel_secret": "k" * 24,
    "asterisk": True,
    "asterisk_secret": "s" * 24,
    "call_carrier": "asterisk",
    "asterisk_ari": "http://127.0.0.1:8088/ari",
    "asterisk_ari_password": "p" * 24,
}
"""Calls through Asterisk and texts through Kannel."""


def test_twilio_is_needed_only_where_it_carries_something() -> None:
    settings = read_settings(**values(**ALL_OURS))
    assert not settings.twilio
    for needs in ({"call_carrier": "twilio"}, {"text_carriers": "twilio"}, {"twilio_account_sid": "AC1"}):
        with pytest.raises(SettingsError, match="SUARA_TWILIO"):
            read_settings(**values(**{**ALL_OURS, **needs}))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("asterisk", False, "SUARA_ASTERISK must be on"),
        ("asterisk_ari", "", "SUARA_ASTERISK_ARI"),
        ("asterisk_ari", "http://pbx.example.go.id:8088/ari", "https, or http on this machine"),
        ("asterisk_ari", "http://suara:p@127.0.0.1:8088/ari", "no user"),
        ("asterisk_ari_password", "short", "24 characters"),
        ("asterisk_endpoint", "PJSIP/{number}@trunk", "a context asks before it rings"),
        ("asterisk_endpoint", "Local/+622150001234@suara-ring/n", "a context asks before it rings"),
    ],
)
def test_an_unsafe_way_to_ring_is_refused_by_name(name: str, value: Any, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_settings(**values(**{**ALL_OURS, name: value}))
