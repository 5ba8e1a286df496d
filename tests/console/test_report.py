"""Reports for officers: a period to choose, pictures with their tables, files, and paper."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import survey
from models import AuditEntry, CameTo, CaseStatus, Deed
from tests.casework.reports import happened
from tests.console.conftest import Console, Open, words


def a_month(console: Console) -> datetime:
    """Something of everything, this month; gives when."""
    at = datetime.now(UTC) - timedelta(minutes=5)
    with console.database.write() as session:
        for n, contact in enumerate(happened.people(session, console.database, 12)):
            reached = CameTo.TOLD if n % 4 else CameTo.NOTHING
            one = happened.call(
                session, contact, started_at=at, service_id="ktp_hilang", spoken=n % 2, came_to=reached
            )
            happened.turns(session, one, "menu", [("said", True), ("silence", True), ("pressed", False)], at)
            happened.case(
                session, contact, opened_at=at, status=CaseStatus.RESOLVED, answered_at=at, resolved_at=at
            )
            happened.waited(session, one, n, since=at)
            for element in survey.ELEMENTS:
                survey.keep(session, one.id, element, 3 + n % 2, at=at)
    return at.astimezone(console.office.mpp.timezone)


def get(console: Console, path: str):
    with console.client(console.cookie()) as client:
        return client.get(f"/console{path}")


def test_every_table_has_its_picture_and_can_be_taken_along(console_at: Console) -> None:
    at = a_month(console_at)
    answer = get(console_at, "/laporan")
    assert answer.status_code == 200
    told = words(answer.text)
    assert "Telepon 12 12 12" in told
    assert "KTP elektronik hilang 12 12 12" in told
    assert "menu 36 66,7 % 12 12 12" in told
    assert re.search(r"IKM 12 3,50 3,50 87,50 Belum cukup jawaban", told)
    assert answer.text.count("<svg ") == answer.text.count("<table>") >= 10
    assert len(answer.content) <= 150_000
    for path in re.findall(r'href="/console(/laporan/[^"]+)"', answer.text):
        taken = get(console_at, path.replace("&amp;", "&"))
        assert taken.status_code == 200, path
        if ".csv" in path:
            assert taken.headers["content-disposition"].startswith('attachment; filename="')
            assert taken.content.startswith(b"\xef\xbb\xbf")
        elif ".xlsx" in path:
            assert f"{at:%Y-%m}" in taken.headers["content-disposition"]
            assert zipfile.is_zipfile(io.BytesIO(taken.content))


def test_a_month_or_days_of_ones_own_can_be_chosen(console_at: Console) -> None:
    at = a_month(console_at)
    before = (at.replace(day=1) - timedelta(days=1)).date()
    empty = get(console_at, f"/laporan?bulan={before:%Y-%m}")
    assert "Belum ada apa-apa" in empty.text
    assert f'<option value="{before:%Y-%m}" selected>' in empty.text
    days = get(console_at, f"/laporan?bulan=sendiri&dari={before}&sampai={at.date()}")
    assert "Telepon 12 12 12" in words(days.text)
    assert f"cetak?dari={before}&amp;sampai={at.date()}" in days.text
    assert get(console_at, f"/laporan?bulan={at:%Y-%m}&dari={before}&sampai={before}").text.count("<svg ") > 5


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?bulan=kemarin", "bulan"),
        ("?bulan=sendiri&dari=2026-02-30&sampai=2026-03-01", "dari"),
        ("?dari=2026-03-02&sampai=2026-03-01", "dari"),
        ("?dari=2024-03-02&sampai=2026-03-01", "dari"),
        ("?dari=2026-03-02", "sampai"),
        ("?dari=0001-01-01&sampai=0001-01-02", "dari"),
    ],
)
def test_what_is_no_period_is_said_beside_the_field(console_at: Console, query: str, field: str) -> None:
    answer = get(console_at, f"/laporan{query}")
    assert answer.status_code == 422
    assert f'aria-describedby="{field}-keliru"' in answer.text
    for path in ("cetak", "laporan.xlsx", "saluran.csv"):
        assert get(console_at, f"/laporan/{path}{query}").status_code == 404


def test_an_unknown_table_is_not_there_and_nothing_is_without_signing_in(console_at: Console) -> None:
    assert get(console_at, "/laporan/tidak-ada.csv").status_code == 404
    with console_at.client() as client:
        for path in ("", "/cetak", "/laporan.xlsx", "/saluran.csv"):
            assert client.get(f"/console/laporan{path}").status_code == 303


def test_what_is_taken_along_is_in_the_audit_log(console_at: Console) -> None:
    for path in ("", "/cetak", "/laporan.xlsx", "/saluran.csv"):
        assert get(console_at, f"/laporan{path}?bulan=2026-11").status_code == 200
    with console_at.database.read() as session:
        entries = list(session.scalars(select(AuditEntry).where(AuditEntry.deed == Deed.EXPORTED)))
    assert [entry.detail["report"] for entry in entries] == ["print", "xlsx", "saluran"]
    assert {entry.officer_id for entry in entries} == {console_at.officer.id}


def test_a_small_group_is_named_and_not_counted(console_at: Console) -> None:
    with console_at.database.write() as session:
        for contact in happened.people(session, console_at.database, 3):
            happened.call(session, contact, started_at=datetime.now(UTC))
    told = words(get(console_at, "/laporan").text)
    assert "Tombol saja kurang dari 5 orang" in told
    assert "Kelompok di bawah 5 orang tidak ditulis" in told


def test_on_a4_no_table_is_cut_and_none_is_too_wide(
    console_at: Console, browser_at: Open, tmp_path: Path
) -> None:
    a_month(console_at)
    page = browser_at("/console/laporan/cetak")
    content = page.pdf(path=tmp_path / "laporan.pdf", prefer_css_page_size=True)
    assert content.startswith(b"%PDF")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # 182 mm, between the margins of A4
    wide = page.evaluate(
        "() => [...document.querySelectorAll('table, svg, p, th, td')]"
        ".filter(it => it.getBoundingClientRect().right > 688.5 || it.scrollWidth > it.clientWidth + 1)"
        ".map(it => it.outerHTML.slice(0, 80))"
    )
    assert wide == []
    assert not page.get_by_text("Kembali ke laporan").is_visible()
    names = page.evaluate("() => [...document.querySelectorAll('tbody th')].map(it => it.innerText.trim())")
    if shutil.which("pdftotext") is None:
        return
    command = ["pdftotext", "-bbox-layout", str(tmp_path / "laporan.pdf"), "-"]
    boxes = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    sizes = set(re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', boxes))
    assert {(round(float(wide)), round(float(high))) for wide, high in sizes} <= {(595, 842), (596, 842)}
    for x, y, to_x, to_y in re.findall(
        r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', boxes
    ):
        assert float(x) >= 39
        assert float(to_x) <= 595 - 39, "inside the margins"
        assert 0 < float(y) < float(to_y) <= 842 - 48, "no line reaches into the lower margin"
    printed = " ".join(re.findall(r"<word [^>]*>([^<]*)</word>", boxes))
    assert len(names) > 40
    for name in names:
        for word in name.split():
            assert word.replace("&", "&amp;") in printed, f"{name} is not on paper"
