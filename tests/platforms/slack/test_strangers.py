"""Somebody of another organisation takes part in a shared channel, and is told what they cannot."""

from pathlib import Path

from tests.flows.conversation import bank
from tests.platforms.slack.at_work import at_work
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.sharing import shared, stranger
from tests.wire.slack.world import Message

THEIRS = "T0OTHER01"


async def test_a_stranger_asks_in_the_channel_and_answers_there(
    slack: LocalSlack, tmp_path: Path
) -> None:
    zed = stranger(slack, "Zed", THEIRS)
    bot = slack.world.bot

    async def ask(text: str, thread: Message | None = None) -> None:
        await shared(
            slack, f"<@{bot.id}> {text}", zed, kind="app_mention", thread=thread, source=THEIRS
        )

    def said() -> list[Message]:
        return [one for one in slack.messages(slack.general) if one.author is bot]

    async with at_work(slack, tmp_path, bank=bank(tmp_path)):
        await ask("quiz tag:Decoding")
        await until(said)
        assert said()[0].only_to is zed
        assert "where:channel" in said()[0].text
        await ask("quiz tag:Decoding where:channel")
        await until(lambda: len(said()) == 2)
        question = said()[1]
        assert question.only_to is None
        await ask("memory bandwidth is the limit", question)
        await until(lambda: any(one.thread_ts == question.ts for one in said()))
    assert slack.violations == []
