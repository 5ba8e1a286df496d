"""Pictures of tables: well-formed, described, and with every word escaped."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from casework.reports.pictures import WIDTH, drawn
from casework.reports.table import Column, Picture, Row, Table

SVG = "{http://www.w3.org/2000/svg}"


def table(picture: Picture, *rows: Row) -> Table:
    return Table(key="coba", title="Coba <b>", told="", heading="Nama",
                 columns=(Column(name="Kasus & lain"), Column(name="SMS")), rows=rows, picture=picture,
                 drawn=(0, 1))  # fmt: skip


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314


ROWS = (
    Row(name="2026-11-01", values=(10, 4)),
    Row(name='"<script>" yang sangat panjang sekali namanya', values=(5, 0)),
    Row(name="2026-11-03", values=(None, None), hidden=True),
    Row(name="2026-11-04", values=(0, 2)),
)


@pytest.mark.parametrize("picture", Picture)
def test_every_kind_says_what_it_shows(picture: Picture) -> None:
    root = parsed(drawn(table(picture, *ROWS)))
    assert root.get("role") == "img"
    named = root.get("aria-labelledby", "").split()
    assert [root.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")] == named  # type: ignore[union-attr]
    assert root.findtext(f"{SVG}title") == "Coba <b>"
    assert "Tertinggi: 2026-11-01, 10. Terendah: 2026-11-04, 0." in (root.findtext(f"{SVG}desc") or "")
    assert not list(root.iter(f"{SVG}script"))


def test_bars_are_as_long_as_their_numbers_and_a_hidden_group_has_none() -> None:
    root = parsed(drawn(table(Picture.BARS, *ROWS)))
    solid = [rect for rect in root.iter(f"{SVG}rect") if rect.get("class") == "s1" and rect.get("x") != "4.0"]
    lengths = [float(rect.get("width", "")) for rect in solid]
    assert len(lengths) == 3
    assert lengths[0] == 2 * lengths[1] > 0 == lengths[2]
    assert "kurang dari 5 orang" in drawn(table(Picture.BARS, *ROWS))


@pytest.mark.parametrize("picture", Picture)
def test_nothing_leaves_the_picture(picture: Picture) -> None:
    rows = [Row(name=f"{n:02}", values=(n, 23 - n)) for n in range(24)]
    root = parsed(drawn(table(picture, *rows)))
    for rect in root.iter(f"{SVG}rect"):
        assert float(rect.get("x", "")) + float(rect.get("width", "")) <= WIDTH


def test_a_line_breaks_where_a_group_is_hidden() -> None:
    paths = [path.get("d", "") for path in parsed(drawn(table(Picture.LINE, *ROWS))).iter(f"{SVG}path")
             if path.get("class") == "l1"]  # fmt: skip
    assert paths[-1].count("M") == 2


def test_an_empty_table_has_no_picture() -> None:
    assert drawn(replace(table(Picture.BARS), rows=())) == ""
