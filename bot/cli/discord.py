"""`coach discord`: registers the commands, prints the invitation, looks for what is wrong."""

import asyncio
import importlib.util
from dataclasses import asdict
from typing import Annotated

import typer

from bot import words
from bot.cli.frame import FINE, WRONG, language, out, print_json, printable
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
    """Register the commands with Discord: only what changed; what is gone is removed.

    The exit status is 0 whether anything had changed or not, also with --dry-run; 2 where there is
    no token or Discord refuses it, 1 for other trouble.
    """
    _check_installed()
    from bot.cli import on_discord

    done = asdict(asyncio.run(on_discord.sync(dry=dry_run)))
    if as_json:
        print_json(done)
        return FINE
    register, remove = (
        ("discord_cli.would_register", "discord_cli.would_remove")
        if dry_run
        else ("discord_cli.registered", "discord_cli.removed")
    )
    for key, names in ((register, done["changed"]), (remove, done["gone"])):
        for name in names:
            out.print(_said(key, name=printable(name)))
    out.print(_said("discord_cli.unchanged", count=done["unchanged"]))
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
    """Check the token, the intents, the commands, the clock, and the permissions in each channel.

    The exit status is 1 where something is wrong; what is only odd leaves it at 0.
    """
    _check_installed()
    from bot.cli import on_discord

    parts = asyncio.run(on_discord.examine())
    if as_json:
        print_json([asdict(one) for one in parts])
    else:
        for one in parts:
            mend = f"\n    {printable(one.mend)}" if one.mend else ""
            found = f"{printable(one.part)}: {printable(one.found)}"
            out.print(f"{_MARKS[one.state]} {found}{mend}")
    return WRONG if any(one.state == "wrong" for one in parts) else FINE


def _said(key: str, **facts: str | int) -> str:
    return words.say(language(), key, **facts)


def _check_installed() -> None:
    if importlib.util.find_spec("discord") is None:
        raise SettingsTrouble("error.discord_not_installed")
