"""The officer's desk: what is known of a case, merged and split cases, documents, watching, search, and news."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0021"
branch_labels = None
depends_on = None

LINKS = (
    ("application_id", "applications"),
    ("merged_into_id", "cases"),
    ("split_from_id", "cases"),
)
INDEXES = {
    "ix_cases_line": ["status", "line", "id"],
    "ix_cases_counter_line": ["counter", "status", "line"],
    "ix_cases_service_line": ["service_id", "status", "line"],
}
FTS = (
    "CREATE VIRTUAL TABLE case_words_fts USING fts5(words, content='case_words', content_rowid='case_id', "
    "tokenize=\"unicode61 remove_diacritics 2\", prefix='3 4')",
    "CREATE TRIGGER case_words_in AFTER INSERT ON case_words BEGIN "
    "INSERT INTO case_words_fts(rowid, words) VALUES (new.case_id, new.words); END",
    "CREATE TRIGGER case_words_out AFTER DELETE ON case_words BEGIN "
    "INSERT INTO case_words_fts(case_words_fts, rowid, words) VALUES ('delete', old.case_id, old.words); END",
    "CREATE TRIGGER case_words_on AFTER UPDATE ON case_words BEGIN "
    "INSERT INTO case_words_fts(case_words_fts, rowid, words) VALUES ('delete', old.case_id, old.words); "
    "INSERT INTO case_words_fts(rowid, words) VALUES (new.case_id, new.words); END",
)
COLUMNS: dict[str, tuple[sa.types.TypeEngine, str | None]] = {
    "line": (sa.BigInteger(), "0"),
    "needs": (sa.LargeBinary(), None),
    "helper": (sa.String(length=20), None),
    "consent": (sa.Boolean(), None),
    "tags": (sa.String(length=200), ""),
    "merged_at": (sa.DateTime(timezone=True), None),
}
"""Each with its default; None: it may be empty."""


def upgrade() -> None:
    for name, (kind, default) in COLUMNS.items():
        op.add_column("cases", sa.Column(name, kind, nullable=default is None, server_default=default))
    for name, table in LINKS:  # written out: SQLite can add a column with a link, not a link by itself
        op.execute(
            f"ALTER TABLE cases ADD COLUMN {name} INTEGER "
            f"CONSTRAINT {op.f(f'fk_cases_{name}_{table}')} REFERENCES {table} (id)"
        )
        op.create_index(op.f(f"ix_cases_{name}"), "cases", [name])
    _fill_line()
    for name, columns in INDEXES.items():
        op.create_index(name, "cases", columns)
    op.create_table(
        "case_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_documents_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_documents")),
    )
    op.create_index(op.f("ix_case_documents_case_id"), "case_documents", ["case_id"])
    op.create_table(
        "case_watches",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_watches_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_case_watches_officer_id_officers")
        ),
        sa.PrimaryKeyConstraint("case_id", "officer_id", name=op.f("pk_case_watches")),
    )
    op.create_index(op.f("ix_case_watches_officer_id"), "case_watches", ["officer_id"])
    op.create_table(
        "case_words",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_words_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_words")),
    )
    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("counter", sa.String(length=40), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_news_at", "news", ["at"])
    if _is_sqlite():
        for statement in FTS:
            op.execute(statement)
    else:
        op.execute(
            "CREATE INDEX ix_case_words_words ON case_words USING gin (to_tsvector('indonesian', words))"
        )


def downgrade() -> None:
    if _is_sqlite():
        op.execute("DROP TABLE case_words_fts")
    for table in ("news", "case_words", "case_watches", "case_documents"):
        op.drop_table(table)
    for name in INDEXES:
        op.drop_index(name, table_name="cases")
    for name, _ in LINKS:
        op.drop_index(op.f(f"ix_cases_{name}"), table_name="cases")
    for name in (*(name for name, _ in LINKS), *COLUMNS):
        op.drop_column("cases", name)


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _fill_line() -> None:
    """The place in the queue of the cases that there are: models/case.py, place_in_line."""
    if _is_sqlite():
        opened, due = (f"CAST(strftime('%s', {one}) AS BIGINT)" for one in ("opened_at", "due_at"))
    else:
        opened, due = (f"CAST(FLOOR(EXTRACT(EPOCH FROM {one})) AS BIGINT)" for one in ("opened_at", "due_at"))
    minutes = f"COALESCE({due}, {opened}) / 60"
    place = f"(2 - priority) * 1000000000000000000 + {minutes} * 10000000000 + {opened}"
    op.execute(f"UPDATE cases SET line = {place}")  # noqa: S608  (nothing of it comes from outside)
