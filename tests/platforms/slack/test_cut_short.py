"""Whoever is stopped while a call to Slack is on the way, done there or not, leaves work that the
next one ends: one message, whole."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from bot.core.chat import Button, Card, Direct
from bot.platforms.slack.mouth import SlackMouth
from tests.platforms.slack.speaking import Speaking, speaking_at, updates, written
from tests.wire.discord.faults import hanging
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack

LONG = Card(title="Long", body="\n\n".join(f"Part {one}. " + "word " * 300 for one in range(20)))
GRADED = Card("Feedback", "**67%**\n\n- ✅ a\n- ⬜ b", buttons=(Button("Next", "next:P"),))
STAGES = (
    Card("Feedback", "Reading…\n\n- ⏳ a\n- ⏳ b"),
    Card("Feedback", "Reading…\n\n- ✅ a\n- ⏳ b"),
    Card("Feedback", "Reading…\n\n- ✅ a\n- ⬜ b"),
    GRADED,
)
Work = Callable[[SlackMouth], Awaitable[Any]]


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack() as one:
        yield one
        assert one.violations == []


@pytest_asyncio.fixture
async def speaking(slack: LocalSlack) -> AsyncIterator[Speaking]:
    async with speaking_at(slack, patience=5.0) as one:
        yield one


async def cut_short(speaking: Speaking, work: Work, method: str, after: int, done: bool) -> None:
    """Let somebody work until a call of a method is on the way, then be no more; the next one, who
    knows what was recorded, does the same work."""
    speaking.slack.faults.on(method, hanging(committed=done), after=after)
    first = asyncio.ensure_future(work(speaking.mouth))
    await until(lambda: speaking.slack.faults.left == 0)
    await asyncio.sleep(0.01)
    first.cancel()
    await asyncio.wait({first})
    speaking.slack.clock.push(3)
    await work(speaking.anew())


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("method", "after"),
    [
        ("chat.startStream", 0),
        ("chat.appendStream", 0),
        ("chat.appendStream", 1),
        ("chat.stopStream", 0),
        ("chat.update", 0),
    ],
)
async def test_feedback_that_was_cut_short_is_ended(
    speaking: Speaking, method: str, after: int, done: bool
) -> None:
    thread = speaking.thread()

    async def work(mouth: SlackMouth) -> None:
        stream = updates(*STAGES, pause=0.05)
        await mouth.stream(thread, stream, key="feedback:A", to=speaking.ann)

    await cut_short(speaking, work, method, after, done)
    (message,) = speaking.said()
    assert "67%" in written(message)
    assert message.stream != "open"


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("after", [0, 1])
async def test_a_long_card_that_was_cut_short_is_ended(
    speaking: Speaking, after: int, done: bool
) -> None:
    async def work(mouth: SlackMouth) -> None:
        await mouth.reply(Direct(speaking.ann), LONG, key="k:reply")

    await cut_short(speaking, work, "chat.postMessage", after, done)
    whole = " ".join(written(one) for one in speaking.said(speaking.directly))
    assert [whole.count(f"Part {one}.") for one in range(20)] == [1] * 20


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
async def test_pages_that_were_to_go_are_gone(speaking: Speaking, done: bool) -> None:
    thread = speaking.thread()
    await speaking.mouth.reply(thread, LONG, key="k:reply")

    async def work(mouth: SlackMouth) -> None:
        await mouth.reply(thread, Card(body="Short."), key="k:reply")

    await cut_short(speaking, work, "chat.delete", 0, done)
    (message,) = speaking.said()
    assert "Short." in written(message)


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
async def test_what_is_for_one_alone_is_not_lost(speaking: Speaking, done: bool) -> None:
    await speaking.asked("k")

    async def work(mouth: SlackMouth) -> None:
        await mouth.reply(speaking.general, GRADED, key="k:reply", only_to=speaking.ann)

    await cut_short(speaking, work, "response_url", 0, done)
    assert len(speaking.said()) <= 1
    assert "67%" in written(speaking.said(speaking.directly)[0])
    assert len(speaking.said(speaking.directly)) == 1
