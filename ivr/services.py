"""Choosing a service by keys: first a group, then its services, four on a page. Pure."""

from typing import TypeVar

from ivr.lines import line
from ivr.position import Position
from ivr.script import Script
from ivr.values import Line

T = TypeVar("T")

PAGE = 4
"""Keys 1 to 4. When there is more to choose from than that, the fourth key leads on."""


def groups(script: Script, position: Position | None = None) -> tuple[Line, ...]:
    """The groups of this page with their keys."""
    shown, more = _page(script.catalogue.groups, position.page if position else 0)
    return _offers(tuple(group.spoken for group in shown), more)


def prompt(script: Script, position: Position) -> tuple[Line, ...]:
    """The services of this page with their keys."""
    shown, more = page(position)
    return _offers(tuple(script.catalogue.get(service).spoken for service in shown), more)


def page(position: Position) -> tuple[tuple[str, ...], bool]:
    """The service ids of this page, and whether more follow."""
    return _page(position.choices, position.page)


def of_group(script: Script, position: Position, key: str) -> tuple[str, ...]:
    """The service ids behind this key of the groups; none for another key."""
    shown, _ = _page(script.catalogue.groups, position.page)
    number = int(key) if key.isdigit() else 0
    if not 1 <= number <= len(shown):
        return ()
    return tuple(service.id for service in script.catalogue.of_group(shown[number - 1].id))


def leads_on(script: Script, position: Position, key: str) -> bool:
    """Whether this key leads to the next groups."""
    shown, more = _page(script.catalogue.groups, position.page)
    return more and key == str(len(shown) + 1)


def pages(count: int) -> range:
    """Where the pages of so many things begin."""
    return range(0, max(1, count - 1), PAGE - 1)


def _page(things: tuple[T, ...], start: int) -> tuple[tuple[T, ...], bool]:
    rest = things[start:]
    return (rest, False) if len(rest) <= PAGE else (rest[: PAGE - 1], True)


def _offers(spoken: tuple[str, ...], more: bool) -> tuple[Line, ...]:
    lines = [
        line("pilihan_tombol", pilihan=each, tombol=str(key)) for key, each in enumerate(spoken, start=1)
    ]
    if more:
        lines.append(line("pilihan_lain_tombol", tombol=str(len(spoken) + 1)))
    return tuple(lines)
