"""`python app.py fallback DIR`: writes what callers hear while the line is away, for nginx and for the carrier."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from casework.office import load_office
from config import Settings
from ivr.away import documents
from ivr.script_file import load_script
from ivr.twiml import Addresses
from models import Vault


def add_to(parser: ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("folder", type=Path, help="where nginx reads them, such as /etc/suarampp/fallback")
    parser.set_defaults(run=write)


def write(args: Namespace, settings: Settings) -> int:
    """Writes them as 0.xml, 1.xml and so on; the last is also for the carrier's fallback (a TwiML Bin)."""
    found = written(settings)
    try:
        args.folder.mkdir(parents=True, exist_ok=True)
        for count, document in enumerate(found):
            (args.folder / f"{count}.xml").write_text(document, encoding="utf-8")
    except OSError as error:
        print(f"SuaraMPP: cannot write to {args.folder}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{len(found)} documents in {args.folder}; {len(found) - 1}.xml is for the carrier's fallback")
    return 0


def written(settings: Settings) -> tuple[str, ...]:
    """The documents of this installation. Raises ContentError."""
    vault = Vault(keys=settings.keys, index_key=settings.index_key)
    office = load_office(settings.content_dir, vault=vault, recordings=settings.var_dir / "recordings")
    script = load_script(settings.content_dir / "call.yaml", office.catalogue, office.words)
    to = Addresses(
        base_url=settings.base_url,
        stream_url=settings.stream_url,
        line_number=settings.line_number,
        officer_numbers=office.mpp.officer_numbers,
    )
    return documents(to, script)
