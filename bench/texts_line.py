"""The text half of the line as a process: what `bench/texts.py` and `bench/crash.py` start, and kill.

    python bench/texts_line.py web|worker

Settings come from the environment, as for app.py; nothing of the telephone is loaded. `web` takes Kannel's requests,
and hands texts over as well where SUARA_WORKERS is on; `worker` only hands over. Prints "ready" once it works.
"""

import logging
import signal
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import structlog  # noqa: E402
import uvicorn  # noqa: E402
from fastapi import FastAPI  # noqa: E402

from casework.messages import SEND  # noqa: E402
from casework.office import load_office  # noqa: E402
from casework.route_state import RouteBook  # noqa: E402
from config import Settings, read_settings  # noqa: E402
from deps import Services  # noqa: E402
from models import Database, Vault  # noqa: E402
from sms import carriers, kannel_routes  # noqa: E402
from sms.outbox import Outbox  # noqa: E402
from worker import Worker  # noqa: E402


def services(settings: Settings) -> Services:
    """What the text half needs."""
    vault = Vault(keys=settings.keys, index_key=settings.index_key)
    return Services(
        settings=settings,
        database=Database(settings.database_url, vault),
        office=load_office(settings.content_dir, vault=vault, recordings=settings.var_dir),
        phone=None,  # type: ignore[arg-type]
        text_carriers=carriers.opened(settings),
    )


def main(kind: str) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    settings = read_settings(_env_file=None)
    here = services(settings)
    book = RouteBook(here.office.sending, tuple(here.text_carriers))
    outbox = Outbox(database=here.database, book=book, carriers=here.text_carriers)
    worker = Worker(here.database, {}, steps={SEND: outbox}, threads=settings.text_threads)
    if kind == "worker" or settings.workers:
        worker.start()
    if kind == "worker":
        print("ready", flush=True)
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        stop.wait()
    else:
        app = FastAPI()
        app.include_router(kannel_routes.router)
        app.state.services = here
        app.router.on_startup.append(lambda: print("ready", flush=True))
        uvicorn.run(app, host="127.0.0.1", port=settings.port, access_log=False, log_level="error")
    worker.stop()


if __name__ == "__main__":
    main(sys.argv[1])
