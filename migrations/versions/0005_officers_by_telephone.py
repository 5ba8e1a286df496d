"""Officers' telephones, and the callers who wait for one."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("administrator", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("services", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("duty", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("at_work", sa.Boolean(), nullable=False, server_default=sa.true()),
    ):
        op.add_column("officers", column)
    op.create_table(
        "waiting_callers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("code", sa.String(length=8), nullable=True),
        sa.Column("asked", sa.String(length=20), nullable=True),
        sa.Column("since", TIME, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("told_at", TIME, nullable=True),
        sa.Column("told_place", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("desk", sa.Integer(), nullable=True),
        sa.Column("ring_token", sa.String(length=32), nullable=True),
        sa.Column("rung_at", TIME, nullable=True),
        sa.Column("passed", sa.String(length=400), nullable=False),
        sa.Column("connected_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("call_back_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_waiting_callers_{column}_{table}")
            )
            for column, table in (
                ("call_id", "calls"),
                ("contact_id", "contacts"),
                ("officer_id", "officers"),
                ("call_back_id", "call_backs"),
                ("case_id", "cases"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_callers")),
        sa.UniqueConstraint("ring_token", name=op.f("uq_waiting_callers_ring_token")),
    )
    op.create_index("ix_waiting_callers_state", "waiting_callers", ["state", "since"])
    for column in ("call_id", "contact_id", "officer_id", "call_back_id", "case_id"):
        op.create_index(op.f(f"ix_waiting_callers_{column}"), "waiting_callers", [column])


def downgrade() -> None:
    op.drop_table("waiting_callers")
    for column in ("at_work", "duty", "services", "phone", "administrator"):
        op.drop_column("officers", column)
