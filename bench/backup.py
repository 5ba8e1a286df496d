"""How long a backup and a restore take, on a stated size: what our recovery objectives stand on.

    python bench/backup.py [--calls 20000] [--recordings 2000]

Writes an invented installation (calls of eight turns, a minute of sealed sound each recording), backs it up with its
proof, loses it, restores it. Prints one row.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from casework import recordings  # noqa: E402
from commands import database_of  # noqa: E402
from migrate import migrate  # noqa: E402
from models import Call, CallTurn, Contact  # noqa: E402
from operations.backup import back_up  # noqa: E402
from operations.restore import restore  # noqa: E402
from tests.line import settings_for  # noqa: E402

MINUTE = 8000 * 60 * 2


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--calls", type=int, default=20000)
    parser.add_argument("--recordings", type=int, default=2000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="suara-bench-") as name:
        folder = Path(name)
        settings = settings_for(folder / "var")
        (folder / "var").mkdir()
        database, at = database_of(settings), datetime.now(UTC)
        migrate(database)
        with database.write() as session:
            contact = Contact(phone="+6281234567890", phone_index="x", can_text=True, created_at=at)
            session.add(contact)
            for number in range(args.calls):
                turns = [
                    CallTurn(number=turn, step="menu", heard_kind="said", heard="satu", said="Baik. " * 20,
                             voiced="baik " * 20, waits_for="ask", at=at)
                    for turn in range(8)
                ]  # fmt: skip
                session.add(Call(provider_id=f"CA{number}", contact=contact, started_at=at, turns=turns))
                if number % 1000 == 999:
                    session.flush()
                    session.expunge_all()
                    contact = session.get_one(Contact, 1)
        for _ in range(args.recordings):
            recordings.write(settings.var_dir / "recordings", os.urandom(MINUTE))
        began = time.perf_counter()
        made = back_up(settings, database, folder / "backups")
        took = time.perf_counter() - began
        size = made.file.stat().st_size / 1e9
        database.close()
        shutil.rmtree(settings.var_dir)
        began = time.perf_counter()
        restore(settings, database, made.file, force=False)
        back = time.perf_counter() - began
        rows = sum(made.manifest.rows.values())
        print(f"{'rows':>9} {'recordings':>11} {'GB':>6} {'backup and proof s':>19} {'restore s':>10}")
        print(f"{rows:9} {args.recordings:11} {size:6.2f} {took:19.1f} {back:10.1f}")


if __name__ == "__main__":
    main()
