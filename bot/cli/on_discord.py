"""What `coach discord` does at Discord: it logs in for it, without the gateway."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import groupby

from bot import coaching, connecting, settings, words
from bot.cli.doctor import Part, State
from bot.cli.frame import language, sentence
from bot.core.errors import CoachError, SettingsTrouble
from bot.platforms.discord import catalogue, clock, rights
from bot.platforms.discord.connection import Discord
from bot.platforms.discord.registering import Registered, register
from bot.platforms.discord.rights import Lacking
from bot.platforms.discord.sending.trouble import translating
from bot.store.database import Database
from bot.store.ledger import StoredLedger
from bot.store.upgrade import upgrade

_FEW_SESSIONS = 100
_APART = 1.0
"""Seconds between our clock and Discord's from which on we say so."""
_OF_THE_TOKEN = ("error.discord_token", "error.discord_no_token")
_NAMED = 5
"""Channels that are named of those with the same trouble."""


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
    """What was found of the token, the intents, the commands, the sessions, the clock, and the
    permissions in each channel, in the operator's language."""
    try:
        async with _connected() as (discord, ledger):
            return [
                _part("token", "fine", "discord_doctor.token", name=str(discord.client.user)),
                _intents(discord),
                _commands(await _registered(discord, ledger, dry=True)),
                await _sessions(discord),
                await _clock(discord),
                *await _permissions(discord),
            ]
    except SettingsTrouble as trouble:
        if trouble.key not in _OF_THE_TOKEN:
            return [Part("settings", "wrong", sentence(trouble))]
        return [Part("token", "wrong", sentence(trouble), _say("discord_doctor.token_mend"))]
    except CoachError as trouble:
        return [Part("network", "wrong", sentence(trouble))]


def _say(key: str, /, **facts: str | int) -> str:
    return words.say(language(), key, **facts)


def _part(part: str, state: State, found: str, mend: str = "", /, **facts: str | int) -> Part:
    return Part(part, state, _say(found, **facts), _say(mend, **facts) if mend else "")


def _intents(discord: Discord) -> Part:
    granted = rights.content_granted(discord.client.application_flags)
    wanted = settings.read().discord_message_content == "on"
    if wanted and not granted:
        return _part(
            "intents",
            "wrong",
            "discord_doctor.content_refused",
            "discord_doctor.content_refused_mend",
        )
    if granted and not wanted:
        return _part(
            "intents", "fine", "discord_doctor.content_unused", "discord_doctor.content_unused_mend"
        )
    return _part(
        "intents", "fine", "discord_doctor.content_on" if wanted else "discord_doctor.content_off"
    )


def _commands(found: Registered) -> Part:
    if behind := len(found.changed) + len(found.gone):
        return _part(
            "commands",
            "warning",
            "discord_doctor.commands_behind",
            "discord_doctor.commands_mend",
            count=behind,
        )
    return _part("commands", "fine", "discord_doctor.commands", count=found.unchanged)


async def _sessions(discord: Discord) -> Part:
    """How many more sessions may be begun today: at none Discord takes the token away (D22)."""
    with translating():
        *_, limit = await discord.client.http.get_bot_gateway()
    facts: dict[str, int] = {
        "left": limit["remaining"],
        "total": limit["total"],
        "hours": round(limit["reset_after"] / 3_600_000),
    }
    if facts["left"] < _FEW_SESSIONS:
        return _part(
            "sessions",
            "warning",
            "discord_doctor.sessions",
            "discord_doctor.sessions_mend",
            **facts,
        )
    return _part("sessions", "fine", "discord_doctor.sessions", **facts)


async def _clock(discord: Discord) -> Part:
    ahead = await clock.ahead(discord.client)
    if abs(ahead) < _APART:
        return _part("clock", "fine", "discord_doctor.clock")
    found = "discord_doctor.clock_ahead" if ahead > 0 else "discord_doctor.clock_behind"
    return _part("clock", "warning", found, "discord_doctor.clock_mend", seconds=round(abs(ahead)))


async def _permissions(discord: Discord) -> list[Part]:
    with translating():
        looked = await rights.lacking(discord.client)
    if not looked.channels:
        return [
            _part("servers", "warning", "discord_doctor.no_server", "discord_doctor.no_server_mend")
        ]
    seen = looked.channels - len(looked.hidden)
    found = [
        _part(
            f"{server} {_named(some)}",
            "warning",
            "discord_doctor.lacking",
            "discord_doctor.lacking_mend",
            permissions=", ".join(permissions),
        )
        for (server, permissions), some in _alike(looked.lacking)
    ]
    if not found and seen:
        found = [_part("permissions", "fine", "discord_doctor.permissions", count=seen)]
    state: State = "fine" if seen else "warning"
    return found + [
        _part(
            f"{server} {_named(some)}", state, "discord_doctor.hidden", "discord_doctor.hidden_mend"
        )
        for (server, _), some in _alike(looked.hidden)
    ]


def _alike(found: Sequence[Lacking]) -> list[tuple[tuple[str, tuple[str, ...]], list[Lacking]]]:
    """The channels of each server that lack the same."""

    def trouble(one: Lacking) -> tuple[str, tuple[str, ...]]:
        return one.server, one.permissions

    return [(of, list(some)) for of, some in groupby(sorted(found, key=trouble), trouble)]


def _named(some: Sequence[Lacking]) -> str:
    named = ", ".join(f"#{one.channel}" for one in some[:_NAMED])
    more = len(some) - _NAMED
    return f"{named} {_say('discord_doctor.more', count=more)}" if more > 0 else named


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
