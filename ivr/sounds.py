"""Addresses for the sound of a turn, for carriers that play it by URL. No address says anything about a citizen.

The address holds the call's and the turn's number and a keyed hash of both, so that nobody can try numbers.
"""

import hmac

from models import Vault

STILL_HERE_PATH = "/ivr/still-here.wav"
"""A soft sound for whoever waits; the same for everybody."""


def sound_path(vault: Vault, call_id: int, turn: int) -> str:
    """The path and query of the turn's sound."""
    return f"/ivr/sound/{call_id}/{turn}.wav?key={_key(vault, call_id, turn)}"


def is_sound_key(vault: Vault, call_id: int, turn: int, key: str) -> bool:
    """Whether the key belongs to this turn of this call."""
    return hmac.compare_digest(_key(vault, call_id, turn).encode(), key.encode())


def stream_token(vault: Vault, provider_id: str, turn: int = 0) -> str:
    """The token that opens the media stream of this call at this turn, once. The same for a repeated webhook."""
    return vault.index(f"stream:{provider_id}:{turn}" if turn else f"stream:{provider_id}")[:40]


def briefing_path(token: str) -> str:
    """The path of what an officer hears before they take a call; the ring's token is the guard."""
    return f"/ivr/officer/briefing/{token}.wav"


def _key(vault: Vault, call_id: int, turn: int) -> str:
    return vault.index(f"sound:{call_id}:{turn}")[:32]
