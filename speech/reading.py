"""How written things are said in Bahasa Indonesia: codes, numbers, money, dates, times, abbreviations.

Pure: written text in, words out, " | " where the voice takes a breath. Names and loan words come with a
pronunciation table from outside. It knows nothing of voices, sound or calls.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping

from babel.dates import format_date, get_day_names, get_month_names
from num2words import num2words

_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")

_LETTERS = {
    "A": "a", "B": "be", "C": "ce", "D": "de", "E": "e", "F": "ef", "G": "ge", "H": "ha", "I": "i",
    "J": "je", "K": "ka", "L": "el", "M": "em", "N": "en", "O": "o", "P": "pe", "Q": "ki", "R": "er",
    "S": "es", "T": "te", "U": "u", "V": "fe", "W": "we", "X": "eks", "Y": "ye", "Z": "zet",
}  # fmt: skip

_PARTS_OF_DAY = (
    (datetime.time(18, 30), "malam"),
    (datetime.time(15), "sore"),
    (datetime.time(11), "siang"),
    (datetime.time(4), "pagi"),
    (datetime.time(0), "malam"),
)
"""The latest beginning first."""


def digits(code: str) -> str:
    """A code, NIK or telephone number digit by digit in groups of three and four; all but the digits is ignored.

    Eight and sixteen digits go in fours. A number that begins with 0 has its longer groups first, as telephone
    numbers are told; any other has them last. Raises ValueError when there is no digit.
    """
    found = [int(character) for character in code if character.isdecimal()]
    if not found:
        raise ValueError("a code without digits cannot be read out")
    count = -(-len(found) // 4)
    size, longer = divmod(len(found), count)
    groups, at = [], 0
    for n in range(count):
        long = n < longer if found[0] == 0 else n >= count - longer
        groups.append(" ".join(_DIGITS[digit] for digit in found[at : at + size + long]))
        at += size + long
    return " | ".join(groups)


def number(value: int) -> str:
    """A whole number as words: 15 is "lima belas", 1001000 "satu juta seribu"."""
    if value < 0:
        return f"minus {number(-value)}"
    words = str(num2words(value, lang="id"))
    if value // 1000 % 1000 == 1:  # num2words says "satu ribu" after millions
        words = words.replace("satu ribu", "seribu")
    return words


def rupiah(amount: int) -> str:
    """A fee as words; nothing to pay is "gratis". Raises ValueError below zero."""
    if amount < 0:
        raise ValueError("a fee below zero")
    return f"{number(amount)} rupiah" if amount else "gratis"


def date(day: datetime.date) -> str:
    """ "Selasa, dua puluh empat November dua ribu dua puluh enam"."""
    return f"{format_date(day, 'EEEE', locale='id')}, {_day_month_year(day)}"


def clock(time: datetime.time) -> str:
    """ "jam sembilan lewat tiga puluh menit pagi", "jam satu siang"; seconds are not said."""
    part = next(name for begins, name in _PARTS_OF_DAY if time >= begins)
    minutes = f" lewat {number(time.minute)} menit" if time.minute else ""
    return f"jam {number((time.hour - 1) % 12 + 1)}{minutes} {part}"


def spoken(text: str, pronunciation: Mapping[str, str]) -> str:
    """A written sentence as the voice should read it: only letters, spaces, new lines and , . ? ! | - ' are left.

    `pronunciation` maps whole words to how they are said: keys in capitals fit only capitals, others any case.
    Words of up to five capitals that are not in it are spelled. A sentence already in words comes back as it is.
    """
    return _tidy(_UNSPEAKABLE.sub(" ", _words(text, pronunciation)))


def leftovers(text: str) -> list[str]:
    """Characters of a written sentence that spoken() has no word for and drops, each once, in order."""
    return list(dict.fromkeys(_UNSPEAKABLE.findall(_words(text, {}))))


def _words(text: str, pronunciation: Mapping[str, str]) -> str:
    text = _bare(text).translate(_ALIKE)
    text = _respell(text, {key: said for key, said in pronunciation.items() if any(map(str.isdigit, key))})
    for pattern, replacement in _RULES:
        text = re.sub(pattern, replacement, text)
    text = _bare(_respell(text, pronunciation))
    text = _CAPITALS.sub(lambda found: _spell(found[0]), text)
    for symbol, said in _SYMBOLS.items():
        text = text.replace(symbol, f" {said} ")
    return _ASIDE.sub(", ", _QUOTES.sub(" ", text)).replace("–", " - ").replace("—", " - ")


def _bare(text: str) -> str:
    """Without accents, which the voice ignores, and with typographic variants made plain."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn")


def _respell(text: str, pronunciation: Mapping[str, str]) -> str:
    if not pronunciation:
        return text
    exact = {key: said for key, said in pronunciation.items() if key.isupper()}
    loose = {key.lower(): said for key, said in pronunciation.items() if not key.isupper()}
    keys = [(key, re.escape(key)) for key in exact] + [(key, f"(?i:{re.escape(key)})") for key in loose]
    longest_first = "|".join(pattern for _, pattern in sorted(keys, key=lambda pair: -len(pair[0])))
    return re.sub(
        rf"(?<!\w)(?:{longest_first})(?!\w)",
        lambda found: exact[found[0]] if found[0] in exact else loose[found[0].lower()],
        text,
    )


