"""One process of the line that bench/calls.py calls: the real application. FOLDER PORT FIRST_PORT DATABASE_URL.

PORT 0 is the process that runs jobs. The first web process makes the keys and the demo data, and migrates.
"""

import json
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import work
from app import build, create_app
from casework.demo import load_demo
from config import Settings, read_settings
from logs import set_up
from models import new_key
from operations.serving import serve

KEYS = "keys.json"


def settings_of(folder: Path, port: int, first: int, database_url: str) -> Settings:
    """Of an installation in that folder; all its processes share its keys."""
    file = folder / KEYS
    if not file.exists():
        file.write_text(json.dumps({"keys": new_key(), "index_key": new_key()}))
    most = os.environ.get("SUARA_MOST_LISTENING")
    return read_settings(
        _env_file=None,
        environment="development",
        port=port or first,
        base_url=f"http://127.0.0.1:{first}",
        var_dir=folder,
        database_url=database_url,
        twilio_account_sid="AC" + "1" * 32,
        twilio_auth_tokens="2" * 32,
        line_number="+622150001234",
        text_carriers="console",
        call_carrier="none",
        most_listening=int(most) if most else None,
        workers=False,
        **json.loads(file.read_text()),
    )


def main(folder: str, port: str, first: str, database_url: str) -> None:
    set_up(production=True)
    settings = settings_of(Path(folder), int(port), int(first), database_url)
    if port == "0":
        worker, stop = work.worker(build(settings)), threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        worker.start()
        stop.wait()
        worker.stop()
        return
    app = create_app(settings)
    here = app.state.services
    if port == first:
        with here.database.write() as session:
            load_demo(session, here.database.vault, password="rahasia-contoh-123", at=datetime.now(UTC))  # noqa: S106
    if profile := os.environ.get("SUARA_PROFILE"):
        import cProfile

        profiler = cProfile.Profile()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the server ends by sending itself what it received
        profiler.enable()
        serve(app, settings, here.stopping)
        profiler.disable()
        profiler.dump_stats(profile)
    else:
        serve(app, settings, here.stopping)


if __name__ == "__main__":
    main(*sys.argv[1:])
