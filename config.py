"""Settings: one frozen object, read once from the environment (SUARA_...) or from var/settings.env.

In production it refuses to exist with anything unsafe: a mistake is then seen at start, not by a citizen.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class TextCarrierName(StrEnum):
    TWILIO = "twilio"
    CONSOLE = "console"


class SettingsError(ValueError):
    """A setting is missing, malformed or unsafe. The message names it and says what to do."""


class Settings(BaseSettings):
    """Everything that differs between installations. Lists are written with commas."""

    model_config = SettingsConfigDict(
        env_prefix="SUARA_", env_file=ROOT / "var" / "settings.env", extra="ignore", frozen=True
    )

    environment: Environment = Environment.PRODUCTION
    """"production", or "development": only there are the phone page and the simulated carrier served."""
    host: str = "127.0.0.1"
    """The address to listen on."""
    port: int = 8000
    """The port to listen on."""
    base_url: str = ""
    """How carriers reach us from outside; request signatures are checked against it. In development: this machine."""
    database_url: str = f"sqlite:///{ROOT / 'var' / 'suarampp.sqlite3'}"
    """SQLAlchemy address of the database."""
    var_dir: Path = ROOT / "var"
    """Where the line keeps its recordings, rendered voice and embedded database."""
    content_dir: Path = ROOT / "content"
    """What the line says and knows."""
    model_dir: Path = ROOT / "speech" / "model"
    """The Vosk model."""
    keys: Annotated[tuple[str, ...], NoDecode] = ()
    """Keys that encrypt personal data, the newest first: `python app.py new-key` makes one."""
    index_key: str = ""
    """The key of the blind index. It cannot be changed later without losing who is who."""
    api_keys: Annotated[tuple[str, ...], NoDecode] = ()
    """Keys with which other systems may put applications; each at least 24 characters."""
    twilio_account_sid: str = ""
    """The carrier account whose webhooks are accepted."""
    twilio_auth_tokens: Annotated[tuple[str, ...], NoDecode] = ()
    """Auth tokens whose signatures are accepted: the current one, and the old one while rotating."""
    twilio_api: str = ""
    """Where texts are handed over: Twilio (the default), or any server that speaks its protocol. In development:
    the simulated carrier."""
    text_carrier: TextCarrierName = TextCarrierName.TWILIO
    """"twilio", or "console", which prints texts instead of sending them."""
    line_number: str = ""
    """The line's own number in E.164, the sender of our texts."""
    recognizer: Literal["vosk", "sherpa", "whisper"] = "vosk"
    """The engine that recognises speech, with its model in `model_dir`."""
    most_listening: int | None = None
    """Calls that may be listened to at once; further ones are asked for keys. Default: 60 for each core."""
    workers: bool = True
    """Whether this process also runs due jobs."""

    @field_validator("keys", "api_keys", "twilio_auth_tokens", mode="before")
    @classmethod
    def _list(cls, value: Any) -> Any:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @model_validator(mode="before")
    @classmethod
    def _addresses(cls, values: dict[str, Any]) -> dict[str, Any]:
        development = values.get("environment") == Environment.DEVELOPMENT
        here = f"http://127.0.0.1:{values.get('port', 8000)}" if development else ""
        base_url = values.get("base_url") or here
        carrier = f"{base_url}/carrier" if development else "https://api.twilio.com"
        return {**values, "base_url": base_url, "twilio_api": values.get("twilio_api") or carrier}

    @model_validator(mode="after")
    def _safe(self) -> "Settings":
        missing = [
            f"SUARA_{name.upper()}"
            for name in ("keys", "index_key", "twilio_account_sid", "twilio_auth_tokens", "line_number")
            if not getattr(self, name)
        ]
        if missing:
            raise ValueError(f"{', '.join(missing)} must be set (`make setup` writes a set for trying out)")
        if any(len(token) < 16 for token in self.twilio_auth_tokens):
            raise ValueError("SUARA_TWILIO_AUTH_TOKENS: a token shorter than 16 characters is no protection")
        if any(len(key) < 24 for key in self.api_keys):
            raise ValueError("SUARA_API_KEYS: a key shorter than 24 characters is no protection")
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.netloc or self.base_url.endswith("/"):
            raise ValueError(
                "SUARA_BASE_URL must be like https://suara.example.go.id, with no slash at the end"
            )
        if self.production:
            if parts.scheme != "https":
                raise ValueError("SUARA_BASE_URL must be https in production")
            if self.text_carrier is TextCarrierName.CONSOLE:
                raise ValueError("SUARA_TEXT_CARRIER=console prints citizens' texts; not in production")
            if urlsplit(self.twilio_api).scheme != "https":
                raise ValueError("SUARA_TWILIO_API must be https in production")
        return self

    @property
    def production(self) -> bool:
        """Whether real citizens may be on the line."""
        return self.environment is Environment.PRODUCTION

    @property
    def stream_url(self) -> str:
        """The media stream's address; signatures of its upgrade request are checked against it."""
        return f"ws{self.base_url.removeprefix('http')}/ivr/stream"


def read_settings(**values: Any) -> Settings:
    """The settings of this process. Raises SettingsError with one clear sentence for each thing wrong."""
    try:
        return Settings(**values)
    except ValidationError as error:
        wrong = [
            f"{'SUARA_' + str(item['loc'][0]).upper() + ': ' if item['loc'] else ''}"
            f"{str(item['msg']).removeprefix('Value error, ')}"
            for item in error.errors(include_url=False, include_input=False)
        ]
        raise SettingsError("; ".join(wrong)) from error
