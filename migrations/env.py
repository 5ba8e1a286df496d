"""Alembic's way into our database. Called by `migrate.py`, which hands over an open connection."""

from typing import Any, Literal

from alembic import context

from models import Base
from models.columns import Choice, Sealed, SealedJson, UtcTime


def plain_types(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Migrations name the database's own types, so that they stay true when our column classes change."""
    if kind == "type" and isinstance(item, Sealed | SealedJson):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Choice):
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=plain_types,
)
with context.begin_transaction():
    context.run_migrations()
