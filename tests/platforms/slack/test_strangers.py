"""Somebody of another organisation takes part in a shared channel, and is told what they cannot."""

import contextlib
import sqlite3
from pathlib import Path

from tests.flows.conversation import bank
from tests.platforms.slack.at_work import at_work
from tests.platforms.slack.many import open_to_all
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


async def test_an_answer_to_one_coach_is_no_row_of_the_other_in_the_same_channel(
    slack: LocalSlack, tmp_path: Path
) -> None:
    slack.pace.on = False
    there = slack.workspace("Other")
    del there.world.users[there.world.bot.id]
    there.world.bot.id = "U0OTHERBOT"
    there.world.users[there.world.bot.id] = there.world.bot
    async with open_to_all(slack, tmp_path, bank=bank(tmp_path)) as many:
        for one in (slack, there):
            assert (await many.install(one, one.olga)).status == 200
        await slack.slash("quiz", "tag:Decoding where:channel")
        await until(lambda: [one for one in slack.messages(slack.general) if not one.only_to])
        question = slack.messages(slack.general)[-1]
        named = (there.world.team, there.world.bot.id)
        mention = f"<@{slack.world.bot.id}> memory bandwidth"
        await shared(slack, mention, slack.ann, thread=question, authorized=named)
        ours = slack.world.bot
        await until(
            lambda: [
                one
                for one in slack.messages(slack.general)
                if one.thread_ts == question.ts and one.author is ours
            ]
        )
    with contextlib.closing(sqlite3.connect(tmp_path / "coach.db")) as database:
        rows = database.execute("select distinct community, member from attempts").fetchall()
    assert rows == [(f"slack:{slack.world.team}", slack.ann.id)]
