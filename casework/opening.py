"""The opening hours as a citizen reads them in a text. Pure."""

from collections.abc import Sequence

from casework.mpp import DAYS, Mpp


def opening_hours(mpp: Mpp) -> str:
    """Days with the same hours together: "Senin-Kamis 08.00-15.00, Jumat 08.00-11.30 dan 13.00-15.00"."""
    stretches: list[tuple[list[int], str]] = []
    for day in sorted(mpp.hours):
        hours = " dan ".join(f"{part.start:%H.%M}-{part.end:%H.%M}" for part in mpp.hours[day])
        if stretches and stretches[-1][1] == hours and stretches[-1][0][-1] == day - 1:
            stretches[-1][0].append(day)
        elif hours:
            stretches.append(([day], hours))
    return ", ".join(f"{_days(days)} {hours}" for days, hours in stretches)


def _days(days: Sequence[int]) -> str:
    return "-".join(DAYS[day].capitalize() for day in dict.fromkeys((days[0], days[-1])))
