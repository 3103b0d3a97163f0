"""`coach discord`: registers the commands, prints the invitation, looks for what is wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import app as house
from bot import coaching, settings, words
from bot.cli.doctor import Part
from bot.cli.frame import FINE, WRONG, out, print_json, printable
from bot.core.errors import CoachError
from bot.store.database import Database
from bot.store.ledger import StoredLedger
from bot.store.upgrade import upgrade

if TYPE_CHECKING:
    from bot.platforms.discord.connection import Discord

JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
_MARKS = {"fine": "[green]✓[/]", "warning": "[yellow]![/]", "wrong": "[red]✗[/]", "off": " "}

app = typer.Typer(help="Discord: commands, invitation, what is wrong.", no_args_is_help=True)


@app.command()
def sync(as_json: JSON = False) -> int:
    """Register the commands with Discord: only what changed."""
    done = asyncio.run(_sync())
    if as_json:
        print_json(done)
        return FINE
    for name in done["changed"]:
        out.print(f"registered /{printable(name)}")
    for name in done["gone"]:
        out.print(f"removed /{printable(name)}")
    out.print(f"{done['unchanged']} commands stand as they were.")
    return FINE


@app.command()
def invite(as_json: JSON = False) -> int:
    """Print the address at which the bot is added to a server."""
    address = asyncio.run(_invite())
    if as_json:
        print_json({"invite": address})
    else:
        out.print(address, soft_wrap=True)
    return FINE


@app.command()
def doctor(as_json: JSON = False) -> int:
    """Check the token, the intents, the commands, and the permissions in each channel."""
    parts = asyncio.run(_examine())
    if as_json:
        print_json([asdict(one) for one in parts])
    else:
        for one in parts:
            mend = f"\n    {printable(one.mend)}" if one.mend else ""
            out.print(f"{_MARKS[one.state]} {one.part}: {printable(one.found)}{mend}")
    return WRONG if any(one.state == "wrong" for one in parts) else FINE


async def _sync() -> dict[str, Any]:
    async with _connected() as (discord, ledger):
        done = await _registered(discord, ledger)
    return asdict(done)


async def _registered(discord: "Discord", ledger: StoredLedger) -> Any:
    from bot.platforms.discord import catalogue
    from bot.platforms.discord.mouth import translating
    from bot.platforms.discord.registering import register

    wanted = catalogue.application_commands(words.say)
    with translating():
        return await register(
            discord.line, discord.client.http, ledger, discord.application, wanted
        )


async def _invite() -> str:
    from bot.platforms.discord import rights

    async with _connected() as (discord, _):
        return rights.invite(discord.application)


async def _examine() -> list[Part]:
    try:
        async with _connected() as (discord, _):
            name = str(discord.client.user)
            parts = [Part("token", "fine", f"Discord knows the bot as {name}")]
            parts.append(_intents(discord))
            return [*parts, *await _permissions(discord)]
    except CoachError as trouble:
        mend = "the token is on the bot's page of https://discord.com/developers/applications"
        return [Part("token", "wrong", words.say("en", trouble.key, **trouble.facts), mend)]


def _intents(discord: "Discord") -> Part:
    from bot.platforms.discord import rights

    granted = rights.content_granted(discord.client.application_flags)
    wanted = settings.read().discord_message_content == "on"
    if wanted and not granted:
        mend = "grant Message Content on the bot's page, or set DISCORD_MESSAGE_CONTENT=off"
        return Part("intents", "wrong", "Message Content is asked for and not granted", mend)
    if granted and not wanted:
        mend = "with DISCORD_MESSAGE_CONTENT=on, answers in threads need no mention"
        return Part("intents", "fine", "Message Content is granted and not asked for", mend)
    return Part("intents", "fine", f"Message Content is {'on' if wanted else 'off'}")


async def _permissions(discord: "Discord") -> list[Part]:
    from bot.platforms.discord import rights
    from bot.platforms.discord.mouth import translating

    with translating():
        looked, found = await rights.lacking(discord.client)
    if not looked:
        return [Part("servers", "warning", "the bot is on no server", "coach discord invite")]
    if not found:
        return [Part("permissions", "fine", f"all that is needed in {looked} channels")]
    return [
        Part(
            f"{one.server} #{one.channel}",
            "warning",
            f"missing: {', '.join(one.permissions)}",
            "allow it in the channel's settings, under Permissions, for the coach's role",
        )
        for one in found
    ]


@asynccontextmanager
async def _connected() -> AsyncIterator[tuple["Discord", StoredLedger]]:
    chosen = settings.read()
    database = Database(chosen.database)
    try:
        await upgrade(database)
        ledger = StoredLedger(database, coaching.clock, "discord")
        async with house.on_discord(chosen, ledger) as discord:
            yield discord, ledger
    finally:
        await database.close()
