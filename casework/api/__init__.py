"""For other systems: applications in and out, and Open311. Each with a key.

`router` serves what docs/api.md describes, and its own description at /api/openapi.json.
"""

from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from casework.api import applications, bulk, open311

router = APIRouter()
for part in (applications, bulk, open311):
    router.include_router(part.router)


@router.get("/api/openapi.json", include_in_schema=False)
def description() -> JSONResponse:
    """What there is, for tools and people; of nothing but the API."""
    return JSONResponse(described())


def described() -> dict[str, Any]:
    """The OpenAPI document."""
    return get_openapi(
        title="SuaraMPP",
        version="1",
        description="Applications of citizens, and cases by Open311 GeoReport v2. See docs/api.md.",
        routes=router.routes,
    )
