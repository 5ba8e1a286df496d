"""Text under a key of its own thing, inside a sealed column: when the key is forgotten, the text is too.

What was written before things had keys of their own stands there as it is, and is read as before.
"""

from base64 import b64decode, b64encode

from models.vault import open_under, seal_under

MARK = "\x01"
"""The beginning of what is under a key of its own: no text of a person begins so."""


def kept(key: str, text: str, place: str) -> str:
    """What is stored for this text."""
    return MARK + b64encode(seal_under(key, text.encode(), place)).decode()


def told(key: str | None, stored: str | None, place: str) -> str | None:
    """The text again; None when its key was forgotten. Raises VaultError for another key's."""
    if stored is None or not stored.startswith(MARK):
        return stored
    return None if key is None else open_under(key, b64decode(stored[1:]), place).decode()


def is_kept(stored: str | None) -> bool:
    """Whether this is under a key of its own already, or nothing."""
    return stored is None or stored.startswith(MARK)
