"""Which officer wants to talk with a citizen whom we ring."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("call_backs") as table:
        table.add_column(sa.Column("officer_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_call_backs_officer_id", "officers", ["officer_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("call_backs") as table:
        table.drop_constraint("fk_call_backs_officer_id", type_="foreignkey")
        table.drop_column("officer_id")
