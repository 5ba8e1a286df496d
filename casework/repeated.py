"""Asking twice with one Idempotency-Key does once: what a system was answered is kept for two days.

Runs inside the caller's transaction, so that the answer is there exactly when its effect is.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from casework.api_keys import hashed
from models import ApiAnswer

KEEP = timedelta(days=2)
LONGEST = 200
"""Characters of an Idempotency-Key."""


class AnotherRequest(ValueError):
    """This Idempotency-Key was used for something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer as it was given."""

    status: int
    body: Any


def answered(session: Session, name: str, token: str, request: str) -> Answered | None:
    """What this system was answered to this request under this Idempotency-Key. Raises AnotherRequest."""
    kept = session.get(ApiAnswer, (name, hashed(token)))
    if kept is None:
        return None
    if kept.request != hashed(request):
        raise AnotherRequest(name)
    return Answered(status=kept.status, body=json.loads(kept.body))


def keep(session: Session, name: str, token: str, request: str, answer: Answered, *, at: datetime) -> None:
    """Keeps it. A second process with the same key at this moment fails here, with IntegrityError, and with it all
    that it did in this transaction."""
    body = json.dumps(answer.body, ensure_ascii=False)
    row = ApiAnswer(
        name=name, token=hashed(token), request=hashed(request), status=answer.status, body=body, at=at
    )
    session.add(row)
    session.flush()


def forget_old(session: Session, *, at: datetime) -> None:
    """Deletes what nobody asks again for."""
    session.execute(delete(ApiAnswer).where(ApiAnswer.at < at - KEEP))
