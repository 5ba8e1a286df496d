"""How a number is spoken to, whether it is shared, and what callers think of the service."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(
        "contacts", sa.Column("pace", sa.String(length=10), nullable=False, server_default="normal")
    )
    op.add_column("contacts", sa.Column("louder", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "survey_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(length=20), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_survey_marks_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_marks")),
        sa.UniqueConstraint("call_id", "element", name=op.f("uq_survey_marks_call_id")),
    )


def downgrade() -> None:
    op.drop_table("survey_marks")
    for column in ("louder", "pace", "shared"):
        op.drop_column("contacts", column)
