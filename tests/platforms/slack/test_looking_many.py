"""What was not heard in many workspaces is read in each by itself, within Slack's rates."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.core.chat import Channel, Community, Place, Thread
from bot.platforms.slack.hearing.bolt import Ack
from bot.platforms.slack.hearing.gaps import Gaps
from bot.platforms.slack.hearing.looking import Looking
from bot.platforms.slack.line import Line, within
from bot.platforms.slack.rates import Rates
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.wire.discord.faults import broken
from tests.wire.slack.people import People, until
from tests.wire.slack.server import LocalSlack


@dataclass
class Readers:
    """Processes that read two workspaces again: a busy one, and a quiet one."""

    slack: LocalSlack
    quiet: People
    ledger: MemoryLedger
    heard: list[tuple[str, str]] = field(default_factory=list)
    """The workspace and the text of what was heard, in order."""
    taken: bool = True
    poison: str = "-"
    missed: str = ""
    """The workspace of which something was acknowledged unrecorded."""

    def __post_init__(self) -> None:
        self.tokens = {self.slack.world.team: self.slack.bot_token}
        self.slack.oauth.grant(self.quiet.world, token="xoxb-quiet")
        self.tokens[self.quiet.world.team] = "xoxb-quiet"
        self.questions: dict[str, list[Place]] = {team: [] for team in self.tokens}

    def answered(self, people: People, many: int) -> None:
        """So many questions of a workspace stand open, an answer under each."""
        world = people.world
        for one in range(many):
            asked = world.put(people.general, world.bot, "a question")
            world.put(people.general, people.ann, f"answer {one}", thread_ts=asked.ts)
            channel = Channel(Community("slack", world.team), people.general.id)
            self.questions[world.team].append(Thread(channel, asked.ts))

    async def hear(self, body: Mapping[str, Any], team: str, before: int = 0) -> Ack:
        if body["event"]["text"].startswith("answer"):
            self.heard.append((team, body["event"]["text"]))
        return Ack(taken=self.taken and not body["event"]["text"].endswith(self.poison))

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """One process that reads, until the block ends; who waits pushes the clock."""

        async def sleep(seconds: float) -> None:
            self.slack.clock.push(seconds)
            await asyncio.sleep(0)

        async def token(team: str) -> str:
            return self.tokens[team]

        async def me(team: str) -> str:
            return self.slack.api.worlds[team].bot.id

        async def teams() -> Sequence[str]:
            return list(self.tokens)

        async def places(team: str, most: int) -> Sequence[Place]:
            return self.questions[team][:most]

        now = self.slack.clock.now
        rates = Rates(now=now, sleep=sleep)
        line = Line(token, self.slack.base_url, within(2.0), rates, now=now, sleep=sleep)
        gaps = Gaps(self.ledger, teams, now)
        if self.missed:
            gaps.missed(self.missed, now() - 60)
        looking = Looking(line, self.ledger, places, me, gaps, every=0.02)
        keeping = asyncio.create_task(looking.keep_up(lambda: True, self.hear))
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait({keeping})
            await line.close()

    def of(self, people: People) -> int:
        """How much was heard of a workspace."""
        return sum(team == people.world.team for team, _ in self.heard)


def after_a_gap(slack: LocalSlack, quiet: People) -> Readers:
    ledger = MemoryLedger(slack.clock.now)
    ledger.rows["slack:heard"] = f"{slack.clock.now():.3f}"
    slack.clock.push(3600)
    found = Readers(slack, quiet, ledger)
    for one in (slack, quiet):
        one.world.clock = slack.clock
    return found


async def test_a_workspace_with_many_questions_keeps_no_other_waiting(slack: LocalSlack) -> None:
    readers = after_a_gap(slack, quiet := slack.workspace("Quiet"))
    readers.answered(slack, 70)
    readers.answered(quiet, 2)
    async with readers.at_work():
        await until(lambda: readers.of(slack) == 70)
        await until(lambda: readers.ledger.rows["slack:unheard"] == "[]")
    assert readers.of(quiet) == 2
    last = max(at for at, (team, _) in enumerate(readers.heard) if team == quiet.world.team)
    assert last < 10
    sent = slack.sent("conversations.replies")
    assert len(sent) == 72
    assert {one.error for one in sent} == {None}


async def test_what_fails_in_one_is_read_later_there_and_not_twice_elsewhere(
    slack: LocalSlack,
) -> None:
    readers = after_a_gap(slack, quiet := slack.workspace("Quiet"))
    readers.answered(slack, 3)
    readers.answered(quiet, 2)
    readers.taken = False  # the store is away again
    async with readers.at_work():
        await until(lambda: len(readers.heard) >= 2)
    readers.taken = True
    readers.heard.clear()
    slack.faults.on("conversations.replies", broken(), times=8)
    async with readers.at_work():
        await until(lambda: readers.ledger.rows["slack:unheard"] == "[]")
    assert (readers.of(slack), readers.of(quiet)) == (3, 2)


async def test_of_several_processes_one_reads(slack: LocalSlack) -> None:
    readers = after_a_gap(slack, slack.workspace("Quiet"))
    readers.answered(slack, 5)
    other = Readers.__new__(Readers)
    other.__dict__ |= readers.__dict__
    other.ledger = MemoryLedger(slack.clock.now, "two")
    other.ledger.rows, other.ledger.leases = readers.ledger.rows, readers.ledger.leases
    async with readers.at_work(), other.at_work():
        await until(lambda: readers.ledger.rows.get("slack:unheard") == "[]")
    assert len(readers.heard) == 5


async def test_one_message_that_cannot_be_heard_keeps_no_other_from_it(slack: LocalSlack) -> None:
    readers = after_a_gap(slack, slack.workspace("Quiet"))
    readers.answered(slack, 4)
    readers.poison = "answer 1"
    async with readers.at_work():
        await until(lambda: readers.ledger.rows["slack:unheard"] == "[]")
    assert {text for _, text in readers.heard} == {f"answer {one}" for one in range(4)}


async def test_what_was_missed_in_one_workspace_is_read_again_there_alone(
    slack: LocalSlack,
) -> None:
    readers = after_a_gap(slack, quiet := slack.workspace("Quiet"))
    readers.ledger.rows["slack:heard"] = f"{slack.clock.now():.3f}"
    readers.answered(slack, 1)
    readers.answered(quiet, 1)
    readers.missed = quiet.world.team
    async with readers.at_work():
        await until(lambda: readers.heard and readers.ledger.rows["slack:unheard"] == "[]")
    assert [team for team, _ in readers.heard] == [quiet.world.team]
