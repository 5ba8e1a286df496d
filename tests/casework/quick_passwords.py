"""Argon2 with the least work that it allows, for tests that try many passwords; the line's own takes a quarter of a
second for each.
"""

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from casework import officers


def hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the rest of this test."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(officers, "_passwords", quick)
    monkeypatch.setattr(officers, "_nobody", quick.hash("nobody"))
