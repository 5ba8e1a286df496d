"""The officers' web pages, in Bahasa Indonesia: a file for each noun, and one guard in front of them all.

`router` is mounted under /console. The pages are plain HTML and work without a script.
"""

from fastapi import APIRouter

from casework.console import (
    account,
    account_code,
    actions,
    application,
    audit,
    calling,
    cards,
    case,
    dialogue,
    duty,
    editing,
    editing_draft,
    files,
    login,
    not_found,
    officers,
    queue,
    reach,
    reason,
    reassign,
    report,
    sending,
    single_sign_on,
    special_days,
    story,
    survey,
    tickets,
    uploads,
    voice,
    waiting,
)

router = APIRouter()
for part in (
    files,
    login,
    single_sign_on,
    queue,
    cards,
    case,
    actions,
    calling,
    story,
    uploads,  # before application, whose addresses would take "berkas" for a number
    application,
    reach,
    dialogue,
    survey,
    tickets,
    report,
    voice,
    sending,
    special_days,
    editing_draft,
    editing,
    waiting,
    reason,
    reassign,
    duty,
    officers,
    account,
    account_code,
    audit,
    not_found,
):
    router.include_router(part.router)
