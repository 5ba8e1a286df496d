"""The second factor of officers: codes of an authenticator application (TOTP, RFC 6238), and recovery codes for when
the telephone is lost. Knows no page.
"""

import secrets
from datetime import datetime

import pyotp

from models import Officer, Vault

STEP = 30
"""Seconds that a code is shown for."""
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other."""


def begin(officer: Officer) -> None:
    """A fresh secret. The factor is on once a code of it was typed."""
    officer.totp_secret, officer.totp_on, officer.totp_step = pyotp.random_base32(), False, 0


def address(officer: Officer, issuer: str) -> str:
    """What the QR picture says to an authenticator application (otpauth:)."""
    return pyotp.TOTP(_secret(officer)).provisioning_uri(name=officer.username, issuer_name=issuer)


def spaced(officer: Officer) -> str:
    """The secret in groups of four, to be typed where no camera works."""
    secret = _secret(officer)
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def is_code(officer: Officer, typed: str, *, at: datetime) -> bool:
    """Whether this is the code of now, or of half a minute before or after. Each code works once."""
    code = "".join(typed.split())
    totp = pyotp.TOTP(_secret(officer))
    now = int(at.timestamp()) // STEP
    for step in (now - 1, now, now + 1):
        fits = secrets.compare_digest(totp.at(step * STEP).encode(), code.encode())
        if fits and step > officer.totp_step:
            officer.totp_step = step
            return True
    return False


def new_recovery_codes(vault: Vault, officer: Officer) -> list[str]:
    """Ten fresh codes, to be shown once; only keyed hashes are kept. Older ones are worth nothing from now."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    officer.recovery = [_hashes(vault, officer, code)[0] for code in codes]
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use_recovery_code(vault: Vault, officer: Officer, typed: str) -> bool:
    """Whether this is a recovery code that is left; it is used up then."""
    given = _hashes(vault, officer, "".join(filter(str.isalnum, typed.lower())))
    left = [one for one in officer.recovery if one not in given]
    if len(left) == len(officer.recovery):
        return False
    officer.recovery = left
    return True


def end(officer: Officer) -> None:
    """No second factor any more."""
    officer.totp_secret, officer.totp_on, officer.totp_step, officer.recovery = None, False, 0, []


def _secret(officer: Officer) -> str:
    if officer.totp_secret is None:
        raise ValueError(f"officer {officer.id} has no second factor")
    return officer.totp_secret


def _hashes(vault: Vault, officer: Officer, code: str) -> tuple[str, ...]:
    """Under every index key: a code from before a rotation still counts."""
    return vault.indexes(f"recovery code of officer {officer.id} {code}")
