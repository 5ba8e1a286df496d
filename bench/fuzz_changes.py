"""How good input becomes bad: bytes, words and structures changed at random. The same seed makes the same."""

import json
from copy import deepcopy
from random import Random
from typing import Any

NASTY = (
    b"\x00", b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"\xe2\x80\xae",
    b"\r\n", b"\n", b"\t", b'"', b"'", b"{", b"}", b"[", b"]", b"\\u0000", b"\\ud800", b"=", b"&", b"%", b"%00",
    b"%ff", b"<", b">", b"]]>", b"{{", b"-1", b"0", b"999999999999999999999", b"1e999", b"NaN", b"null", b"true",
    b"!!python/object:os.system", b"- ", b": ", b"2026-13-45", b"../", b"A" * 300, b"[" * 2000, b"(" * 50, b",,,,",
    b";;;;", b"'=1+1", b"&a", b"*a",
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 1.5, "", " ", "\x00", "\ud800", "x" * 5000, "\u202e", [], {}, [[]], {"a": {}}, "ya",
    "2026-02-30",
)  # fmt: skip


def of_bytes(random: Random, good: bytes) -> bytes:
    """The same with one to six changes: bits, pieces taken out, doubled, exchanged, nasty ones put in, or cut off."""
    changed = bytearray(good)
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(changed) + 1)
        to = min(len(changed), at + random.choice((1, 1, 2, 4, 16, 64)))
        match random.randrange(7):
            case 0 if at < len(changed):
                changed[at] ^= 1 << random.randrange(8)
            case 1:
                del changed[at:to]
            case 2:
                changed[at:at] = changed[at:to]
            case 3:
                changed[at:at] = random.choice(NASTY)
            case 4:
                changed[at:to] = random.choice(NASTY)
            case 5:
                changed[at:at] = random.randbytes(random.randint(1, 8))
            case _ if random.random() < 0.3:
                del changed[at:]
            case _:
                changed[at:to] = bytes(reversed(changed[at:to]))
    return bytes(changed)


def of_json(random: Random, good: Any) -> bytes:
    """A document with one to three of its values exchanged for odd ones, taken out, or under another name."""
    document = json.loads(json.dumps(good))
    for _ in range(random.randint(1, 3)):
        places = list(_places(document))
        if not places:
            break
        holder, key = random.choice(places)
        match random.randrange(4):
            case 0 if isinstance(holder, dict):
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[random.choice(("x", "", "\x00", "event", "streamSid"))] = holder.pop(key)
            case _:
                holder[key] = deepcopy(random.choice(ODD))
    return json.dumps(document).encode()


def _places(document: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    if isinstance(document, dict):
        inner = list(document.items())
    else:
        inner = list(enumerate(document)) if isinstance(document, list) else []
    for key, value in inner:
        found += [(document, key), *_places(value)]
    return found
