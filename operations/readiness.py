"""/ready: may new calls be sent here? /health says how the line is; this says only yes or no, and why not."""

from fastapi import APIRouter, Response
from sqlalchemy.exc import SQLAlchemyError

from deps import Services, ServicesDep
from migrate import DatabaseNewer, is_current

router = APIRouter()


def missing(here: Services) -> list[str]:
    """What keeps this process from taking calls; nothing: it is ready. Blocks for one question to the database."""
    found = []
    if here.stopping.begun:
        found.append("stopping")
    try:
        if not is_current(here.database):
            found.append("migrations")
    except (SQLAlchemyError, DatabaseNewer) as error:
        found.append("migrations" if isinstance(error, DatabaseNewer) else "database")
    if not here.phone.recognizer.vocabulary:
        found.append("model")
    if not here.phone.speaker.speaks:
        found.append("voice")
    return found


@router.get("/ready")
def ready(here: ServicesDep, answer: Response) -> dict[str, list[str]]:
    """200 when new calls and texts may come here, else 503 with what is missing."""
    found = missing(here)
    answer.status_code = 503 if found else 200
    return {"missing": found}
