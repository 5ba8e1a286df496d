"""Keys of other systems, webhooks, uploaded files, and corrected stories."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None


def time(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def sealed(name: str) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def whole(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def of(table: str, name: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))


def key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names or ("id",), name=op.f(f"pk_{table}"))


def upgrade() -> None:
    op.create_table(
        "api_keys", whole("id"), text("name", 40), text("hash", 64), text("rights", 200), time("created_at"),
        time("revoked_at", nullable=True), key("api_keys"),
        sa.UniqueConstraint("name", name=op.f("uq_api_keys_name")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
    )  # fmt: skip
    op.create_table(
        "api_uses", text("name", 40), time("minute"), whole("count"), time("used_at"), key("api_uses", "name")
    )
    op.create_table(
        "api_answers", text("name", 40), text("token", 64), text("request", 64), whole("status"), sealed("body"),
        time("at"), key("api_answers", "name", "token"),
    )  # fmt: skip
    op.create_table(
        "webhook_subscriptions", text("name", 40), text("url", 500), text("kinds", 200),
        key("webhook_subscriptions", "name"),
    )  # fmt: skip
    op.create_table(
        "webhook_deliveries", whole("id"), text("message", 40), text("subscription", 40), text("kind", 40),
        sa.Column("body", sa.Text(), nullable=False), text("state", 10), whole("tries"), text("answer", 40),
        time("created_at"), time("updated_at"), key("webhook_deliveries"),
        sa.UniqueConstraint("message", "subscription", name=op.f("uq_webhook_deliveries_message")),
    )  # fmt: skip
    op.create_index("ix_webhook_deliveries_state", "webhook_deliveries", ["state"])
    op.create_table(
        "application_uploads", whole("id"), whole("officer_id"), sealed("content"), time("at"),
        time("taken_at", nullable=True), of("application_uploads", "officer_id", "officers"),
        key("application_uploads"),
    )  # fmt: skip
    for table, columns in (
        ("story_corrections", (sealed("before"), sealed("after"))),
        ("story_consents", (sa.Column("given", sa.Boolean(), nullable=False),)),
    ):
        op.create_table(
            table, whole("id"), whole("case_id"), *columns, whole("officer_id"), time("at"),
            of(table, "case_id", "cases"), of(table, "officer_id", "officers"), key(table),
        )  # fmt: skip
        op.create_index(op.f(f"ix_{table}_case_id"), table, ["case_id"])


def downgrade() -> None:
    for table in ("story_consents", "story_corrections"):
        op.drop_index(op.f(f"ix_{table}_case_id"), table_name=table)
        op.drop_table(table)
    op.drop_table("application_uploads")
    op.drop_index("ix_webhook_deliveries_state", table_name="webhook_deliveries")
    for table in ("webhook_deliveries", "webhook_subscriptions", "api_answers", "api_uses", "api_keys"):
        op.drop_table(table)
