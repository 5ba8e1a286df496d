"""All tables of a report as one XLSX file, a sheet each. The only module that knows XlsxWriter."""

import io

import xlsxwriter

from casework.reports import Report
from casework.reports.cells import heads, lines
from casework.reports.table import FEWEST_PEOPLE, Table, Unit

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    Unit.COUNT: "#,##0",
    Unit.PERCENT: "0.0",
    Unit.MINUTES: "0",
    Unit.MARK: "0.00",
    Unit.WORDS: "General",
}


def xlsx(report: Report, mpp: str) -> bytes:
    """The file. Text stays text: nothing in it becomes a formula or a link."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": f"Laporan {report.period.told}", "company": mpp})
        bold = book.add_format({"bold": True})
        cover = book.add_worksheet("Laporan")
        cover.set_column(0, 0, 90)
        cover.write_string(0, 0, mpp, bold)
        cover.write_string(1, 0, f"Laporan layanan suara dan SMS, {report.period.told}")
        cover.write_string(
            2, 0, f"Kelompok di bawah {FEWEST_PEOPLE} orang tidak ditulis, supaya tidak ada yang dikenali."
        )
        for number, table in enumerate(report.tables):
            cover.write_string(4 + number, 0, f"{table.key}: {table.title}. {table.marked}".strip())
            _sheet(book, table, bold)
    return file.getvalue()


def _sheet(book: xlsxwriter.Workbook, table: Table, bold: object) -> None:
    sheet = book.add_worksheet(table.key)
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    formats = [book.add_format({"num_format": FORMATS[column.unit]}) for column in table.columns]
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(formats), 16)
    sheet.write_string(0, 0, table.title, bold)
    sheet.write_string(1, 0, table.told)
    for number, name in enumerate(heads(table)):
        sheet.write_string(3, number, name, head)
    for line, values in enumerate(lines(table), 4):
        for number, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(line, number, value)
            elif value is not None:
                sheet.write_number(line, number, value, formats[number - 1])
    sheet.freeze_panes(4, 1)
