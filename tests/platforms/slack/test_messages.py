from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.core.chat import Card, Direct, Thread
from bot.core.errors import CannotReach
from bot.platforms.slack.messages import Messages, Said, Spot
from tests.platforms.slack.speaking import Speaking, speaking_at, written
from tests.wire.discord.faults import broken, dropped
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


def saying(text: str) -> dict[str, str]:
    return {"text": text}


async def test_who_is_killed_between_a_post_and_its_record_posts_no_second(
    speaking: Speaking,
) -> None:
    spot = Spot(speaking.home.id, speaking.general.id)
    await speaking.mouth.messages.put(spot, "k", lambda: saying("first"))
    since = speaking.slack.clock.now() - 1
    speaking.ledger.rows["slack:said:k"] = str(Said(spot.channel, since=since))
    for number in range(30):  # others talk meanwhile
        speaking.slack.world.put(speaking.slack.general, speaking.slack.bea, f"{number}")
    anew = Messages(speaking.line, speaking.ledger, speaking.slack.clock.now)
    await anew.put(spot, "k", lambda: saying("second"))
    assert [one.text for one in speaking.said()] == ["second"]


async def test_who_is_killed_before_a_post_left_says_it(speaking: Speaking) -> None:
    spot = Spot(speaking.home.id, speaking.general.id)
    since = speaking.slack.clock.now() - 1
    speaking.ledger.rows["slack:said:k"] = str(Said(spot.channel, since=since))
    await speaking.mouth.messages.put(spot, "k", lambda: saying("said"))
    assert [one.text for one in speaking.said()] == ["said"]


async def test_a_message_that_somebody_deleted_is_said_anew(speaking: Speaking) -> None:
    spot = Spot(speaking.home.id, speaking.general.id)
    await speaking.mouth.messages.put(spot, "k", lambda: saying("first"))
    speaking.said()[0].deleted = True
    await speaking.mouth.messages.put(spot, "k", lambda: saying("second"))
    assert [one.text for one in speaking.said()] == ["second"]


async def test_where_we_may_not_read_a_message_is_rather_said_twice_than_lost(
    speaking: Speaking,
) -> None:
    speaking.slack.rules.forbidden = frozenset({"conversations.history"})
    speaking.slack.faults.on("chat.postMessage", dropped())
    spot = Spot(speaking.home.id, speaking.general.id)
    await speaking.mouth.messages.put(spot, "k", lambda: saying("said"))
    assert [one.text for one in speaking.said()] == ["said"]


async def test_where_we_may_not_read_slack_itself_may_know_what_was_said(
    speaking: Speaking,
) -> None:
    speaking.slack.rules.forbidden = frozenset({"conversations.history"})
    speaking.slack.rules.knows_client_ids = True
    speaking.slack.faults.on("chat.postMessage", dropped(committed=True))
    spot = Spot(speaking.home.id, speaking.general.id)
    await speaking.mouth.messages.put(spot, "k", lambda: saying("said"))
    (message,) = speaking.said()
    message.deleted = True
    await speaking.mouth.messages.put(spot, "k", lambda: saying("anew"))
    assert [one.text for one in speaking.said()] == ["anew"]


async def test_a_message_that_slack_knows_and_has_no_more_is_said_anew(speaking: Speaking) -> None:
    speaking.slack.rules.knows_client_ids = True
    speaking.slack.faults.on("chat.postMessage", dropped(committed=True))
    spot = Spot(speaking.home.id, speaking.general.id)
    settle = speaking.line.sleep

    async def gone(seconds: float) -> None:
        """While we wait for what may have been said, somebody takes it away."""
        speaking.line.sleep = settle
        speaking.said()[0].deleted = True
        await settle(seconds)

    speaking.line.sleep = gone
    await speaking.mouth.messages.put(spot, "k", lambda: saying("said"))
    assert [one.text for one in speaking.said()] == ["said"]


