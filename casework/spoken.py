"""Codes and numbers in words, as the telephone says them: for cards that people read out. Pure."""

DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


def digits(code: str) -> str:
    """A code in groups of four: "empat delapan dua satu, tiga nol sembilan enam"."""
    words = [DIGITS[int(digit)] for digit in code]
    return ", ".join(" ".join(words[start : start + 4]) for start in range(0, len(words), 4))


def number(value: int) -> str:
    """0 to 999: "dua belas", "seratus tujuh"."""
    if value < 10:
        return DIGITS[value]
    if value < 20:
        return {10: "sepuluh", 11: "sebelas"}.get(value) or f"{DIGITS[value - 10]} belas"
    tens, ones = divmod(value, 10)
    if value < 100:
        return f"{DIGITS[tens]} puluh" + (f" {DIGITS[ones]}" if ones else "")
    hundreds, rest = divmod(value, 100)
    said = "seratus" if hundreds == 1 else f"{DIGITS[hundreds]} ratus"
    return f"{said} {number(rest)}" if rest else said


def ticket(letter: str, value: int) -> str:
    """A number at a counter: "A, dua belas"."""
    return f"{letter}, {number(value)}"
