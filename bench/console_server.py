"""The officers' pages in a process of their own, for bench/console.py: the real router on a real socket, no calls.

python bench/console_server.py PORT      with SUARA_* in the environment
"""

import sys
from pathlib import Path
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import uvicorn
from fastapi import FastAPI

from casework import console
from casework.office import load_office
from commands import database_of
from config import ROOT, read_settings
from deps import Services
from logs import set_up


def main() -> None:
    settings = read_settings()
    set_up(production=True)
    database = database_of(settings)
    office = load_office(ROOT / "content", vault=database.vault, recordings=settings.var_dir / "recordings")
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = Services(
        settings=settings,
        database=database,
        office=office,
        phone=cast(Any, None),
        text_carriers={},
    )
    app.include_router(console.router, prefix="/console")
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False, ws="none")


if __name__ == "__main__":
    main()
