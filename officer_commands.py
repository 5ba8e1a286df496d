"""`python app.py add-officer` and `officer`: who may sign in and do what, and whose telephone is rung."""

import argparse
import getpass
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select

import commands
from casework import staff
from casework.duty import DutyRefused, set_duty
from casework.office import Office, load_office
from casework.officers import OfficerRefused
from casework.phones import masked
from casework.quiet_hours import DAYS
from casework.roles import Role, RolesRefused
from config import Settings
from migrate import migrate
from models import Officer, Vault
from published import folder_of


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Both commands and their arguments."""
    new = add("add-officer", help="add an officer; the password is asked for")
    new.add_argument("username")
    new.add_argument("name")
    _roles_and_counters(new)
    new.set_defaults(run=add_officer)

    known = add("officer", help="set an officer's roles, counters, telephone, services, hours or password")
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
    _roles_and_counters(known)
    known.add_argument(
        "--new-password", action="store_true", help="make one for one signing in; ends their sessions"
    )
    known.add_argument("--no-second-factor", action="store_true", help="they lost it; ends their sessions")
    known.set_defaults(run=change)


def _roles_and_counters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--role", dest="roles", action="append", choices=list(Role), help="may be given several times"
    )
    parser.add_argument(
        "--counter", dest="counters", action="append", help="a loket of content/; may be given several times"
    )


def add_officer(args: argparse.Namespace, settings: Settings) -> int:
    """Adds an officer; the password is asked for, or read from a pipe. The first one of all administers too."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    office = _office(settings)
    database = commands.database_of(settings)
    migrate(database)
    try:
        with database.write() as session:
            first = not staff.administrators(session)
            usual = (Role.SUPERVISOR, Role.ADMINISTRATOR) if first else (Role.OFFICER,)
            officer = staff.add(
                session,
                office,
                staff.Entry(
                    username=args.username,
                    name=args.name,
                    roles=tuple(args.roles or usual),
                    counters=tuple(args.counters or ()),
                ),
                by=None,
                at=datetime.now(UTC),
                password=password,
            )[0]
            roles = ", ".join(officer.roles)
    except (OfficerRefused, RolesRefused) as error:
        print(f"SuaraMPP: {error}", file=sys.stderr)
        return 1
    print(f"{args.username} ({roles}) can sign in at {settings.base_url}/console/")
    return 0


def change(args: argparse.Namespace, settings: Settings) -> int:
    """Sets what is given; 1 when there is no such officer or it is refused."""
    office = _office(settings)
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
        at = datetime.now(UTC)
        try:
            set_duty(office, officer, phone=args.phone, services=services, duty=hours)
            if args.roles or args.counters:
                roles, counters = args.roles or officer.roles, args.counters or officer.counters
                entry = staff.Entry(name=officer.name, roles=tuple(roles), counters=tuple(counters))
                staff.change(session, office, officer, entry, by=None, at=at)
        except (DutyRefused, OfficerRefused, RolesRefused) as error:
            session.rollback()
            print(f"SuaraMPP: {error}", file=sys.stderr)
            return 1
        if args.no_second_factor:
            staff.reset_second_factor(session, officer, by=None, at=at)
        if args.new_password:
            print(f"password for one signing in: {staff.reset_password(session, officer, by=None, at=at)}")
        takes = ", ".join(officer.services) or "semua layanan"
        own = "; ".join(
            f"{day} {', '.join(officer.duty[day]) or 'libur'}" for day in DAYS if day in officer.duty
        )
        print(
            f"{officer.username}: {masked(officer.phone or '') or 'belum ada telepon'}, {takes}, "
            f"{own or 'jam buka MPP'}, {', '.join(officer.roles)}, "
            f"loket: {', '.join(officer.counters) or 'tidak ada'}"
        )
    return 0


def _office(settings: Settings) -> Office:
    vault = Vault(keys=settings.keys, index_key=settings.index_key)
    return load_office(folder_of(settings), vault=vault, recordings=settings.var_dir / "recordings")
