from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio

from bot.core.chat import Button, Card, Channel, Community, Direct, Member, MessageRef, Thread
from bot.core.completion import Delta
from bot.core.errors import CannotReach
from bot.platforms.discord.mouth import DiscordMouth
from tests.platforms.discord.living import Living, living
from tests.wire.discord.faults import broken, dropped, limited
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import FORUM

CARD = Card(title="What is a KV cache?", body="Say it.", buttons=(Button("Hint", "hint:P"),))


@dataclass
class Speaking:
    discord: LocalDiscord
    living: Living
    mouth: DiscordMouth

    @property
    def home(self) -> Community:
        return Community("discord", str(self.discord.home.id))

    @property
    def general(self) -> Channel:
        return Channel(self.home, str(self.discord.general.id))

    @property
    def ann(self) -> Member:
        return Member(self.home, str(self.discord.ann.id), "Ann")

    def texts(self, channel: Any = None) -> list[str]:
        return [one.text for one in self.discord.messages(channel or self.discord.general)]


def speaking_at(local: LocalDiscord, alive: Living) -> Speaking:
    return Speaking(local, alive, alive.mouth(local.clock.now))


@pytest_asyncio.fixture
async def speaking() -> AsyncIterator[Speaking]:
    async with LocalDiscord() as local, living(local) as alive:
        yield speaking_at(local, alive)
        assert local.violations == []


async def updates(*all_of_them: Delta | Card) -> AsyncIterator[Delta | Card]:
    for one in all_of_them:
        yield one


@pytest.mark.parametrize(
    ("route", "fault"),
    [
        (route, fault)
        for route in ("post", "thread")
        for fault in (
            dropped(),
            dropped(committed=True),
            broken(),
            broken(committed=True),
            limited("global"),
        )
    ],
    ids=str,
)
async def test_a_question_stands_once_with_one_thread_whatever_breaks(
    speaking: Speaking, route: str, fault: Any
) -> None:
    speaking.discord.faults.on(route, fault)

    thread = await speaking.mouth.open_thread(speaking.general, CARD, key="k:question")
    again = await speaking.mouth.open_thread(speaking.general, CARD, key="k:question")

    assert thread == again
    assert speaking.discord.faults.left == 0
    [question] = speaking.discord.messages(speaking.discord.general)
    assert "What is a KV cache?" in question.text
    assert str(question.id) == thread.id
    assert question.thread is not None and question.thread.name == CARD.title
    assert question.buttons == {"hint:P": "Hint"}


async def test_another_process_opens_no_second_thread(speaking: Speaking) -> None:
    thread = await speaking.mouth.open_thread(speaking.general, CARD, key="k:question")
    other = speaking_at(speaking.discord, speaking.living)

    assert await other.mouth.open_thread(speaking.general, CARD, key="k:question") == thread
    assert len(speaking.texts()) == 1


@pytest.mark.parametrize(
    "fault",
    [dropped(), dropped(committed=True), broken(), broken(committed=True), limited()],
    ids=str,
)
async def test_a_forum_is_a_home_for_questions_too_with_one_post_whatever_breaks(
    speaking: Speaking, fault: Any
) -> None:
    forum = speaking.discord.open_channel("questions", FORUM)
    channel = Channel(speaking.home, str(forum.id))
    speaking.discord.faults.on("forum", fault)

    thread = await speaking.mouth.open_thread(channel, CARD, key="k:question")
    again = await speaking.mouth.open_thread(channel, CARD, key="k:question")

    assert thread == again
    posts = speaking.discord.world.threads(speaking.discord.home)
    assert [one.name for one in posts] == [CARD.title]
    said = await speaking.mouth.reply(thread, Card(body="Well."), key="k:reply")
    assert said.place == thread


async def test_a_question_whose_thread_was_refused_is_asked_again_under_its_key(
    speaking: Speaking,
) -> None:
    speaking.discord.rules.active_threads = 0
    with pytest.raises(CannotReach):
        await speaking.mouth.open_thread(speaking.general, CARD, key="k:question")
    assert speaking.texts() == []
    speaking.discord.rules.active_threads = 1000

    thread = await speaking.mouth.open_thread(speaking.general, CARD, key="k:question")

    [question] = speaking.discord.messages(speaking.discord.general)
    assert question.thread is not None and str(question.thread.id) == thread.id


async def test_what_only_one_may_see_goes_to_them_directly_where_no_interaction_lives(
    speaking: Speaking,
) -> None:
    secret = Card(body="The reference answer.")
    await speaking.mouth.reply(speaking.general, secret, key="k:reply", only_to=speaking.ann)

    assert speaking.texts() == []
    assert (
        "The reference answer." in speaking.texts(speaking.discord.direct(speaking.discord.ann))[0]
    )


async def test_who_takes_no_direct_messages_is_told_so(speaking: Speaking) -> None:
    speaking.discord.ann.dms_closed = True
    with pytest.raises(CannotReach, match="discord_dm_closed"):
        await speaking.mouth.reply(
            speaking.general, Card(body="x"), key="k:reply", only_to=speaking.ann
        )
    assert speaking.texts() == []


