"""`python app.py add-officer` and `officer`: who may sign in, who administers, and whose telephone is rung."""

import argparse
import sys
from collections.abc import Callable

from sqlalchemy import select

import commands
from casework.duty import DutyRefused, set_duty
from casework.office import load_office
from casework.phones import masked
from casework.quiet_hours import DAYS
from config import Settings
from migrate import migrate
from models import Officer, Vault


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Both commands and their arguments."""
    new = add("add-officer", help="add an officer; the password is asked for")
    new.add_argument("username")
    new.add_argument("name")
    new.set_defaults(run=commands.add_officer)

    known = add("officer", help="set an officer's telephone, services, hours, or that they administer")
    known.add_argument("username")
    known.add_argument(
        "--phone", help='where callers are put through to, such as 081234567890; "" takes it away'
    )
    known.add_argument("--services", help='ids from services.yaml with commas; "" is all')
    known.add_argument(
        "--hours",
        action="append",
        metavar="DAY=HOURS",
        help='own hours, such as "senin=08.00-12.00"; "senin=-" is a day off; what is left out is as the MPP opens',
    )
    known.add_argument("--administrator", action=argparse.BooleanOptionalAction, help="may set all this too")
    known.set_defaults(run=change)


def change(args: argparse.Namespace, settings: Settings) -> int:
    """Sets what is given; 1 when there is no such officer or it is refused."""
    office = load_office(
        settings.content_dir,
        vault=Vault(keys=settings.keys, index_key=settings.index_key),
        recordings=settings.var_dir / "recordings",
    )
    services = (
        None if args.services is None else [one.strip() for one in args.services.split(",") if one.strip()]
    )
    hours = None if args.hours is None else dict(one.partition("=")[::2] for one in args.hours)
    database = commands.database_of(settings)
    migrate(database)
    with database.write() as session:
        officer = session.scalar(select(Officer).where(Officer.username == args.username))
        if officer is None:
            print(f"SuaraMPP: there is no officer {args.username}", file=sys.stderr)
            return 1
        try:
            set_duty(office, officer, phone=args.phone, services=services, duty=hours)
        except DutyRefused as error:
            print(f"SuaraMPP: {error}", file=sys.stderr)
            return 1
        if args.administrator is not None:
            officer.administrator = args.administrator
        takes = ", ".join(officer.services) or "semua layanan"
        own = "; ".join(
            f"{day} {', '.join(officer.duty[day]) or 'libur'}" for day in DAYS if day in officer.duty
        )
        print(
            f"{officer.username}: {masked(officer.phone or '') or 'belum ada telepon'}, {takes}, "
            f"{own or 'jam buka MPP'}{', administrator' if officer.administrator else ''}"
        )
    return 0
