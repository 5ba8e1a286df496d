"""The console's own style sheet, script and icon: public, and kept by browsers until their content changes."""

from fastapi import HTTPException, Response

from casework.console import guard
from casework.console.pages import FILES
from casework.roles import Right

router = guard.router(see=Right.ANYBODY)


@router.get("/static/{name}")
def static(name: str) -> Response:
    """One of the files; the pages' links change with the content."""
    if name not in FILES:
        raise HTTPException(404)
    content, kind = FILES[name]
    return Response(
        content, media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )
