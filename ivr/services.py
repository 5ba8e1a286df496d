"""Choosing a service by keys: first a group, then its services, four on a page. Pure."""

from ivr.lines import line
from ivr.position import Position
from ivr.script import Script
from ivr.values import Line

PAGE = 4
"""Keys 1 to 4. When there are more services than that, the fourth key leads to the next ones."""


def groups(script: Script) -> tuple[Line, ...]:
    """The groups with their keys."""
    return tuple(
        line("pilihan_tombol", pilihan=group.spoken, tombol=str(key))
        for key, group in enumerate(script.catalogue.groups, start=1)
    )


def prompt(script: Script, position: Position) -> tuple[Line, ...]:
    """The services of this page with their keys."""
    shown, more = page(position)
    lines = [
        line("pilihan_tombol", pilihan=script.catalogue.get(service).spoken, tombol=str(key))
        for key, service in enumerate(shown, start=1)
    ]
    if more:
        lines.append(line("pilihan_lain_tombol", tombol=str(len(shown) + 1)))
    return tuple(lines)


def page(position: Position) -> tuple[tuple[str, ...], bool]:
    """The service ids of this page, and whether more follow."""
    rest = position.choices[position.page :]
    if len(rest) <= PAGE:
        return rest, False
    return rest[: PAGE - 1], True


def of_group(script: Script, key: str) -> tuple[str, ...]:
    """The service ids behind this key of the groups; none for another key."""
    number = int(key) if key.isdigit() else 0
    if not 1 <= number <= len(script.catalogue.groups):
        return ()
    return tuple(service.id for service in script.catalogue.of_group(script.catalogue.groups[number - 1].id))
