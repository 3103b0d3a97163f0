"""`coach discord`: registers the commands, prints the invitation, looks for what is wrong."""

import asyncio
import importlib.util
from dataclasses import asdict
from typing import Annotated

import typer

from bot.cli.frame import FINE, WRONG, out, print_json, printable
from bot.core.errors import SettingsTrouble

JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
_MARKS = {"fine": "[green]✓[/]", "warning": "[yellow]![/]", "wrong": "[red]✗[/]", "off": " "}

app = typer.Typer(help="Discord: commands, invitation, what is wrong.", no_args_is_help=True)


@app.command()
def sync(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    as_json: JSON = False,
) -> int:
    """Register the commands with Discord: only what changed; what is gone is removed."""
    _check_installed()
    from bot.cli import on_discord

    done = asdict(asyncio.run(on_discord.sync(dry=dry_run)))
    if as_json:
        print_json(done)
        return FINE
    would = "would be " if dry_run else ""
    for what, names in (("registered", done["changed"]), ("removed", done["gone"])):
        for name in names:
            out.print(f"{would}{what}: {printable(name)}")
    out.print(f"{done['unchanged']} commands stand as they were.")
    return FINE


@app.command()
def invite(as_json: JSON = False) -> int:
    """Print the address at which the bot is added to a server."""
    _check_installed()
    from bot.cli import on_discord

    address = asyncio.run(on_discord.invite())
    if as_json:
        print_json({"invite": address})
    else:
        out.print(address, soft_wrap=True)
    return FINE


@app.command()
def doctor(as_json: JSON = False) -> int:
    """Check the token, the intents, the commands, and the permissions in each channel."""
    _check_installed()
    from bot.cli import on_discord

    parts = asyncio.run(on_discord.examine())
    if as_json:
        print_json([asdict(one) for one in parts])
    else:
        for one in parts:
            mend = f"\n    {printable(one.mend)}" if one.mend else ""
            out.print(f"{_MARKS[one.state]} {one.part}: {printable(one.found)}{mend}")
    return WRONG if any(one.state == "wrong" for one in parts) else FINE


def _check_installed() -> None:
    if importlib.util.find_spec("discord") is None:
        raise SettingsTrouble("error.discord_not_installed")
