"""How quick the officers' pages are with a year of work behind them: 20 officers clicking over real HTTP.

    python bench/console.py [--cases 100000] [--events 1000000] [--officers 20] [--seconds 60] [--think 1.5]
                            [--only sqlite|postgresql] [--slow MS] [--data DIR]

Makes the data in a temporary folder, once; puts the same into SQLite and into a PostgreSQL cluster of its own (of
Debian's package `postgresql`); starts the pages as a process of their own on each, one after the other; and has every
officer click through pages in an order of chance, with pauses of `--think` seconds on average. Prints one table:
milliseconds from the request to the last byte (half and 95 %), and kilobytes of the page as a browser unpacks them,
style sheets and script counted in.
The load of the machine is told with it: figures from a busy machine are higher than the line's own.
"""

import argparse
import asyncio
import os
import random
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import console_data
import httpx2

from casework import officers
from casework.office import load_office
from casework.reports.period import months
from config import ROOT
from migrate import migrate
from models import Case, Database, Officer, OfficerSession, Vault, new_key
from tests import postgresql
from tests.line import a_free_port

Click = Callable[[random.Random], str]


def pages(cases: int) -> dict[str, Click]:
    """Name of a page to how an address of it is chosen. Pages that officers open more often stand more than once."""
    ago = [f"{month:%Y-%m}" for month in months(datetime.now(UTC).date())[1:]]

    def case(chance: random.Random) -> str:
        return f"/kasus/{cases - chance.randrange(max(1, cases // 50))}"

    def any_case(chance: random.Random) -> str:
        return f"/kasus/{1 + chance.randrange(cases)}"

    fixed = {
        "today": "/hari-ini",
        "queue, new": "/antrean?tab=baru",
        "queue, in work": "/antrean?tab=dikerjakan",
        "queue, waiting": "/antrean?tab=menunggu",
        "queue, resolved": "/antrean?tab=selesai",
        "queue, one counter": "/antrean?tab=baru&loket=Informasi",
        "queue, late and mine": "/antrean?tab=dikerjakan&terlambat=1&saya=1",
        "queue, a rare word": "/antrean?tab=selesai&kata=paspor",
        "queue, a common word": "/antrean?tab=selesai&kata=telepon",
        "number of new cases": "/antrean/jumlah",
        "callers who wait": "/penelepon",
        "find a code": "/permohonan",
        "dialogue, yesterday": "/percakapan",
        "marks, 30 days": "/penilaian",
        "report, this month": "/laporan",
        "text routes": "/sms",
        "voices": "/suara",
        "special days": "/hari-khusus",
    }
    found: dict[str, Click] = {name: (lambda _, path=path: path) for name, path in fixed.items()}
    found["case, recent"], found["case, any"] = case, any_case
    found["citizen"] = lambda chance: f"/warga/{1 + chance.randrange(max(1, cases * 2 // 5))}"
    found["application"] = lambda chance: f"/permohonan/{1 + chance.randrange(max(1, cases // 5))}"
    found["report, a month"] = lambda chance: f"/laporan?bulan={chance.choice(ago)}"
    found["report on paper"] = lambda chance: f"/laporan/cetak?bulan={chance.choice(ago)}"
    found["report, XLSX"] = lambda chance: f"/laporan/laporan.xlsx?bulan={chance.choice(ago)}"
    return found


OFTEN = (
    "today",
    "queue, new",
    "queue, in work",
    "case, recent",
    "case, recent",
    "case, any",
    "number of new cases",
)
NO_PAGE = ("report, XLSX", "number of new cases")


class Seen:
    """What was measured of one database."""

    def __init__(self) -> None:
        self.ms: dict[str, list[float]] = defaultdict(list)
        self.bytes: dict[str, int] = defaultdict(int)


async def click(url: str, cookie: str, seen: Seen, given: argparse.Namespace, seed: int) -> None:
    """One officer."""
    chance, ways = random.Random(seed), pages(given.cases)  # noqa: S311
    names = [*ways, *(name for name in OFTEN for _ in range(3))]
    until = time.monotonic() + given.seconds
    async with httpx2.AsyncClient(base_url=url, timeout=60) as client:
        client.cookies.set("suara_session", cookie, path="/console")
        await asyncio.sleep(chance.random() * given.think)
        while time.monotonic() < until:
            name = chance.choice(names)
            path = ways[name](chance)
            begun = time.perf_counter()
            answer = await client.get(f"/console{path}")
            ms = 1000 * (time.perf_counter() - begun)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")
            seen.ms[name].append(ms)
            seen.bytes[name] = max(seen.bytes[name], len(answer.content))
            if ms > given.slow:
                print(f"  {ms:.0f} ms  {path}", file=sys.stderr)
            await asyncio.sleep(chance.uniform(0.5, 1.5) * given.think)


async def measured(url: str, cookies: list[str], given: argparse.Namespace) -> Seen:
    """All officers at once, after everything was opened once."""
    seen = Seen()
    async with httpx2.AsyncClient(base_url=url, timeout=120) as client:
        client.cookies.set("suara_session", cookies[0], path="/console")
        for name, way in pages(given.cases).items():
            answer = await client.get(f"/console{way(random.Random(1))}")  # noqa: S311
            linked = set(re.findall(r'(?:href|src)="(/console/static/[^"?]+\.(?:css|js))', answer.text))
            if name not in NO_PAGE:
                seen.bytes[f"{name} static"] = sum([len((await client.get(file)).content) for file in linked])
    await asyncio.gather(*(click(url, cookie, seen, given, n) for n, cookie in enumerate(cookies)))
    return seen


