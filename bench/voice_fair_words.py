"""Brings what was to be said and what Whisper wrote to one spelling, so that only what was misheard counts.

Whisper writes figures, abbreviations and compounds as it likes. Each figure is taken in the reading that fits best
(4821 as a number or digit by digit), known abbreviations and loan words as content/pronunciation.yaml says them,
words that were only written together or apart are aligned, and a word in English spelling that sounds as the one
said ("october", "sharat") is that word. Nothing that was heard otherwise is forgiven.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from speech import reading
from speech.reading.characters import without_accents

ALIKE = {
    "telpon": "telepon", "nopember": "november", "pebruari": "februari", "photo": "foto",
    "fotocopy": "fotokopi", "fotocopynya": "fotokopinya", "foto kopi": "fotokopi", "materai": "meterai",
    "antrian": "antrean", "sertipikat": "sertifikat", "ijin": "izin", "whats app": "wats ap",
    "what's app": "wats ap", "whatsap": "wats ap", "watsap": "wats ap", "iya": "ya", "e-mail": "imel",
    "di mana": "dimana",
}  # fmt: skip
"""Spellings of the same sounds."""

SOUNDS = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        ("ch", "C"), ("ck", "k"), ("sh", "sy"), ("ph", "f"), ("v", "f"), ("x", "ks"), ("q", "k"),
        ("c(?=[ei])", "s"), ("c", "k"), ("(?<=[aiueo])i(?=[aiueo])", "y"),
    )
)  # fmt: skip
"""English spellings, and Indonesian signs of the same sounds; C is the sound of "c" in "cara"."""

RANGE = re.compile(r"(?<![\d-])(\d{1,3})-(\d{1,3})(?![\d-])")
CHUNK = re.compile(r"\d+(?:[.,:/–-]\d+)*")
LONGEST_NUMBER = 13
"""So many figures and more are no number."""
MOST_JOINED = 6
"""Words that may be written as one."""


def reference(spoken: str) -> tuple[str, ...]:
    """The words of a text for the voice, pauses and marks left out."""
    return tuple(_alike(_plain(spoken)).split())


def heard(written: str, said: Sequence[str], pronunciation: Mapping[str, str]) -> tuple[str, ...]:
    """The words that Whisper wrote, in the reading that is nearest to what was said."""
    text = re.sub(
        r"\bRp\.?\s*([\d.,]*\d)(\s*(?:ribu|juta|miliar))?(?:\s*rupiah)?",
        r"\1\2 rupiah",
        written,
        flags=re.IGNORECASE,
    )
    text = re.sub(r"\bke-?(?=\d)", "ke", text.replace("%", " persen "))
    text = RANGE.sub(r"\1–\2", text)
    text = re.sub(r"(?<=\d)[\s,;-]+(?=\d)", " ", text)  # groups of digits
    parts: list[tuple[str, ...]] = []
    at = 0
    for found in CHUNK.finditer(text):
        parts += [(_read(text[at : found.start()], pronunciation, said),), tuple(_readings(found[0]))]
        at = found.end()
    parts.append((_read(text[at:], pronunciation, said),))
    words = _alike(_plain(_nearest(parts, "".join(said)))).split()
    return tuple(_cut_like(said, words))


def letters(words: Sequence[str]) -> tuple[str, ...]:
    """Its letters, without spaces: how words are cut is a matter of spelling."""
    return tuple("".join(words))


def distance(one: Sequence[str], two: Sequence[str]) -> int:
    """Letters or words to change, add or take away."""
    row = np.arange(len(two) + 1)
    places = np.arange(len(two) + 1)
    for n, item in enumerate(one, start=1):
        changed = np.concatenate(([n], np.minimum(row[1:] + 1, row[:-1] + [item != other for other in two])))
        row = np.minimum.accumulate(changed - places) + places
    return int(row[-1])


def _readings(figure: str) -> Iterator[str]:
    """Every way in which a figure may have been said."""
    groups = re.findall(r"\d+", figure)
    whole = "".join(groups)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", figure) and len(whole) < LONGEST_NUMBER:
        yield reading.number(int(whole))
    if len(groups) == 2 and "," in figure:
        yield f"{reading.number(int(groups[0]))} koma {_one_by_one(groups[1])}"
    if len(groups) == 2 and "–" in figure:
        yield f"{reading.number(int(groups[0]))} sampai {reading.number(int(groups[1]))}"
    if len(groups) == 2 and re.fullmatch(r"\d{1,2}[.:]\d{2}", figure):
        hour, minute = map(int, groups)
        yield reading.number(hour) + (f" lewat {reading.number(minute)} menit" if minute else "")
        yield f"{reading.number(hour)} lewat {reading.number(minute)}"
        yield f"{reading.number(hour)} {reading.number(minute)}"
    yield _one_by_one(whole)
    yield _one_by_one(whole, "kosong")  # another word for zero, which a figure does not tell
    yield " ".join(_one_by_one(g) if len(g) >= LONGEST_NUMBER else reading.number(int(g)) for g in groups)
    if len(whole) < LONGEST_NUMBER:
        yield reading.number(int(whole))
    if len(whole) == 4:  # two by two
        yield f"{reading.number(int(whole[:2]))} {reading.number(int(whole[2:]))}"


def _one_by_one(figures: str, nought: str = "nol") -> str:
    return " ".join(reading.number(int(figure)) if figure != "0" else nought for figure in figures)


def _nearest(parts: list[tuple[str, ...]], goal: str) -> str:
    """One of each part's readings, so that all together is near to the goal; chosen in turn, twice over."""
    taken = [part[0] for part in parts]
    for _ in range(2):
        for place, part in enumerate(parts):
            if len(part) > 1:
                taken[place] = min(
                    part,
                    key=lambda one, place=place: distance(
                        _plain("".join([*taken[:place], one, *taken[place + 1 :]])).replace(" ", ""), goal
                    ),
                )
    return _joined(taken)


