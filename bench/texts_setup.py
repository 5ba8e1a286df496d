"""What `bench/texts.py` and `bench/crash.py` set up: databases, citizens, content without a rate, line processes."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from casework.contacts import contact_for  # noqa: E402
from migrate import migrate  # noqa: E402
from models import Database, Vault, new_key  # noqa: E402
from tests import postgresql  # noqa: E402
from tests.line import a_free_port  # noqa: E402

SECRET = "rahasia-kannel-untuk-pengukuran"  # noqa: S105
BODIES = (
    "JAM", "SYARAT KTP HILANG", "biaya skck", "sts 4821 3096", "brp biaya ktp hilang", "BANTUAN", "alamat",
    "syarat kk",
)  # fmt: skip
RATED = ("per_detik: 20, ", "per_detik: 10, ", "paling_banyak_rupiah_sehari: 1000000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One line on one database."""

    folder: Path
    database: Database
    environment: dict[str, str]
    port: int
    numbers: tuple[str, ...]


@contextlib.contextmanager
def database_url(kind: str, folder: Path) -> Iterator[str]:
    """A fresh database that keeps what it committed through a power cut. Raises RuntimeError without PostgreSQL."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'line.sqlite3'}"
        return
    programs = postgresql.binaries()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed")
    with postgresql.server(programs, durable=True) as address:
        yield f"{address}/postgres"


@contextlib.contextmanager
def installation(
    kind: str, folder: Path, *, carrier_port: int, citizens: int, carrier: str = "kannel"
) -> Iterator[Installation]:
    """A migrated database with citizens who have been known for a week, and the settings of its processes."""
    with database_url(kind, folder) as url:
        keys, index_key, port = new_key(), new_key(), a_free_port()
        database = Database(url, Vault(keys=(keys,), index_key=index_key))
        migrate(database)
        long_ago = datetime.now(UTC) - timedelta(days=7)
        numbers = tuple(f"+62812{3_000_000 + 7 * number}" for number in range(citizens))
        with database.write() as session:
            for number in numbers:
                contact_for(session, database.vault, number, at=long_ago)
        environment = {
            **os.environ,
            "SUARA_ENVIRONMENT": "development",
            "SUARA_DATABASE_URL": url,
            "SUARA_VAR_DIR": str(folder),
            "SUARA_CONTENT_DIR": str(_content(folder)),
            "SUARA_KEYS": keys,
            "SUARA_INDEX_KEY": index_key,
            "SUARA_PORT": str(port),
            "SUARA_TEXT_CARRIERS": carrier,
            "SUARA_KANNEL_API": f"http://127.0.0.1:{carrier_port}/cgi-bin/sendsms",
            "SUARA_KANNEL_USER": "suara",
            "SUARA_KANNEL_PASSWORD": "sandi-contoh",
            "SUARA_KANNEL_SECRET": SECRET,
            "SUARA_TWILIO_API": f"http://127.0.0.1:{carrier_port}",
            "SUARA_TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
            "SUARA_TWILIO_AUTH_TOKENS": "2" * 32,
            "SUARA_LINE_NUMBER": "+622150001234",
        }
        try:
            yield Installation(
                folder=folder, database=database, environment=environment, port=port, numbers=numbers
            )
        finally:
            database.close()


def _content(folder: Path) -> Path:
    """The content that ships, without what would hold texts back: rates and the day's rupiah."""
    target = folder / "content"
    if not target.exists():
        shutil.copytree(ROOT / "content", target)
        path = target / "sms_routes.yaml"
        text = path.read_text(encoding="utf-8")
        for rated in RATED:
            text = text.replace(rated, "")
        text = text.replace("rupiah_sehari: 2000000", "rupiah_sehari: 2000000000")
        path.write_text(text.replace(", }", "}"), encoding="utf-8")
    return target


def start(here: Installation, kind: str, **settings: str) -> subprocess.Popen[bytes]:
    """A process of the line, once it works. Raises RuntimeError."""
    process = subprocess.Popen(  # noqa: S603 - our own file and settings
        [sys.executable, str(ROOT / "bench" / "texts_line.py"), kind],
        env={**here.environment, **settings},
        stdout=subprocess.PIPE,
    )
    if process.stdout is None or process.stdout.readline() != b"ready\n":
        process.kill()
        process.wait()
        raise RuntimeError(f"the {kind} process did not start")
    threading.Thread(target=process.stdout.read, daemon=True).start()
    return process


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ends them."""
    for process in processes:
        process.terminate()
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
        process.kill()
        process.wait()
