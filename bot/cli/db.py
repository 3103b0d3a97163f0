"""`coach db`: the database's tables, its backups, and its way to another server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import settings
from bot.cli.frame import FINE, err, out, print_json, printable
from bot.core.errors import BadInput, StoreTrouble

if TYPE_CHECKING:
    from bot.store.database import Database

app = typer.Typer(help="Look after the database.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command()
def upgrade() -> int:
    """Bring the database to the tables of this version; every start does it, too."""
    return asyncio.run(_upgrade())


@app.command()
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to; without it, a new file in COACH_HOME/backups."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Write all that is kept into one file; the coach may be at work meanwhile."""
    return asyncio.run(_backup(file, as_json=as_json))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup that `coach db backup` wrote.")],
    yes: Yes = False,
    as_json: AsJson = False,
) -> int:
    """Put a backup in the database's place; a SQLite file that is there is moved aside."""
    return asyncio.run(_restore(file, yes=yes, as_json=as_json))


@app.command()
def move(
    to: Annotated[str, typer.Option(help="The URL of an empty database: postgresql://…")],
    as_json: AsJson = False,
) -> int:
    """Copy all that is kept into an empty database, and verify every table of it."""
    return asyncio.run(_move(to, as_json=as_json))


async def _upgrade() -> int:
    from bot.store.upgrade import upgrade as bring_up

    async with _database(settings.read().database) as database:
        changed = await bring_up(database)
        state = "upgraded" if changed else "up to date already"
        out.print(f"{printable(database.where)}: {state}")
    return FINE


async def _backup(file: Path | None, *, as_json: bool) -> int:
    from bot.store.backup import back_up

    chosen = settings.read()
    file = file or chosen.home / "backups" / f"coach-{datetime.now(UTC):%Y%m%dT%H%M%S}.db"
    async with _database(chosen.database) as database:
        size = await back_up(database, file, _told)
        if as_json:
            print_json({"database": database.where, "file": str(file), "bytes": size})
        else:
            out.print(f"{printable(database.where)} is in {printable(str(file))} ({_large(size)}).")
            out.print("It holds what members wrote: keep it where they would want it kept.")
    return FINE


async def _restore(file: Path, *, yes: bool, as_json: bool) -> int:
    from bot.store.backup import found
    from bot.store.backup import restore as put_back

    async with _database(settings.read().database) as database:
        file = found(file)
        await _nobody_at_work(database)
        if database.is_sqlite and database.exists and not yes:
            typer.confirm(f"Put {file} in the place of {database.where}?", abort=True, err=True)
        aside = await put_back(file, database, _told, datetime.now(UTC))
        if as_json:
            said = {"file": str(file), "database": database.where}
            print_json(said | {"aside": str(aside) if aside else None})
        else:
            out.print(f"{printable(database.where)} is as it was in {printable(str(file))}.")
            if aside:
                out.print(f"What was there before is in {printable(str(aside))}.")
    return FINE


async def _move(to: str, *, as_json: bool) -> int:
    from bot.store.moving import move as carry

    async with _database(settings.read().database) as source, _database(to) as target:
        if source.where == target.where:
            raise BadInput("error.same_store", where=source.where)
        if not source.exists:
            raise StoreTrouble("error.store_unreachable", where=source.where)
        await _nobody_at_work(source)
        moved = await carry(source, target, _told)
        if as_json:
            tables = [
                {"table": one.table, "rows": one.rows, "checksum": one.checksum} for one in moved
            ]
            print_json({"from": source.where, "to": target.where, "tables": tables})
            return FINE
        for one in moved:
            if one.rows:
                out.print(f"{one.rows:>12,}  {one.table}")
        out.print(
            f"All of {printable(source.where)} is in {printable(target.where)}, verified table by "
            "table. Set DATABASE_URL to it and start the coach; the old database is untouched."
        )
    return FINE


async def _nobody_at_work(database: "Database") -> None:
    """StoreTrouble where a living process uses a database."""
    from bot.store.replicas import StoredReplicas
    from bot.store.upgrade import pending

    if not database.exists or await pending(database):
        return
    living = await StoredReplicas(database, lambda: datetime.now(UTC)).living()
    if living:
        raise StoreTrouble("error.store_in_use", where=database.where, names=", ".join(living))


@asynccontextmanager
async def _database(url: str) -> "AsyncIterator[Database]":
    from bot.store.database import Database

    opened = Database(url)
    try:
        yield opened
    finally:
        await opened.close()


def _told(table: str, rows: int) -> None:
    """Show how far it is, where somebody looks."""
    if err.is_terminal:
        err.print(f"{table}: {rows:,} rows", end="\r")


def _large(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MiB"
