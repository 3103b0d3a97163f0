import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.core.errors import CannotReach, PlatformDown
from bot.platforms.slack.line import Line, within
from bot.platforms.slack.rates import Rates
from bot.platforms.slack.trouble import Unsure, code_of
from tests.platforms.slack.speaking import Speaking, speaking_at
from tests.wire.discord.faults import Fault, broken, dropped, hanging, limited
from tests.wire.slack.server import LocalSlack


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack() as one:
        yield one
        assert one.violations == []


@pytest_asyncio.fixture
async def speaking(slack: LocalSlack) -> AsyncIterator[Speaking]:
    async with speaking_at(slack, patience=0.3) as one:
        yield one


def post(slack: LocalSlack, text: str = "hello") -> dict[str, str]:
    return {"channel": slack.general.id, "text": text}


@pytest.mark.parametrize(
    "fault",
    [broken(500), broken(503, committed=True), dropped(), dropped(committed=True), hanging()],
)
async def test_what_may_be_said_but_once_is_never_sent_again_in_silence(
    speaking: Speaking, fault: Fault
) -> None:
    slack, team = speaking.slack, speaking.slack.world.team
    slack.faults.on("chat.postMessage", fault)
    with pytest.raises(Unsure):
        await speaking.line.call(team, "chat.postMessage", post(slack), once=True)
    assert len(slack.sent("chat.postMessage")) == 1


async def test_what_does_no_harm_is_sent_again(speaking: Speaking) -> None:
    slack, team = speaking.slack, speaking.slack.world.team
    slack.faults.on("conversations.open", dropped(), times=3)
    told = await speaking.line.call(team, "conversations.open", {"users": slack.ann.id})
    assert told["channel"]["id"] == speaking.directly.id
    assert len(slack.sent("conversations.open")) == 4


async def test_slack_is_given_up_in_the_end(speaking: Speaking) -> None:
    slack, team = speaking.slack, speaking.slack.world.team
    slack.faults.on("conversations.open", broken(503), times=99)
    with pytest.raises(PlatformDown) as met:
        await speaking.line.call(team, "conversations.open", {"users": slack.ann.id})
    assert met.value.key == "error.slack_down"


async def test_a_call_that_came_too_early_comes_when_slack_says(speaking: Speaking) -> None:
    slack, team = speaking.slack, speaking.slack.world.team
    slack.faults.on("chat.postMessage", limited(after=7))
    before = slack.clock.now()
    await speaking.line.call(team, "chat.postMessage", post(slack), once=True)
    assert slack.clock.now() - before >= 7
    assert [one.status for one in slack.sent("chat.postMessage")] == [429, 200]


async def test_the_rates_of_slack_are_kept_without_being_told(speaking: Speaking) -> None:
    slack, team = speaking.slack, speaking.slack.world.team
    for number in range(12):
        await speaking.line.call(team, "chat.postMessage", post(slack, f"{number}"))
    (first, *_) = speaking.said()
    for number in range(70):
        body = post(slack, f"changed {number}") | {"ts": first.ts}
        await speaking.line.call(team, "chat.update", body)
    assert {one.status for one in slack.api.requests} == {200}


async def test_one_team_does_not_wait_for_another() -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    rates = Rates(now=lambda: 0.0, sleep=sleep)
    for team in range(9):
        await rates.take("chat.postMessage", f"T{team}", "C1")
    assert waited == []


async def test_whoever_cannot_wait_for_a_turn_is_told(speaking: Speaking) -> None:
    slack, team = speaking.slack, speaking.slack.world.team

    async def stands(_: float) -> None:
        await asyncio.sleep(5)

    line = Line(speaking.line.tokens, slack.base_url, within(1), Rates(sleep=stands))
    try:
        for _ in range(100):
            await line.call(team, "views.publish", {"user_id": slack.ann.id, "view": HOME})
        with pytest.raises(PlatformDown):
            await line.call(
                team,
                "views.publish",
                {"user_id": slack.ann.id, "view": HOME},
                patience=0.05,
            )
    finally:
        await line.close()


HOME = {"type": "home", "blocks": [{"type": "divider"}]}


async def test_a_refused_token_is_not_used_again_until_there_is_another(slack: LocalSlack) -> None:
    token, now = "xoxb-old", 0.0

    async def tokens(_: str) -> str:
        return token

    line = Line(tokens, slack.base_url, within(1), now=lambda: now)
    try:
        for _ in range(3):
            with pytest.raises(CannotReach) as met:
                await line.call("T1", "auth.test", {})
            assert met.value.key == "error.slack_token"
        assert len(slack.sent("auth.test")) == 1
        now = 601.0
        with pytest.raises(CannotReach):
            await line.call("T1", "auth.test", {})
        assert len(slack.sent("auth.test")) == 2, "it may work again"
        token = slack.bot_token
        assert (await line.call("T1", "auth.test", {}))["ok"] is True
    finally:
        await line.close()


async def test_no_secret_and_no_words_of_a_member_are_in_a_log_or_a_repr(
    speaking: Speaking, caplog: pytest.LogCaptureFixture
) -> None:
    slack, team = speaking.slack, speaking.slack.world.team
    caplog.set_level(logging.DEBUG)
    slack.faults.on("chat.postMessage", broken(500))
    await speaking.line.call(team, "chat.postMessage", post(slack, "what a member wrote"))
    bad = {"channel": slack.general.id, "text": "what a member wrote", "blocks": [{"type": "no"}]}
    with pytest.raises(CannotReach) as met:
        await speaking.line.call(team, "chat.postMessage", bad)
    slack.violations.clear()
    assert code_of(met.value) == "invalid_blocks"
    url = slack.world.hook(slack.general, slack.ann, None)
    slack.faults.on("response_url", broken(500))
    with pytest.raises(Unsure) as unsure:
        await speaking.line.answer(url, {"text": "what a member wrote"})
    told = caplog.text + repr(speaking.line) + repr(met.value) + repr(unsure.value)
    assert "Slack does not take chat.postMessage" in told
    for secret in (slack.bot_token, url.rpartition("/")[2], "what a member wrote"):
        assert secret not in told


async def test_an_answer_that_nobody_can_read_is_slack_s_own_trouble(slack: LocalSlack) -> None:
    async def speaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi")
        await writer.drain()
        writer.close()

    async def tokens(_: str) -> str:
        return "xoxb"

    server = await asyncio.start_server(speaks, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    line = Line(tokens, f"http://127.0.0.1:{port}/api/", within(1))
    try:
        with pytest.raises(Unsure):
            await line.call("T1", "chat.postMessage", {"channel": "C1"}, once=True)
    finally:
        await line.close()
        server.close()
