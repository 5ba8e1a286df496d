"""CSV files as counters make them: every good row is taken, every bad one is named."""

from datetime import date

import pytest

from casework.application_files import Refused, Row, read_rows, refused_as_csv
from casework.applications import ApplicationData
from models import ApplicationStatus

SERVICES = ("ktp_hilang", "kk")


def read(content: str) -> tuple[list[Refused], list[ApplicationData]]:
    """The rows that cannot be read, and what stands in the others."""
    rows = read_rows(content, SERVICES)
    return [row for row in rows if isinstance(row, Refused)], [r.data for r in rows if isinstance(r, Row)]


GOOD = ApplicationData(
    code="48213096",
    service_id="ktp_hilang",
    status=ApplicationStatus.INCOMPLETE,
    missing="surat polisi",
    expected_on=date(2026, 11, 30),
    phone="081234567890",
)


ROWS = """\
kode,layanan,status,kurang,janji,telepon
48213096,ktp_hilang,kurang_berkas,surat polisi,2026-11-30,081234567890
"""
TURNED = """\
telepon,janji,kurang,status,layanan,kode
081234567890,2026-11-30, surat polisi ,kurang_berkas,ktp_hilang,4821 3096
"""


@pytest.mark.parametrize(
    "content",
    [
        ROWS,
        ROWS.replace(",", ";"),
        "\ufeff" + ROWS.replace("\n", "\r\n"),
        TURNED.replace("\n", "\r"),
        '"' + ROWS.strip().replace(",", '";"').replace("\n", '"\n"') + '"\n;;;;;\n\n',
    ],
    ids=["commas", "semicolons", "from Excel", "another order and old line ends", "quotes and empty rows"],
)
def test_a_row_is_read_whatever_program_wrote_it(content: str) -> None:
    assert read(content) == ([], [GOOD])


def test_only_three_columns_are_needed() -> None:
    _, taken = read("kode,layanan,status\n48213096,kk,diproses\n")
    assert taken == [ApplicationData(code="48213096", service_id="kk", status=ApplicationStatus.IN_PROCESS)]


@pytest.mark.parametrize(
    ("row", "code", "reason"),
    [
        ("48213096,emas,diproses,", "service", "layanan tidak ada di daftar layanan"),
        ("48213096,kk,jadi,", "status", f"status harus salah satu dari: {', '.join(ApplicationStatus)}"),
        ("48213096,kk,diproses,besok", "expected_on", "janji harus tanggal seperti 2026-11-24"),
        ("48213096,kk,diproses,30/11/2026", "expected_on", "janji harus tanggal seperti 2026-11-24"),
        ("48213096,,diproses,", "empty", "kode, layanan, dan status harus diisi"),
        ("48213096,kk", "empty", "kode, layanan, dan status harus diisi"),
        ("48213096,kk,diproses,2026-11-30,lebih", "columns", "ada lebih banyak kolom daripada di baris judul"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_by_its_line_and_the_others_are_taken(row: str, code: str, reason: str) -> None:
    content = f"kode,layanan,status,janji\n48213096,kk,diproses,\n{row}\n51730428,kk,diproses,\n"
    refused, taken = read(content)
    assert [(one.line, one.code, one.reason) for one in refused] == [(3, code, reason)]
    assert [data.code for data in taken] == ["48213096", "51730428"]


def test_a_file_without_the_columns_takes_nothing() -> None:
    for content in ("", "nomor,layanan\n48213096,kk\n"):
        refused, taken = read(content)
        assert (refused[0].line, refused[0].code) == (1, "columns")
        assert "kode" in refused[0].reason
        assert taken == []


def test_what_no_spreadsheet_writes_is_refused_and_not_an_error() -> None:
    refused, taken = read(f"kode,layanan,status\n48213096,kk,diproses\n51730428,kk,{'x' * 200_000}\n")
    assert [one.code for one in refused] == ["csv"]
    assert [data.code for data in taken] == ["48213096"]


def test_refused_rows_can_be_put_right_and_read_again_and_hold_no_formula() -> None:
    refused, _ = read("kode,layanan,status,kurang,telepon\n48213096,emas,diproses,=1+1,+6281234567890\n")
    written = refused_as_csv(refused)
    assert "'=1+1" in written
    assert ",+6281234567890" in written
    again, taken = read(written.replace("emas", "kk"))
    assert again == []
    assert [data.code for data in taken] == ["48213096"]
