"""What is counted of a call for the reports, and indexes for reports and lists."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_calls_started_at", "calls", ["started_at"]),
    ("ix_cases_opened_at", "cases", ["opened_at"]),
    ("ix_cases_newest", "cases", ["status", "updated_at", "id"]),
    ("ix_messages_created_at", "messages", ["created_at"]),
    ("ix_waiting_callers_since", "waiting_callers", ["since"]),
    ("ix_survey_marks_at", "survey_marks", ["at"]),
    ("ix_call_turns_missed", "call_turns", ["at", "step", "missed", "heard_kind", "call_id"]),
)
COLUMNS = ("came_to", "attempt", "pace", "region", "service_id", "keyed", "spoken", "missed")


def upgrade() -> None:
    op.add_column("calls", sa.Column("came_to", sa.String(length=10), nullable=True))
    op.add_column("calls", sa.Column("attempt", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("calls", sa.Column("pace", sa.String(length=10), nullable=False, server_default="normal"))
    op.add_column("calls", sa.Column("region", sa.String(length=20), nullable=True))
    op.add_column("calls", sa.Column("service_id", sa.String(length=40), nullable=True))
    for name in ("keyed", "spoken", "missed"):
        op.add_column("calls", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    op.drop_index("ix_call_turns_at", "call_turns")  # ix_call_turns_missed begins with the same


def downgrade() -> None:
    op.create_index("ix_call_turns_at", "call_turns", ["at"])
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    for column in reversed(COLUMNS):
        op.drop_column("calls", column)
