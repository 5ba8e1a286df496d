"""What a caller is offered when something of ours broke under their call: to wait a moment, or where to turn to.

Pure: looks at the error and the address that met it. Knows no web framework and no TwiML.
"""

import errno
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.exc import DBAPIError

from casework.mpp import Mpp
from ivr import lines
from ivr.script import Script

AGAIN = "coba"
"""Counts in an address how often it was asked again."""
PAUSES_S = (3, 5, 8)
"""Before each of these: long enough for a database or a process that is started anew."""
SAME = frozenset({"/ivr/answer", "/ivr/continue", "/ivr/dialled"})
"""Addresses that may simply be asked again: what they are told stands in the address, or is of no importance."""
FULL = frozenset({errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG, errno.EIO})
FULL_WORDS = ("is full", "readonly", "read-only", "disk i/o error", "no space left")
"""As SQLite and PostgreSQL say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The caller waits so many seconds, and then we are asked at this path."""

    path: str
    pause_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoElsewhere:
    """The caller is told where to turn to. `full`: nothing can be kept, and waiting does not help."""

    full: bool


def what_to_do(
    error: BaseException, *, again: str | None, path: str, query: Mapping[str, str]
) -> Wait | GoElsewhere:
    """`again`: the path to ask after a trouble, where it is not the same one; `query`: of the address that met it."""
    if cannot_keep(error):
        return GoElsewhere(full=True)
    target = again or (f"{path}?{urlencode(_without(query))}" if path in SAME else None)
    tried = query.get(AGAIN, "0")
    tries = int(tried) if tried.isdigit() and len(tried) < 3 else len(PAUSES_S)
    if target is None or tries >= len(PAUSES_S):
        return GoElsewhere(full=False)
    joint = "" if target.endswith("?") else "&" if "?" in target else "?"
    return Wait(path=f"{target}{joint}{AGAIN}={tries + 1}", pause_s=PAUSES_S[tries])


def cannot_keep(error: BaseException) -> bool:
    """Whether nothing can be written: the disk is full, read-only or broken."""
    return any(
        (isinstance(one, OSError) and one.errno in FULL)
        or (isinstance(one, DBAPIError) and any(words in str(one.orig).lower() for words in FULL_WORDS))
        for one in _causes(error)
    )


def cannot_keep_words(script: Script, mpp: Mpp, at: datetime) -> str:
    """For the carrier's voice: that we cannot keep anything, the address, and when it is open."""
    opens = mpp.next_opening(at)
    if mpp.is_open(at) or opens is None:
        return lines.shown(script, lines.line("gangguan_simpan_buka", jawaban=mpp.address))
    said = lines.line("gangguan_simpan", jawaban=mpp.address, waktu_buka=opens.isoformat())
    return lines.shown(script, said)


def _without(query: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if name != AGAIN}


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