async def test_what_is_found_is_found_on_a_later_page(speaking: Speaking) -> None:
    thread = speaking.thread()
    for number in range(150):
        message = speaking.slack.world.put(speaking.slack.general, speaking.slack.bea, f"{number}")
        message.thread_ts = thread.id
    spot = Spot(speaking.home.id, speaking.general.id, thread.id)
    speaking.slack.faults.on("chat.postMessage", broken(503, committed=True))
    await speaking.mouth.messages.put(spot, "k", lambda: saying("said"))
    assert [one.text for one in speaking.said()] == ["said"]
    assert len(speaking.slack.sent("conversations.replies")) == 2


async def test_blocks_that_slack_does_not_take_are_said_as_words(
    speaking: Speaking,
) -> None:
    spot = Spot(speaking.home.id, speaking.general.id)
    odd = {"text": "short", "blocks": [{"type": "rich_text", "elements": []}, {"type": "nonsense"}]}
    odd["blocks"][0]["elements"] = [  # type: ignore[index]
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "a <b> c"}]}
    ]
    await speaking.mouth.messages.put(spot, "k", lambda: odd)
    assert [one.text for one in speaking.said()] == ["a &lt;b&gt; c"]
    assert speaking.slack.violations
    speaking.slack.violations.clear()


async def test_a_card_that_gets_shorter_leaves_no_page_behind(speaking: Speaking) -> None:
    thread = speaking.thread()
    await speaking.mouth.reply(thread, Card(body="word " * 6000), key="k:reply")
    assert len(speaking.said()) > 2
    await speaking.anew().reply(thread, Card(body="Short."), key="k:reply")
    (message,) = speaking.said()
    assert "Short." in written(message)


async def test_a_conversation_that_is_closed_is_told_as_such(speaking: Speaking) -> None:
    ghost = type(speaking.ann)(speaking.home, "U404", "Nobody")
    with pytest.raises(CannotReach) as met:
        await speaking.mouth.reply(Direct(ghost), Card(body="x"), key="k:reply")
    assert met.value.key == "error.slack_dm_closed"


async def test_a_channel_that_we_are_not_in_says_how_to_invite_us(speaking: Speaking) -> None:
    speaking.slack.general.has_bot = False
    with pytest.raises(CannotReach) as met:
        await speaking.mouth.open_thread(speaking.general, Card(body="x"), key="k:question")
    assert met.value.key == "error.slack_outside"


async def test_what_is_private_and_must_be_opened_is_a_reply_in_a_thread(
    speaking: Speaking,
) -> None:
    card = Card(
        title="A question", body="Say it.", spoiler="The reference.", spoiler_title="Answer"
    )
    said = await speaking.mouth.reply(Direct(speaking.ann), card, key="k:reply")
    root, hidden = speaking.said(speaking.directly)
    assert "reference" not in written(root) + root.text
    assert "The reference." in written(hidden)
    assert hidden.thread_ts == root.ts == said.id


async def test_a_private_answer_that_must_be_opened_goes_directly_and_says_so(
    speaking: Speaking,
) -> None:
    await speaking.asked("k")
    card = Card(title="A question", spoiler="The reference.", spoiler_title="Answer")
    await speaking.mouth.reply(speaking.general, card, key="k:reply", only_to=speaking.ann)
    (pointer,) = speaking.said()
    assert pointer.only_to is speaking.slack.ann
    assert "reference" not in written(pointer) + pointer.text
    assert len(speaking.said(speaking.directly)) == 2


async def test_an_updated_message_keeps_its_mark(speaking: Speaking) -> None:
    thread = await speaking.mouth.open_thread(speaking.general, Card(body="One."), key="k:question")
    before = speaking.said()[0].metadata
    ref = type(await speaking.mouth.reply(thread, Card(body="x"), key="k:r"))(thread, thread.id)
    await speaking.mouth.update(ref, Card(body="Two."))
    root = speaking.said()[0]
    assert "Two." in written(root)
    assert root.metadata == before
    assert isinstance(thread, Thread)
