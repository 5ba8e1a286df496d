"""What a citizen and the line were just texting about."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_conversations",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("memory", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_text_conversations_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_text_conversations")),
    )


def downgrade() -> None:
    op.drop_table("text_conversations")
