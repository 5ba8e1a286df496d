"""Who is bound to a carrier: a right that one process holds and renews, so that a second does not push it out.

A carrier allows so many binds of one account, and many let the newest one in at the cost of the oldest.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import CarrierHold, Database

HOLDS_FOR = timedelta(seconds=30)
RENEW_S = 10.0


def hold(database: Database, carrier: str, token: str, places: int, *, at: datetime) -> bool:
    """Takes or renews one of the carrier's places. False: others hold them all. Raises what the database raises."""
    try:
        with database.write() as session:
            return _renewed(session, carrier, token, at) or any(
                _taken(session, carrier, place, token, at) for place in range(places)
            )
    except IntegrityError:  # another process made the same row in between
        return False


def let_go(database: Database, carrier: str, token: str) -> None:
    """Gives the place back, so that another process need not wait until it runs out."""
    with database.write() as session:
        session.execute(delete(CarrierHold).where(CarrierHold.carrier == carrier, CarrierHold.token == token))


def _renewed(session: Session, carrier: str, token: str, at: datetime) -> bool:
    mine = update(CarrierHold).where(CarrierHold.carrier == carrier, CarrierHold.token == token)
    done = session.execute(mine.values(until=at + HOLDS_FOR))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _taken(session: Session, carrier: str, place: int, token: str, at: datetime) -> bool:
    row = session.get(CarrierHold, (carrier, place), with_for_update={"skip_locked": True})
    if row is None:
        session.add(CarrierHold(carrier=carrier, place=place, token=token, until=at + HOLDS_FOR))
        session.flush()
        return True
    if row.until > at:
        return False
    row.token, row.until = token, at + HOLDS_FOR
    return True
