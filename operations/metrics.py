"""/metrics, as Prometheus reads it. Only for those who run the line: from configured addresses, or with the token."""

import contextlib
import hmac
from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from deps import Services
from operations.gauges import Gauges
from operations.readiness import missing
from operations.tally import Tally

FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")
"""Who comes through a proxy comes from its address: then only the token counts."""

router = APIRouter()


class Metrics:
    """What is told of this process and its database, counted from now on."""

    def __init__(self, here: Services) -> None:
        self._here, self._registry = here, CollectorRegistry()
        self._tally = Tally(self._registry, datetime.now(UTC))
        self._ready = Gauge("suara_ready", "whether this process takes calls", registry=self._registry)
        self._registry.register(Gauges(here))

    def text(self) -> bytes:
        """All of it. What the database would tell is missing while it is away."""
        with contextlib.suppress(SQLAlchemyError), self._here.database.read() as session:
            self._tally.look(session, datetime.now(UTC))
        self._ready.set(not missing(self._here))
        return generate_latest(self._registry)


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """403 for all others."""
    here: Services = request.app.state.services
    if not may_see(here.settings, request):
        raise HTTPException(403)
    told: Metrics = request.app.state.metrics
    return Response(told.text(), media_type=CONTENT_TYPE_LATEST)


def may_see(settings: Settings, request: Request) -> bool:
    """Whether whoever asks runs this line."""
    token, given = settings.metrics_token, request.headers.get("authorization", "")
    if token and hmac.compare_digest(f"Bearer {token}".encode(), given.encode()):
        return True
    direct = not any(name in request.headers for name in FORWARDED)
    return direct and request.client is not None and request.client.host in settings.metrics_addresses
