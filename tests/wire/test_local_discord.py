"""What discord.py, unmodified, meets in the local Discord: on line, messages, threads, commands."""

import asyncio
import io

import discord as real
import pytest

from tests.wire.clients import by_rest, online
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import FORUM


async def test_a_bot_comes_on_line_and_sees_its_server(discord: LocalDiscord) -> None:
    discord.open_channel("questions", FORUM)
    async with online(discord) as bot:
        assert bot.user is not None
        assert bot.user.name == "Coach"
        assert [guild.name for guild in bot.guilds] == ["Interviewers"]
        assert [one.name for one in bot.guilds[0].channels] == ["general", "questions"]
        assert bot.guilds[0].me.guild_permissions.send_messages
        assert discord.gateway.connected == 1
    assert discord.gateway.connected == 0


async def test_a_wrong_token_is_refused_and_counts_towards_the_ban(discord: LocalDiscord) -> None:
    with pytest.raises(real.LoginFailure):
        async with by_rest(discord, "another token"):
            pass
    assert discord.rest.invalid == 1


async def test_a_message_is_posted_edited_read_and_deleted(discord: LocalDiscord) -> None:
    async with by_rest(discord) as bot:
        channel = bot.get_partial_messageable(discord.general.id)
        message = await channel.send("What is a KV cache?")
        await message.edit(content="What is a KV cache for?")
        assert (await channel.fetch_message(message.id)).content == "What is a KV cache for?"
        assert [one.text for one in discord.messages(discord.general)] == [
            "What is a KV cache for?"
        ]
        assert [text for _, text in discord.messages(discord.general)[0].versions] == [
            "What is a KV cache?",
            "What is a KV cache for?",
        ]
        await message.delete()
        assert discord.messages(discord.general) == []
        with pytest.raises(real.NotFound):
            await channel.fetch_message(message.id)


async def test_history_comes_newest_first_in_pages(discord: LocalDiscord) -> None:
    said = [discord.say(discord.general, f"{n}", mention=True) for n in range(130)]
    async with by_rest(discord) as bot:
        channel = bot.get_partial_messageable(discord.general.id)
        read = [one.id async for one in channel.history(limit=120)]
        assert read == [one.id for one in reversed(said)][:120]
        after = channel.history(after=real.Object(said[100].id), limit=None)
        assert [one.id async for one in after] == [one.id for one in said[101:]]


async def test_a_nonce_that_is_repeated_gives_the_same_message(discord: LocalDiscord) -> None:
    async with by_rest(discord) as bot:
        channel = bot.get_partial_messageable(discord.general.id)
        first = await channel.send("once", nonce="0123456789abcdef012345678")
        second = await channel.send("once", nonce="0123456789abcdef012345678")
        assert first.id == second.id
        assert len(discord.messages(discord.general)) == 1
        discord.clock.push(discord.rules.nonce_window + 1)
        third = await channel.send("once", nonce="0123456789abcdef012345678")
        assert third.id != first.id


