"""What an SMPP carrier's receipt says: appendix B of SMPP 3.4 in words, or optional parameters. Pure.

    id:0123456789 sub:001 dlvrd:001 submit date:2611240900 done date:2611240901 stat:DELIVRD err:000 text:...

Carriers differ in the case, the order and the spelling of it; the text of ours that some repeat in it is never read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from models import Delivery

STATES: Mapping[str, tuple[int, Delivery | None]] = {
    "ENROUTE": (1, Delivery.SENT),
    "DELIVRD": (2, Delivery.DELIVERED),
    "EXPIRED": (3, Delivery.FAILED),
    "DELETED": (4, Delivery.FAILED),
    "UNDELIV": (5, Delivery.FAILED),
    "ACCEPTD": (6, Delivery.SENT),
    "UNKNOWN": (7, None),
    "REJECTD": (8, Delivery.FAILED),
}
"""By the word in a receipt, with the number in `message_state`. UNKNOWN says nothing that we would act on."""
_BY_NUMBER = {number: word for word, (number, _) in STATES.items()}
_SPELLED = {"DELIVERED": "DELIVRD", "UNDELIVERABLE": "UNDELIV", "ACCEPTED": "ACCEPTD", "REJECTED": "REJECTD"}
Ids = Literal["same", "decimal", "hex"]
"""How ids stand in the words of receipts, next to the answers to our texts: the same, or in another base."""
LONGEST = 58


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One receipt."""

    provider_id: str
    status: str
    delivery: Delivery | None
    error: str | None


def read_receipt(
    words: str, receipted_id: str | None, state: int | None, error: str | None, ids: Ids
) -> Told | None:
    """A receipt's words and its optional parameters, where it has them. None: no id is told.

    The parameters are the carrier's own id, so they win over the words, which people once wrote for people.
    """
    plain = re.split(r"\btext:", words, maxsplit=1, flags=re.IGNORECASE)[0]
    told = {
        name.lower(): value
        for name, value in re.findall(r"\b(id|stat|err):\s*([^\s:]{1,80})", plain, re.IGNORECASE)
    }
    given = receipted_id or ""
    provider_id = id_of(given) if given else id_in_words(told.get("id", ""), ids)
    if provider_id is None:
        return None
    word = _BY_NUMBER.get(state or 0) or _word(told.get("stat", ""))
    delivery = STATES[word][1] if word in STATES else None
    code = error or _code(told.get("err", ""))
    if delivery is Delivery.FAILED:
        code = code or word
    return Told(
        provider_id=provider_id,
        status=word or "silent",
        delivery=delivery,
        error=code if delivery is Delivery.FAILED else None,
    )


def id_of(given: str) -> str | None:
    """The carrier's id as ours: leading zeros and case, in which carriers differ, do not count."""
    bare = given.strip().lower()
    bare = bare.lstrip("0") or ("0" if bare else "")
    if not bare:
        return None
    if len(bare) > LONGEST or not re.fullmatch(r"[a-z0-9_.:@-]+", bare):
        bare = sha256(given.encode()).hexdigest()[:40]
    return f"smpp-{bare}"


def id_in_words(given: str, ids: Ids) -> str | None:
    """The id that a receipt tells in words, as the answer to our text told it."""
    if ids == "decimal" and re.fullmatch(r"\d{1,30}", given):
        return id_of(f"{int(given):x}")
    if ids == "hex" and re.fullmatch(r"[0-9A-Fa-f]{1,30}", given):
        return id_of(str(int(given, 16)))
    return id_of(given)


def _word(given: str) -> str:
    word = given.upper()[:20]
    word = _SPELLED.get(word, word)
    return word if re.fullmatch(r"[A-Z0-9_]+", word) else ""


def _code(given: str) -> str | None:
    found = re.fullmatch(r"[0-9A-Fa-f]{1,8}", given)
    return found[0] if found and found[0].strip("0") else None