def _tidy(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        line = " ".join(_DASH.sub(", ", _APOSTROPHE.sub(" ", line)).split())
        line = re.sub(r" (?=[,.?!])", "", line)
        line = re.sub(r"([,.?!])[,.?!]+", _strongest, line)
        line = re.sub(r"(?<=\|),", "", line)
        lines.append(" ".join(line.strip(", ").split()))
    return "\n".join(lines)


def _strongest(marks: re.Match[str]) -> str:
    return next((mark for mark in "?!." if mark in marks[0]), ",")


def _spell(word: str) -> str:
    return " ".join(_LETTERS[letter] for letter in word)


def _day_month_year(day: datetime.date) -> str:
    return f"{number(day.day)} {format_date(day, 'MMMM', locale='id')} {number(day.year)}"


def _date(found: re.Match[str]) -> str:
    try:
        return _day_month_year(datetime.date(int(found["y"]), int(found["m"]), int(found["d"])))
    except ValueError:
        return found[0].replace("-", "/")  # no such day: three numbers, and no range


def _time(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    if hour == 24 and minute:
        return found[0]
    said = clock(datetime.time(hour % 24, minute))
    return f"{said.rsplit(' ', 1)[0]} {found[3]}" if found[3] else said


def _phone(found: re.Match[str]) -> str:
    written = re.sub(r"^\+62[\s-]?", "0", found[0])
    return " | ".join(digits(group) for group in re.findall(r"\d+", written))


def _code(found: re.Match[str]) -> str:
    parts = re.findall(r"[A-Z]+|\d+", found[0])
    if all(map(str.isdecimal, parts)) or all(map(str.isalpha, parts)):
        return found[0]
    pause = " | " if sum(map(len, parts)) > 4 else " "
    return pause.join(_spell(part) if part.isalpha() else digits(part) for part in parts)


def _money(found: re.Match[str]) -> str:
    whole, decimals, scale = int(found[1].replace(".", "")), (found[2] or "").rstrip("0"), found[3]
    if not decimals and not scale:
        return rupiah(whole)
    return " ".join(filter(None, [_decimal(whole, decimals), scale, "rupiah"]))


def _decimal(whole: int, decimals: str) -> str:
    return (
        f"{number(whole)} koma {' '.join(_DIGITS[int(d)] for d in decimals)}" if decimals else number(whole)
    )


def _repeated(found: re.Match[str]) -> str:
    return found[1] if number(int(found[1])) == found[2].lower() else found[0]


def _figure(found: re.Match[str]) -> str:
    """What is left of the digits: a code when long or with a leading zero, else a number."""
    run = found[0]
    return digits(run) if len(run) > 6 or (run[0] == "0" and len(run) > 1) else number(int(run))


_MONTHS = "|".join(get_month_names("wide", locale="id").values())
_NAMED = "|".join([*get_day_names("wide", locale="id").values(), _MONTHS])
_CALLED = (
    "hubungi|telepon|telpon|telp|panggil|polisi|ambulans|pemadam|darurat|(?:SMS|kirim|ketik) ke|ke nomor"
)
_CODED = "kode|kode pos|PIN|OTP|NIK|NIP|KK|rekening"

_ABBREVIATIONS = {
    "Jln?": "Jalan", "Gg": "Gang", "Kel": "Kelurahan", "Kec": "Kecamatan", "Kab": "Kabupaten",
    "[Tt]gl": "tanggal", "[Tt]e?lp": "telepon", r"a\.n": "atas nama",
}  # fmt: skip
_AND_SO_ON = {"dll": "lain-lain", "dsb": "sebagainya", "dst": "seterusnya"}
_UNITS = {"hk": "hari kerja", "m2": "meter persegi", "cm": "sentimeter", "km": "kilometer", "kg": "kilogram"}

_RULES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # abbreviations
    *((rf"\b{short}\.\s*", f"{long} ") for short, long in _ABBREVIATIONS.items()),
    (r"\b[Nn][Oo]\.\s*(?=\w)", "nomor "),
    (r"\bLt\.\s*(?=\w)", "lantai "),
    (r"\bs(?:\.d\.?|/d)(?!\w)", " sampai "),
    *((rf"\b{short}\b(?:\.(?!\s*(?:$|[A-Z\n])))?", f"dan {long}") for short, long in _AND_SO_ON.items()),
    (r"\bKTP-el\b|\b[eE]-KTP\b", "KTP elektronik"),
    *((rf"(?<=\d)\s*{short}\b", f" {long}") for short, long in _UNITS.items()),
    (r"\bRT\.?\s*0*(\d+)\s*/\s*RW\.?\s*0*(\d+)", r"er te \1, er we \2"),
    (r"\b(RT|RW)\.?\s*0+(?=\d)", r"\1 "),
    # whole runs of digits with a form of their own
    (r"(?<![\w-])(?P<d>\d{1,2})(?P<s>[-/])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})(?![\w-])", _date),
    (r"(?<![\w-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\w-])", _date),
    (rf"\b0(?=\d (?:{_MONTHS})\b)", ""),
    (r"\b(\d{1,6})\s*\(([A-Za-z ]+)\)", _repeated),
    (r"(?<![\w+])(?:\+62[\s-]?|\(?0)\d{1,3}\)?[\s-]?\d{3,}(?:[\s-]\d{3,})*(?!\w)", _phone),
    (r"(?<![\w.,-])(?!(?:19|20)\d\d-(?:19|20)\d\d(?!\d))\d{4}(?:[ -]\d{4})+(?![\w-])", _phone),
    (r"(?<!\w)[A-Z\d]+(?:[./-][A-Z\d]+)*(?!\w)", _code),
    (rf"\b((?i:{_CALLED})) (\d+)(?![\w.,]*\d)", lambda found: f"{found[1]} {digits(found[2])}"),
    (rf"\b((?i:{_CODED})) (\d{{4,}})(?![\w.,]*\d)", lambda found: f"{found[1]} {digits(found[2])}"),
    # from one to another
    (r"(\d(?: ?(?:WIB|WITA|WIT))?)\s*[-–—]\s*(?=(?:Rp\.?\s*)?\d)", r"\1 sampai "),
    (rf"\b({_NAMED})\s*[-–—]\s*(?=(?:{_NAMED})\b)", r"\1 sampai "),
    (r"(?<=\d)\s*[xX×]\s*(?=\d)", " kali "),
    # money, times, shares
    (
        r"\bRp\.?\s*(\d{1,3}(?:\.\d{3}){1,4}|\d{1,15})(?![.\d]*\d)(?:,(\d+)|,-+)?(?:\s*(ribu|juta|miliar)\b)?",
        _money,
    ),
    (
        r"(?<![\d.,:])(?:\b(?:[Pp]ukul|[Jj]am|[Pp]kl\.?)\s+)?\b([01]?\d|2[0-4])[.:]([0-5]\d)(?![.,:]?\d)"
        r"(?: (pagi|siang|sore|malam)\b)?",
        _time,
    ),
    (r"\b([Pp]ukul|[Jj]am)\s+0(?=\d\b)", r"\1 "),
    (r"(?<=\d)\s*%", " persen"),
    (r"\b(rupiah|\d+ [a-z]+)/(?=[a-z])", r"\1 per "),
    (r"\bdan/atau\b", "dan atau"),
    (r"(?<=[a-z])/(?=[A-Za-z])", " atau "),
    (r"(?<=\d)\s*[/⁄]\s*(?=\d)", " garis miring "),
    (r"/", ", "),
    # numbers
    (r"\bke-1\b", "pertama"),
    (r"\bke-(\d{1,6})\b", lambda found: f"ke{number(int(found[1]))}"),
    (r"\b(\d{1,6})-an\b", lambda found: f"{number(int(found[1]))}an"),
    (
        r"(?<![\d.,])(\d{1,3}(?:\.\d{3}){1,4}|\d{1,15}),(\d+)(?![\d,]*\d)",
        lambda found: _decimal(int(found[1].replace(".", "")), found[2]),
    ),
    (r"(?<![\d.])\d{1,3}(?:\.\d{3}){1,4}(?![.\d])", lambda found: number(int(found[0].replace(".", "")))),
    (r"(?<=\d)\.(?=\d)", " titik "),
    (r"\d+", lambda found: f" {_figure(found)} "),
    (r" +(?=[,.?!)])", ""),
    # dots inside words: addresses on the web, degrees
    (r"(?<=[a-z]{2})\.(?=[a-z]{2})", " titik "),
    (r"(?<=[A-Za-z])\.(?=[A-Za-z])", " "),
)
"""In this order: what has a form of its own comes before the plain numbers that it is made of."""

_ALIKE = str.maketrans({"’": "'", "‘": "'", "`": "'", "\r": "\n", "‑": "-"})
_CAPITALS = re.compile(r"(?<!\w)[A-Z]{1,5}(?!\w)")
_SYMBOLS = {
    "&": "dan", "+": "tambah", "=": "sama dengan", "#": "pagar", "*": "bintang", "@": "et", "%": "persen",
}  # fmt: skip
_QUOTES = re.compile(r"[\"“”«»_•]")
_ASIDE = re.compile(r"[;:()\[\]{}]")
_APOSTROPHE = re.compile(r"(?<![a-zA-Z])'|'(?![a-zA-Z])")
_DASH = re.compile(r"(?<![a-zA-Z])[ -]*-[ -]*|[ -]*-[ -]*(?![a-zA-Z])")
_UNSPEAKABLE = re.compile(r"[^a-zA-Z\s,.?!|'-]")