async def test_a_message_has_one_thread_with_its_id(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        channel = bot.get_channel(discord.general.id)
        assert isinstance(channel, real.TextChannel)
        message = await channel.send("A question")
        thread = await message.create_thread(name="KV Cache")
        assert thread.id == message.id
        await thread.send("Say what you know.")
        assert discord.messages(discord.world.channels[thread.id])[0].text == "Say what you know."
        with pytest.raises(real.HTTPException) as met:
            await message.create_thread(name="KV Cache")
        assert met.value.code == 160004
        assert await bot.fetch_channel(thread.id) == thread


async def test_a_thread_sleeps_and_is_woken_by_a_message_but_not_by_an_edit(
    discord: LocalDiscord,
) -> None:
    async with online(discord) as bot:
        channel = bot.get_channel(discord.general.id)
        assert isinstance(channel, real.TextChannel)
        thread = await (await channel.send("A question")).create_thread(
            name="KV Cache", auto_archive_duration=60
        )
        message = await thread.send("Say what you know.")
        discord.clock.push(3601)
        with pytest.raises(real.HTTPException) as met:
            await message.edit(content="Say it.")
        assert met.value.code == 50083
        assert [one.id async for one in channel.archived_threads()] == [thread.id]
        await thread.send("Still there?")
        await message.edit(content="Say it.")
        discord.world.channels[thread.id].locked = True
        discord.clock.push(3601)
        with pytest.raises(real.HTTPException) as met:
            await thread.send("And now?")
        assert met.value.code == 160005


async def test_a_forum_takes_posts_and_no_messages(discord: LocalDiscord) -> None:
    place = discord.open_channel("questions", FORUM)
    async with online(discord) as bot:
        forum = bot.get_channel(place.id)
        assert isinstance(forum, real.ForumChannel)
        made = await forum.create_thread(name="KV Cache", content="What is it?")
        assert made.thread.id == made.message.id
        assert discord.messages(discord.world.channels[made.thread.id])[0].text == "What is it?"
        with pytest.raises(real.HTTPException) as met:
            await bot.get_partial_messageable(place.id).send("hello")
        assert met.value.code == 50008


async def test_a_file_comes_with_its_description_and_can_be_read(discord: LocalDiscord) -> None:
    async with by_rest(discord) as bot:
        picture = real.File(io.BytesIO(b"a picture"), "sum.png", description="a sum")
        message = await bot.get_partial_messageable(discord.general.id).send(file=picture)
        assert message.attachments[0].description == "a sum"
        assert await message.attachments[0].read() == b"a picture"
    assert discord.sent("post")[0].files == {"sum.png": 9}


async def test_direct_messages_reach_those_who_take_them(discord: LocalDiscord) -> None:
    bob = discord.person("Bob")
    bob.dms_closed = True
    async with by_rest(discord) as bot:
        await (await bot.fetch_user(discord.ann.id)).send("Your feedback")
        with pytest.raises(real.Forbidden) as met:
            await (await bot.fetch_user(bob.id)).send("Your feedback")
    assert met.value.code == 50007
    assert [one.text for one in discord.messages(discord.direct(discord.ann))] == ["Your feedback"]


async def test_what_the_bot_may_not_do_is_refused(discord: LocalDiscord) -> None:
    quiet, hidden = discord.open_channel("quiet"), discord.open_channel("hidden")
    discord.deny(quiet, Permit.CREATE_PUBLIC_THREADS, Permit.SEND_MESSAGES_IN_THREADS)
    discord.deny(hidden, Permit.VIEW_CHANNEL)
    async with online(discord) as bot:
        channel = bot.get_channel(quiet.id)
        assert isinstance(channel, real.TextChannel)
        assert not channel.permissions_for(channel.guild.me).create_public_threads
        message = await channel.send("A question")
        with pytest.raises(real.Forbidden) as met:
            await message.create_thread(name="KV Cache")
        assert met.value.code == 50013
        with pytest.raises(real.Forbidden) as met:
            await bot.get_partial_messageable(hidden.id).send("hello")
        assert met.value.code == 50001


async def test_commands_are_registered_kept_and_dropped(discord: LocalDiscord) -> None:
    async with by_rest(discord) as bot:
        tree = real.app_commands.CommandTree(bot)

        @tree.command(name="quiz", description="One question")
        async def quiz(interaction: real.Interaction, tag: str) -> None: ...

        first = await tree.sync()
        assert [one.id for one in await tree.sync()] == [one.id for one in first]
        assert [one.name for one in await tree.fetch_commands()] == ["quiz"]
        with pytest.raises(AssertionError, match="needs"):
            await discord.slash("quiz")
        with pytest.raises(AssertionError, match="not registered"):
            await discord.slash("plan")
        tree.clear_commands(guild=None)
        await tree.sync()
        assert await tree.fetch_commands() == []


async def test_what_is_written_is_empty_without_the_intent_where_discord_says_so(
    discord: LocalDiscord,
) -> None:
    discord.rules.content_granted = False
    plain = real.Intents(guilds=True, messages=True)
    async with online(discord, intents=plain) as bot:
        posted = await bot.get_partial_messageable(discord.general.id).send("A question")
        mine = discord.world.channels[discord.general.id].messages[posted.id]
        answered = await discord.slash("quiz", wait=False)
        interaction = await bot.interactions.get()
        await interaction.response.send_message("Another question")
        await discord.acknowledged(answered)
        assert answered.original is not None
        discord.say(discord.general, "plainly")
        discord.say(discord.general, "by name", mention=True)
        discord.say(discord.general, "in reply", reply_to=mine)
        discord.say(discord.general, "in reply to a command", reply_to=answered.original)
        discord.say(discord.direct(discord.ann), "in private")
        heard = await discord.until(lambda: len(bot.heard) == 7 and bot.heard)
        texts = [one.content for one in heard if one.author != bot.user]
        named = f"<@{discord.world.bot.id}> by name"
        assert texts == ["", named, "in reply", "", "in private"]
        channel = bot.get_partial_messageable(discord.general.id)
        read = [one.content async for one in channel.history(oldest_first=True)]
        assert read == ["A question", "Another question", "", named, "in reply", ""]


async def test_an_intent_that_was_not_granted_ends_the_connection(discord: LocalDiscord) -> None:
    discord.rules.content_granted = False
    with pytest.raises(real.PrivilegedIntentsRequired):
        async with asyncio.timeout(2), online(discord):
            pass
