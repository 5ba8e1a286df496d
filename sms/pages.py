"""Answers that are longer than one text, in pages: each but the last tells how to get the next. Pure."""

from collections.abc import Sequence

from casework.gsm7 import SEGMENT, folded, septets
from casework.office import Office

PAGE, LAST = "halaman", "halaman_akhir"


def pages(office: Office, parts: Sequence[str]) -> tuple[str, ...]:
    """The parts on as few pages as they fit, a part on one page if it can be. Nothing is lost."""
    room = SEGMENT - max(_length(office.texts.write(key, isi="")) for key in (PAGE, LAST))
    found: list[str] = []
    for piece in (piece for part in parts for piece in _pieces(folded(part), room)):
        if found and _length(f"{found[-1]} {piece}") <= room:
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return tuple(found)


def _pieces(part: str, room: int) -> list[str]:
    """A part that is too long for any page, at its words."""
    if _length(part) <= room:
        return [part]
    found = [""]
    for word in part.split():
        longer = f"{found[-1]} {word}".strip()
        if _length(longer) <= room or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    return found


def _length(text: str) -> int:
    return septets(text) or 0
