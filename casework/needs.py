"""What citizens need to come in (kebutuhan): a wheelchair, sign language, large print, a companion. Pure.

From content/kebutuhan.yaml. What a citizen says plainly is taken over; officers put it right.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from casework.content import ContentError, Part, load


class NeedFile(Part):
    """One entry of `kebutuhan`."""

    nama: str = Field(min_length=1, max_length=40)
    kata: tuple[str, ...] = ()


class NeedsFile(Part):
    """content/kebutuhan.yaml."""

    bukan: tuple[str, ...]
    kebutuhan: dict[str, NeedFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The needs that this MPP knows: id to name, and the phrases that say them plainly."""

    names: Mapping[str, str]
    phrases: Mapping[str, tuple[str, ...]]
    negations: frozenset[str]
    """Words that, shortly before a phrase, make it mean nothing."""

    def said(self, story: str) -> list[str]:
        """Ids of what these words plainly ask for."""
        words = re.findall(r"[a-z0-9]+", story.lower())
        return [
            need for need, phrases in self.phrases.items() if any(self._has(words, one) for one in phrases)
        ]

    def known(self, ids: Sequence[str]) -> list[str]:
        """Those of these ids that there are, in the order of the file."""
        return [need for need in self.names if need in ids]

    def _has(self, words: list[str], phrase: str) -> bool:
        wanted = phrase.split()
        for at in range(len(words) - len(wanted) + 1):
            before = words[max(0, at - 2) : at]
            if words[at : at + len(wanted)] == wanted and not self.negations.intersection(before):
                return True
        return False


def load_needs(path: Path) -> Needs:
    """Reads and checks the file. Raises ContentError."""
    file = load(path, NeedsFile)
    if odd := [need for need in file.kebutuhan if not re.fullmatch(r"[a-z_]{1,20}", need)]:
        raise ContentError(f"{path.name}: kebutuhan: write {odd} in small letters with _")
    phrases = [phrase for need in file.kebutuhan.values() for phrase in need.kata]
    if wrong := [one for one in (*phrases, *file.bukan) if not re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", one)]:
        raise ContentError(f"{path.name}: write {wrong} in small letters, without signs")
    return Needs(
        names={need: entry.nama for need, entry in file.kebutuhan.items()},
        phrases={need: entry.kata for need, entry in file.kebutuhan.items()},
        negations=frozenset(file.bukan),
    )
