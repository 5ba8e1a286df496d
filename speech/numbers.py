"""Spoken digits: "empat delapan dua satu" is "4821". Words that are no digits are passed over."""

DIGITS = {
    "nol": "0", "kosong": "0", "nul": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5",
    "enam": "6", "tujuh": "7", "delapan": "8", "sembilan": "9",
}  # fmt: skip

TWICE = frozenset({"dobel", "double"})


def read_digits(words: str) -> str:
    """The digits of a lower-case transcript, in order; "dobel dua" is "22"."""
    digits, times = "", 1
    for word in words.split():
        if word in TWICE:
            times = 2
        elif word in DIGITS:
            digits += DIGITS[word] * times
            times = 1
    return digits