def _joined(parts: Sequence[str]) -> str:
    """ "ke" before a figure stays with it; anything else is apart."""
    text = ""
    for part in parts:
        text += part if re.search(r"\bke$", text) else f" {part}"
    return text


def _read(text: str, pronunciation: Mapping[str, str], said: Sequence[str]) -> str:
    """Known abbreviations in capitals, unless what was said has them as a word; then as the voice reads them."""
    capitals = re.sub(
        r"[a-zA-Z]+",
        lambda found: found[0].upper() if _abbreviation(found[0], pronunciation, said) else found[0],
        _alike(text),
    )
    return reading.spoken(capitals, pronunciation)


def _abbreviation(word: str, pronunciation: Mapping[str, str], said: Sequence[str]) -> bool:
    return word.upper() in pronunciation and word.lower() not in said


def _alike(text: str) -> str:
    for other, usual in ALIKE.items():
        text = re.sub(rf"(?<!\w){re.escape(other)}(?!\w)", usual, text, flags=re.IGNORECASE)
    return text


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", without_accents(text.lower())).split())


def _cut_like(said: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    """The words cut and spelled as those said are, where the letters or the sounds are the same."""
    runs: dict[str, Sequence[str]] = {}
    sounds: dict[str, Sequence[str]] = {}
    for size in range(1, MOST_JOINED + 1):
        for run in (said[n : n + size] for n in range(len(said) - size + 1)):
            runs["".join(run)] = run
            sounds[_sounds("".join(run).replace("c", "C"))] = run
    at = 0
    while at < len(words):
        for size in range(min(MOST_JOINED, len(words) - at), 0, -1):
            together = "".join(words[at : at + size])
            if found := runs.get(together) or sounds.get(_sounds(together)):
                yield from found
                at += size
                break
        else:
            yield words[at]
            at += 1


def _sounds(word: str) -> str:
    """The word by its sounds, as far as spelling hides them."""
    for pattern, sign in SOUNDS:
        word = pattern.sub(sign, word)
    return word