async def test_a_channel_where_we_may_not_write_is_a_sentence(speaking: Speaking) -> None:
    speaking.discord.deny(speaking.discord.general, Permit.SEND_MESSAGES)
    with pytest.raises(CannotReach, match="discord_rights"):
        await speaking.mouth.open_thread(speaking.general, CARD, key="k:question")


async def test_a_channel_that_is_gone_is_a_sentence(speaking: Speaking) -> None:
    gone = Channel(speaking.home, "12345")
    with pytest.raises(CannotReach, match="discord_gone"):
        await speaking.mouth.reply(gone, Card(body="x"), key="k:reply")


async def test_a_long_card_goes_on_in_further_messages_and_a_shorter_one_takes_them_back(
    speaking: Speaking,
) -> None:
    long = Card(
        title="Long", body="\n\n".join(f"Paragraph {n}. " + "word " * 60 for n in range(40))
    )
    await speaking.mouth.reply(speaking.general, long, key="k:reply")
    assert len(speaking.texts()) > 1
    assert "Paragraph 39" in speaking.texts()[-1]

    await speaking.mouth.reply(speaking.general, Card(body="Short."), key="k:reply")
    assert len(speaking.texts()) == 1


@pytest.mark.parametrize(
    "fault", [dropped(), dropped(committed=True), broken(committed=True), limited()], ids=str
)
@pytest.mark.parametrize("route", ["post", "edit"])
async def test_a_stream_ends_whole_and_once_whatever_breaks(
    speaking: Speaking, route: str, fault: Any
) -> None:
    speaking.discord.faults.on(route, fault)
    thread = await speaking.mouth.open_thread(speaking.general, CARD, key="k:question")
    place = speaking.discord.world.channels[int(thread.id)]

    async def growing() -> AsyncIterator[Delta | Card]:
        yield Card(title="Feedback")
        for number in range(20):
            yield Delta("text", f"word{number} ")

    for _ in range(2):  # a step that runs again says no second message
        await speaking.mouth.stream(thread, growing(), key="feedback:A", to=speaking.ann)

    [said] = [one for one in speaking.texts(place) if "Feedback" in one]
    assert "word19" in said and "word0" in said


async def test_a_thread_in_the_archive_is_taken_out_of_it_to_change_what_was_said(
    speaking: Speaking,
) -> None:
    thread = await speaking.mouth.open_thread(speaking.general, CARD, key="k:question")
    place = speaking.discord.world.channels[int(thread.id)]
    await speaking.mouth.reply(thread, Card(body="One."), key="feedback:A")
    speaking.discord.clock.push(8 * 86400)

    await speaking.mouth.reply(thread, Card(body="Two."), key="feedback:A")

    assert ["Two." in one for one in speaking.texts(place)] == [True]


async def test_what_is_said_directly_is_remembered_as_of_its_server(speaking: Speaking) -> None:
    said = await speaking.mouth.reply(Direct(speaking.ann), Card(body="x"), key="k:reply")
    directs = speaking.mouth.directs

    assert await directs.community(speaking.ann.id) == speaking.home
    assert await directs.community("nobody", said.id) == speaking.home
    assert await directs.community("nobody") == Community("discord", "dm")


async def test_nothing_is_pinged_by_what_is_said(speaking: Speaking) -> None:
    card = Card(title="@everyone", body="<@1> @here <@&2>")
    await speaking.mouth.reply(speaking.general, card, key="k:reply")
    await speaking.mouth.stream(
        Thread(speaking.general, speaking.general.id),
        updates(card),
        key="feedback:A",
        to=speaking.ann,
    )

    for sent in speaking.discord.sent("post", "edit"):
        assert sent.body["allowed_mentions"]["parse"] == []


@pytest.mark.parametrize("body", ["Say it.", "A long tale. " * 700], ids=["short", "long"])
@pytest.mark.parametrize("is_forum", [False, True], ids=["channel", "forum"])
async def test_what_opened_a_thread_is_changed_where_it_stands_with_all_that_follows_it(
    speaking: Speaking, body: str, is_forum: bool
) -> None:
    home = speaking.discord.general
    if is_forum:
        home = speaking.discord.open_channel("questions", FORUM)
    said = replace(CARD, body=body, note="nobody yet")
    thread = await speaking.mouth.open_thread(
        Channel(speaking.home, str(home.id)), said, key="k:question"
    )
    place = speaking.discord.world.channels[int(thread.id)]
    before = [*speaking.discord.messages(home), *speaking.discord.messages(place)]
    changed = replace(said, note="answered by 2")
    for mouth in (speaking.mouth, speaking_at(speaking.discord, speaking.living).mouth):
        await mouth.update(MessageRef(thread, thread.id), changed, key="k:question")

    after = [*speaking.discord.messages(home), *speaking.discord.messages(place)]
    assert [one.id for one in after] == [one.id for one in before]
    assert "answered by 2" in after[-1].text
    assert "nobody yet" not in str([one.text for one in after])
