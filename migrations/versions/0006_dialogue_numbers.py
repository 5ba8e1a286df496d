"""Which way each turn of a call took, and what a citizen wishes with who said so."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

WISHES_SQLITE = [
    f"CREATE TRIGGER contact_wishes_no_{action} BEFORE {action} ON contact_wishes "
    "BEGIN SELECT RAISE(ABORT, 'what a citizen wished is history'); END"
    for action in ("update", "delete")
]
WISHES_POSTGRESQL = [
    "CREATE FUNCTION contact_wishes_stay() RETURNS trigger AS "
    "$$ BEGIN RAISE EXCEPTION 'what a citizen wished is history'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER contact_wishes_stay BEFORE UPDATE OR DELETE ON contact_wishes "
    "FOR EACH ROW EXECUTE FUNCTION contact_wishes_stay()",
]


def upgrade() -> None:
    op.add_column("call_turns", sa.Column("way", sa.Text(), nullable=True))
    op.add_column("call_turns", sa.Column("missed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f("ix_call_turns_at"), "call_turns", ["at"])
    op.create_table(
        "contact_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=20), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_contact_wishes_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_contact_wishes_officer_id_officers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_wishes")),
    )
    op.create_index(op.f("ix_contact_wishes_contact_id"), "contact_wishes", ["contact_id"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in WISHES_POSTGRESQL if postgresql else WISHES_SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("contact_wishes")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION contact_wishes_stay()")
    op.drop_index(op.f("ix_call_turns_at"), "call_turns")
    for column in ("missed", "way"):
        op.drop_column("call_turns", column)
