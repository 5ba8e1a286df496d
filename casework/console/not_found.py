"""What is no page of the console. Comes last, after every real page."""

from fastapi import HTTPException, Response

from casework.console import guard
from casework.console.guard import SignedInOfficer
from casework.roles import Right

router = guard.router(see=Right.OWN_ACCOUNT)


@router.get("/{path:path}")
def nothing(officer: SignedInOfficer, path: str) -> Response:
    """404, with a page that leads back."""
    raise HTTPException(404)
