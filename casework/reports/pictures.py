"""Drawings of tables as SVG of our own: bars, columns and lines, for the screen, for paper, and without colours.

The first series is solid, the second an outline, the third dashed, so that no meaning lies in a colour alone. Classes
only: how they look is in the style sheet (report.css). The numbers are in the table beneath.
"""

import math
from collections.abc import Iterator, Sequence
from html import escape

from casework.reports.cells import told
from casework.reports.table import HIDDEN, Picture, Row, Table, Unit, Value

WIDTH = 680
"""Pixels, and about as wide as a page of A4 between its margins."""
LABELS, NUMBERS = 250, 70
MOST_BARS = 9
THICK, GAP = 16, 14
HIGH, LOW, LEFT = 180, 26, 56
"""Of columns and lines: how high the field is, the room beneath for names, and the room beside it for numbers."""
LETTERS = 30
"""Of a name beside a bar."""


def drawn(table: Table) -> str:
    """The picture of a table as an SVG element; "" for an empty one."""
    if table.empty:
        return ""
    rows = [row for row in table.rows if not row.total]
    match table.picture:
        case Picture.BARS:
            return _bars(table, rows[:MOST_BARS])
        case Picture.COLUMNS:
            return _columns(table, rows)
        case Picture.LINE:
            return _lines(table, rows)


def _bars(table: Table, rows: Sequence[Row]) -> str:
    most, series = _most(table, rows), len(table.drawn)
    room = WIDTH - LABELS - NUMBERS
    parts, top_of_all = [*_legend(table)], 30 if series > 1 else 8
    y = top_of_all
    for row in rows:
        middle = y + series * THICK / 2 + 5
        parts.append(f'<text x="{LABELS - 10}" y="{middle:.0f}" class="name">{_short(row.name)}</text>')
        if row.hidden:
            parts.append(f'<text x="{LABELS}" y="{middle:.0f}" class="number">{HIDDEN}</text>')
        else:
            for n, column in enumerate(table.drawn):
                value, top = _number(row.values[column]), y + n * THICK
                length = room * value / most
                unit = table.columns[column].unit
                parts.append(
                    f'<rect x="{LABELS}" y="{top + 1}" width="{length:.1f}" height="{THICK - 3}" class="s{n + 1}"/>'
                    f'<text x="{LABELS + length + 6:.1f}" y="{top + THICK - 3}" class="number">'
                    f"{told(row.values[column], unit)}</text>"
                )
        y += series * THICK + GAP
    parts.append(f'<path d="M{LABELS} {top_of_all - 4}V{y - GAP + 4}" class="axis"/>')
    return _svg(table, rows, parts, height=y)


def _columns(table: Table, rows: Sequence[Row]) -> str:
    most, series = _most(table, rows), len(table.drawn)
    step = (WIDTH - LEFT - 8) / max(1, len(rows))
    thick = min(40.0, step * 0.8 / series)
    parts = [*_legend(table), *_grid(most)]
    for place, row in enumerate(rows):
        x = LEFT + step * place + (step - thick * series) / 2
        parts.append(
            f'<text x="{LEFT + step * (place + 0.5):.1f}" y="{30 + HIGH + 18}" class="under">'
            f"{_short(row.name[:2])}</text>"
        )
        if row.hidden:
            parts.append(
                f'<text x="{LEFT + step * (place + 0.5):.1f}" y="{30 + HIGH - 4}" class="under">&lt;5</text>'
            )
            continue
        for n, column in enumerate(table.drawn):
            high = HIGH * _number(row.values[column]) / most
            parts.append(
                f'<rect x="{x + n * thick:.1f}" y="{30 + HIGH - high:.1f}" width="{max(1.0, thick - 2):.1f}" '
                f'height="{high:.1f}" class="s{n + 1}"/>'
            )
    return _svg(table, rows, parts, height=30 + HIGH + LOW)


def _lines(table: Table, rows: Sequence[Row]) -> str:
    most = _most(table, rows)
    step = (WIDTH - LEFT - 8) / max(1, len(rows) - 1)
    parts = [*_legend(table, lines=True), *_grid(most)]
    for place in range(0, len(rows), max(1, round(len(rows) / 6))):
        parts.append(
            f'<text x="{LEFT + step * place:.1f}" y="{30 + HIGH + 18}" class="under first">'
            f"{_short(rows[place].name[5:])}</text>"
        )
    for n, column in enumerate(table.drawn):
        path, begun = [], False
        for place, row in enumerate(rows):
            if row.hidden:
                begun = False
                continue
            y = 30 + HIGH - HIGH * _number(row.values[column]) / most
            path.append(f"{'L' if begun else 'M'}{LEFT + step * place:.1f} {y:.1f}h0")
            begun = True
        parts.append(f'<path d="{"".join(path)}" class="l{n + 1}"/>')
    return _svg(table, rows, parts, height=30 + HIGH + LOW)


def _grid(most: float) -> Iterator[str]:
    for part in (0.0, 0.5, 1.0):
        y = 30 + HIGH - HIGH * part
        number = told(round(most * part, 1), Unit.COUNT)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH}" class="axis"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 5:.1f}" class="name">{number}</text>'


def _legend(table: Table, *, lines: bool = False) -> Iterator[str]:
    if len(table.drawn) < 2:
        return
    x = 4.0
    for n, column in enumerate(table.drawn):
        name = table.columns[column].name
        if lines:
            yield f'<path d="M{x} 12h28" class="l{n + 1}"/>'
        else:
            yield f'<rect x="{x}" y="5" width="28" height="13" class="s{n + 1}"/>'
        yield f'<text x="{x + 36}" y="17" class="number">{escape(name)}</text>'
        x += 60 + 7.6 * len(name)


def _svg(table: Table, rows: Sequence[Row], parts: Sequence[str], *, height: float) -> str:
    key = table.key
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" role="img" class="chart" '
        f'aria-labelledby="judul-{key} isi-{key}"><title id="judul-{key}">{escape(table.title)}</title>'
        f'<desc id="isi-{key}">{escape(_described(table, rows))}</desc>{"".join(parts)}</svg>'
    )


def _described(table: Table, rows: Sequence[Row]) -> str:
    """The highest and the lowest of the first series, in words."""
    column = table.drawn[0]
    shown = [row for row in rows if not row.hidden and row.values[column] is not None]
    if not shown:
        return "Semua angka ada di tabel di bawah gambar."
    unit, name = table.columns[column].unit, table.columns[column].name
    high = max(shown, key=lambda row: _number(row.values[column]))
    low = min(shown, key=lambda row: _number(row.values[column]))
    return (
        f"{name}. Tertinggi: {high.name}, {told(high.values[column], unit)}. "
        f"Terendah: {low.name}, {told(low.values[column], unit)}. Semua angka ada di tabel di bawah gambar."
    )


def _most(table: Table, rows: Sequence[Row]) -> float:
    if any(table.columns[column].unit in (Unit.PERCENT, Unit.MARK) for column in table.drawn):
        return 100.0
    most = max((_number(row.values[column]) for row in rows for column in table.drawn), default=0.0)
    return 2.0 * max(1, math.ceil(most / 2))  # even, so that the line in the middle is a whole number too


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _short(name: str) -> str:
    return escape(name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…")
