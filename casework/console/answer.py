"""What an officer may text to a citizen: one GSM-7 segment that ends with the MPP's name. Pure."""

import json

from casework.gsm7 import BASIC, EXTENDED, SEGMENT, fits, folded, septets

_TYPOGRAPHIC = "‘’‚“”„–—−•…×´`\t\u00a0"
PLAIN = json.dumps({sign: folded(sign) for sign in _TYPOGRAPHIC}, ensure_ascii=False)
"""For the page's counter: what typographic signs become."""
ALPHABET = {"basic": BASIC, "extended": EXTENDED, "plain": PLAIN}


def signed(body: str, sender: str) -> str:
    """The text as it will be sent."""
    return folded(_one_line(body) + signature(sender))


def room(sender: str) -> int:
    """How many characters are left for the officer's own words."""
    return SEGMENT - (septets(folded(signature(sender))) or 0)


def wrong_with(body: str, sender: str) -> str | None:
    """Why this cannot be sent, in Indonesian, or None."""
    if not body.strip():
        return "Tulis dulu isi SMS."
    lost = "".join(dict.fromkeys(char for char in _one_line(body) if char != "?" and "?" in folded(char)))
    if lost:
        return f"Tanda ini tidak bisa dikirim lewat SMS: {lost}. Hapus dulu."
    if not fits(signed(body, sender)):
        over = (septets(signed(body, sender)) or 0) - SEGMENT
        return f"SMS terlalu panjang. Pendekkan {over} huruf lagi."
    return None


def _one_line(body: str) -> str:
    return " ".join(body.split())


def signature(sender: str) -> str:
    """How every text ends."""
    return f" -{sender}"
