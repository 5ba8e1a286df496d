"""The officers' web pages, in Bahasa Indonesia: a file for each noun, and one guard in front of them all.

`router` is mounted under /console. The pages are plain HTML and work without a script.
"""

from fastapi import APIRouter

from casework.console import (
    actions,
    application,
    case,
    dialogue,
    files,
    login,
    not_found,
    officers,
    queue,
    reach,
    sending,
    special_days,
    survey,
    voice,
    waiting,
)

router = APIRouter()
for part in (
    files,
    login,
    queue,
    case,
    actions,
    application,
    reach,
    dialogue,
    survey,
    voice,
    sending,
    special_days,
    waiting,
    officers,
    not_found,
):
    router.include_router(part.router)
