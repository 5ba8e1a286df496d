"""The numbers of a day in the drawing of the dialogue: in its title, on its ways and in its steps. Pure."""

from babel.dates import format_date

from casework.call_ways import START, Numbers

LONGEST = 30
"""Letters on a way or in a line of a box."""
THIN, THICK = 1.4, 7.0
"""How thick a way is drawn: without calls, and with all calls of the day, in pixels."""


def title(numbers: Numbers | None) -> tuple[str, str]:
    """What the picture is, and what it shows, for those who do not see it."""
    if numbers is None:
        return "Percakapan telepon", "Langkah-langkah percakapan telepon dan jalan di antaranya."
    day = format_date(numbers.day, "EEEE, d MMMM y", locale="id")
    return (
        f"Percakapan telepon, {day}: {numbers.calls} panggilan",
        "Langkah-langkah percakapan telepon. Pada setiap jalan tertulis berapa panggilan melewatinya, dan pada "
        "setiap langkah berapa kali jawaban tidak dipahami, penelepon diam, atau menutup telepon.",
    )


def labelled(label: str, counted: int | None) -> str:
    """The keys or outcomes of a way, and how many calls took it; one that nobody took stays plain."""
    if not counted:
        return label
    room = LONGEST - len(f" · {counted}")
    short = label if len(label) <= room else label[: room - 1] + "…"
    return f"{short} · {counted}" if label else str(counted)


def thickness(numbers: Numbers | None, counted: int | None) -> float:
    """How thick a way is drawn, in pixels."""
    if numbers is None or not counted:
        return THIN
    return THIN + (THICK - THIN) * counted / max(numbers.calls, counted)


def counted(numbers: Numbers | None, left: str, reached: str) -> str:
    """What is written after a way that is told in words."""
    calls = 0 if numbers is None else numbers.along(left, reached)
    return f" · {calls}" if calls else ""


def came(numbers: Numbers | None, name: str) -> str:
    """How many calls came to a step."""
    calls = 0 if numbers is None else numbers.at(name).calls
    begun = 0 if numbers is None else numbers.along(START, name)
    if begun and begun != calls:
        return f"{calls} panggilan, {begun} mulai di sini"
    return f"{calls} panggilan" if calls else ""


def trouble(numbers: Numbers | None, name: str) -> str:
    """What went wrong at a step."""
    if numbers is None:
        return ""
    here = numbers.at(name)
    told = [
        f"{here.unclear} tidak paham" if here.unclear else "",
        f"{here.silent} diam" if here.silent else "",
        f"{here.hung_up} tutup" if here.hung_up else "",
    ]
    return " · ".join(filter(None, told))
