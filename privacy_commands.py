"""`python app.py privacy`: what is kept and went, what citizens ask, everything of one citizen, a breach's draft.

Parsed arguments in, text and an exit code out. The work itself is done in casework.
"""

import argparse
import os
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import commands
from casework import audit, breach, numbers_known, own_data, purge, request_register, retention
from casework.office import Office, load_office
from config import Settings
from migrate import migrate
from models import Database, Deed
from published import folder_of
from work import keep_of


def add_to(parser: argparse.ArgumentParser) -> None:
    """The commands under `privacy`, and their arguments."""
    add = parser.add_subparsers(dest="privacy", required=True, metavar="COMMAND").add_parser
    add("report", help="what is kept for how long and why, and what the last runs deleted").set_defaults(
        run=report
    )
    add("requests", help="what citizens asked for; 2 where something is late").set_defaults(run=requests)

    whole = add("export", help="everything of one citizen as one readable file, to hand over at the counter")
    whole.add_argument(
        "citizen", metavar="CODE|PHONE", help='"-" reads it from the input, so that no history keeps it'
    )
    whole.add_argument("--to", type=Path, required=True, help="a new file, readable by this user only")
    whole.set_defaults(run=export)

    leak = add("breach", help="draft the notice of UU 27/2022 article 46 from the audit log")
    leak.add_argument(
        "--from", dest="first", type=_moment, required=True, help="2026-11-23, or 2026-11-23T08:30"
    )
    leak.add_argument("--to", dest="until", type=_moment, required=True, help="a day counts to its end")
    leak.set_defaults(run=draft_breach)


def report(args: argparse.Namespace, settings: Settings) -> int:
    """The table of the classes, then a line for each class of each run."""
    database, office = _opened(settings)
    days = keep_of(settings, office)
    with database.read() as session:
        runs = purge.last_runs(session)
    database.close()
    print("Disimpan (ubah dengan SUARA_KEEP_DAYS, misalnya sms=200,kasus=1825):")
    for one in retention.KEPT:
        kept = f"{days[one.name]} hari" if days[one.name] else "tidak dihapus"
        print(f"  {one.name}\t{kept}\t{one.what}\n  \t{one.why}")
    print("Yang dihapus:" if runs else "Belum pernah ada penghapusan.")
    for at, gone in runs:
        print(f"  {at:%Y-%m-%d %H:%M} UTC\t{sum(gone.values())}")
        for name, count in gone.items():
            print(f"    {name}\t{count}")
    return 0


def requests(args: argparse.Namespace, settings: Settings) -> int:
    """One line for each open request; no number and no words of anybody."""
    database, _ = _opened(settings)
    at = datetime.now(UTC)
    with database.read() as session:
        found = request_register.open_ones(session)
        late = request_register.count_late(session, at=at)
    database.close()
    for one in found:
        told = "TERLAMBAT" if one.due_at < at else "menunggu"
        print(f"{one.id}\t{own_data.KINDS[one.kind]}\tpaling lambat {one.due_at:%Y-%m-%d %H:%M} UTC\t{told}")
    print(f"{len(found)} belum selesai, {late} terlambat")
    return 2 if late else 0


def export(args: argparse.Namespace, settings: Settings) -> int:
    """Writes the file and an entry into the audit log; 1 when there is nobody, or the file is there already."""
    database, office = _opened(settings)
    given = sys.stdin.readline().strip() if args.citizen == "-" else args.citizen
    at = datetime.now(UTC)
    try:
        with database.write() as session:
            contact = numbers_known.find(session, database.vault, given)
            if contact is None:
                return _sorry("tidak ada data dengan nomor atau kode ini")
            text = own_data.text_of(session, office, contact, at=at)
            with os.fdopen(os.open(args.to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
            audit.write(session, Deed.EXPORTED, at=at, by=None, about=(request_register.NUMBER, contact.id))
    except OSError as error:
        return _sorry(f"{args.to} tidak bisa ditulis: {error.strerror}")
    finally:
        database.close()
    print(
        f"{args.to} berisi semua data warga ini. Pastikan siapa yang meminta sebelum menyerahkannya, lalu hapus."
    )
    return 0


def draft_breach(args: argparse.Namespace, settings: Settings) -> int:
    """Prints the draft; 2 when the audit log itself is not whole."""
    database, office = _opened(settings)
    zone = office.mpp.timezone
    first, until = (one if one.tzinfo else one.replace(tzinfo=zone) for one in (args.first[0], args.until[1]))
    whole = audit.verify(database)
    with database.read() as session:
        print(breach.draft(session, office, first, until, known_at=datetime.now(UTC)))
    database.close()
    if whole.problem:
        return _sorry(
            f"the audit log was tampered with, so this draft may lack something: {whole.problem}", code=2
        )
    return 0


def _opened(settings: Settings) -> tuple[Database, Office]:
    database = commands.database_of(settings)
    migrate(database)
    recorded = settings.var_dir / "recordings"
    return database, load_office(folder_of(settings), vault=database.vault, recordings=recorded)


def _moment(text: str) -> tuple[datetime, datetime]:
    """A day as its beginning and its end, a moment twice; without a zone, the MPP's."""
    try:
        if len(text) == len("2026-11-23"):
            day = datetime.combine(date.fromisoformat(text), time.min)
            return day, day + timedelta(days=1)
        return (moment := datetime.fromisoformat(text)), moment
    except ValueError as error:
        raise argparse.ArgumentTypeError("write it like 2026-11-23 or 2026-11-23T08:30") from error


def _sorry(sentence: str, *, code: int = 1) -> int:
    print(f"SuaraMPP: {sentence}", file=sys.stderr)
    return code
