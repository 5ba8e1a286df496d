"""How many parts a text is sent in, and so what it costs. The phone page counts the same way."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")


def segments(body: str) -> int:
    """Parts of this text: 160 characters in one or 153 in each of several; 70 and 67 beyond the GSM alphabet."""
    if set(body) <= _BASIC | _EXTENDED:
        length, single, several = len(body) + sum(letter in _EXTENDED for letter in body), 160, 153
    else:
        length, single, several = len(body.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= single else -(-length // several)
