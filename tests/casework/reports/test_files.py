"""Tables as files for spreadsheets: whole, and with nothing in them that a spreadsheet would run."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from casework.reports import Report
from casework.reports.cells import csv_text, told
from casework.reports.period import Period
from casework.reports.table import Column, Picture, Row, Table, Unit
from casework.reports.workbook import xlsx

EVIL = '=HYPERLINK("http://contoh.invalid";"klik")'
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def a_table(*names: str) -> Table:
    rows = [Row(name=name, values=(1204, 66.7, "=1+1"), people=9) for name in names]
    return Table(
        key="coba", title="Coba", told="Cara membaca.", heading="Nama",
        columns=(Column(name="Kasus"), Column(name="Tepat", unit=Unit.PERCENT),
                 Column(name="Mutu", unit=Unit.WORDS)),
        rows=(*rows, Row(name="Sedikit", values=(None, None, None), hidden=True)),
        picture=Picture.BARS,
    )  # fmt: skip


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_no_text_is_a_formula_in_csv(begins: str) -> None:
    read = list(csv.reader(io.StringIO(csv_text(a_table(f"{begins}2+5")), newline="")))
    assert read[0] == ["Nama", "Kasus", "Tepat (%)", "Mutu"]
    assert read[1] == [f"'{begins}2+5", "1204", "66.7", "'=1+1"]
    assert read[2] == ["Sedikit", "kurang dari 5 orang", "", ""]


def test_commas_quotes_and_line_ends_stay_in_their_cell() -> None:
    name = 'Kartu, "keluarga"\nbaru'
    assert list(csv.reader(io.StringIO(csv_text(a_table(name)), newline="")))[1][0] == name


def test_the_workbook_has_a_sheet_for_each_table_and_no_formula_and_no_link() -> None:
    day = date(2026, 11, 1)
    period = Period(first=day, last=day, zone=ZoneInfo("Asia/Jakarta"))
    content = xlsx(Report(period=period, made_at=datetime.now(UTC), tables=(a_table(EVIL, "KTP"),)), "MPP")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = book.namelist()
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet2.xml"))  # noqa: S314  (our own)
        strings = book.read("xl/sharedStrings.xml").decode()
        listed = book.read("xl/workbook.xml").decode()
    assert 'name="coba"' in listed
    assert not sheet.findall(f".//{SHEET}f"), "no cell is a formula"
    assert not sheet.findall(f".//{SHEET}hyperlink")
    assert not [name for name in names if "externalLink" in name or "vba" in name.lower()]
    assert "'=HYPERLINK" in strings
    numbers = [cell.findtext(f"{SHEET}v") for cell in sheet.iter(f"{SHEET}c") if cell.get("t") != "s"]
    assert numbers == ["1204", "66.7", "1204", "66.7"]


def test_numbers_are_written_as_indonesians_do() -> None:
    assert told(1204, Unit.COUNT) == "1.204"
    assert told(66.7, Unit.PERCENT) == "66,7 %"
    assert told(3.5, Unit.MARK) == "3,50"
    assert told(None, Unit.COUNT) == "–"
