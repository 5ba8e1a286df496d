"""What backup files are called: the name says when one was begun, so that its age needs no key."""

import re
from datetime import UTC, datetime
from pathlib import Path

_NAME = re.compile(r"suarampp-(\d{8}-\d{6})\.cadangan")
_FORM = "%Y%m%d-%H%M%S"


def name_of(at: datetime) -> str:
    """The name of a backup that was begun then."""
    return f"suarampp-{at.astimezone(UTC).strftime(_FORM)}.cadangan"


def newest(folder: Path) -> datetime | None:
    """When the newest backup in this folder was begun; None: there is none."""
    if not folder.is_dir():
        return None
    found = (_NAME.fullmatch(path.name) for path in folder.iterdir())
    times = [datetime.strptime(match[1], _FORM).replace(tzinfo=UTC) for match in found if match]
    return max(times, default=None)
