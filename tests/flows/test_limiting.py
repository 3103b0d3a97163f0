"""What a member is told at a limit, and that a stop reaches the work wherever it runs."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import words
from bot.core.chat import Channel, Community, Member
from bot.core.errors import NotAllowed, NotNow, Stopped
from bot.core.limits import Limits
from bot.core.preferences import Preferences
from bot.flows.limiting import Limiting
from bot.flows.voice import Voice
from bot.store.blocked import StoredBlocked
from bot.store.choices import StoredChoices
from bot.store.database import Database
from bot.store.spending import StoredSpending
from bot.store.under_way import StoredUnderWay
from bot.store.upgrade import upgrade

HERE = Community("web", "x")
YOU, OTHER = Member(HERE, "you"), Member(HERE, "other")
GENERAL = Channel(HERE, "general")


@dataclass
class Hand:
    """A clock that is moved by hand."""

    now: datetime = field(default=datetime(2025, 8, 1, 11, 31, 20, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def limiting(tmp_path: Path) -> AsyncIterator[Limiting]:
    database = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    await upgrade(database)
    choices = StoredChoices(database)
    yield Limiting(
        limits=Limits(grades_an_hour_member=2, grades_an_hour_channel=3, tokens_a_day_member=100),
        spending=StoredSpending(database),
        under_way=StoredUnderWay(database),
        blocked=StoredBlocked(database),
        voice=Voice({}, choices, words.say, Preferences(language="en", zone="Europe/Berlin")),
        clock=Hand(),
        every=0.01,
    )
    await database.close()


async def told(limiting: Limiting, member: Member = YOU, job: str = "next") -> str:
    """The sentence that stands in the way of a job in the channel; "" where none does."""
    try:
        await limiting.admit(member, GENERAL, job)
    except NotNow as error:
        return words.say("en", error.key, **error.facts)
    return ""


async def test_over_a_limit_a_sentence_says_when_it_is_open_again_in_the_members_zone(
    limiting: Limiting,
) -> None:
    await limiting.spent(YOU, GENERAL, "one", 10)
    assert await told(limiting) == ""
    await limiting.spent(YOU, GENERAL, "two", 10)
    assert "graded at 14:32 (Europe/Berlin)" in await told(limiting)
    await limiting.voice.choices.choose(YOU, Preferences(zone="Asia/Shanghai"))
    sentence = await told(limiting)
    assert "graded at 20:32 (Asia/Shanghai)" in sentence
    assert "checklist" in sentence
    assert isinstance(limiting.clock, Hand)
    limiting.clock.now = datetime(2025, 8, 1, 12, 32, tzinfo=UTC)
    assert await told(limiting) == ""


async def test_tokens_of_a_day_open_again_on_the_next_which_is_named(limiting: Limiting) -> None:
    await limiting.spent(YOU, GENERAL, "one", 100)
    assert "graded at 2025-08-02 13:32 (Europe/Berlin)" in await told(limiting)


async def test_a_channel_has_its_own_limit_that_private_work_does_not_touch(
    limiting: Limiting,
) -> None:
    for number in range(3):
        await limiting.spent(Member(HERE, f"m{number}"), GENERAL, f"job{number}", 1)
    assert "This channel" in await told(limiting)
    await limiting.admit(YOU, None, "next")


async def test_a_job_that_is_tried_again_is_not_in_its_own_way(limiting: Limiting) -> None:
    await limiting.spent(YOU, GENERAL, "one", 10)
    await limiting.spent(YOU, GENERAL, "two", 10)
    assert await told(limiting, job="two") == ""
    assert await told(limiting, job="three") != ""


async def test_the_limits_of_one_member_leave_another_alone(limiting: Limiting) -> None:
    await limiting.spent(YOU, None, "one", 100)
    assert await told(limiting, YOU) != ""
    assert await told(limiting, OTHER) == ""


async def test_who_is_kept_out_is_told_no_reason(limiting: Limiting) -> None:
    await limiting.blocked.add(YOU, "rude", limiting.clock())
    with pytest.raises(NotAllowed) as caught:
        await limiting.admit(YOU, GENERAL, "next")
    assert caught.value.key == "error.blocked"
    assert caught.value.facts == {}


async def test_a_member_has_one_turn_at_a_time(limiting: Limiting) -> None:
    async with limiting.turn(YOU, "one"):
        with pytest.raises(NotNow, match=r"error\.one_at_a_time"):
            async with limiting.turn(YOU, "two"):
                pytest.fail("two at a time")
        async with limiting.turn(OTHER, "three"):
            pass
    async with limiting.turn(YOU, "two"):
        pass


async def test_a_turn_that_fails_is_over_too(limiting: Limiting) -> None:
    with pytest.raises(ZeroDivisionError):
        async with limiting.turn(YOU, "one"):
            raise ZeroDivisionError
    async with limiting.turn(YOU, "two"):
        pass


@dataclass
class Work:
    """Updates of a job, which notes when it was closed."""

    closed: bool = False

    async def updates(self, count: int, *, then_wait: bool = False) -> AsyncGenerator[int, None]:
        try:
            for number in range(count):
                yield number
            if then_wait:
                await asyncio.Event().wait()
        finally:
            self.closed = True


async def test_work_that_nobody_stops_comes_whole(limiting: Limiting) -> None:
    work = Work()
    async with limiting.turn(YOU, "one"):
        came = [one async for one in limiting.stoppable(YOU, "one", work.updates(20))]
    assert came == list(range(20))
    assert work.closed


async def followed(updates: AsyncGenerator[int, None], stop: StoredUnderWay | None) -> list[int]:
    """What came until the end, which `stop` is asked for at the third piece, and what ended it."""
    came: list[int] = []
    try:
        async with aclosing(updates):
            async for one in updates:
                came.append(one)
                if one == 2 and stop is not None:
                    assert await stop.stop(YOU)
    except Stopped:
        came.append(-1)
    except NotAllowed:
        came.append(-2)
    return came


async def test_a_stop_from_another_process_ends_work_that_waits_for_its_model(
    limiting: Limiting, tmp_path: Path
) -> None:
    elsewhere = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    work = Work()
    async with limiting.turn(YOU, "one"):
        updates = limiting.stoppable(YOU, "one", work.updates(3, then_wait=True))
        assert await followed(updates, StoredUnderWay(elsewhere)) == [0, 1, 2, -1]
    assert work.closed
    await elsewhere.close()


async def test_trouble_of_the_work_is_the_works_own(limiting: Limiting) -> None:
    async def updates() -> AsyncGenerator[int, None]:
        yield 1
        raise NotAllowed

    assert await followed(limiting.stoppable(YOU, "one", updates()), None) == [1, -2]


async def test_work_that_its_reader_leaves_is_closed(limiting: Limiting) -> None:
    work = Work()
    async with aclosing(limiting.stoppable(YOU, "one", work.updates(9))) as updates:
        assert await anext(updates) == 0
    assert work.closed


async def test_the_moment_that_is_said_is_never_too_early(limiting: Limiting) -> None:
    assert isinstance(limiting.clock, Hand)
    for seconds in (0, 1, 59):
        limiting.clock.now = datetime(2025, 8, 1, 8, 0, seconds, 5 * seconds, tzinfo=UTC)
        once = replace(limiting, limits=Limits(grades_an_hour_member=1))
        await once.spent(YOU, None, f"job{seconds}", 1)
        expected = "11:00" if not seconds else "11:01"
        assert f"at {expected} " in await told(once)
        limiting.clock.now += timedelta(hours=2)
