"""Keys of their own for cases and recordings, consents, requests of citizens, and what the purge deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = (
    ("cases", "data_key", sa.LargeBinary()),
    ("cases", "shredded_at", sa.DateTime(timezone=True)),
    ("recordings", "data_key", sa.LargeBinary()),
    ("contacts", "withdrawn_at", sa.DateTime(timezone=True)),
    ("contacts", "forgotten_at", sa.DateTime(timezone=True)),
)
"""Empty for rows from before, which are read as they were: the release before this one goes on beside it."""


def upgrade() -> None:
    for table, name, kind in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_index("ix_cases_shredded", "cases", ["shredded_at", "resolved_at"])
    op.create_table(
        "consent_wordings",
        sa.Column("version", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_consent_wordings")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.String(length=12), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_consents_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_consents_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["wording"], ["consent_wordings.version"], name=op.f("fk_consents_wording_consent_wordings")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_consents_officer_id_officers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_contact_id"), "consents", ["contact_id"])
    op.create_index(op.f("ix_consents_case_id"), "consents", ["case_id"])
    _take_over_consents()
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_privacy_requests_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_privacy_requests_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["officers.id"], name=op.f("fk_privacy_requests_closed_by_id_officers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
    )
    op.create_index(op.f("ix_privacy_requests_contact_id"), "privacy_requests", ["contact_id"])
    op.create_index("ix_privacy_requests_due", "privacy_requests", ["closed_at", "due_at"])
    op.create_table(
        "purged",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_class", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purged")),
    )
    op.create_index("ix_purged_at", "purged", ["at"])


def _take_over_consents() -> None:
    """Those for training, which were asked for in words that nobody wrote down."""
    op.execute(
        "INSERT INTO consent_wordings (version, words, since) SELECT '-', 'Kata-katanya belum dicatat waktu itu.', "
        "min(at) FROM story_consents HAVING count(*) > 0"
    )
    op.execute(
        "INSERT INTO consents (contact_id, case_id, purpose, given, wording, officer_id, at) "
        "SELECT cases.contact_id, case_id, 'training', given, '-', story_consents.officer_id, at "
        "FROM story_consents JOIN cases ON cases.id = case_id ORDER BY story_consents.id"
    )
    op.drop_table("story_consents")


def downgrade() -> None:
    op.create_table(
        "story_consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_story_consents_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_story_consents_officer_id_officers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_consents")),
    )
    op.create_index(op.f("ix_story_consents_case_id"), "story_consents", ["case_id"])
    op.execute(
        "INSERT INTO story_consents (case_id, given, officer_id, at) SELECT case_id, given, officer_id, at "
        "FROM consents WHERE purpose = 'training' AND officer_id IS NOT NULL ORDER BY id"
    )
    for table in ("purged", "privacy_requests", "consents", "consent_wordings"):
        op.drop_table(table)
    op.drop_index("ix_cases_shredded", "cases")
    for table, name, _ in reversed(COLUMNS):
        op.drop_column(table, name)
