"""From a written sentence to one of words: the rules in their order. What each form becomes is in
`speech.reading.forms`, abbreviations and names are in `speech.reading.names`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from babel.dates import get_day_names, get_month_names

from speech.reading import forms, names
from speech.reading.characters import plain
from speech.reading.figures import decimal, digits, number, ordinal

_DAYS = "|".join(get_day_names("wide", locale="id").values())
_MONTHS = "|".join(get_month_names("wide", locale="id").values())
_SHORT_MONTHS = "|".join(short for _, short in forms.MONTHS)
_NAMED = f"{_DAYS}|{_MONTHS}"
_CALLED = (
    "hubungi|telepon|telpon|telp|panggil|polisi|ambulans|pemadam|darurat|(?:SMS|kirim|ketik) ke|ke nomor|"
    "nomor telepon|call center|pusat panggilan|halo|WhatsApp|WA"
)
_CODED = "kode|kode pos|PIN|OTP|NIK|NIP|KK|rekening"
_COUNTED_IN_ROMAN = (
    "pasal|kelas|bab|tahap|bagian|lampiran|jilid|golongan|gol|tipe|abad|wilayah|gelombang|semester|triwulan|"
    "kuartal|caturwulan|eselon|tingkat|angkatan|perang dunia|buku|diploma|termin|sesi|paket|zona|blok|gang|rayon|"
    "nomor"
)
_LAWS = (
    r"UU|Undang-undang|PP|Perpres|Keppres|Inpres|Permen[a-z]*|Perda|Perbup|Perwali|Pergub|Perpol|Perkap|Qanun"
)
_AMOUNT = r"\d{1,3}(?:\.\d{3}){1,4}|\d{1,15}"
_SCALE = r"ribu|juta|miliar|milyar|triliun"

_ABBREVIATIONS = {
    "Jln?": "Jalan", "Gg": "Gang", "Kel": "Kelurahan", "Kec": "Kecamatan", "Kab": "Kabupaten",
    "[Tt]e?lp": "telepon", r"a\.n": "atas nama",
}  # fmt: skip
_AND_SO_ON = {"dll": "lain-lain", "dsb": "sebagainya", "dst": "seterusnya"}
_UNITS = {
    "hk": "hari kerja", "m2": "meter persegi", "m3": "meter kubik", "km2": "kilometer persegi", "mm": "milimeter",
    "cm": "sentimeter", "km": "kilometer", "m": "meter", "kg": "kilogram", "g|gr": "gram", "ha|Ha": "hektare",
    "l|ltr": "liter", "ml": "mililiter", "MB": "megabita", "GB": "gigabita", "KB|kb": "kilobita",
    "mnt": "menit", "dtk": "detik", "th|thn": "tahun", "bln": "bulan", "mgg": "minggu", "lbr": "lembar",
    "rb": "ribu", "jt": "juta", "°C": "derajat selsius",
}  # fmt: skip
_SYMBOLS = {
    "&": "dan", "+": "tambah", "=": "sama dengan", "#": "pagar", "*": "bintang", "@": "et", "%": "persen",
}  # fmt: skip
_ASIDE = re.compile(r"[;:()\[\]{}]")
_QUOTES = re.compile(r"[\"“”«»•]")

_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def words(text: str, table: Mapping[str, str], *, conversational: bool = False) -> str:
    """The sentence with everything in words that there are words for; what is left is for the caller to drop."""
    text = names.spelled(plain(_respelled(text, table, _RULES[conversational])))
    for symbol, said in _SYMBOLS.items():
        text = text.replace(symbol, f" {said} ")
    return _ASIDE.sub(", ", _QUOTES.sub(" ", text)).replace("–", " - ").replace("—", " - ")


def guessed(text: str, table: Mapping[str, str]) -> list[str]:
    """Abbreviations that are neither in the table nor a form of their own, and would only be guessed."""
    return list(names.unknown(_respelled(text, table, _RULES[False])))


def _respelled(text: str, table: Mapping[str, str], rules: Iterable[_Rule]) -> str:
    """Forms by the rules, then abbreviations and names by the table."""
    text = forms.listed(names.respell(plain(text), names.signs(table)))
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return names.respell(names.ending_apart(text), table)


def _rules(conversational: bool) -> tuple[_Rule, ...]:
    """In this order: what has a form of its own comes before the plain numbers that it is made of."""
    time = partial(forms.time_of_day, conversational=conversational)
    made: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
        # abbreviations
        *((rf"\b{short}\.\s*", f"{long} ") for short, long in _ABBREVIATIONS.items()),
        (r"\b[Nn][Oo]\.\s*(?=\w)|\b[Nn]o (?=\d)", "nomor "),
        (r"\b[Tt]gl\b\.?\s*", "tanggal "),
        (r"\bLt\.\s*(?=\w)", "lantai "),
        (r"\bs(?:\.d\.?|/d)(?!\w)", " sampai "),
        *((rf"\b{short}\b(?:\.(?!\s*(?:$|[A-Z\n])))?", f"dan {long}") for short, long in _AND_SO_ON.items()),
        (r"\bKTP-?el\b|\b[eE]-?KTP\b", "KTP elektronik"),
        (r"(?<![\w/-])24/7(?![\w/-])", "24 jam setiap hari"),
        *((rf"(?<=\d)\s*(?:{short})\b(?![²³])", f" {long}") for short, long in _UNITS.items()),
        (r"\bRT\.?\s*0*(\d+)\s*/\s*RW\.?\s*0*(\d+)", r"er te \1, er we \2"),
        (r"\bRT\s*/\s*RW\.?\s*0*(\d+)\s*/\s*0*(\d+)", r"er te \1, er we \2"),
        (r"\b(RT|RW)\.?\s*0+(?=\d)", r"\1 "),
        (rf"\b((?:{_LAWS})(?: nomor)?) (\d{{1,3}})/((?:19|20)\d\d)\b", r"\1 nomor \2 tahun \3"),
        (r"\bnomor nomor\b", "nomor"),
        (r"±\s*(?=\d)|≈\s*(?=\d)", "kira-kira "),
        (r"[≤]\s*(?=\d)", "paling banyak "),
        (r"[≥]\s*(?=\d)", "paling sedikit "),
        (r"<\s*(?=\d)", "kurang dari "),
        (r">\s*(?=\d)", "lebih dari "),
        # whole runs of digits with a form of their own
        (
            r"(?P<called>\b(?:NIK|KK|NPWP|nomor|rekening|HP|kartu) )?"
            r"(?<![\w*])(?P<number>(?=[\d*xX•.# -]*(?:[*•#]{2}|[xX]{3}))[\d*xX•#][\d*xX•.# -]*(?<![ .-]))(?!\w)",
            forms.masked,
        ),
        (r"(?<=\d\d)T(?=\d\d:\d\d)", " "),
        (r"(?<![\w-])(?P<d>\d{1,2})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})(?![\w-])", forms.day_of),
        (r"(?<![\w-])(?P<d>\d{1,2})(?P<s>[-/])(?P<m>\d{1,2})(?P=s)(?P<y>\d{2})(?![\w/-])", forms.day_of),
        (r"(?<![\w-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\w-])", forms.day_of),
        (
            rf"(?P<before>\b(?:{_DAYS}|(?i:tanggal)),?) (?P<d>\d{{1,2}})[/-](?P<m>\d{{1,2}})(?![\w/-])",
            forms.day_without_year,
        ),
        (
            r"(?P<before>)(?<![\w/.,-])(?P<d>1[3-9]|2\d|3[01])/(?P<m>0?[1-9]|1[0-2])(?![\w/])",
            forms.day_without_year,
        ),
        (
            rf"\b(?P<d>\d{{1,2}})[ -](?P<month>(?i:{_SHORT_MONTHS}))\b\.?(?:[ -](?P<y>\d{{4}}|\d{{2}})\b)?",
            forms.day_of_named_month,
        ),
        (rf"\b(\d{{1,2}})-({_MONTHS})-(?=\d{{4}}\b)", r"\1 \2 "),
        (rf"\b0(?=\d (?:{_MONTHS})\b)", ""),
        (rf"\b({_DAYS}) (?=\d{{1,2}} (?:{_MONTHS})\b)", r"\1, "),
        (r"\b(\d{1,6})\s*\(([A-Za-z ]+)\)", forms.repeated),
        (
            r"(?<![\w+])(?<!\d[.,])(?:\+62[\s-]?\(?0?\)?|62(?=8\d{8})|\(?0)\d{1,3}\)?[\s.-]?\d{3,}(?:[\s.-]\d{3,})*(?!\w)",
            forms.phone,
        ),
        (r"(?<![\w.,-])(?!(?:19|20)\d\d-(?:19|20)\d\d(?!\d))\d{4}(?:[ -]\d{4})+(?![\w-])", forms.phone),
        (r"(?<![\w.,-])1500[ -]?\d{3}(?![\w-])", forms.phone),
        (r"(?<!\w)[A-Z]{1,2} \d{1,4} [A-Z]{2,3}(?!\w)", forms.plate),
        (rf"(?P<before>\b(?i:{_COUNTED_IN_ROMAN})\.? |\bke-)(?P<roman>[IVXLC]+)(?!\w)", forms.roman_number),
        (r"(?P<before>(?<=[a-z]) )(?P<roman>III?|IV|VII?I?|IX|XI{1,3}|XI?V)(?![\w/])", forms.roman_number),
        (r"\b((?i:golongan|gol\.?) \d)/(?=[a-e]\b)", r"\1 "),
        (r"(?<!\w)[A-Z\d]+(?:[./-][A-Z\d]+)*(?!\w)", forms.code),
        (
            rf"\b((?i:{_CALLED})) (\d+)(?![\w.,]*\d)(?! (?:kali|hari|jam|menit|orang)\b)",
            lambda found: f"{found[1]} {digits(found[2])}",
        ),
        (rf"\b((?i:{_CODED})) (\d{{4,}})(?![\w.,]*\d)", lambda found: f"{found[1]} {digits(found[2])}"),
        # money, before its hyphens become ranges
        (r"\bIDR\s*(?=\d)", "Rp"),
        (
            rf"\bRp\.?\s*(?P<low>{_AMOUNT})(?:,-+)?\s*(?:[-–—]|sampai(?: dengan)?)\s*(?P<high>{_AMOUNT})(?![.\d])"
            rf"(?:\s*(?P<scale>{_SCALE})\b)?",
            forms.money_range,
        ),
        (r"(?<=\d),-+(?=\s*[-–—]|\s+sampai)", ""),
        # from one to another
        (
            r"\b((?i:pukul|jam)) (\d{1,2})\s*[-–—]\s*(\d{1,2})(?![\d.:,])",
            r"\1 \2 sampai \1 \3",
        ),
        (r"(\d(?: ?(?:WIB|WITA|WIT))?)\s*[-–—]\s*(?=(?:Rp\.?\s*)?\d)", r"\1 sampai "),
        (rf"\b({_NAMED})\s*[-–—]\s*(?=(?:{_NAMED})\b)", r"\1 sampai "),
        (r"(?<=\d)\s*[xX×]\s*(?=\d)", " kali "),
        # money, times, shares
        (
            rf"\bRp\.?\s*(?P<whole>{_AMOUNT})(?![.\d]*\d)(?:,(?P<places>\d+)|,-+)?"
            rf"(?:\s*(?P<scale>{_SCALE})\b)?(?:\s*rupiah\b)?",
            forms.money,
        ),
        (
            r"(?<![\d.,:])(?:\b(?P<called>[Pp]ukul|[Jj]am|[Pp]kl\.?)\s+)?\b(?P<h>[01]?\d|2[0-4])[.:](?P<m>[0-5]\d)"
            r"(?::[0-5]\d)?(?![.,:]?\d)(?: (?P<part>pagi|siang|sore|malam)\b)?",
            time,
        ),
        (
            r"\b(?P<called>[Pp]ukul|[Jj]am|[Pp]kl\.?) (?P<h>1[3-9]|2[0-4])(?P<m>)\b(?![.,:]\d)"
            r"(?: (?P<part>pagi|siang|sore|malam)\b)?",
            time,
        ),
        (r"\b[Pp]kl\.? *(?=\d)", "pukul "),
        (r"\b([Pp]ukul|[Jj]am)\s+0(?=\d\b)", r"\1 "),
        (r"(?<=\d)\s*%", " persen"),
        (
            r"(?<![\w/.,])(?<!nomor )(?:(?P<whole>\d{1,3})(?: |(?=\d⁄)))?(?P<part>\d)\s?[/⁄]\s?"
            r"(?P<of>[2-9]|10)(?![\w/]|[.,]\d)",
            forms.share,
        ),
        (r"\b(rupiah|\d+ [a-z]+)/(?=[a-z])", r"\1 per "),
        (r"\bdan/atau\b", "dan atau"),
        (r"(?<=[a-z])/(?=[A-Za-z])", " atau "),
        (r"(?<=\d)\s*[/⁄]\s*(?=\d)", " garis miring "),
        (r"/", ", "),
        # numbers
        (r"\bke-(\d{1,6})\b", lambda found: ordinal(int(found[1]))),
        (r"\b(\d{1,6})-an\b", lambda found: f"{number(int(found[1]))}an"),
        (r"(?<![\w.,])[-−](?=\d)", "minus "),
        (
            r"(?<![\d.,])(\d{1,3}(?:\.\d{3}){1,4}|\d{1,15}),(\d+)(?![\d,]*\d)",
            lambda found: decimal(int(found[1].replace(".", "")), found[2]),
        ),
        (
            r"(?<![\d.])\d{1,3}(?:\.\d{3}){1,4}(?![.\d])",
            lambda found: number(int(found[0].replace(".", ""))),
        ),
        (r"(?<=\d)\.(?=\d)", " titik "),
        (r"\d+", lambda found: f" {forms.figure(found)} "),
        (r" +(?=[,.?!)])", ""),
        # dots inside words: addresses on the web, degrees
        (r"(?<=[a-z]{2})\.(?=[a-z]{2})", " titik "),
        (r"(?<=[A-Za-z])\.(?=[A-Za-z])", " "),
    )
    return tuple((re.compile(pattern), replacement) for pattern, replacement in made)


_RULES = {False: _rules(False), True: _rules(True)}
