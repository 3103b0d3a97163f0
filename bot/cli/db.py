"""`coach db`: the database's tables."""

import asyncio

import typer

from bot import settings
from bot.cli.frame import FINE, out

app = typer.Typer(help="Look after the database.", no_args_is_help=True)


@app.command()
def upgrade() -> int:
    """Bring the database to the tables of this version; every start does it, too."""
    return asyncio.run(_upgrade())


async def _upgrade() -> int:
    from bot.store.database import Database
    from bot.store.upgrade import upgrade as bring_up

    database = Database(settings.read().database)
    try:
        changed = await bring_up(database)
    finally:
        await database.close()
    state = "upgraded" if changed else "up to date already"
    out.print(f"{database.where}: {state}")
    return FINE


@app.callback()
def _group() -> None:
    """Keep `upgrade` a command of the group although it is the only one."""
