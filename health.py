"""Is the line well? For the load balancer and for whoever is on duty."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from casework import text_report, webhooks
from deps import Services, ServicesDep
from models import Job, JobState
from sms.carrier import ListeningCarrier

router = APIRouter()


@router.get("/health")
def health(here: ServicesDep, answer: Response) -> dict[str, Any]:
    """200 when calls and texts can be served, 503 when the database is away. Dead jobs are counted."""
    try:
        with here.database.read() as session:
            texts = {one.route.name: _text_route(one) for one in _text_routes(here, session)}
            waiting = text_report.count_waiting(session)
            dead_webhooks = webhooks.count_dead(session)
            dead = session.scalar(select(func.count()).select_from(Job).where(Job.state == JobState.DEAD))
    except SQLAlchemyError:
        answer.status_code = 503
        return {"status": "database away"}
    workload, voice = here.phone.workload, here.phone.speaker.state
    return {
        "status": "ok",
        "new_calls": here.level,
        "dead_jobs": dead,
        "dead_webhooks": dead_webhooks,
        "texts": texts,
        "texts_held": waiting,
        "words": len(here.phone.recognizer.vocabulary),
        "listening": workload.calls,
        "listening_most": workload.most_calls,
        "listening_wait_ms": round(workload.wait_s * 1000),
        "voice": voice.name,
        "voice_natural": voice.natural,
        "voice_ready": voice.ready,
        "voice_wanted": voice.total,
        "voice_refused": voice.refused,
        "voice_recordings": voice.recordings,
        "voice_problem": voice.problem,
        "text_carriers": _conditions(here),
    }


def _conditions(here: Services) -> dict[str, Any]:
    """How the carriers do that this process listens to. One that is not connected here may be in another process."""
    found = {}
    for name, carrier in here.text_carriers.items():
        if isinstance(carrier, ListeningCarrier):
            condition = carrier.condition()
            found[name] = {"connected": condition.connected, **condition.told}
    return found


def _text_routes(here: Services, session: Session) -> list[text_report.RouteReport]:
    rules = here.office.sending
    return text_report.of_routes(session, rules.named(here.text_carriers), rules.quiet, datetime.now(UTC))


def _text_route(one: text_report.RouteReport) -> dict[str, Any]:
    today = {str(delivery): count for delivery, count in one.counts.items()}
    return {"state": one.measured.health, "delay_ms": one.measured.middle_ms, "today": today}