@contextmanager
def served(database_url: str, keys: tuple[str, str], folder: Path) -> Iterator[str]:
    """The pages on this database, as a process of their own."""
    port = a_free_port()
    url = f"http://127.0.0.1:{port}"
    given = {"SUARA_ENVIRONMENT": "development", "SUARA_BASE_URL": url, "SUARA_PORT": str(port),
             "SUARA_DATABASE_URL": database_url, "SUARA_KEYS": keys[0], "SUARA_INDEX_KEY": keys[1],
             "SUARA_VAR_DIR": str(folder), "SUARA_TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
             "SUARA_TWILIO_AUTH_TOKENS": "2" * 32, "SUARA_LINE_NUMBER": "+622150001234"}  # fmt: skip
    server = [sys.executable, str(Path(__file__).with_name("console_server.py")), str(port)]
    process = subprocess.Popen(server, env={**os.environ, **given}, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        for _ in range(300):
            try:
                httpx2.get(f"{url}/console/masuk")
                break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


def kept_keys(folder: Path) -> tuple[str, str]:
    """The keys of the data in this folder, made if need be."""
    file = folder / "keys"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{new_key()} {new_key()}", encoding="utf-8")
    key, index_key = file.read_text(encoding="utf-8").split()
    return key, index_key


def filled(database: Database) -> bool:
    """Whether the data of an earlier run is there."""
    with database.read() as session:
        return session.get(Case, 1) is not None


def signed_in(database: Database, how_many: int) -> list[str]:
    """Officers with an open session each: the cookies."""
    at, tokens = datetime.now(UTC), [secrets.token_urlsafe(32) for _ in range(how_many)]
    with database.write() as session:
        for n, token in enumerate(tokens, 1):
            session.merge(
                Officer(id=n, username=f"petugas{n}", name=f"Petugas {n}", password_hash="-",  # noqa: S106
                        roles=["officer", "supervisor"], created_at=at)
            )  # fmt: skip
            session.flush()
            session.add(
                OfficerSession(token_hash=officers._hash(token), csrf_token="-" * 32, officer_id=n,
                               created_at=at, seen_at=at)
            )  # fmt: skip
    return tokens


def show(found: dict[str, Seen], given: argparse.Namespace) -> None:
    """The table."""
    print(f"{given.cases} cases, {given.events} timeline events, {given.officers} officers, {given.think} s between "
          f"clicks; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")  # fmt: skip
    print(
        f"{'page':22}" + "".join(f"{name + ' n':>14} {'p50':>6} {'p95':>6}" for name in found) + f"{'kB':>8}"
    )
    for name in pages(given.cases):
        line = f"{name:22}"
        for seen in found.values():
            ms = sorted(seen.ms[name]) or [0.0]
            half, most = ms[len(ms) // 2], ms[min(len(ms) - 1, int(len(ms) * 0.95))]
            line += f"{len(seen.ms[name]):14} {half:6.0f} {most:6.0f}"
        weight = max(seen.bytes[name] + seen.bytes[f"{name} static"] for seen in found.values())
        print(line + f"{weight / 1000:8.0f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, usual in (("cases", 100_000), ("events", 1_000_000), ("officers", 20), ("seconds", 60)):
        arguments.add_argument(f"--{name}", type=int, default=usual)
    arguments.add_argument("--think", type=float, default=1.5)
    arguments.add_argument(
        "--slow", type=float, default=float("inf"), help="name every address slower than this"
    )
    arguments.add_argument("--data", type=Path, help="a folder to keep the data in, for another run")
    arguments.add_argument("--only", choices=("sqlite", "postgresql"))
    given = arguments.parse_args()
    programs = postgresql.binaries()
    if programs is None:
        sys.exit("PostgreSQL is not installed: apt install postgresql")
    found: dict[str, Seen] = {}
    with (
        tempfile.TemporaryDirectory(prefix="suara-bench-") as name,
        postgresql.server(programs, durable=True) as at,
    ):
        folder = Path(given.data or name)
        keys = kept_keys(folder)
        vault = Vault(keys=(keys[0],), index_key=keys[1])
        small = Database(f"sqlite:///{folder}/suara.sqlite3", vault)
        large = Database(f"{at}/postgres", vault)
        office = load_office(ROOT / "content", vault=vault, recordings=folder)
        begun = time.monotonic()
        migrate(small)
        cookies = signed_in(small, given.officers)
        if not filled(small):
            console_data.fill(small, office, cases=given.cases, events=given.events, now=datetime.now(UTC))
        print(f"made in {time.monotonic() - begun:.0f} s", file=sys.stderr)
        if given.only != "sqlite":
            migrate(large)
            console_data.copy(small, large)
            print(f"copied after {time.monotonic() - begun:.0f} s", file=sys.stderr)
        for kind, database in (("SQLite", small), ("PostgreSQL", large)):
            if given.only in (None, kind.lower()):
                url = database.url.render_as_string(hide_password=False)
                database.close()
                with served(url, keys, folder) as pages_at:
                    found[kind] = asyncio.run(measured(pages_at, cookies, given))
    show(found, given)


if __name__ == "__main__":
    main()
