"""How fast the officers' lists are with 100,000 cases and 1,000,000 timeline events, on SQLite and PostgreSQL.

    python -m bench.desk [--cases 100000]

Prints one table: milliseconds at the median and the 95th of 100 of each look, one officer at a time. Needs Debian's
postgresql for the second column.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from casework import case_queue, news, search, today, watching
from casework.case_queue import Among, Wanted
from casework.console.case_view import read_case
from casework.console.desk_view import read_desk
from casework.console.guard import SignedIn
from casework.console.person_view import read_person
from casework.office import Office, load_office
from casework.roles import Role, rights_of
from config import ROOT
from migrate import migrate
from models import (
    Case,
    CaseEvent,
    CaseEventKind,
    CaseStatus,
    CaseWords,
    Contact,
    Database,
    Officer,
    Vault,
    new_key,
    place_in_line,
)
from tests import postgresql

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
OFFICER = SignedIn(
    id=1,
    name="Petugas 1",
    csrf_token="",
    token="",
    rights=rights_of([Role.OFFICER]),
    counters=("Samsat", "Dukcapil"),
)
EVENTS_OF_A_CASE = 10
TIMES = 100
CHUNK = 10_000
STATES = (CaseStatus.NEW, CaseStatus.TAKEN, CaseStatus.WAITING, *[CaseStatus.RESOLVED] * 17)


def fill(database: Database, office: Office, cases: int) -> None:
    """Contacts, officers, cases with their events and words."""
    chance = random.Random(7)  # noqa: S311
    services = office.catalogue.services
    with database.write() as session:
        rows = [
            {"phone": f"+62812{number:08}", "phone_index": f"{number:064}", "can_text": True, "shared": False,
             "pace": "normal", "louder": False, "wrong_codes": 0, "created_at": NOW}
            for number in range(cases // 5)
        ]  # fmt: skip
        session.execute(insert(Contact), rows)
        session.add_all(
            Officer(username=f"petugas{number}", name=f"Petugas {number}", password_hash="-", created_at=NOW)  # noqa: S106
            for number in range(20)
        )
    for start in range(0, cases, CHUNK):
        made, words, events = [], [], []
        for number in range(start + 1, start + CHUNK + 1):
            opened = NOW - timedelta(minutes=chance.randrange(60 * 24 * 365))
            status, service = chance.choice(STATES), chance.choice(services)
            due, priority = opened + timedelta(days=7), chance.choice((0, 0, 0, 1, 2))
            held = status in (CaseStatus.TAKEN, CaseStatus.WAITING)
            made.append({
                "id": number, "code": f"{number:08}", "status": status, "service_id": service.id, "channel": "text",
                "contact_id": chance.randrange(cases // 5) + 1, "officer_id": number % 20 + 1 if held else None,
                "story": "Cerita contoh yang cukup panjang.", "opened_at": opened, "updated_at": opened,
                "counter": service.counter, "priority": priority, "kind": "ringan", "first_due_at": due,
                "due_at": due, "told": "", "tags": "", "version": 1,
                "line": place_in_line(priority, due, opened),
            })  # fmt: skip
            words.append({"case_id": number, "words": f"{service.name} {service.counter} sms ringan".lower()})
            events += [
                {
                    "case_id": number,
                    "kind": CaseEventKind.REMINDED,
                    "detail": {"which": "first"},
                    "at": opened,
                }
            ] * EVENTS_OF_A_CASE
        with database.write() as session:
            session.execute(insert(Case), made)
            session.execute(insert(CaseWords), words)
            session.execute(insert(CaseEvent), events)
    with database.write() as session:
        session.execute(text("ANALYZE"))


def looks(office: Office, cases: int) -> dict[str, Callable[[Session], object]]:
    """What is timed, by name."""
    middle, person = cases // 2, cases // 10

    def page(**wanted: object) -> Callable[[Session], object]:
        after = wanted.pop("after", None)
        return lambda session: case_queue.page(session, Wanted(**wanted), after=after)  # type: ignore[arg-type]

    def deep(session: Session) -> object:
        after = session.scalar(
            select(Case.id).where(Case.status == CaseStatus.RESOLVED).order_by(Case.updated_at).limit(1)
        )
        return case_queue.page(session, Wanted(status=CaseStatus.RESOLVED), after=after)

    def one_case(session: Session) -> object:
        case = session.get_one(Case, middle)
        return (
            read_case(session, office, case, officer_id=1, at=NOW),
            read_desk(session, office, case, OFFICER, at=NOW),
        )

    return {
        "new, first page": page(status=CaseStatus.NEW),
        "resolved, first page": page(status=CaseStatus.RESOLVED),
        "resolved, last page": deep,
        "one counter": page(status=CaseStatus.RESOLVED, among=Among(counter="Samsat")),
        "one service, late": page(status=CaseStatus.NEW, service_id="kk", among=Among(late_at=NOW)),
        "mine": page(status=CaseStatus.TAKEN, holder=3),
        "two counters": page(status=CaseStatus.NEW, among=Among(counters=OFFICER.counters, officer_id=1)),
        "a rare word": page(status=CaseStatus.NEW, words="paspor"),
        "a word of every case": page(status=CaseStatus.RESOLVED, words="sms ringan"),
        "is a word known": lambda session: search.is_known(session, "ratnawati"),
        "counts of the tabs": case_queue.count_by_status,
        "today": lambda session: (
            today.work_of(session, 3, NOW),
            today.late_in_queue(session, Among(late_at=NOW)),
            watching.watched(session, 3),
        ),
        "one case": one_case,
        "one citizen": lambda session: read_person(
            session, office, session.get_one(Contact, person), OFFICER, at=NOW
        ),
        "news": lambda session: news.since(session, news.newest(session) - news.LATE),
    }


def timed(database: Database, look: Callable[[Session], object]) -> tuple[float, float]:
    """Median and 95th of a hundred, in milliseconds."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        with database.read() as session:
            look(session)
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


@contextmanager
def databases() -> Iterator[dict[str, Database]]:
    """SQLite, and PostgreSQL where it is installed."""
    vault = Vault(keys=(new_key(),), index_key=new_key())
    programs = postgresql.binaries()
    with tempfile.TemporaryDirectory() as folder:
        found = {"SQLite": Database(f"sqlite:///{folder}/bench.sqlite3", vault)}
        if programs is None:
            yield found
            return
        with postgresql.server(programs, durable=True) as address:
            found["PostgreSQL"] = Database(f"{address}/postgres", vault)
            yield found
            for database in found.values():
                database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    cases = parser.parse_args().cases
    with databases() as found:
        table: dict[str, list[str]] = {}
        for database in found.values():
            office = load_office(ROOT / "content", vault=database.vault, recordings=Path("/nonexistent"))
            migrate(database)
            fill(database, office, cases)
            with database.read() as session:
                events = session.scalar(select(func.count(CaseEvent.id)))
            for name, look in looks(office, cases).items():
                median, most = timed(database, look)
                table.setdefault(name, []).append(f"{median:7.1f} {most:7.1f}")
                print(f"{database.url.get_backend_name():12}{name:24}{median:7.1f} {most:7.1f}", flush=True)
        print(f"{cases} cases, {events} events; median and 95th in ms: {', '.join(found)}")
        for name, figures in table.items():
            print(f"{name:24}{'  '.join(figures)}")


if __name__ == "__main__":
    main()
