"""Calls that we owe citizens, each time that we rang, and how citizens want to be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("reach", sa.String(length=10), nullable=True))
    op.add_column("contacts", sa.Column("no_calls_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contacts", sa.Column("no_texts_at", sa.DateTime(timezone=True), nullable=True))

    op.create_table(
        "call_backs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_call_backs_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_call_backs_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_call_backs_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
        sa.UniqueConstraint("cause", name=op.f("uq_call_backs_cause")),
    )
    with op.batch_alter_table("call_backs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_backs_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_backs_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_call_backs_owed", ["contact_id", "state"], unique=False)

    op.create_table(
        "call_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_back_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("provider_id", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("answered_by", sa.String(length=30), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_back_id"], ["call_backs.id"], name=op.f("fk_call_tries_call_back_id_call_backs")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_tries_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_tries")),
        sa.UniqueConstraint("call_back_id", "number", name=op.f("uq_call_tries_call_back_id")),
        sa.UniqueConstraint("call_id", name=op.f("uq_call_tries_call_id")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_call_tries_provider_id")),
        sa.UniqueConstraint("token", name=op.f("uq_call_tries_token")),
    )
    with op.batch_alter_table("call_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_tries_placed_at"), ["placed_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("call_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_tries_placed_at"))

    op.drop_table("call_tries")
    with op.batch_alter_table("call_backs", schema=None) as batch_op:
        batch_op.drop_index("ix_call_backs_owed")
        batch_op.drop_index(batch_op.f("ix_call_backs_case_id"))
        batch_op.drop_index(batch_op.f("ix_call_backs_application_id"))

    op.drop_table("call_backs")
    # Not in batch mode: that makes the table anew, which rows that point to it do not allow.
    for column in ("no_texts_at", "no_calls_at", "reach"):
        op.drop_column("contacts", column)
