"""What the smaller commands of `python app.py` do. Each takes the parsed arguments and the settings, prints for a
person, and returns an exit code. The work itself is done elsewhere.
"""

import asyncio
import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

import published
from casework import audit
from casework.application_batches import put_all
from casework.application_files import read_rows
from casework.content import ContentError
from casework.demo import USERNAME, load_demo
from casework.office import Office, load_office
from config import ROOT, Settings, read_settings
from installation import check_writable, demo_password, write_settings
from ivr.readable import check as check_readable
from ivr.script import Script
from ivr.script_file import load_script
from ivr.script_length import problems
from ivr.voices import check_voice
from migrate import migrate
from models import Database, Deed, Vault, new_key
from simulator import command
from simulator.settings import SimulatorSettings
from speech import voices
from speech.voicebank import Voicebank


def database_of(settings: Settings) -> Database:
    """The database of these settings."""
    return Database(settings.database_url, Vault(keys=settings.keys, index_key=settings.index_key))


def simulator_settings(settings: Settings) -> SimulatorSettings:
    """How the simulated carrier reaches the line."""
    return SimulatorSettings(
        base_url=settings.base_url,
        ws_url=settings.stream_url.removesuffix("/ivr/stream"),
        account_sid=settings.twilio_account_sid,
        auth_token=next(iter(settings.twilio_auth_tokens), ""),
        line_number=settings.line_number,
        hints=(
            "Katakan “status”, lalu sebutkan atau ketik kode 4821 3096.",
            "Katakan “syarat”, lalu “kartu keluarga”.",
            "Katakan “petugas”, lalu ceritakan masalahnya.",
            "Kirim SMS: STATUS 4821 3096, SYARAT KTP HILANG, atau BIAYA SKCK.",
        ),
    )


def setup(args: Namespace) -> int:
    """Makes settings for trying out, the database, and the demo data."""
    write_settings(ROOT / "var")
    settings = read_settings()
    check_writable(settings.var_dir)
    database = database_of(settings)
    migrate(database)
    if not settings.production:
        password = demo_password(settings.var_dir)
        with database.write() as session:
            load_demo(session, database.vault, password=password, at=datetime.now(UTC))
    database.close()
    return 0


def show_addresses(settings: Settings) -> None:
    """Where to look, for whoever has just started the line."""
    print(f"SuaraMPP listens at {settings.base_url}")
    if not settings.production:
        print(f"  phone    {settings.base_url}/phone")
        print(
            f"  console  {settings.base_url}/console/   user {USERNAME}, password {demo_password(settings.var_dir)}"
        )
        print('  try      python app.py call --say "cek status" --press 48213096 --press 1')
        print('           python app.py text "STATUS 4821 3096" --from 081234567890', flush=True)


def make_key(args: Namespace) -> int:
    """Prints a fresh key."""
    print(new_key())
    return 0


def migrate_database(args: Namespace, settings: Settings) -> int:
    """Brings the database up to date."""
    migrate(database_of(settings))
    return 0


def import_file(args: Namespace, settings: Settings) -> int:
    """Imports applications; 2 when a row was refused."""
    office = load_office(
        published.folder_of(settings),
        vault=Vault(keys=settings.keys, index_key=settings.index_key),
        recordings=settings.var_dir / "recordings",
    )
    try:
        content = args.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        print(f"SuaraMPP: {args.file} cannot be read as UTF-8 text: {type(error).__name__}", file=sys.stderr)
        return 1
    database = database_of(settings)
    migrate(database)
    rows = read_rows(content, [service.id for service in office.catalogue.services])
    result = put_all(database, rows, source="csv", at=datetime.now(UTC))
    with database.write() as session:
        detail = {"rows": result.added + result.changed + result.unchanged}
        audit.write(session, Deed.IMPORTED, at=datetime.now(UTC), by=None, detail=detail)
    print(
        f"{result.added} baru, {result.changed} berubah, {result.unchanged} tetap, {len(result.refused)} ditolak"
    )
    for refused in result.refused:
        print(f"  baris {refused.line}: {refused.reason}")
    return 2 if result.refused else 0


def check_content(args: Namespace) -> int:
    """Reads all content as the line would. Raises ContentError."""
    office, script = check_folder(args.folder)
    print(
        f"content is good: {len(script.steps)} steps, {len(script.lines)} lines, "
        f"{len(office.catalogue.services)} services, {len(office.texts.templates)} texts"
    )
    return 0


def check_folder(folder: Path) -> tuple[Office, Script]:
    """Everything that can be wrong with a folder of content. Raises ContentError."""
    vault = Vault(keys=(new_key(),), index_key=new_key())
    office = load_office(folder, vault=vault, recordings=folder)
    script = load_script(folder / "call.yaml", office.catalogue, office.words)
    check_readable(office)
    check_lengths(script)
    check_voice(office.mpp.voice)
    return office, script


def check_lengths(script: Script) -> None:
    """Raises ContentError for the first question that is too long to be kept in mind."""
    robot = voices.opened(voices.ROBOT, ROOT / "var" / "voices")
    bank = Voicebank(ROOT / "var" / "voicebank", robot)
    try:
        for problem in problems(script, bank):
            raise ContentError(problem)
    finally:
        bank.close()


def call(args: Namespace, settings: Settings) -> int:
    """Places a call through the simulated carrier."""
    return asyncio.run(
        command.place_call(
            simulator_settings(settings), items=args.items or [], from_number=args.caller, print_line=print
        )
    )


def text(args: Namespace, settings: Settings) -> int:
    """Sends a text through the simulated carrier."""
    return asyncio.run(command.send_text(simulator_settings(settings), args.body, args.caller))
