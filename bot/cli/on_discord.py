"""What `coach discord` does at Discord: it logs in for it, without the gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import coaching, connecting, settings, words
from bot.cli.doctor import Part
from bot.cli.frame import sentence
from bot.core.errors import CoachError, SettingsTrouble
from bot.platforms.discord import catalogue, rights
from bot.platforms.discord.connection import Discord
from bot.platforms.discord.registering import Registered, register
from bot.platforms.discord.sending.trouble import translating
from bot.store.database import Database
from bot.store.ledger import StoredLedger
from bot.store.upgrade import upgrade

_FEW_SESSIONS = 100


async def sync(*, dry: bool = False) -> Registered:
    """Register the commands; what was done, or `dry` what would be."""
    async with _connected() as (discord, ledger):
        return await _registered(discord, ledger, dry=dry)


async def _registered(discord: Discord, ledger: StoredLedger, *, dry: bool) -> Registered:
    wanted = catalogue.application_commands(words.say)
    with translating():
        return await register(
            discord.line, discord.client.http, ledger, discord.application, wanted, dry=dry
        )


async def invite() -> str:
    """The address at which the bot is added to a server."""
    async with _connected() as (discord, _):
        return rights.invite(discord.application)


async def examine() -> list[Part]:
    """What was found of the token, the intents, and the permissions in each channel."""
    try:
        async with _connected() as (discord, ledger):
            name = str(discord.client.user)
            parts = [Part("token", "fine", f"Discord knows the bot as {name}")]
            parts.append(_intents(discord))
            parts.append(_commands(await _registered(discord, ledger, dry=True)))
            parts.append(await _sessions(discord))
            return [*parts, *await _permissions(discord)]
    except SettingsTrouble as trouble:
        mend = "the token is on the bot's page of https://discord.com/developers/applications"
        return [Part("token", "wrong", sentence(trouble), mend)]
    except CoachError as trouble:
        mend = "is there a network here? DISCORD_API_BASE, where it is set, must be right too"
        return [Part("network", "wrong", sentence(trouble), mend)]


def _intents(discord: Discord) -> Part:
    granted = rights.content_granted(discord.client.application_flags)
    wanted = settings.read().discord_message_content == "on"
    if wanted and not granted:
        mend = "grant Message Content on the bot's page, or set DISCORD_MESSAGE_CONTENT=off"
        return Part("intents", "wrong", "Message Content is asked for and not granted", mend)
    if granted and not wanted:
        mend = "with DISCORD_MESSAGE_CONTENT=on, answers in threads need no mention"
        return Part("intents", "fine", "Message Content is granted and not asked for", mend)
    return Part("intents", "fine", f"Message Content is {'on' if wanted else 'off'}")


def _commands(found: Registered) -> Part:
    if found.changed or found.gone:
        behind = len(found.changed) + len(found.gone)
        return Part("commands", "warning", f"{behind} are not up to date", "coach discord sync")
    return Part("commands", "fine", f"{found.unchanged} are registered and up to date")


async def _sessions(discord: Discord) -> Part:
    """How many more sessions may be begun today: at none Discord takes the token away (D22)."""
    with translating():
        *_, limit = await discord.client.http.get_bot_gateway()
    left, total = limit["remaining"], limit["total"]
    found = f"{left} of {total} left, {limit['reset_after'] / 3_600_000:.0f} h until they are anew"
    if left < _FEW_SESSIONS:
        mend = "something starts the coach again and again: stop it, and read what it says"
        return Part("sessions", "warning", found, mend)
    return Part("sessions", "fine", found)


async def _permissions(discord: Discord) -> list[Part]:
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
async def _connected() -> AsyncIterator[tuple[Discord, StoredLedger]]:
    chosen = settings.read()
    database = Database(chosen.database)
    try:
        await upgrade(database)
        ledger = StoredLedger(database, coaching.clock, "discord")
        async with connecting.on_discord(chosen, ledger) as discord:
            yield discord, ledger
    finally:
        await database.close()
