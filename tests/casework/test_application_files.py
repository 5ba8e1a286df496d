"""CSV files as counters make them: every good row is taken, every bad one is named."""

from datetime import date

import pytest

from casework.application_files import Import, Refused, import_applications
from casework.applications import ApplicationData, ApplicationRefused
from models import ApplicationStatus

SERVICES = ("ktp_hilang", "kk")


def read(content: str, *, known: frozenset[str] = frozenset()) -> tuple[Import, list[ApplicationData]]:
    """The result of an import, and the rows that were taken. Codes in `known` are not new."""
    taken: list[ApplicationData] = []

    def put(data: ApplicationData) -> bool:
        if data.code == "00000000":
            raise ApplicationRefused("kode ini sudah dipakai untuk sebuah laporan")
        taken.append(data)
        return data.code not in known

    return import_applications(content, services=SERVICES, put=put), taken


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
    result, taken = read(content)
    assert result == Import(added=1, known=0, refused=())
    assert taken == [GOOD]


def test_only_three_columns_are_needed() -> None:
    _, taken = read("kode,layanan,status\n48213096,kk,diproses\n")
    assert taken == [ApplicationData(code="48213096", service_id="kk", status=ApplicationStatus.IN_PROCESS)]


def test_known_rows_are_counted_apart() -> None:
    content = "kode,layanan,status\n48213096,kk,diproses\n51730428,kk,diproses\n"
    result, _ = read(content, known=frozenset({"48213096"}))
    assert (result.added, result.known) == (1, 1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("48213096,emas,diproses,", "layanan tidak ada di daftar layanan"),
        ("48213096,kk,jadi,", "status harus salah satu dari: diterima, diproses, kurang_berkas, siap_diambil, "
                              "selesai, ditolak"),
        ("48213096,kk,diproses,besok", "janji harus tanggal seperti 2026-11-24"),
        ("48213096,kk,diproses,30/11/2026", "janji harus tanggal seperti 2026-11-24"),
        ("48213096,,diproses,", "kode, layanan, dan status harus diisi"),
        ("48213096,kk", "kode, layanan, dan status harus diisi"),
        ("48213096,kk,diproses,2026-11-30,lebih", "ada lebih banyak kolom daripada di baris judul"),
        ("00000000,kk,diproses,", "kode ini sudah dipakai untuk sebuah laporan"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_by_its_line_and_the_others_are_taken(row: str, reason: str) -> None:
    content = f"kode,layanan,status,janji\n48213096,kk,diproses,\n{row}\n51730428,kk,diproses,\n"
    result, taken = read(content)
    assert result.refused == (Refused(line=3, reason=reason),)
    assert [data.code for data in taken] == ["48213096", "51730428"]


def test_a_file_without_the_columns_takes_nothing() -> None:
    for content in ("", "nomor,layanan\n48213096,kk\n"):
        result, taken = read(content)
        assert result.refused[0].line == 1
        assert "kode" in result.refused[0].reason
        assert taken == []
