"""Which carrier has a text, how well each does, and what texts cost."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN_JOBS = "state IN ('ready', 'running')"


def upgrade() -> None:
    answer = sa.Column("purpose", sa.String(length=10), nullable=False, server_default="answer")
    op.add_column("messages", answer)
    op.add_column("messages", sa.Column("route", sa.String(length=20), nullable=True))
    op.add_column("messages", sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("messages", sa.Column("cost", sa.Integer(), nullable=True))
    op.add_column("messages", sa.Column("held", sa.String(length=20), nullable=True))
    op.add_column("messages", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_messages_route", "messages", ["route", "handed_at"])
    op.create_index(op.f("ix_messages_reply_to_id"), "messages", ["reply_to_id"])

    op.add_column("contacts", sa.Column("block_index", sa.String(length=64), nullable=True))
    op.create_index("ix_contacts_block", "contacts", ["block_index", "created_at"])
    op.create_index("ix_contacts_created", "contacts", ["created_at"])

    op.drop_index("ix_jobs_due", "jobs")
    where = {"sqlite_where": sa.text(OPEN_JOBS), "postgresql_where": sa.text(OPEN_JOBS)}
    op.create_index("ix_jobs_due", "jobs", ["run_at", "id"], **where)  # type: ignore[arg-type]

    op.create_table(
        "route_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_tries")),
    )
    op.create_index("ix_route_tries_route", "route_tries", ["route", "id"])
    op.create_index(op.f("ix_route_tries_at"), "route_tries", ["at"])
    op.create_table(
        "text_routes",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("probe_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_text_routes")),
    )


def downgrade() -> None:
    for table in ("text_routes", "route_tries"):
        op.drop_table(table)
    op.drop_index("ix_jobs_due", "jobs")
    op.create_index("ix_jobs_due", "jobs", ["state", "run_at"])
    for name in ("ix_contacts_created", "ix_contacts_block"):
        op.drop_index(name, "contacts")
    op.drop_column("contacts", "block_index")
    for name in ("ix_messages_reply_to_id", "ix_messages_route"):
        op.drop_index(name, "messages")
    for column in ("released_at", "held", "cost", "handed_at", "route", "purpose"):
        op.drop_column("messages", column)
