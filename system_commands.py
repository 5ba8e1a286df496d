"""`python app.py api-key`, `webhooks` and `export-transcripts`: what concerns other systems and other models."""

import argparse
import ssl
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import commands
from casework import api_keys, webhooks
from casework.api_keys import KeyRefused, Right
from casework.content import ContentError
from casework.office import load_office
from casework.training_stories import FolderNotEmpty, export
from casework.webhook_file import Subscription, load_subscriptions, subscribe
from casework.webhook_signing import SecretMalformed, key_of, new_secret
from casework.webhooks import Courier
from config import Settings, SettingsError
from migrate import migrate
from models import Database, Vault
from published import folder_of


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands and their arguments."""
    key = add("api-key", help="keys with which other systems ask the API")
    what = key.add_subparsers(dest="what", required=True, metavar="WHAT").add_parser
    new = what("add", help="make a key; it is printed once")
    new.add_argument("name", help="the system, such as dukcapil")
    new.add_argument("--rights", default=",".join(api_keys.OF_SETTINGS), help=f"of {', '.join(Right)}")
    new.set_defaults(run=add_key)
    what("list", help="the keys and when each was used").set_defaults(run=list_keys)
    gone = what("revoke", help="a key opens nothing any more")
    gone.add_argument("name")
    gone.set_defaults(run=revoke_key)

    hooks = add("webhooks", help="messages to other systems")
    what = hooks.add_subparsers(dest="what", required=True, metavar="WHAT").add_parser
    what("list", help="what is not delivered yet, or was given up").set_defaults(run=list_deliveries)
    again = what("retry", help="try what was given up once more")
    again.add_argument("id", type=int, nargs="?", help="one message; all when left out")
    again.set_defaults(run=retry_deliveries)
    what("new-secret", help="print a fresh secret").set_defaults(bare=print_secret)

    stories = add("export-transcripts", help="corrected stories with their sound, where the citizen agreed")
    stories.add_argument("folder", type=Path, help="a new folder, for `python -m speech.training adapt`")
    stories.set_defaults(run=export_transcripts)


def add_key(args: argparse.Namespace, settings: Settings) -> int:
    """Makes a key and prints it."""
    database = _database(settings)
    try:
        rights = [Right(one.strip()) for one in args.rights.split(",") if one.strip()]
    except ValueError:
        print(f"SuaraMPP: rights are {', '.join(Right)}", file=sys.stderr)
        return 1
    try:
        with database.write() as session:
            key = api_keys.make_key(session, args.name, rights, at=datetime.now(UTC))
    except KeyRefused as error:
        print(f"SuaraMPP: {error}", file=sys.stderr)
        return 1
    print(key)
    return 0


def list_keys(args: argparse.Namespace, settings: Settings) -> int:
    """One line for each key."""
    with _database(settings).read() as session:
        for key, used in api_keys.all_keys(session):
            state = f"revoked {_time(key.revoked_at)}" if key.revoked_at else f"used {_time(used)}"
            print(f"{key.name}\t{key.rights}\tmade {_time(key.created_at)}\t{state}")
    return 0


def revoke_key(args: argparse.Namespace, settings: Settings) -> int:
    """Takes a key away."""
    try:
        with _database(settings).write() as session:
            api_keys.revoke(session, args.name, at=datetime.now(UTC))
    except KeyRefused as error:
        print(f"SuaraMPP: {error}", file=sys.stderr)
        return 1
    return 0


def list_deliveries(args: argparse.Namespace, settings: Settings) -> int:
    """One line for each message that has not arrived."""
    with _database(settings).read() as session:
        for one in webhooks.not_delivered(session):
            tried = f"{one.tries} tries, last: {one.answer or '-'}"
            print(f"{one.id}\t{one.state}\t{one.subscription}\t{one.kind}\t{_time(one.created_at)}\t{tried}")
    return 0


def retry_deliveries(args: argparse.Namespace, settings: Settings) -> int:
    """Tries again; 1 when there is nothing to try."""
    with _database(settings).write() as session:
        count = webhooks.retry(session, args.id, at=datetime.now(UTC))
    print(f"{count} to be tried again")
    return 0 if count else 1


def print_secret(args: argparse.Namespace) -> int:
    """A fresh secret."""
    print(new_secret())
    return 0


def export_transcripts(args: argparse.Namespace, settings: Settings) -> int:
    """Writes the training data; 1 when the folder holds something already."""
    vault = Vault(keys=settings.keys, index_key=settings.index_key)
    office = load_office(folder_of(settings), vault=vault, recordings=settings.var_dir / "recordings")
    try:
        with _database(settings).read() as session:
            exported = export(session, office, args.folder)
    except FolderNotEmpty as error:
        print(f"SuaraMPP: {error}", file=sys.stderr)
        return 1
    print(
        f"{exported.written} stories written; left out: {exported.without_consent} without consent, "
        f"{exported.without_sound} without sound"
    )
    return 0


def subscribe_all(database: Database, settings: Settings) -> None:
    """Makes the database know who is told by webhook. Raises ContentError, SettingsError for what is not safe."""
    found = load_subscriptions(settings.content_dir / "webhooks.yaml")
    _check(found, settings)
    with database.write() as session:
        subscribe(session, found)


def courier_of(settings: Settings) -> Courier:
    """Who delivers webhooks here. Raises SettingsError."""
    trust = None
    if settings.webhook_ca is not None:
        try:
            trust = ssl.create_default_context(cafile=str(settings.webhook_ca))
        except OSError as error:
            raise SettingsError(f"SUARA_WEBHOOK_CA: {settings.webhook_ca} cannot be read") from error
    return Courier(
        secrets=_secrets(settings),
        https_only=settings.production,
        private=settings.webhook_private,
        trust=trust,
    )


def _check(subscriptions: tuple[Subscription, ...], settings: Settings) -> None:
    known = _secrets(settings)
    for one in subscriptions:
        if settings.production and not one.url.startswith("https://"):
            raise ContentError(f"webhooks.yaml: {one.name}: alamat harus https")
        if one.name not in known:
            raise SettingsError(
                f"SUARA_WEBHOOK_SECRETS has no secret for {one.name}: `python app.py webhooks new-secret` makes one"
            )


def _secrets(settings: Settings) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for one in settings.webhook_secrets:
        name, _, secret = one.partition("=")
        try:
            found.setdefault(name.strip(), []).append(key_of(secret.strip()))
        except SecretMalformed as error:
            raise SettingsError(f"SUARA_WEBHOOK_SECRETS: {name}: {error}") from error
    return found


def _database(settings: Settings) -> Database:
    database = commands.database_of(settings)
    migrate(database)
    return database


def _time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at is not None else "never"
