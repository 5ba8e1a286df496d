"""What was said last, kept as JSON values in the position, so that it can be said again. Pure."""

from typing import Any

from ivr.position import Position
from ivr.values import Line

APOLOGIES = frozenset(
    {
        "tidak_terdengar",
        "kurang_jelas",
        "tombol_lain",
        "beralih_ke_tombol",
        "tidak_apa_apa",
        "kode_belum_cocok",
        "kode_ulang",
        "bantuan",
        "tunggu",
        "tunggu_tanda",
        "tunggu_habis",
    }
)
"""Lines that are not said again when the caller asks to hear something once more."""


def repeatable(said: tuple[Line, ...]) -> tuple[dict[str, Any], ...]:
    """Lines as JSON values, without apologies, so that they can be said again."""
    return tuple({"key": line.key, "values": _plain(line)} for line in said if line.key not in APOLOGIES)


def said_before(position: Position) -> tuple[Line, ...]:
    """The lines of the last answer."""
    return tuple(Line(key=line["key"], values=_values(line["values"])) for line in position.said)


def _plain(line: Line) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in line.values.items()}


def _values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
