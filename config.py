"""Settings: one frozen object, read once from the environment (SUARA_...) or from var/settings.env.

In production it refuses to exist with anything unsafe: a mistake is then seen at start, not by a citizen.
"""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from config_systems import SystemSettings

ROOT = Path(__file__).resolve().parent
_LISTS = (
    "keys",
    "api_keys",
    "twilio_auth_tokens",
    "kannel_addresses",
    "text_carriers",
    "webhook_secrets",
    "metrics_addresses",
    "keep_days",
)


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class TextCarrierName(StrEnum):
    TWILIO = "twilio"
    KANNEL = "kannel"
    SMPP = "smpp"
    GAMMU = "gammu"
    CONSOLE = "console"


class CallCarrierName(StrEnum):
    TWILIO = "twilio"
    ASTERISK = "asterisk"
    NONE = "none"


class SettingsError(ValueError):
    """A setting is missing, malformed or unsafe. The message names it and says what to do."""


class Settings(SystemSettings):
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
    """Where the line keeps its recordings, installed and rendered voices, and embedded database."""
    content_dir: Path = ROOT / "content"
    """What the line says and knows."""
    model_dir: Path = ROOT / "speech" / "model"
    """The Vosk model."""
    keys: Annotated[tuple[str, ...], NoDecode] = ()
    """Keys that encrypt personal data, the newest first: `new-key` makes one, `keys rotate` brings it to all data."""
    index_key: str = ""
    """The key of the blind index, or several with commas, the newest first: see `python app.py keys rotate`."""
    twilio_account_sid: str = ""
    """The carrier account whose webhooks are accepted. Needed only where Twilio carries texts or calls."""
    twilio_auth_tokens: Annotated[tuple[str, ...], NoDecode] = ()
    """Auth tokens whose signatures are accepted: the current one, and the old one while rotating."""
    twilio_api: str = ""
    """Where texts are handed over: Twilio (the default), or any server that speaks its protocol. In development:
    the simulated carrier."""
    asterisk: bool = False
    """Whether calls may also come in through Asterisk: see docs/carriers.md."""
    asterisk_secret: str = ""
    """What Asterisk proves itself with, at least 24 characters; must be set when `asterisk` is on."""
    call_carrier: CallCarrierName = CallCarrierName.TWILIO
    """Who rings citizens for us: "twilio", "asterisk", or "none"."""
    asterisk_ari: str = ""
    """Asterisk's REST interface, such as http://127.0.0.1:8088/ari. In development: the simulated one."""
    asterisk_ari_user: str = "suara"
    """The user of ari.conf."""
    asterisk_ari_password: str = ""
    """That user's password, at least 24 characters. In development: `asterisk_secret`."""
    asterisk_endpoint: str = "Local/{number}@suara-ring/n"
    """How Asterisk reaches a telephone: a context that asks the line before it rings. See docs/carriers.md."""
    asterisk_context: str = "suara"
    """The context of the dialplan that a call of ours enters once it is answered."""
    text_carriers: Annotated[tuple[TextCarrierName, ...], NoDecode] = (TextCarrierName.TWILIO,)
    """The preferred one first: "twilio", "kannel", "smpp", "gammu", or "console", which prints texts."""
    kannel_api: str = "http://127.0.0.1:13013/cgi-bin/sendsms"
    """Where Kannel's smsbox takes texts: its `sendsms` address."""
    kannel_user: str = ""
    """The user of smsbox's group sendsms-user."""
    kannel_password: str = ""
    """That user's password."""
    kannel_secret: str = ""
    """What Kannel proves itself with when it brings texts and receipts, at least 24 of A-Z a-z 0-9 - _."""
    kannel_callback: str = ""
    """How Kannel reaches this line. Default: this machine."""
    kannel_addresses: Annotated[tuple[str, ...], NoDecode] = ("127.0.0.1", "::1")
    """The addresses that Kannel comes from."""
    smpp_host: str = ""
    """Where the SMPP carrier listens."""
    smpp_port: int = 2775
    smpp_user: str = ""
    """The account's system_id."""
    smpp_password: str = ""
    """Its password; SMPP allows 8 characters."""
    smpp_system_type: str = ""
    """What the carrier wants as system_type; mostly nothing."""
    smpp_sender: str = ""
    """Whom our texts come from, when not `line_number`: a short code or name that the carrier registered."""
    smpp_tls: bool = False
    """Whether the carrier speaks TLS."""
    smpp_tls_ca: Path | None = None
    """The certificate that signed the carrier's, when no usual authority did."""
    smpp_tunnel: bool = False
    """That the way to a carrier without TLS is a tunnel (VPN), so that nobody on the way reads citizens' texts."""
    smpp_binds: int = Field(default=1, ge=1, le=20)
    """How many processes may be bound at once; as many as the carrier allows. Further ones stand by."""
    smpp_window: int = Field(default=10, ge=1, le=1000)
    """How many texts may wait for the carrier's answer at once."""
    smpp_receipt_ids: Literal["same", "decimal", "hex"] = "same"
    """How receipts write the ids of texts, next to the answers: the same, in decimal, or in hexadecimal."""
    smpp_alphabet: Literal["gsm7", "latin1"] = "gsm7"
    """What the carrier means by data_coding 0."""
    gammu_database: str = ""
    """SQLAlchemy address of the database that gammu-smsd keeps its texts in."""
    second_factor: bool = True
    """Whether administrators and auditors of the console must have a second factor. In development: off."""
    line_number: str = ""
    """The line's own number in E.164, the sender of our texts."""
    miskol_number: str = ""
    """A second number in E.164 that is never answered: who rings it is rung back. None: only the line itself."""
    voice: str = ""
    """The voice of calls, instead of the one in mpp.yaml."""
    recognizer: Literal["vosk", "sherpa", "whisper"] = "vosk"
    """The engine that recognises speech, with its model in `model_dir`."""
    most_listening: int | None = None
    """Calls that may be listened to at once; further ones by keys. Default: 50 for each core, at most 100."""
    text_threads: Annotated[int, Field(ge=1, le=16)] = 8
    """How many texts of this process may be with carriers at once, where it runs due jobs."""
    workers: bool = True
    """Whether this process also runs due jobs."""

    @field_validator(*_LISTS, mode="before")
    @classmethod
    def _list(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @model_validator(mode="before")
    @classmethod
    def _addresses(cls, values: dict[str, Any]) -> dict[str, Any]:
        development = values.get("environment") == Environment.DEVELOPMENT
        here = f"http://127.0.0.1:{values.get('port', 8000)}" if development else ""
        base_url = values.get("base_url") or here
        carrier = f"{base_url}/carrier" if development else "https://api.twilio.com"
        callback = values.get("kannel_callback") or f"http://127.0.0.1:{values.get('port', 8000)}"
        return {
            **values,
            "base_url": base_url,
            "second_factor": values.get("second_factor", not development),
            "twilio_api": values.get("twilio_api") or carrier,
            "asterisk_ari": values.get("asterisk_ari") or (f"{base_url}/carrier/ari" if development else ""),
            "asterisk_ari_password": values.get("asterisk_ari_password")
            or (values.get("asterisk_secret", "") if development else ""),
            "kannel_callback": callback,
        }

    @model_validator(mode="after")
    def _safe(self) -> "Settings":
        twilios = ("twilio_account_sid", "twilio_auth_tokens") if self.twilio else ()
        wanted = ("keys", "index_key", *twilios, "line_number")
        missing = [f"SUARA_{name.upper()}" for name in wanted if not getattr(self, name)]
        if missing:
            raise ValueError(f"{', '.join(missing)} must be set (`make setup` writes a set for trying out)")
        if any(len(token) < 16 for token in self.twilio_auth_tokens):
            raise ValueError("SUARA_TWILIO_AUTH_TOKENS: a token shorter than 16 characters is no protection")
        self.check_systems()
        if self.asterisk and len(self.asterisk_secret) < 24:
            raise ValueError("SUARA_ASTERISK_SECRET must be at least 24 characters when SUARA_ASTERISK is on")
        if not self.text_carriers or len(set(self.text_carriers)) != len(self.text_carriers):
            raise ValueError("SUARA_TEXT_CARRIERS must name at least one carrier, each once")
        if self.call_carrier is CallCarrierName.ASTERISK:
            self._check_ari()
        if TextCarrierName.KANNEL in self.text_carriers:
            self._check_kannel()
        if TextCarrierName.SMPP in self.text_carriers:
            self._check_smpp()
        if TextCarrierName.GAMMU in self.text_carriers and not self.gammu_database:
            raise ValueError("SUARA_GAMMU_DATABASE must be set to send through gammu-smsd")
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.netloc or self.base_url.endswith("/"):
            raise ValueError(
                "SUARA_BASE_URL must be like https://suara.example.go.id, with no slash at the end"
            )
        if self.production:
            if parts.scheme != "https":
                raise ValueError("SUARA_BASE_URL must be https in production")
            if TextCarrierName.CONSOLE in self.text_carriers:
                raise ValueError("SUARA_TEXT_CARRIERS=console prints citizens' texts; not in production")
            if self.oidc_issuer and urlsplit(self.oidc_issuer).scheme != "https":
                raise ValueError("SUARA_OIDC_ISSUER must be https in production")
            if self.twilio and urlsplit(self.twilio_api).scheme != "https":
                raise ValueError("SUARA_TWILIO_API must be https in production")
        return self

    def _check_kannel(self) -> None:
        if not self.kannel_user or not self.kannel_password:
            raise ValueError("SUARA_KANNEL_USER, SUARA_KANNEL_PASSWORD must be set to send through Kannel")
        if not re.fullmatch(r"[A-Za-z0-9_-]{24,}", self.kannel_secret):
            raise ValueError("SUARA_KANNEL_SECRET must be at least 24 characters of A-Z a-z 0-9 - _")
        for name in ("kannel_api", "kannel_callback"):
            self._check_neighbour(name)

    def _check_ari(self) -> None:
        if not self.asterisk:
            raise ValueError("SUARA_ASTERISK must be on where SUARA_CALL_CARRIER=asterisk")
        self._check_neighbour("asterisk_ari")
        if not self.asterisk_ari_user or len(self.asterisk_ari_password) < 24:
            raise ValueError(
                "SUARA_ASTERISK_ARI_USER must be set, and SUARA_ASTERISK_ARI_PASSWORD have 24 characters"
            )
        if not re.fullmatch(r"Local/\{number\}@[A-Za-z0-9_-]+/n", self.asterisk_endpoint):
            raise ValueError(
                "SUARA_ASTERISK_ENDPOINT must be like Local/{number}@suara-ring/n: a context asks before it rings"
            )

    def _check_neighbour(self, name: str) -> None:
        """Raises ValueError, unless this address is safe to send a password to."""
        parts = urlsplit(getattr(self, name))
        here = parts.hostname in ("127.0.0.1", "::1", "localhost")
        if parts.scheme not in ("http", "https") or (parts.scheme == "http" and not here):
            raise ValueError(f"SUARA_{name.upper()} must be https, or http on this machine")
        if parts.username is not None or getattr(self, name).endswith("/"):
            raise ValueError(f"SUARA_{name.upper()} must have no user in it and no slash at the end")

    @property
    def twilio(self) -> bool:
        """Whether Twilio has any part in this installation: it brings calls, rings, or carries texts."""
        texts = TextCarrierName.TWILIO in self.text_carriers
        named = texts or self.call_carrier is CallCarrierName.TWILIO
        return named or self.twilio_account_sid != "" or self.twilio_auth_tokens != ()

    def _check_smpp(self) -> None:
        if not self.smpp_host or not self.smpp_user or not self.smpp_password:
            raise ValueError(
                "SUARA_SMPP_HOST, SUARA_SMPP_USER, SUARA_SMPP_PASSWORD must be set to send by SMPP"
            )
        if len(self.smpp_user) > 15 or len(self.smpp_password) > 8:
            raise ValueError("SMPP allows 15 characters in SUARA_SMPP_USER and 8 in SUARA_SMPP_PASSWORD")
        here = self.smpp_host in ("127.0.0.1", "::1", "localhost")
        if self.production and not (self.smpp_tls or self.smpp_tunnel or here):
            raise ValueError(
                "SUARA_SMPP_TLS must be on, or SUARA_SMPP_TUNNEL where the way to the carrier is a tunnel"
            )

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
