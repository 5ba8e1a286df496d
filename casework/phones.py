"""Telephone numbers as they come in: 08..., 62..., +62..., 0062..., short codes, hidden callers.

Who may be texted and called is decided here, from the number alone.
"""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberType

DEAR = ("+62868",)
"""Satellite telephones: a minute costs more than a whole day of calls, a text hardly less; they count as mobile."""
_KEYS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
_WITHHELD = ("anonymous", "blocked", "private", "restricted", "unavailable", "unknown", "withheld")
HIDDEN = frozenset({*_WITHHELD, *(f"+{word.translate(_KEYS)}" for word in _WITHHELD)})
"""What carriers put in place of a hidden number: a word, or that word keyed on a telephone. Taken for a number, it
would make all hidden callers one citizen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """`number` is E.164 when it is a real number, else what the carrier gave, or "" for a hidden caller."""

    number: str
    mobile: bool


def read_phone(given: str) -> Phone:
    """Understands any usual way to write an Indonesian number. Never fails: what is not a number stays as is."""
    text = re.sub(r"[^\d+]", "", given)
    if given.strip().lower() in HIDDEN or text in HIDDEN:
        return Phone(number="", mobile=False)
    if text.startswith("00"):
        text = "+" + text[2:]
    elif text.startswith("62") and len(text) > 9:
        text = "+" + text
    try:
        parsed = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException:
        return Phone(number=given.strip()[:32] if any(map(str.isalnum, given)) else "", mobile=False)
    kind = phonenumbers.number_type(parsed)
    if not phonenumbers.is_valid_number(parsed) or kind is PhoneNumberType.UAN:
        return Phone(number=given.strip()[:32], mobile=False)
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    mobile = kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return Phone(number=number, mobile=mobile and parsed.country_code == 62 and not number.startswith(DEAR))


CALLABLE = frozenset(
    {PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
)


def may_be_called(number: str) -> bool:
    """Whether we may ring this number (E.164): an Indonesian fixed or mobile one, in its one right spelling.

    Never a premium, shared-cost, free or short number, a foreign one, or a hidden caller: whoever rings us may have
    made their number up, so that we ring one that costs us.
    """
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return False
    spelled = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return (
        parsed.country_code == 62
        and number == spelled
        and not number.startswith(DEAR)
        and phonenumbers.is_valid_number(parsed)
        and phonenumbers.number_type(parsed) in CALLABLE
    )


def as_dialled(number: str) -> str:
    """An E.164 number as people dial and write it, "(021) 5000 1234"; a short code stays as it is."""
    if not number.startswith("+"):
        return number
    form = phonenumbers.PhoneNumberFormat.NATIONAL
    written = phonenumbers.format_number(phonenumbers.parse(number), form).replace("-", " ")
    return re.sub(r"\b(\d{3,4})(\d{4})\b", r"\1 \2", written)


def masked(number: str) -> str:
    """For officers' lists: the middle is hidden, "+62812****7890"."""
    return number if len(number) < 8 else f"{number[:6]}****{number[-4:]}"
