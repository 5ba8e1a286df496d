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


def trouble(numbers: Numbers | None, name: str) -> str:
    """A step's own numbers, in as few words as fit; none where no call came."""
    if numbers is None or not (here := numbers.at(name)).calls:
        return ""
    begun = numbers.along(START, name)
    told = [
        f"{here.calls} panggilan",
        f"{begun} mulai di sini" if begun and begun != here.calls else "",
        f"{here.unclear} tidak paham" if here.unclear else "",
        f"{here.silent} diam" if here.silent else "",
        f"{here.hung_up} tutup" if here.hung_up else "",
    ]
    return " · ".join(filter(None, told))
