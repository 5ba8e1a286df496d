"""The tables of waiting parts and of binds come and go again; and parts that are old are forgotten."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import inspect, select

from casework import jobs, purge
from casework.office import Office
from migrate import is_current, migrate
from models import Database, TextPart
from tests.models.test_calls_out_migration import go_to


def part(position: int, taken_at: datetime | None) -> TextPart:
    return TextPart(
        bundle="b" * 32,
        carrier="smpp",
        sender="+6281234567890",
        sender_index="i" * 64,
        reference=7,
        total=2,
        position=position,
        octets="61",
        alphabet="gsm",
        mark="m",
        at=taken_at or datetime.now(UTC),
        taken_at=taken_at,
    )


def test_down_and_up_again(database: Database) -> None:
    go_to(database, "0007")
    assert not {"text_parts", "carrier_holds"} & set(inspect(database.engine).get_table_names())
    migrate(database)
    assert is_current(database)
    with database.write() as session:
        session.add(part(1, None))


def test_parts_are_forgotten_a_day_after_their_text_was_taken_and_never_before(
    database: Database, office: Office
) -> None:
    now = datetime.now(UTC)
    with database.write() as session:
        session.add_all([part(1, now - timedelta(days=2)), part(2, now - timedelta(hours=2)), part(3, None)])
        purge.schedule(session, at=now)
    with database.write() as session:
        job = jobs.claim(session, at=now + timedelta(seconds=1))
    assert job is not None
    purge.run(database, office, job)
    with database.read() as session:
        assert sorted(session.scalars(select(TextPart.position))) == [2, 3]
