"""Amounts as they are said: "lima belas ribu", "satu setengah juta rupiah", "dua koma lima juta", "goceng"."""

from fractions import Fraction

from speech.cardinals import NUMBER_WORDS, SCALES, UNITS, ZEROS, longest
from speech.corrections import CORRECTION_WORDS, HESITATIONS, valid_parts

_COLLOQUIAL = {
    "gopek": "lima ratus", "cepek": "seratus", "gocap": "lima puluh", "seceng": "seribu", "goceng": "lima ribu",
    "ceban": "sepuluh ribu", "rebu": "ribu", "atus": "ratus",
}  # fmt: skip
_PARTS = {"setengah": Fraction(1, 2), "seperempat": Fraction(1, 4)}
_NOTHING = ("gratis", "cuma-cuma")

MONEY_WORDS = tuple(
    dict.fromkeys(
        (
            *ZEROS,
            *NUMBER_WORDS,
            *_COLLOQUIAL,
            *_PARTS,
            "koma",
            "rupiah",
            "perak",
            "gratis",
            *CORRECTION_WORDS,
            *HESITATIONS,
        )
    )
)


def read_money(words: str) -> int | None:
    """Whole rupiah in a lower-case transcript, or None. Of several amounts the last corrected one counts."""
    for part in reversed(valid_parts(words)):
        if (amount := _amount(part.words)) is not None:
            return amount
    return None


def _amount(words: tuple[str, ...]) -> int | None:
    said = [plain for word in words for plain in _COLLOQUIAL.get(word, word).split()]
    for at, word in enumerate(said):
        if word in _NOTHING:
            return 0
        if word in _PARTS and said[at + 1 : at + 2] and said[at + 1] in SCALES:
            return _whole(_PARTS[word], said, at + 1)
        if number := longest(said, at):
            return _scaled(said, *number)
    return None


def _scaled(said: list[str], end: int, value: int) -> int | None:
    """What may follow a number: "satu | setengah juta", "dua | koma lima juta"."""
    following = said[end : end + 2]
    if len(following) == 2 and following[0] in _PARTS and following[1] in SCALES:
        return _whole(value + _PARTS[following[0]], said, end + 1)
    if following[:1] == ["koma"]:
        decimals, at = "", end + 1
        while at < len(said) and (said[at] in UNITS or said[at] in ZEROS):
            decimals, at = decimals + str(UNITS.get(said[at], 0)), at + 1
        if decimals and at < len(said) and said[at] in SCALES:
            return _whole(value + Fraction(int(decimals), 10 ** len(decimals)), said, at)
    return value


def _whole(amount: Fraction, said: list[str], at: int) -> int | None:
    rupiah = amount * SCALES[said[at]]
    return int(rupiah) if rupiah.denominator == 1 else None
