"""Brings the database to the form that this code knows, and refuses one that is newer.

Knows Alembic; nothing else does.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models import Database

FOLDER = Path(__file__).resolve().parent / "migrations"


class DatabaseNewer(RuntimeError):
    """The database was made by a newer release than this one."""


def migrate(database: Database) -> None:
    """Applies what is missing. Raises DatabaseNewer."""
    config = _config()
    with database.engine.connect() as connection:
        _refuse_newer(config, MigrationContext.configure(connection).get_current_heads())
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def is_current(database: Database) -> bool:
    """Whether nothing is missing. Raises DatabaseNewer."""
    config = _config()
    with database.engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    _refuse_newer(config, heads)
    return set(heads) == set(ScriptDirectory.from_config(config).get_heads())


def revision_of(database: Database) -> str:
    """The newest migration that this database has had; "" for an empty one."""
    with database.engine.connect() as connection:
        return ",".join(sorted(MigrationContext.configure(connection).get_current_heads()))


def knows(revision: str) -> bool:
    """Whether this release can bring a database of that revision up to date."""
    script = ScriptDirectory.from_config(_config())
    return {*revision.split(",")} <= {known.revision for known in script.walk_revisions()}


def _refuse_newer(config: Config, heads: tuple[str, ...]) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if unknown := set(heads) - known:
        raise DatabaseNewer(
            f"the database is at {', '.join(sorted(unknown))}, which this release does not know: "
            "start the newer release, or restore a backup from before it"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config
