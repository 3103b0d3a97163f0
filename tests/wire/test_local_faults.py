"""What goes wrong between discord.py and the local Discord, as a test scripts it."""

import asyncio
import time

import aiohttp
import discord as real
import pytest

from tests.wire.clients import by_rest, online
from tests.wire.discord.faults import Fault, broken, dropped, hanging, limited
from tests.wire.discord.server import LocalDiscord


def known(discord: LocalDiscord) -> dict[str, str]:
    return {"Authorization": f"Bot {discord.token}"}


@pytest.mark.parametrize("scope", ["user", "global", "shared"])
async def test_who_is_limited_waits_and_is_served(discord: LocalDiscord, scope: str) -> None:
    discord.faults.on("post", limited(scope, after=0.1))
    async with by_rest(discord) as bot:
        await bot.get_partial_messageable(discord.general.id).send("A question")
    first, second = discord.sent("post")
    assert (first.status, first.scope, second.status) == (429, scope, 200)
    assert second.at - first.at >= 0.1
    assert discord.rest.invalid == (scope != "shared")


@pytest.mark.parametrize("committed", [False, True])
async def test_an_error_is_tried_again_and_the_nonce_keeps_it_to_one_message(
    discord: LocalDiscord, committed: bool
) -> None:
    discord.faults.on("post", broken(502, committed=committed))
    async with by_rest(discord) as bot:
        await bot.get_partial_messageable(discord.general.id).send("A question")
    assert [one.status for one in discord.sent("post")] == [502, 200]
    assert len(discord.messages(discord.general)) == 1


@pytest.mark.parametrize("committed", [False, True])
async def test_a_dropped_connection_is_the_application_s_to_mend(
    discord: LocalDiscord, committed: bool
) -> None:
    discord.faults.on("post", dropped(committed=committed))
    async with by_rest(discord) as bot:
        channel = bot.get_partial_messageable(discord.general.id)
        with pytest.raises((aiohttp.ClientError, OSError)):
            await channel.send("A question", nonce="a" * 25)
        assert len(discord.messages(discord.general)) == committed
        await channel.send("A question", nonce="a" * 25)
    assert [one.status for one in discord.sent("post")] == [None, 200]
    assert len(discord.messages(discord.general)) == 1


@pytest.mark.parametrize("committed", [False, True])
async def test_a_request_hangs_until_somebody_gives_up(
    discord: LocalDiscord, committed: bool
) -> None:
    discord.faults.on("post", hanging(committed=committed))
    async with by_rest(discord) as bot:
        channel = bot.get_partial_messageable(discord.general.id)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await channel.send("A question")
    assert len(discord.messages(discord.general)) == committed


async def test_the_server_stops_while_requests_hang() -> None:
    async with LocalDiscord() as discord:
        discord.faults.on("*", hanging(), times=9)
        async with aiohttp.ClientSession(headers=known(discord)) as session:
            waiting = asyncio.create_task(session.get(f"{discord.api}/gateway"))
            await discord.until(lambda: discord.faults.left < 9)
            started = time.monotonic()
            await discord.stop()
            assert time.monotonic() - started < 1
            with pytest.raises(aiohttp.ClientError):
                await waiting


@pytest.mark.parametrize("fault", [limited(after=0.01), broken(committed=True), dropped()])
async def test_a_fault_meets_the_request_that_it_was_scripted_for(
    discord: LocalDiscord, fault: Fault
) -> None:
    other = discord.open_channel("other")
    discord.faults.on("post", fault, after=1, when=lambda path: str(other.id) in path)
    assert discord.faults.left == 1
    async with by_rest(discord) as bot:
        await bot.get_partial_messageable(discord.general.id).send("one")
        await bot.get_partial_messageable(other.id).send("two")
        assert [one.fault for one in discord.requests if one.fault] == []
        try:
            await bot.get_partial_messageable(other.id).send("three")
        except (aiohttp.ClientError, OSError):
            assert fault.kind == "drop"
    assert [one.path for one in discord.requests if one.fault] == [
        f"/api/v10/channels/{other.id}/messages"
    ]
    assert discord.faults.left == 0


