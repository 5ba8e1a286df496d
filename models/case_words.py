"""What a case can be found by in the full-text search. Never anything about a person.

The search itself is the database's: FTS5 on SQLite (`case_words_fts`, filled by triggers), an index over
`to_tsvector('indonesian', words)` on PostgreSQL; the migration makes both.
"""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class CaseWords(Base):
    """The words of one case: its service, counter, what happened, officers' tags. No story, note, name or number."""

    __tablename__ = "case_words"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text)
