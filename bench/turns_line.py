"""The line that bench/turns.py calls: the real application with an installation of its own. FOLDER PORT."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app import create_app
from casework.demo import load_demo
from config import read_settings
from logs import set_up
from models import new_key


def main(folder: str, port: str) -> None:
    set_up(production=False)
    settings = read_settings(
        _env_file=None,
        environment="development",
        port=int(port),
        var_dir=Path(folder),
        database_url=f"sqlite:///{folder}/line.sqlite3",
        keys=new_key(),
        index_key=new_key(),
        twilio_account_sid="AC" + "1" * 32,
        twilio_auth_tokens="2" * 32,
        line_number="+622150001234",
    )
    app = create_app(settings)
    database = app.state.services.database
    with database.write() as session:
        load_demo(session, database.vault, password="rahasia-contoh-123", at=datetime.now(UTC))  # noqa: S106
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(port),
        access_log=False,
        log_level="warning",
        ws_per_message_deflate=False,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
