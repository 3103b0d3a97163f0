"""How the connection to the local Discord ends, and what discord.py finds when it is back."""

import asyncio

import discord as real
import pytest

from tests.wire.clients import Bot, online, pointed_at
from tests.wire.discord.gateway import IDENTIFY, RESUME
from tests.wire.discord.permits import Permit, Role
from tests.wire.discord.server import LocalDiscord


def said(discord: LocalDiscord, op: int) -> int:
    return len([one for one in discord.gateway.heard if one.op == op])


async def back(discord: LocalDiscord, bot: Bot, event: str = "RESUMED", times: int = 1) -> None:
    await discord.until(lambda: bot.events.count(event) == times)


async def test_a_closed_connection_is_resumed_and_nothing_is_missed(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        await discord.gateway.close(4000)
        discord.say(discord.general, "while it was away")
        asked = await discord.slash("quiz", wait=False)
        await back(discord, bot)
        assert [one.content for one in bot.heard] == ["while it was away"]
        assert (await bot.interactions.get()).id == asked.id
        assert (said(discord, IDENTIFY), said(discord, RESUME)) == (1, 1)
        discord.say(discord.general, "afterwards")
        await discord.until(lambda: len(bot.heard) == 2)


async def test_a_connection_that_was_cut_is_resumed(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        discord.gateway.cut()
        discord.say(discord.general, "while it was away")
        await back(discord, bot)
        assert [one.content for one in bot.heard] == ["while it was away"]


async def test_who_is_asked_to_reconnect_resumes(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        discord.gateway.ask_to_reconnect()
        await back(discord, bot)
        assert said(discord, IDENTIFY) == 1


async def test_an_invalid_session_begins_anew_and_has_missed_what_happened(
    discord: LocalDiscord,
) -> None:
    async with online(discord) as bot:
        discord.gateway.forget()
        await discord.gateway.close(4000)
        discord.say(discord.general, "while it was away")
        await back(discord, bot, "READY", 2)
        assert bot.heard == []
        channel = bot.get_partial_messageable(discord.general.id)
        assert [one.content async for one in channel.history()] == ["while it was away"]
        discord.gateway.invalidate()
        await back(discord, bot, "READY", 3)
        assert said(discord, IDENTIFY) == 3


async def test_a_session_that_is_said_to_be_resumable_is_resumed(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        discord.gateway.invalidate(resumable=True)
        await back(discord, bot)
        assert said(discord, IDENTIFY) == 1


async def test_a_connection_on_which_nothing_is_said_any_more_is_given_up(
    discord: LocalDiscord,
) -> None:
    discord.gateway.heartbeat = 0.1
    async with online(discord, heartbeat_timeout=0.3) as bot:
        discord.gateway.fall_silent()
        discord.say(discord.general, "into a dead connection")
        await back(discord, bot)
        assert discord.gateway.closed_with == [4000]
        assert [one.content for one in bot.heard] == ["into a dead connection"]


async def test_heartbeats_keep_a_quiet_connection(discord: LocalDiscord) -> None:
    discord.gateway.heartbeat = 0.05
    async with online(discord, heartbeat_timeout=0.2) as bot:
        await asyncio.sleep(0.5)
        assert discord.gateway.closed_with == []
        assert bot.latency < 0.2


class Sharded(real.AutoShardedClient):
    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing."""


async def test_events_go_to_the_shard_that_is_theirs(discord: LocalDiscord) -> None:
    discord.rules.shards, discord.rules.max_concurrency = 2, 16
    while len({(one >> 22) % 2 for one in discord.world.guilds}) < 2:
        discord.world.guild("Another", discord.ann, discord.ann)
        await asyncio.sleep(0.001)
    with pointed_at(discord):
        async with Sharded(intents=real.Intents(guilds=True), guild_ready_timeout=0.02) as bot:
            running = asyncio.create_task(bot.start(discord.token))
            await discord.until(lambda: len(bot.guilds) == len(discord.world.guilds))
            assert discord.gateway.connected == 2
            assert all(guild.shard_id == (guild.id >> 22) % 2 for guild in bot.guilds)
            assert {guild.shard_id for guild in bot.guilds} == {0, 1}
            await bot.close()
            await running


async def test_an_identify_too_soon_breaks_a_row(discord: LocalDiscord) -> None:
    discord.rules.identify_paced = True
    async with online(discord) as bot:
        discord.gateway.invalidate()
        await discord.until(lambda: discord.violations)
        assert bot.events.count("READY") == 1
    assert {one.row for one in discord.violations} == {"D22"}
    discord.violations.clear()


async def test_nobody_connects_while_the_gateway_refuses(discord: LocalDiscord) -> None:
    discord.gateway.refusing = True
    trips = AttributeError  # the library's client over a first refusal, where its wait was short
    with pytest.raises((TimeoutError, trips)):
        async with asyncio.timeout(0.3), online(discord):
            pass
    assert discord.gateway.connected == 0
    discord.gateway.refusing = False
    async with online(discord):
        assert discord.gateway.connected == 1


async def test_a_server_that_installs_the_bot_is_told_of_at_once(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        guild = discord.install("Another", discord.person("Bob"))
        await discord.until(lambda: bot.get_guild(guild.id))
        theirs = bot.get_guild(guild.id)
        assert theirs is not None
        assert bot.user is not None
        with pytest.raises(real.Forbidden):
            await anext(theirs.audit_logs(action=real.AuditLogAction.bot_add))
        guild.members[bot.user.id][1].append(Role(1, "Auditor", Permit.VIEW_AUDIT_LOG))
        added = await anext(theirs.audit_logs(action=real.AuditLogAction.bot_add))
        assert added.user is not None
        assert added.user.name == "Bob"


async def test_who_did_not_ask_for_messages_is_told_of_none(discord: LocalDiscord) -> None:
    async with online(discord, intents=real.Intents(guilds=True)) as bot:
        discord.say(discord.general, "plainly")
        discord.say(discord.direct(discord.ann), "in private")
        await discord.slash("quiz", wait=False)
        await bot.interactions.get()
        assert bot.heard == []
