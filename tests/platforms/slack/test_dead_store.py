"""Where nothing can be written for an hour, Slack goes on delivering, and nothing is lost.

Slack delivers no more to who answers under 5 % of its deliveries within an hour (S6), and brings an
event four times (S5).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import pytest

from bot.core.chat import Channel, Community, Direct, Member, Place, Thread
from bot.core.errors import StoreTrouble
from bot.core.requests import Say as Words
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.platforms.slack.listening import WAYS, Heard, Way, listening
from tests.wire.discord.faults import hanging
from tests.wire.slack.clients import actions, button
from tests.wire.slack.delivery import Asked
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.world import Message

ROW = "slack:heard"


@dataclass
class DyingLedger(MemoryLedger):
    """A ledger whose database may be away."""

    dead: bool = False

    async def get(self, key: str) -> str | None:
        self._check()
        return await super().get(key)

    async def put(self, key: str, value: str, *, until: datetime | None = None) -> None:
        self._check()
        await super().put(key, value, until=until)

    async def lease(self, name: str, seconds: float) -> bool:
        self._check()
        return await super().lease(name, seconds)

    def _check(self) -> None:
        if self.dead:
            raise StoreTrouble


def dying(slack: LocalSlack, heard: Heard) -> DyingLedger:
    """The database of these ears goes away as a whole."""
    ledger = heard.ledger
    assert isinstance(ledger, DyingLedger)

    async def check() -> None:
        ledger._check()

    heard.before, ledger.dead = check, True
    return ledger


def notices(slack: LocalSlack) -> list[Message]:
    every = chain.from_iterable(one.messages.values() for one in slack.world.channels.values())
    return [one for one in every if one.only_to is not None and "written down" in one.text]


def places(slack: LocalSlack) -> tuple[Message, Sequence[Place]]:
    """A private question that stands open."""
    asked = slack.world.put(slack.world.direct(slack.ann), slack.world.bot, "a question")
    member = Member(Community("slack", slack.world.team), slack.ann.id)
    return asked, (Direct(member, asked.ts),)


@pytest.mark.parametrize("way", WAYS)
async def test_words_are_refused_but_for_the_last_time_and_heard_after_an_hour_and_a_restart(
    slack: LocalSlack, way: Way
) -> None:
    slack.rules.retries = (0.0, 0.01, 0.01)
    slack.rules.acknowledge = 0.6 if way == "socket" else 3.0  # a socket tells of no refusal
    ledger = DyingLedger(slack.clock.now)
    root, where = places(slack)
    async with listening(slack, way, ledger=ledger, patience=0.02) as heard:
        await until(lambda: ROW in ledger.rows)
        dying(slack, heard)
        said = await slack.say(root.channel, "my answer", thread=root)
        assert said.took is not None
        assert said.deliveries == 4
        assert said.statuses == ([503, 503, 503, 200] if way == "http" else [])
        await until(lambda: notices(slack))
        (notice,) = notices(slack)
        assert (notice.only_to, notice.thread_ts) == (slack.ann, root.ts)
        assert heard.requests == {}
    slack.clock.push(3600)
    ledger.dead = False
    async with listening(slack, way, ledger=ledger, places=where) as heard:
        await until(lambda: heard.requests)
        assert isinstance(heard.only, Words)
        assert (heard.only.text, heard.only.place) == ("my answer", where[0])
    assert len(notices(slack)) == 1


async def test_of_an_hour_of_refusals_slack_counts_far_more_than_five_percent_as_taken(
    slack: LocalSlack,
) -> None:
    slack.rules.retries = (0.0, 0.01, 0.01)
    done: list[Asked] = []
    async with listening(
        slack, "http", ledger=DyingLedger(slack.clock.now), patience=0.01
    ) as heard:
        dying(slack, heard)
        for one in range(12):
            done.append(await slack.say(slack.world.direct(slack.bea), f"{one}", slack.bea))
            done += await slack.mention("quiz tag:RAG")
    codes = [one for asked in done for one in asked.statuses]
    assert codes.count(200) / len(codes) >= 0.25


@pytest.mark.parametrize("way", WAYS)
async def test_what_a_person_presses_or_types_is_answered_and_never_a_failure(
    slack: LocalSlack, way: Way
) -> None:
    async with listening(slack, way, ledger=DyingLedger(slack.clock.now)) as heard:
        dying(slack, heard)
        command = await slack.slash("quiz")
        hint = button("Hint", "hint:p1")
        root = slack.world.put(slack.general, slack.world.bot, "q", blocks=[actions(hint)])
        pressed = await slack.press(root, "hint:p1")
        assert "again" in command.ack["text"]
        await until(lambda: any(one.only_to for one in slack.messages(slack.general)[2:]))
    assert [one.statuses for one in (command, pressed)] == [[200] if way == "http" else []] * 2


async def test_once_the_store_is_back_what_was_taken_unrecorded_is_read_again(
    slack: LocalSlack,
) -> None:
    """Even after a short time: another process may have heard all the while."""
    ledger = DyingLedger(slack.clock.now)
    question = slack.world.put(slack.general, slack.world.bot, "a question")
    team = Community("slack", slack.world.team)
    where = (Thread(Channel(team, slack.general.id), question.ts),)
    async with listening(slack, "http", ledger=ledger, places=where) as heard:
        heard.ears.looking.gaps.missed(  # type: ignore[union-attr]
            slack.world.team, slack.clock.now()
        )
        slack.world.put(slack.general, slack.ann, "an answer", thread_ts=question.ts)
        await until(lambda: heard.requests)
        assert isinstance(heard.only, Words)
        assert heard.only.place == where[0]
        await until(lambda: ledger.rows["slack:unheard"] == "[]")


async def test_what_slack_held_back_because_there_was_too_much_is_looked_for(
    slack: LocalSlack,
) -> None:
    root, where = places(slack)
    async with listening(slack, places=where) as heard:
        minute = int(slack.clock.now()) - 30
        held = {
            "type": "app_rate_limited",
            "team_id": slack.world.team,
            "minute_rate_limited": minute,
        }
        slack.world.put(root.channel, slack.ann, "an answer", thread_ts=root.ts)
        await slack.delivery.bring(Asked("events_api", held, slack.ann))
        await until(lambda: heard.requests)
        assert isinstance(heard.only, Words)


@pytest.mark.parametrize("way", WAYS)
async def test_however_long_an_answer_takes_what_was_asked_is_acknowledged_at_once(
    slack: LocalSlack, way: Way
) -> None:
    slack.faults.on("users.info", hanging(), times=9)
    async with listening(slack, way) as heard:

        async def long() -> None:
            await asyncio.sleep(5)

        heard.asking = long
        asked = [
            await slack.slash("help"),
            await slack.open_home(slack.bea),
            await slack.open_home(slack.bea, tab="messages"),
            await slack.say(slack.world.direct(slack.ann), "help"),
        ]
    assert [one.deliveries for one in asked] == [1] * 4
    assert max(one.took or 9.0 for one in asked) < 2.5
