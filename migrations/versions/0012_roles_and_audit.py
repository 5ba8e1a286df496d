"""Roles, counters and a second factor for officers, tries at signing in, and the audit log.

Officers that were there before may do afterwards what they could do before: they are supervisors, and who was
administrator is that too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None

KEEP_SQLITE = [
    f"CREATE TRIGGER audit_entries_no_{action} BEFORE {action} ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is history'); END"
    for action in ("update", "delete")
]
KEEP_POSTGRESQL = [
    "CREATE FUNCTION audit_entries_stay() RETURNS trigger AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log is history'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION audit_entries_stay()",
    "CREATE TRIGGER audit_entries_whole BEFORE TRUNCATE ON audit_entries "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay()",
]
NEW = (
    ("officers", "must_change", sa.Boolean(), sa.false()),
    ("officers", "roles", sa.JSON(), "[]"),
    ("officers", "counters", sa.JSON(), "[]"),
    ("officers", "totp_secret", sa.LargeBinary(), None),
    ("officers", "totp_on", sa.Boolean(), sa.false()),
    ("officers", "totp_step", sa.Integer(), "0"),
    ("officers", "recovery", sa.JSON(), "[]"),
    ("officer_sessions", "half", sa.Boolean(), sa.false()),
    ("officer_sessions", "browser", sa.String(length=60), ""),
)


def upgrade() -> None:
    for table, name, kind, usual in NEW:
        op.add_column(table, sa.Column(name, kind, nullable=usual is None, server_default=usual))
    op.execute("UPDATE officers SET roles = '[\"supervisor\"]'")
    op.execute('UPDATE officers SET roles = \'["supervisor", "administrator"]\' WHERE administrator')
    op.drop_column("officers", "administrator")
    op.create_table(
        "sign_in_tries",
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_sign_in_tries")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deed", sa.String(length=30), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_audit_entries_officer_id_officers")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("previous", name=op.f("uq_audit_entries_previous")),
    )
    op.create_index(op.f("ix_audit_entries_at"), "audit_entries", ["at"])
    op.create_index(op.f("ix_audit_entries_deed"), "audit_entries", ["deed"])
    op.create_index("ix_audit_entries_who", "audit_entries", ["officer_id", "deed", "about", "about_id"])
    op.create_index("ix_audit_entries_about", "audit_entries", ["about", "about_id"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in KEEP_POSTGRESQL if postgresql else KEEP_SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entries_stay()")
    op.drop_table("sign_in_tries")
    op.add_column(
        "officers", sa.Column("administrator", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute("UPDATE officers SET administrator = true WHERE CAST(roles AS TEXT) LIKE '%administrator%'")
    for table, name, _, _ in NEW:
        op.drop_column(table, name)
