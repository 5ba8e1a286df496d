"""Bare forms of an Indonesian word, and how far two spellings are apart. Pure; knows no vocabulary.

Indonesian builds words around a stem: "pembuatannya" is "buat" with pe(m)-, -an and -nya. Which of the possible stems
is meant is for the caller to say, who knows the words that there are.
"""

from collections.abc import Iterator

_CLITICS = ("nya", "ny", "ne", "na", "lah", "kah", "pun", "ku", "mu", "e")
"""With those of Java and Sunda, "bayare", "carana", and of people who save letters, "bukany"."""
_SUFFIXES = ("kan", "aken", "ake", "an", "in", "i")
"""-in is what -kan is in the speech of Jakarta: "bikinin"."""
_PREFIXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("meng", ("", "k")),
    ("meny", ("s",)),
    ("mem", ("", "p")),
    ("men", ("", "t")),
    ("me", ("",)),
    ("peng", ("", "k")),
    ("peny", ("s",)),
    ("pem", ("", "p")),
    ("pen", ("", "t")),
    ("per", ("",)),
    ("pe", ("",)),
    ("nge", ("",)),
    ("ng", ("", "k")),
    ("ny", ("s",)),
    ("di", ("",)),
    ("ter", ("",)),
    ("ber", ("",)),
    ("ke", ("",)),
    ("se", ("",)),
)
"""Each with the letters that it may have swallowed: "menyewa" is "sewa". ng-, ny- are meng-, meny- as people talk."""
_SHORTEST = 2


def stems(word: str) -> Iterator[str]:
    """Everything that this word may be built on, the word itself first, the least stripped before the barest."""
    forms = [word]
    for endings in (_CLITICS, _SUFFIXES):
        forms += [
            form.removesuffix(ending)
            for form in forms
            for ending in endings
            if form.endswith(ending) and len(form) - len(ending) >= _SHORTEST
        ]
    seen = set()
    for _ in range(3):
        for form in forms:
            if form not in seen:
                seen.add(form)
                yield form
        forms = [bare for form in forms for bare in _without_prefix(form)]


def _without_prefix(word: str) -> Iterator[str]:
    for prefix, swallowed in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) > _SHORTEST:
            yield from (letter + word.removeprefix(prefix) for letter in swallowed)


def apart(one: str, other: str, most: int) -> int:
    """Letters added, left out, replaced or swapped with their neighbour; `most` + 1 when more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one):
        earlier, before, row = before, row, [at + 1]
        for there, wanted in enumerate(other):
            cost = min(before[there + 1] + 1, row[there] + 1, before[there] + (letter != wanted))
            if at and there and letter == other[there - 1] and one[at - 1] == wanted:
                cost = min(cost, earlier[there - 1] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def consonants(word: str) -> str:
    """What is left of a word in the texts of people who save letters: "srtfkt"."""
    return "".join(letter for letter in word if letter not in "aeiou")
