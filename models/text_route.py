"""The ways that texts take: what each carrier did with the last ones, and when it may be given the next."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import Choice, UtcTime


class HandOver(StrEnum):
    """How one try to hand a text over ended."""

    TAKEN = "taken"
    REFUSED = "refused"
    """For good: the carrier is well, this text is not."""
    BUSY = "busy"
    """Not now, or never reached."""
    SILENT = "silent"
    """No answer."""


class RouteTry(Base):
    """One try, kept for a day: health is measured from the last of them, by every process alike."""

    __tablename__ = "route_tries"
    __table_args__ = (Index("ix_route_tries_route", "route", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    result: Mapped[HandOver] = mapped_column(Choice(HandOver, 10))
    ms: Mapped[int]
    """How long the carrier took to say so."""


class TextRoute(Base):
    """What the processes agree on about one route: rows are made when a route is first used."""

    __tablename__ = "text_routes"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    probe_at: Mapped[datetime] = mapped_column(UtcTime)
    """When one text may try a failing route again."""
    free_at: Mapped[datetime] = mapped_column(UtcTime)
    """When the route would be idle, at its rate, after all texts that it was given."""
