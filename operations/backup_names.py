"""What backup files are called: the name says when one was begun, so that its age needs no key."""

import re
from datetime import UTC, datetime
from pathlib import Path

_NAME = re.compile(r"suarampp-(\d{8}-\d{6})\.cadangan")
_FORM = "%Y%m%d-%H%M%S"


def name_of(at: datetime) -> str:
    """The name of a backup that was begun then."""
    return f"suarampp-{at.astimezone(UTC).strftime(_FORM)}.cadangan"


def backups_in(folder: Path) -> list[Path]:
    """All in this folder, the newest first."""
    if not folder.is_dir():
        return []
    found = (path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    return sorted(found, key=lambda path: path.name, reverse=True)


def newest(folder: Path) -> datetime | None:
    """When the newest backup in this folder was begun; None: there is none."""
    times = [_NAME.fullmatch(path.name) for path in backups_in(folder)[:1]]
    return next((datetime.strptime(time[1], _FORM).replace(tzinfo=UTC) for time in times if time), None)
