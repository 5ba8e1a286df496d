"""The counter, priority and due times of cases, and days with opening hours of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIMES = ("resolved_at", "clock_from", "first_due_at", "due_at", "answered_at", "waiting_since", "seen_at")


def upgrade() -> None:
    for name, length in (("counter", 40), ("kind", 20), ("told", 60)):
        column = sa.Column(name, sa.String(length=length), nullable=False, server_default="")
        op.add_column("cases", column)
    op.add_column("cases", sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
    for name in TIMES:
        op.add_column("cases", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_cases_queue", "cases", ["status", "priority", "due_at"])
    op.create_index(op.f("ix_cases_counter"), "cases", ["counter"])
    op.create_table(
        "special_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hours", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_special_days_officer_id_officers")
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_special_days")),
    )


def downgrade() -> None:
    op.drop_table("special_days")
    op.drop_index(op.f("ix_cases_counter"), table_name="cases")
    op.drop_index("ix_cases_queue", table_name="cases")
    for name in (*TIMES, "priority", "told", "kind", "counter"):
        op.drop_column("cases", name)
