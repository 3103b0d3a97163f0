"""What goes wrong between slack_sdk and the local Slack, as a test scripts it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from tests.wire.discord.faults import Fault, broken, dropped, hanging, limited
from tests.wire.slack.clients import bolt, client, online
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Json


async def test_a_channel_takes_a_message_a_second_and_who_waits_is_served(
    slack: LocalSlack,
) -> None:
    retry = [AsyncRateLimitErrorRetryHandler(max_retry_count=2)]
    web_client = client(slack, retry_handlers=retry)
    for number in range(3):
        await web_client.chat_postMessage(channel=slack.general.id, text=f"{number}")
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client(slack).chat_postMessage(channel=slack.general.id, text="3")
    slack.clock.push(3)
    slack.faults.on("chat.postMessage", limited(after=0))
    await web_client.chat_postMessage(channel=slack.general.id, text="4")
    sent = slack.sent("chat.postMessage")
    assert [one.status for one in sent] == [200, 200, 200, 429, 429, 200]
    assert [one.text for one in slack.messages(slack.general)] == ["0", "1", "2", "4"]


@pytest.mark.parametrize("committed", [False, True])
async def test_slack_sdk_posts_again_after_a_dropped_connection(
    slack: LocalSlack, committed: bool
) -> None:
    slack.faults.on("chat.postMessage", dropped(committed=committed))
    await client(slack).chat_postMessage(channel=slack.general.id, text="A question")
    assert len(slack.messages(slack.general)) == 1 + committed


@pytest.mark.parametrize("fault", [broken(503), broken(503, committed=True), hanging()])
async def test_an_error_or_silence_is_the_application_s_to_mend(
    slack: LocalSlack, fault: Fault
) -> None:
    slack.faults.on("chat.postMessage", fault)
    web_client = client(slack, timeout=1)
    with pytest.raises((SlackApiError, TimeoutError)):
        await asyncio.wait_for(
            web_client.chat_postMessage(channel=slack.general.id, text="A question"), 0.3
        )
    assert len(slack.messages(slack.general)) == fault.committed


async def test_a_warning_makes_the_application_open_another_socket(slack: LocalSlack) -> None:
    app, told = bolt(slack), []

    @app.event("message")
    async def heard(event: Json) -> None:
        told.append(event["text"])

    async with online(slack, app):
        await slack.delivery.disconnect("warning")
        await until(lambda: slack.delivery.opened == 2)
        await slack.say(slack.world.direct(slack.ann), "still there?")
        await until(lambda: told)
    assert told == ["still there?"]


async def test_two_hundred_commands_at_once_are_all_brought(slack: LocalSlack) -> None:
    app, told = bolt(slack), []

    @app.command("/quiz")
    async def quiz(ack: Callable[[], Awaitable[object]], command: Json) -> None:
        await ack()
        told.append(command["text"])

    async with online(slack, app, sockets=2):
        asked = await asyncio.gather(*(slack.slash("quiz", f"{one}") for one in range(200)))
    assert all(one.took is not None for one in asked)
    assert sorted(told) == sorted(f"{one}" for one in range(200))


async def test_an_application_comes_back_when_its_socket_is_cut(slack: LocalSlack) -> None:
    app, told = bolt(slack), []

    @app.event("message")
    async def heard(event: Json) -> None:
        told.append(event["text"])

    async with online(slack, app, ping_interval=0.2):
        await slack.delivery.cut()
        assert slack.delivery.sockets == []
        await slack.say(slack.world.direct(slack.ann), "still there?")
        await until(lambda: told)
    assert (told, slack.delivery.opened) == (["still there?"], 2)