async def test_an_edit_a_thread_a_callback_and_a_follow_up_can_fail_too(
    discord: LocalDiscord,
) -> None:
    for route in ("edit", "thread", "callback", "followup", "original"):
        discord.faults.on(route, dropped(committed=True))
    async with online(discord) as bot:
        channel = bot.get_channel(discord.general.id)
        assert isinstance(channel, real.TextChannel)
        message = await channel.send("A question")
        with pytest.raises((aiohttp.ClientError, OSError)):
            await message.edit(content="A better question")
        with pytest.raises((aiohttp.ClientError, OSError)):
            await message.create_thread(name="KV Cache")
        asked = await discord.slash("quiz", wait=False)
        told = await bot.interactions.get()
        with pytest.raises((aiohttp.ClientError, OSError)):
            await told.response.defer(thinking=True)
        with pytest.raises((aiohttp.ClientError, OSError)):
            await told.edit_original_response(content="What is a KV cache?")
        with pytest.raises((aiohttp.ClientError, OSError)):
            await told.followup.send("A hint")
        shown = [one.text for one in discord.messages(discord.general)]
        assert shown == ["A better question", "What is a KV cache?", "A hint"]
        assert discord.messages(discord.general)[0].thread is not None
        assert [one.text for one in asked.followups] == ["A hint"]


async def test_five_posts_in_five_seconds_a_channel(discord: LocalDiscord) -> None:
    other = discord.open_channel("other")
    async with aiohttp.ClientSession(headers=known(discord)) as session:

        async def post(channel: int) -> aiohttp.ClientResponse:
            body = {"content": "hello", "allowed_mentions": {"parse": []}}
            url = f"{discord.api}/channels/{channel}/messages"
            async with session.post(url, json=body) as answer:
                await answer.read()
                return answer

        answers = [await post(discord.general.id) for _ in range(6)]
        assert [one.status for one in answers] == [200] * 5 + [429]
        left = [one.headers["X-RateLimit-Remaining"] for one in answers]
        assert left == ["4", "3", "2", "1", "0", "0"]
        assert 0 < float(answers[5].headers["X-RateLimit-Reset-After"]) <= 5
        assert answers[5].headers["X-RateLimit-Scope"] == "user"
        assert (await post(other.id)).status == 200
        discord.clock.push(5)
        assert (await post(discord.general.id)).status == 200
        discord.pace.on = False
        assert {(await post(discord.general.id)).status for _ in range(9)} == {200}


async def test_fifty_requests_a_second_in_all_but_for_interactions(discord: LocalDiscord) -> None:
    async with aiohttp.ClientSession(headers=known(discord)) as session:

        async def ask(path: str) -> dict[str, object]:
            async with session.get(discord.api + path) as answer:
                return {"status": answer.status, **await answer.json()}

        discord.pace.per_second = 20
        answers = await asyncio.gather(*(ask("/users/@me") for _ in range(22)))
        limits = [one for one in answers if one["status"] == 429]
        assert [one["global"] for one in limits] == [True, True]
        assert 0 < float(str(limits[0]["retry_after"])) <= 1
        app = discord.world.application
        assert (await ask(f"/webhooks/{app}/a-token/messages/@original"))["status"] == 404
        discord.clock.push(1)
        assert (await ask("/users/@me"))["status"] == 200


async def test_discord_py_is_paced_by_what_the_headers_say(discord: LocalDiscord) -> None:
    async with by_rest(discord) as bot:
        channel = bot.get_partial_messageable(discord.general.id)
        await channel.send("first")
        more = [asyncio.create_task(channel.send(f"{n}")) for n in range(9)]
        await asyncio.sleep(0.2)
        assert len(discord.sent("post")) == 5
        assert discord.rest.invalid == 0
        for one in more:
            one.cancel()


async def test_old_messages_take_few_edits(discord: LocalDiscord) -> None:
    discord.rules.old_edits, discord.pace.on = 1, False
    async with by_rest(discord) as bot:
        message = await bot.get_partial_messageable(discord.general.id).send("A question")
        discord.clock.push(3601)
        await message.edit(content="A better question")
        with pytest.raises(real.HTTPException) as met:
            await message.edit(content="The best question")
        assert met.value.code == 30046
