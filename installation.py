"""A first installation for trying out: random secrets in var/settings.env, and a demo officer.

Written once and never overwritten. Production sets its own environment and never needs this.
"""

import secrets
from pathlib import Path

from models import new_key

HEADING = "# Made for trying the line out on this machine. Not for production; never share it.\n"


class CannotWrite(RuntimeError):
    """The folder for our data cannot be written. The message names it and says what to do."""


def write_settings(folder: Path) -> bool:
    """Makes the settings of a development installation, unless there are some. True: they are new."""
    file = folder / "settings.env"
    if file.exists():
        return False
    values = {
        "SUARA_ENVIRONMENT": "development",
        "SUARA_KEYS": new_key(),
        "SUARA_INDEX_KEY": new_key(),
        "SUARA_API_KEYS": secrets.token_urlsafe(24),
        "SUARA_TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "SUARA_TWILIO_AUTH_TOKENS": secrets.token_hex(16),
        "SUARA_LINE_NUMBER": "+622150001234",
    }
    _write(file, HEADING + "".join(f"{name}={value}\n" for name, value in values.items()))
    return True


def demo_password(folder: Path) -> str:
    """The demo officer's password, made at the first call and kept for the next ones."""
    file = folder / "demo-password.txt"
    if not file.exists():
        _write(file, secrets.token_urlsafe(9) + "\n")
    return file.read_text().strip()


def check_writable(folder: Path) -> None:
    """Raises CannotWrite."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise CannotWrite(
            f"{folder} cannot be written ({error.strerror}): give this user the right to, or set SUARA_VAR_DIR"
        ) from error


def _write(file: Path, content: str) -> None:
    check_writable(file.parent)
    file.touch(mode=0o600)
    file.write_text(content)
