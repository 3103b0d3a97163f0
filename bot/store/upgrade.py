"""Brings a database to the tables of this version, and refuses one that is newer or damaged."""

from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.core.errors import StoreTrouble
from bot.store.database import Database

_SCRIPTS = Path(str(files("bot.store") / "migrations"))


async def pending(database: Database) -> int:
    """How many migrations the database lacks; StoreTrouble for one that a newer version wrote."""
    async with database.connect() as connection:
        return _lacking(await connection.run_sync(_revision), database.where)


async def upgrade(database: Database) -> bool:
    """Apply the migrations that are missing, all or none; whether there were any.

    Of several processes that start at once, one does it and the others wait. StoreTrouble if it
    cannot be done.
    """
    if not await pending(database):
        return False
    async with database.connect() as connection:
        await database.reserve(connection)
        if not _lacking(await connection.run_sync(_revision), database.where):
            return False
        await connection.run_sync(_apply)
    return True


def _lacking(now: str | None, where: str) -> int:
    known = sorted(one.stem for one in (_SCRIPTS / "versions").glob("[0-9]*.py"))
    if now is None:
        return len(known)
    if now not in known:
        raise StoreTrouble("error.store_newer", where=where)
    return len(known) - 1 - known.index(now)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _apply(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
