"""Applications from a file: looked through first, taken row by row, and what is wrong given back."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import select

from casework import application_uploads, audit
from casework.applications import find_application
from casework.console import uploads
from casework.roles import Role
from models import Application, ApplicationUpload, Case, Deed, Officer
from tests.console.conftest import Console, words
from tests.console.test_finding import put

AT = "/console/permohonan/berkas"
ROWS = """\
kode,layanan,status,kurang,janji,telepon
48213096,ktp_hilang,siap_diambil,,,081234567890
51730424,kk,diproses,,2026-11-27,
26094174,emas,diproses,=1+1,,
51730424,kk,selesai,,,
12345678,kk,selesai,,,
"""


def upload(console_at: Console, client: httpx2.Client, content: bytes) -> httpx2.Response:
    csrf = console_at.csrf(client.cookies["suara_session"])
    return client.post(AT, data={"csrf": csrf}, files={"berkas": ("daftar.csv", content, "text/csv")})


def stored(console_at: Console) -> dict[str, str]:
    with console_at.database.read() as session:
        return {one.code: one.status for one in session.scalars(select(Application))}


def test_nothing_changes_before_the_officer_has_looked_through_it(console_at: Console) -> None:
    put(console_at)
    token = console_at.cookie()
    with console_at.client(token) as client:
        sent = upload(console_at, client, ROWS.encode())
        assert sent.status_code == 303
        page = words(client.get(sent.headers["location"]).text)
        assert stored(console_at) == {"48213096": "diproses"}
        assert "1 permohonan baru, 1 berubah, 0 tetap sama, 3 salah" in page
        assert "status: Diproses menjadi Siap diambil; telepon: kosong menjadi +62812****7890" in page
        assert "4 26094174 layanan tidak ada di daftar layanan" in page
        assert "5 51730424 kode ini sudah ada di baris 3" in page
        assert "6 12345678 kode harus delapan angka" in page
        assert "081234567890" not in page
        taken = client.post(sent.headers["location"], data={"csrf": console_at.csrf(token)})
        assert taken.status_code == 303
        assert stored(console_at) == {"48213096": "siap_diambil", "51730424": "diproses"}
        after = words(client.get(taken.headers["location"]).text)
        assert "Berkas sudah masuk" in after
        assert "Simpan" not in after
        client.post(sent.headers["location"], data={"csrf": console_at.csrf(token)})
    with console_at.database.read() as session:
        written = [(one.deed, one.about, one.detail) for one in audit.entries(session)]
        assert written == [(Deed.IMPORTED, "upload", {"rows": 2})]
        application = find_application(session, "48213096")
        assert application is not None
        assert [past.source for past in application.history] == ["api", "csv"]


def test_what_is_wrong_can_be_downloaded(console_at: Console) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        sent = upload(console_at, client, ROWS.encode())
        answer = client.get(f"{sent.headers['location']}/salah.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    lines = answer.text.removeprefix("\ufeff").splitlines()
    assert lines[0] == "baris,alasan,kode,layanan,status,kurang,janji,telepon"
    assert lines[1] == "4,layanan tidak ada di daftar layanan,26094174,emas,diproses,'=1+1,,"
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Pilih dulu berkasnya."),
        (b"kode,layanan\xff", "Simpan lagi sebagai CSV UTF-8"),
        (b"x" * (uploads.MAX_FILE + 1), "paling banyak 1 MB"),
        (b"x\n" * (uploads.MOST_ROWS + 1), "Paling banyak 5000 baris"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do(console_at: Console, content: bytes, said: str) -> None:
    with console_at.client(console_at.cookie()) as client:
        sent = upload(console_at, client, content)
    assert sent.status_code == 422
    assert said in words(sent.text)


def test_a_file_without_the_columns_says_which(console_at: Console) -> None:
    with console_at.client(console_at.cookie()) as client:
        sent = upload(console_at, client, b"nomor,layanan\n48213096,kk\n")
        page = words(client.get(sent.headers["location"]).text)
    assert "kolom kode, status tidak ada" in page
    assert "Tidak ada yang perlu disimpan." in page


def test_a_file_is_its_officers_own_and_for_a_day(console_at: Console) -> None:
    with console_at.client(console_at.cookie()) as client:
        at = upload(console_at, client, ROWS.encode()).headers["location"]
    theirs = console_at.cookie(console_at.colleague)
    with console_at.client(theirs) as client:
        assert client.get(at).status_code == 404
        assert client.get(f"{at}/salah.csv").status_code == 404
        assert client.post(at, data={"csrf": console_at.csrf(theirs)}).status_code == 404
    with console_at.client() as client:
        assert client.get(at).status_code == 303
        assert client.post(AT, files={"berkas": ("a.csv", b"x", "text/csv")}).status_code == 401
    with console_at.database.write() as session:
        application_uploads.forget_old(session, at=datetime.now(UTC) + timedelta(days=1, seconds=1))
        assert session.scalars(select(ApplicationUpload)).all() == []


def test_the_page_of_an_application_tells_what_a_citizen_is_told(console_at: Console) -> None:
    put(console_at, phone="081234567890")
    with console_at.client(console_at.cookie()) as client:
        page = words(client.get("/console/permohonan/1").text)
    assert "Kata kami ke warga Bapak/Ibu belum perlu datang." in page
    assert "Untuk warga:" in page
    assert stored(console_at)
    with console_at.database.read() as session:
        assert session.scalars(select(Case)).all() == []


def test_an_officer_uploads_for_their_own_counters_only(console_at: Console) -> None:
    own = console_at.office.catalogue.get("ktp_hilang").counter
    other = next(one for one in console_at.office.catalogue.services if one.counter != own)
    with console_at.database.write() as session:
        officer = session.get_one(Officer, console_at.officer.id)
        officer.roles, officer.counters = [Role.OFFICER], [own]
    rows = f"kode,layanan,status\n48213096,ktp_hilang,diproses\n51730424,{other.id},diproses\n"
    token = console_at.cookie()
    with console_at.client(token) as client:
        at = upload(console_at, client, rows.encode()).headers["location"]
        assert f"layanan ini di loket {other.counter}" in words(client.get(at).text)
        client.post(at, data={"csrf": console_at.csrf(token)})
    assert stored(console_at) == {"48213096": "diproses"}
