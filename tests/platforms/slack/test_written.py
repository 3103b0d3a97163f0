"""However somebody writes to the coach, they are heard or told why not; others are left alone."""

from typing import Any

import pytest

from bot.core.chat import Channel, Community, Direct, Member, Place, Thread
from bot.core.requests import Refused, ShowHelp
from bot.core.requests import Say as Words
from tests.platforms.slack.listening import Heard, listening
from tests.wire.slack.people import until
from tests.wire.slack.rewriting import deleted, edited, file, sent, unfurled
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Channel as Room
from tests.wire.slack.world import Message

HEARD = {
    "words alone": ("an answer", {}, ""),
    "a file alone": ("", {"subtype": "file_share", "files": [file("a.pdf", "pdf")]}, "files"),
    "a recording": ("", {"subtype": "file_share", "files": [file("clip.m4a", "m4a")]}, "files"),
    "words with a file": (
        "an answer",
        {"subtype": "file_share", "files": [file("a.png", "png")]},
        "the file that came",
    ),
    "words in the third person": ("an answer", {"subtype": "me_message"}, ""),
    "shown to the channel, too": (
        "an answer",
        {"subtype": "thread_broadcast", "root": {"user": "U-BOT"}},
        "",
    ),
    "forwarded": ("", {"attachments": [{"is_share": True, "text": "theirs"}]}, "forwarded"),
}
SILENT: dict[str, dict[str, Any]] = {
    "a bot": {"bot_id": "B012", "bot_profile": {"id": "B012"}},
    "a bot of old": {"subtype": "bot_message", "bot_id": "B012", "username": "robot"},
    "a workflow": {"bot_id": "B013", "app_id": "A013", "subtype": "bot_message"},
    "one who joined": {"subtype": "channel_join"},
    "a new topic": {"subtype": "channel_topic", "topic": "LLM"},
    "a reply that Slack tells of": {"subtype": "message_replied"},
    "a reminder": {"subtype": "reminder_add"},
}


def scene(slack: LocalSlack, private: bool) -> tuple[Room, Message, Place]:
    """A question of ours, in private or in a channel."""
    room = slack.world.direct(slack.ann) if private else slack.general
    asked = slack.world.put(room, slack.world.bot, "a question")
    team = Community("slack", slack.world.team)
    if private:
        return room, asked, Direct(Member(team, slack.ann.id), asked.ts)
    return room, asked, Thread(Channel(team, room.id), asked.ts)


def told(slack: LocalSlack, room: Room, asked: Message) -> list[Message]:
    """What the coach has said since the question."""
    every = [one for one in slack.messages(room) if one.author is slack.world.bot]
    return [one for one in every if one is not asked]


def refusals(heard: Heard) -> list[str]:
    return [one.problem for one in heard.asked if isinstance(one, Refused)]


@pytest.mark.parametrize("private", [True, False], ids=["private", "channel"])
@pytest.mark.parametrize(("text", "more", "sentence"), HEARD.values(), ids=HEARD)
async def test_who_answers_is_heard_or_told_why_not(
    slack: LocalSlack, private: bool, text: str, more: dict[str, Any], sentence: str
) -> None:
    more = more | ({"root": {"user": slack.world.bot.id}} if "root" in more else {})
    room, asked, place = scene(slack, private)
    async with listening(slack) as heard:
        once = await sent(slack, room, text, thread=asked, **more)
        await slack.again(once, 3)
        if sentence:
            await until(lambda: told(slack, room, asked))
        assert [one.place for one in heard.requests.values()] == ([place] if text else [])
        assert all(isinstance(one, Words) for one in heard.requests.values())
        said = told(slack, room, asked)
        assert len(said) == bool(sentence)
        assert all(sentence in one.text and one.thread_ts == asked.ts for one in said)
        assert all("Refused" not in one.text for one in said), "a remark is titled as a failure"
        assert all(private or one.only_to is slack.ann for one in said)


@pytest.mark.parametrize("more", SILENT.values(), ids=SILENT)
async def test_what_no_person_says_stays_unanswered(
    slack: LocalSlack, more: dict[str, Any]
) -> None:
    room, asked, _ = scene(slack, private=False)
    async with listening(slack) as heard:
        await sent(slack, room, "beep", thread=asked, **more)
        assert (heard.requests, heard.asked, told(slack, room, asked)) == ({}, [], [])


@pytest.mark.parametrize("private", [True, False], ids=["private", "channel"])
async def test_who_changes_or_takes_back_an_answer_is_told_what_counts(
    slack: LocalSlack, private: bool
) -> None:
    room, asked, _ = scene(slack, private)
    async with listening(slack) as heard:
        answer = (await sent(slack, room, "an answer", thread=asked)).message
        assert answer is not None
        await unfurled(slack, answer)
        assert refusals(heard) == []
        again = await edited(slack, answer, "a better answer")
        await slack.again(again, 2)
        await until(lambda: len(told(slack, room, asked)) == 1)
        await deleted(slack, answer)
        await until(lambda: len(told(slack, room, asked)) == 2)
        assert refusals(heard) == ["error.slack_edit", "error.slack_deletion"]
        assert len(heard.requests) == 1
        assert all(private or one.only_to is slack.ann for one in told(slack, room, asked))


async def test_what_others_change_among_themselves_is_none_of_ours(slack: LocalSlack) -> None:
    theirs = slack.world.put(slack.general, slack.bea, "a topic of theirs")
    async with listening(slack) as heard:
        answer = (await sent(slack, slack.general, "so it is", thread=theirs)).message
        loose = (await sent(slack, slack.general, "hello", files=[file("a.txt")])).message
        assert answer is not None
        assert loose is not None
        for one in (answer, loose):
            await edited(slack, one, "other words")
            await deleted(slack, one)
        ours = slack.world.put(slack.general, slack.world.bot, "a question")
        await edited(slack, ours, "our own change")
        assert (heard.requests, heard.asked) == ({}, [])


async def test_a_mention_with_nothing_behind_it_is_help_in_a_thread_too(slack: LocalSlack) -> None:
    room, asked, _ = scene(slack, private=False)
    async with listening(slack) as heard:
        await slack.mention("", thread=asked)
        await until(lambda: told(slack, room, asked))
        assert [type(one) for one in heard.asked] == [ShowHelp]


async def test_what_is_read_again_after_a_gap_is_not_remarked_on_again(slack: LocalSlack) -> None:
    room, asked, _ = scene(slack, private=False)
    async with listening(slack) as heard:
        once = await sent(slack, room, "", thread=asked, files=[file("a.pdf", "pdf")])
        await until(lambda: told(slack, room, asked))
    slack.clock.push(3600)
    async with listening(slack, ledger=heard.ledger) as again:
        await slack.again(once)
        await until(lambda: again.asked)
    assert len(told(slack, room, asked)) == 1
    assert not told(slack, slack.world.direct(slack.ann), asked)
