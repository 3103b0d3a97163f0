"""A card that was too long for one message is replaced with all in which it went on."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.core.chat import Button, Card, Direct, MessageRef, Thread
from tests.platforms.slack.speaking import Speaking, buttons, speaking_at, updates, written
from tests.wire.slack.server import LocalSlack

LONG = Card(
    "Feedback",
    "\n\n".join(f"Point {one}. " + "A sentence of it. " * 30 for one in range(40)),
    buttons=(Button("Next", "next:P"),),
)
BRIEF = Card("Feedback", "Taken back.", buttons=(Button("Again", "again:P"),))


@pytest_asyncio.fixture
async def speaking(slack: LocalSlack) -> AsyncIterator[Speaking]:
    async with speaking_at(slack) as one:
        yield one


def standing(speaking: Speaking, *, privately: bool = False) -> list[tuple[bool, list[str]]]:
    """Whether each message is one of a thread, and its buttons."""
    said = speaking.said(speaking.directly if privately else None)
    return [(one.thread_ts is not None, buttons(one)) for one in said]


async def test_a_card_in_a_channel_leaves_no_second_page_where_it_is_replaced(
    speaking: Speaking,
) -> None:
    thread = await speaking.mouth.open_thread(speaking.general, LONG, key="k:question")
    assert len(standing(speaking)) > 1
    assert standing(speaking)[-1] == (True, ["next:P"])
    await speaking.anew().update(MessageRef(thread.channel, thread.id), BRIEF)
    assert standing(speaking) == [(False, ["again:P"])]


async def test_nor_does_one_in_private_nor_one_that_was_streamed(speaking: Speaking) -> None:
    for stream in (False, True):
        root: Direct | Thread = speaking.private() if stream else Direct(speaking.ann)
        key = f"k:{stream}"
        before = len(speaking.said(speaking.directly))
        if stream:
            told = updates(Card(body="Reading."), LONG)
            said = await speaking.mouth.stream(root, told, key=key, to=speaking.ann)
        else:
            said = await speaking.mouth.reply(root, LONG, key=key)
        assert len(speaking.said(speaking.directly)) > before + 1
        await speaking.anew().update(said, BRIEF)
        assert standing(speaking, privately=True)[before:] == [(stream, ["again:P"])]


async def test_a_longer_card_goes_on_in_the_messages_that_are_there(speaking: Speaking) -> None:
    thread = speaking.thread()
    said = await speaking.mouth.reply(thread, LONG, key="k:reply")
    many = len(speaking.said())
    longer = Card("Feedback", f"{LONG.body}\n\nThe end of it.", buttons=BRIEF.buttons)
    await speaking.anew().update(said, longer)
    await speaking.anew().update(said, longer)
    assert len(speaking.said()) == many
    assert "The end of it." in written(speaking.said()[-1])
    assert standing(speaking)[-1] == (True, ["again:P"])
    await speaking.anew().update(said, BRIEF)
    assert standing(speaking) == [(True, ["again:P"])]


async def test_a_brief_card_grows_and_shrinks_without_a_rest(speaking: Speaking) -> None:
    thread = speaking.thread()
    said = await speaking.mouth.reply(thread, BRIEF, key="k:reply")
    await speaking.anew().update(said, LONG)
    assert len(speaking.said()) > 1
    await speaking.anew().reply(thread, BRIEF, key="k:reply")
    await speaking.anew().update(said, BRIEF)
    assert standing(speaking) == [(True, ["again:P"])]
