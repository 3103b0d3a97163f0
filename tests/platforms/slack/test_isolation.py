"""Two workspaces whose channels and people have equal ids never see anything of each other."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest_asyncio

from bot.core.completion import Message as Prompt
from bot.core.completion import ModelFacts
from bot.llm.scripted import ScriptedModel
from tests.flows.conversation import bank
from tests.judges import Judge
from tests.platforms.slack.many import Many, direct, open_to_all
from tests.wire.slack.people import People, until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Message


@dataclass
class Two:
    """Two workspaces in which the coach is installed, alike to the last id."""

    many: Many
    here: People
    there: People

    def said(self, people: People) -> list[Message]:
        """All that the coach has said in a workspace."""
        rooms = people.world.channels.values()
        bot = people.world.bot
        every = [one for room in rooms for one in room.messages.values() if one.author is bot]
        return sorted(every, key=lambda one: one.ts)

    def calls(self, people: People) -> int:
        """How often Slack was called with the token of a workspace."""
        tokens = self.many.slack.oauth.tokens
        sent = [one for one in self.many.slack.api.requests if one.token in tokens]
        return sum(tokens[one.token].world is people.world for one in sent)

    async def quiz(self, people: People) -> Message:
        """Ask for a question in the channel, as Ann: its message."""
        before = len(self.said(people))
        await people.slash("quiz", "tag:Decoding where:channel")
        await until(lambda: len(self.said(people)) > before)
        return self.said(people)[before]


@pytest_asyncio.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    asked = bank(tmp_path)
    model = ScriptedModel(
        lambda messages: judge(messages).reply(messages),
        weigh=lambda messages: judge(messages).weigh(messages),
        facts=ModelFacts("scripted", proven=True),
    )
    async with LocalSlack() as slack, open_to_all(slack, tmp_path, model, bank=asked) as many:
        slack.pace.on = False
        there = slack.workspace("Other")
        for one in (slack, there):
            assert (await many.install(one, one.olga)).status == 200
        await until(lambda: direct(slack, slack.olga) and direct(there, there.olga))
        yield Two(many, slack, there)
        assert slack.violations == []


HERE, THERE = "Alpha says memory bandwidth is it", "Beta says memory bandwidth is it"


def judge(messages: Sequence[Prompt]) -> Judge:
    """One that quotes the answer that it reads."""
    words = "\n".join(one.text for one in messages)
    read = [one for one in (HERE, THERE) if one in words]
    assert len(read) < 2, "the answers of two workspaces stand in one prompt"
    return Judge({"c1": ("covered", read[0])} if read else {})


def all_text(messages: list[Message]) -> str:
    return "\n".join(f"{one.text} {one.blocks}" for one in messages)


async def test_what_is_done_in_one_workspace_is_seen_in_that_one_alone(two: Two) -> None:
    here, there = two.here, two.there
    assert (here.general.id, here.ann.id) == (there.general.id, there.ann.id)
    assert here.world.team != there.world.team
    quiet, called = len(two.said(there)), two.calls(there)
    card = await two.quiz(here)
    await here.say(here.general, "keys and values are cached", thread=card)
    await until(lambda: len(two.said(here)) > 2)
    await here.press(card, "Hint")
    assert len(two.said(there)) == quiet
    assert two.calls(there) == called
    assert two.calls(here) > called


async def test_the_same_question_answered_in_both_at_once_is_two_private_journeys(
    two: Two,
) -> None:
    async def journey(people: People, answer: str) -> str:
        await people.slash("quiz", "tag:Decoding")
        room = people.world.direct(people.ann)
        await until(lambda: direct(people, people.ann))
        (card,) = direct(people, people.ann)
        await people.say(room, answer, thread=card)
        await until(lambda: "Try again" in all_text(direct(people, people.ann)[1:]))
        await people.open_home()
        await until(lambda: people.ann.id in people.world.homes)
        home = people.world.homes[people.ann.id]
        return all_text(two.said(people)) + str(home.body)

    here, there = await asyncio.gather(journey(two.here, HERE), journey(two.there, THERE))
    assert ("Alpha" in here, "Beta" in here) == (True, False)
    assert ("Alpha" in there, "Beta" in there) == (False, True)


async def test_settings_and_roles_of_one_workspace_hold_in_that_one_alone(two: Two) -> None:
    here, there = two.here, two.there
    await here.slash("settings", "language:zh")
    await until(lambda: any("中文" in all_text(two.said(here)) for _ in "."))
    await there.slash("settings", "")
    await here.slash("coach", "roles add:ann", user=here.olga)
    await here.slash("coach", "setup time:07:30", user=here.olga)
    before = len(there.world.views)
    await there.slash("coach", "setup", user=there.ann)
    await there.slash("coach", "setup", user=there.olga)
    await until(lambda: "English" in all_text(two.said(there)))
    assert "07:30" not in all_text(two.said(there))
    assert len(there.world.views) == before


async def test_a_button_of_one_workspace_does_nothing_in_the_other(two: Two) -> None:
    card = await two.quiz(two.here)
    quiet = len(two.said(two.here))
    copied = two.there.world.put(two.there.general, two.there.world.bot, "x", blocks=card.blocks)
    before = len(two.said(two.there))
    for name in ("Hint", "Show answer"):
        await two.there.press(copied, name)
    await until(lambda: len(two.said(two.there)) > before)
    told = all_text(two.said(two.there)[before:])
    assert card.text.splitlines()[0] not in told
    assert len(two.said(two.here)) == quiet


async def test_a_workspace_that_left_takes_its_tokens_with_it_and_no_others(
    two: Two, tmp_path: Path
) -> None:
    def kept() -> str:
        with contextlib.closing(sqlite3.connect(tmp_path / "coach.db")) as database:
            return str(database.execute("select * from ledger").fetchall())

    tokens = {one.world.team: name for name, one in two.many.slack.oauth.tokens.items()}
    here, there = (tokens[one.world.team] for one in (two.here, two.there))
    assert here in kept()
    assert there in kept()
    await two.many.slack.uninstall(two.there)
    assert there not in kept()
    assert here in kept()
    await two.quiz(two.here)
