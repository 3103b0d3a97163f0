"""What was said while nobody listened is looked for, once Slack has given up bringing it."""

from bot.core.chat import Channel, Community, Direct, Member, Place, Thread
from bot.core.requests import Say as Words
from bot.core.requests import StartQuiz
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.platforms.slack.listening import Heard, listening
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Message

ROW = "slack:heard"


def texts(heard: Heard) -> list[str]:
    return [one.text for one in heard.requests.values() if isinstance(one, Words)]


async def left_for(slack: LocalSlack, seconds: float) -> tuple[MemoryLedger, Message, Message]:
    """Ears that heard and left so long ago: with a private and a public question."""
    ledger = MemoryLedger(slack.clock.now)
    private = slack.world.put(slack.world.direct(slack.ann), slack.world.bot, "a question")
    public = slack.world.put(slack.general, slack.world.bot, "a question for all")
    async with listening(slack, ledger=ledger):
        await until(lambda: ROW in ledger.rows)
    slack.clock.push(seconds)
    return ledger, private, public


def places(slack: LocalSlack, private: Message, public: Message) -> list[Place]:
    team = Community("slack", slack.world.team)
    there = Thread(Channel(team, slack.general.id), public.ts)
    return [Direct(Member(team, slack.ann.id), private.ts), there]


async def test_answers_and_commands_are_found_once(slack: LocalSlack) -> None:
    ledger, private, public = await left_for(slack, 3600)
    direct = slack.world.direct(slack.ann)
    slack.world.put(direct, slack.ann, "in private", thread_ts=private.ts)
    slack.world.put(direct, slack.ann, "quiz tag:RAG")
    slack.world.put(slack.general, slack.bea, "in public", thread_ts=public.ts)
    slack.world.put(slack.general, slack.bea, "to nobody")
    slack.world.put(direct, slack.world.bot, "our own", thread_ts=private.ts)
    where = places(slack, private, public)
    async with listening(slack, ledger=ledger, places=where) as heard:
        await until(lambda: len(heard.requests) == 3)
        found = {type(one): one.place for one in heard.requests.values()}
        assert set(texts(heard)) == {"in private", "in public"}
        assert found[StartQuiz] == Direct(
            Member(Community("slack", slack.world.team), slack.ann.id)
        )
        assert set(where) == {one.place for one in heard.requests.values()} - {found[StartQuiz]}
        assert set(heard.keys) == {
            f"slack:message:{slack.world.team}:{one.channel.id}:{one.ts}"
            for one in (*direct.messages.values(), *slack.general.messages.values())
            if not one.author.bot and one.text != "to nobody"
        }
        noted = ledger.rows[ROW]
        await until(lambda: ledger.rows[ROW] != noted or float(noted) > slack.clock.now() - 60)


async def test_after_a_short_absence_slack_brings_it_by_itself(slack: LocalSlack) -> None:
    ledger, private, public = await left_for(slack, 120)
    before = ledger.rows[ROW]
    async with listening(slack, ledger=ledger, places=places(slack, private, public)):
        await until(lambda: ledger.rows[ROW] != before)
    assert slack.sent("conversations.replies", "conversations.history") == []


async def test_what_may_not_be_read_in_channels_hinders_nothing_else(slack: LocalSlack) -> None:
    ledger, private, public = await left_for(slack, 3600)
    slack.world.put(slack.world.direct(slack.ann), slack.ann, "in private", thread_ts=private.ts)
    where = places(slack, private, public)[::-1]
    lost = [Thread(Channel(where[0].community, "C404"), "1.5"), *where]
    async with listening(slack, ledger=ledger, places=lost) as heard:
        await until(lambda: texts(heard) == ["in private"])
