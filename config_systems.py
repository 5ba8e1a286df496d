"""Settings about what stands beside the line: other systems, the recogniser of stories, backups, metrics.

Part of config.Settings.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, NoDecode


class SystemSettings(BaseSettings):
    """What config.Settings inherits."""

    api_keys: Annotated[tuple[str, ...], NoDecode] = ()
    """Keys with which other systems may put applications; each at least 24 characters. Better: one key for each
    system, made by `python app.py api-key`."""
    api_per_minute: int = Field(default=120, ge=1)
    """How many requests of the API one system may make in a minute."""
    webhook_ca: Path | None = None
    """The certificates that signed those of the receivers, when no usual authority did."""
    open311_jurisdiction: str = ""
    """The jurisdiction_id of Open311. Requests for another one are refused; none: all are taken."""
    webhook_secrets: Annotated[tuple[str, ...], NoDecode] = ()
    """What webhooks are signed with: name=whsec_..., the name as in content/webhooks.yaml. Given twice, both sign."""
    webhook_private: bool = False
    """Whether webhooks may go to addresses inside the MPP's own network."""
    story_recognizer: Literal["", "vosk", "sherpa", "whisper"] = ""
    """The engine that writes drafts of recorded stories, with its model in `story_model_dir`. Default: as calls."""
    story_model_dir: Path | None = None
    """The model of `story_recognizer`, which may be larger and slower than that of calls."""
    story_limit_s: int = Field(default=600, ge=10, le=3600)
    """After so many seconds a draft is given up."""

    oidc_issuer: str = ""
    """The address of the OpenID Connect provider whose accounts officers may sign in with; "": none."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = "akun dinas"
    """How the button for it is called: "Masuk dengan ..."."""
    oidc_claim: str = "preferred_username"
    """Which claim of the provider's is an officer's user name here."""
    share_cases: bool = False
    """Whether new cases are given to the officers on duty by themselves, every five minutes; else a supervisor does
    it with a button."""

    backup_dir: Path | None = None
    """Where backups are written, best on another disk; their age is watched there."""
    stop_within_s: Annotated[float, Field(ge=0, le=3600)] = 300.0
    """How long running calls may go on after this process was asked to stop."""
    keep_days: Annotated[tuple[str, ...], NoDecode] = ()
    """For how many days a class of data is kept, where not as usual: "sms=200,kasus=1825". The classes and the usual
    days: `python app.py privacy report`."""
    most_streams: int | None = Field(default=None, ge=0)
    """Calls with sound that may run in this process at once; further callers are offered by keys that we ring them.
    Default: twice as many as may be listened to."""
    metrics_addresses: Annotated[tuple[str, ...], NoDecode] = ("127.0.0.1", "::1")
    """Who may read /metrics without a token, when they come directly."""
    metrics_token: str = ""
    """What everybody else proves themselves with to read /metrics (Bearer), at least 24 characters."""

    def check_systems(self) -> None:
        """Raises ValueError for what is unsafe or does not fit together."""
        if any(len(key) < 24 for key in self.api_keys):
            raise ValueError("SUARA_API_KEYS: a key shorter than 24 characters is no protection")
        if any(not one.partition("=")[2].startswith("whsec_") for one in self.webhook_secrets):
            raise ValueError("SUARA_WEBHOOK_SECRETS must be like dukcapil=whsec_...")
        if self.story_recognizer and self.story_model_dir is None:
            raise ValueError("SUARA_STORY_MODEL_DIR must be set where SUARA_STORY_RECOGNIZER is")
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_name):
            raise ValueError("SUARA_OIDC_CLIENT_ID, SUARA_OIDC_NAME must be set where SUARA_OIDC_ISSUER is")
        if self.metrics_token and len(self.metrics_token) < 24:
            raise ValueError("SUARA_METRICS_TOKEN: a token shorter than 24 characters is no protection")
