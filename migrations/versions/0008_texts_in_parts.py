"""Parts of long texts that wait for the others, and who is bound to a carrier."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle", sa.String(length=32), nullable=False),
        sa.Column("carrier", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.LargeBinary(), nullable=False),
        sa.Column("sender_index", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("alphabet", sa.String(length=10), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_parts")),
    )
    op.create_index(op.f("ix_text_parts_bundle"), "text_parts", ["bundle"])
    op.create_index("ix_text_parts_group", "text_parts", ["sender_index", "reference"])
    op.create_table(
        "carrier_holds",
        sa.Column("carrier", sa.String(length=20), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("carrier", "place", name=op.f("pk_carrier_holds")),
    )


def downgrade() -> None:
    op.drop_table("carrier_holds")
    op.drop_table("text_parts")
