"""Whatever becomes of a socket, nothing that Slack delivers is lost, and what ended for good is
said."""

import asyncio
import contextlib

import pytest

from bot.core.errors import SettingsTrouble
from tests.platforms.slack.listening import listening
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_refreshed_socket_goes_on(slack: LocalSlack, reason: str) -> None:
    async with listening(slack) as heard:
        await slack.delivery.disconnect(reason)
        await until(lambda: slack.delivery.opened >= 2)
        slack.rules.acknowledge = 0.5  # it may go to a socket that is being left: then again
        await slack.say(slack.world.direct(slack.ann), "still there?")
        assert heard.only


async def test_a_cut_socket_is_opened_again_and_what_was_said_comes(slack: LocalSlack) -> None:
    async with listening(slack, sockets=2) as heard:
        await slack.delivery.cut()
        await slack.say(slack.world.direct(slack.ann), "still there?")
        assert heard.only


async def test_where_others_have_all_the_sockets_slack_is_not_asked_in_a_rush(
    slack: LocalSlack,
) -> None:
    slack.pace.on = False
    async with listening(slack, sockets=2) as heard:
        slack.rules.sockets = 1
        await slack.delivery.disconnect()
        await asyncio.sleep(1)
        assert len(slack.sent("apps.connections.open")) < 10
        await slack.say(slack.world.direct(slack.ann), "still there?")
        assert heard.only


async def test_an_acknowledgement_that_is_cut_off_is_no_second_request(slack: LocalSlack) -> None:
    slack.rules.retries = (0.0,)
    slack.rules.acknowledge = 0.5
    async with listening(slack) as heard:

        async def cut() -> None:
            heard.before = None
            await slack.delivery.cut()

        heard.before = cut
        await slack.say(slack.world.direct(slack.ann), "an answer")
        await until(lambda: sum(heard.keys.values()) == 2)
        assert len(heard.requests) == 1


async def test_a_token_that_opens_no_socket_is_said(slack: LocalSlack) -> None:
    slack.app_token = "xapp-wrong"
    with pytest.raises(SettingsTrouble, match=r"error\.slack_app_token"):
        async with listening(slack) as heard:
            await asyncio.wait_for(heard.running, 3)


async def test_a_link_that_is_disabled_is_said(slack: LocalSlack) -> None:
    async with listening(slack) as heard:
        await slack.delivery.disconnect("link_disabled")
        with pytest.raises(SettingsTrouble, match=r"error\.slack_app_token"):
            await asyncio.wait_for(heard.running, 3)


async def test_who_leaves_records_what_was_heard(slack: LocalSlack) -> None:
    async with listening(slack) as heard:

        async def slow() -> None:
            await asyncio.sleep(0.3)

        heard.before = slow
        asking = asyncio.create_task(slack.slash("quiz"))
        await until(lambda: any(one.deliveries for one in slack.delivery.brought))
        await asyncio.sleep(0.1)
        heard.running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await heard.running
        assert heard.only
        asked = await asking
        assert asked.took is not None
