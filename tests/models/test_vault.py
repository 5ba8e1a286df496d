"""Personal data at rest."""

import pytest

from models import Vault, VaultError, new_key


def a_vault(*keys: str) -> Vault:
    return Vault(keys=keys or (new_key(),), index_key=new_key())


def test_a_sealed_value_opens_again_and_shows_nothing() -> None:
    vault = a_vault()
    sealed = vault.seal(b"+6281234567890", "contacts.phone")
    assert b"81234567890" not in sealed
    assert vault.open(sealed, "contacts.phone") == b"+6281234567890"


def test_the_same_value_is_sealed_differently_each_time() -> None:
    vault = a_vault()
    assert vault.seal(b"a", "t.c") != vault.seal(b"a", "t.c")


def test_a_value_does_not_open_in_another_column() -> None:
    vault = a_vault()
    with pytest.raises(VaultError):
        vault.open(vault.seal(b"a", "contacts.phone"), "cases.story")


def test_a_changed_value_does_not_open() -> None:
    vault = a_vault()
    sealed = bytearray(vault.seal(b"halo", "t.c"))
    sealed[-1] ^= 1
    with pytest.raises(VaultError):
        vault.open(bytes(sealed), "t.c")


def test_older_keys_still_open_after_a_rotation() -> None:
    old, new = new_key(), new_key()
    sealed = a_vault(old).seal(b"halo", "t.c")
    assert a_vault(new, old).open(sealed, "t.c") == b"halo"
    with pytest.raises(VaultError, match="SUARA_KEYS"):
        a_vault(new).open(sealed, "t.c")


def test_equal_values_have_equal_indexes_under_one_key_only() -> None:
    vault = a_vault()
    assert vault.index("+6281234567890") == vault.index("+6281234567890")
    assert vault.index("+6281234567890") != a_vault().index("+6281234567890")


@pytest.mark.parametrize("key", ["", "short", "x" * 44, "!" * 44])
def test_a_malformed_key_is_refused(key: str) -> None:
    with pytest.raises(VaultError):
        Vault(keys=(key,), index_key=new_key())
