"""Written forms that have a reading of their own: one function for each, from what was found to words.

A form that turns out not to be one (no such day, no such hour) is given back as it was, for the plain rules to read.
"""

import datetime
import re

from speech.reading.figures import (
    clock,
    day_month,
    day_month_year,
    decimal,
    digits,
    fraction,
    full_year,
    number,
    roman,
    rupiah,
)
from speech.reading.names import spell

LEAP_YEAR = 2024
"""The year of a day without one, so that 29 February exists."""
MONTHS = (
    ("Januari", "Jan"), ("Februari", "Feb|Peb"), ("Maret", "Mar"), ("April", "Apr"), ("Mei", "Mei"),
    ("Juni", "Jun"), ("Juli", "Jul"), ("Agustus", "Agust?|Agt|Ags"), ("September", "Sept?"), ("Oktober", "Okt"),
    ("November", "Nov|Nop"), ("Desember", "Des"),
)  # fmt: skip
"""Each with its usual short forms, as a regular expression."""


def day_of(found: re.Match[str]) -> str:
    """Groups d, m and y, figures."""
    try:
        return day_month_year(datetime.date(full_year(found["y"]), int(found["m"]), int(found["d"])))
    except ValueError:
        return found[0].replace("-", "/")  # no such day: three numbers, and no range


def day_without_year(found: re.Match[str]) -> str:
    """Groups before (kept), d and m."""
    try:
        said = day_month(datetime.date(LEAP_YEAR, int(found["m"]), int(found["d"])))
    except ValueError:
        return found[0]
    before = found["before"]
    comma = "," if before and before[-1].isalpha() and before.lower() not in ("tanggal", "tgl") else ""
    return f"{before}{comma} {said}" if before else said


def day_of_named_month(found: re.Match[str]) -> str:
    """Groups d, month (written short) and perhaps y."""
    month = next(name for name, short in MONTHS if re.fullmatch(f"{short}|{name}", found["month"], re.I))
    year = f" {full_year(found['y'])}" if found["y"] else ""
    return f"{int(found['d'])} {month}{year}"


def time_of_day(found: re.Match[str], *, conversational: bool) -> str:
    """Groups called ("jam", "Pukul" or none), h, m (or none) and part ("pagi" or none)."""
    hour, minute = int(found["h"]), int(found["m"] or 0)
    if hour == 24 and minute:
        return found[0]
    called = found["called"] or "pukul"
    called = "pukul" if called.lower().startswith("pkl") else called
    said = clock(datetime.time(hour % 24, minute), conversational=conversational, called=called)
    return f"{said.rsplit(' ', 1)[0]} {found['part']}" if found["part"] else said


def phone(found: re.Match[str]) -> str:
    """A telephone number in the groups that it is written in."""
    written = re.sub(r"^\+?62[\s.-]?\(?0?\)?[\s.-]?", "0", found[0])
    return " | ".join(digits(group) for group in re.findall(r"\d+", written))


def masked(found: re.Match[str]) -> str:
    """ "3273 **** **** **09" as how it ends. Groups called (kept) and number."""
    shown = re.findall(r"\d+", found["number"])
    called = found["called"] or "nomor "
    if found["number"][-1].isdecimal():
        return f"{called}yang berakhir {digits(shown[-1])}"
    return f"{called}yang berawal {digits(shown[0])}" if shown else f"{called}yang dirahasiakan"


def code(found: re.Match[str]) -> str:
    """Letters and digits mixed, each one by one: AB37KQ."""
    parts = re.findall(r"[A-Z]+|\d+", found[0])
    if all(map(str.isdecimal, parts)) or all(map(str.isalpha, parts)):
        return found[0]
    pause = " | " if sum(map(len, parts)) > 4 else " "
    return pause.join(spell(part) if part.isalpha() else digits(part) for part in parts)


def plate(found: re.Match[str]) -> str:
    """A number plate: B 1234 XYZ."""
    return " | ".join(spell(part) if part.isalpha() else digits(part) for part in found[0].split())


def money(found: re.Match[str]) -> str:
    """Groups whole, places (or none) and scale ("juta" or none)."""
    whole, places = int(found["whole"].replace(".", "")), (found["places"] or "").rstrip("0")
    scale = found["scale"]
    if not places and not scale:
        return rupiah(whole)
    return " ".join(filter(None, [decimal(whole, places), scale, "rupiah"]))


def money_range(found: re.Match[str]) -> str:
    """Groups low, high and scale: "Rp 1-2 juta" shares the scale, "Rp 15.000-20.000" is two amounts."""
    if found["scale"] and "." not in found["low"]:
        return f"{found['low']} sampai {found['high']} {found['scale']} rupiah"
    return f"Rp{found['low']} sampai Rp{found['high']}{' ' + found['scale'] if found['scale'] else ''}"


def share(found: re.Match[str]) -> str:
    """Groups whole (or none), part and of: 1/2, 2 3/4."""
    part, of = int(found["part"]), int(found["of"])
    if not 0 < part < of:
        return found[0]
    whole = f"{number(int(found['whole']))} " if found["whole"] else ""
    return f" {whole}{fraction(part, of)} "


def roman_number(found: re.Match[str]) -> str:
    """Groups before (kept) and roman."""
    value = roman(found["roman"])
    return found[0] if value is None else f"{found['before']}{value}"


def repeated(found: re.Match[str]) -> str:
    """ "2 (dua)" once, when both are the same number."""
    return found[1] if number(int(found[1])) == found[2].lower() else found[0]


def listed(text: str) -> str:
    """ "Bawa 1. KTP 2. KK" with the numbers between commas, when they count from one on."""
    marks = re.compile(r"(?:(?<=\s)|^)(\d{1,2})[.)]\s+(?=\S)", re.MULTILINE)
    found = [mark for mark in marks.finditer(text) if mark[1][0] != "0"]
    counted, at = [], 1
    for mark in found:
        if int(mark[1]) == at:
            counted.append(mark.span())
            at += 1
    if at < 3:
        return text
    for n, (start, end) in reversed(list(enumerate(counted, start=1))):
        before = text[:start].rstrip(" ;,")
        comma = "," if before and before[-1].isalnum() else ""
        text = f"{before}{comma} {number(n)}, {text[end:]}" if before else f"{number(n)}, {text[end:]}"
    return text


def figure(found: re.Match[str]) -> str:
    """What is left of the digits: a code when long or with a leading zero, else a number."""
    run = found[0]
    return digits(run) if len(run) > 6 or (run[0] == "0" and len(run) > 1) else number(int(run))
