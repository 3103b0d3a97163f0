"""What was chosen for daily questions comes back as it was, and what is due is found in order."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.chat import Channel, Community, Direct, Group, Member
from bot.core.daily import Daily, daily_of
from bot.core.keeping_daily import DailyPosting
from bot.core.rotation import Policy, Turn
from bot.core.schedule import Schedule
from bot.store.dailies import StoredDailies
from bot.store.database import Database

HERE, THERE = Community("discord", "1"), Community("slack", "T1")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MEMBER = Member(HERE, "m")


def daily(channel: str, community: Community = HERE) -> Daily:
    home = Channel(community, channel)
    return Daily(home, Schedule(daily_of(home), time(9), "Asia/Shanghai"), Member(community, "m"))


@pytest.fixture
def dailies(database: Database) -> StoredDailies:
    return StoredDailies(database)


async def test_every_choice_comes_back_as_it_was(dailies: StoredDailies) -> None:
    home = Direct(MEMBER)
    when = Schedule(
        daily_of(home),
        time(23, 59),
        "America/St_Johns",
        frozenset({1, 7}),
        frozenset({date(2026, 12, 25), date(2026, 12, 26)}),
        time(0, 5),
        timedelta(hours=5),
    )
    made = Daily(
        home,
        when,
        MEMBER,
        (("tag", "KV 缓存"),),
        Policy.MISSED,
        3,
        running=False,
        tells=Group("7", "A B"),
    )
    assert await dailies.get(HERE, made.id) is None
    await dailies.keep(made, None)
    assert await dailies.get(HERE, made.id) == made
    assert await dailies.get(THERE, made.id) is None
    await dailies.keep(daily("c"), NOON)
    assert [one.home for one in await dailies.of(HERE)] == [Channel(HERE, "c"), home]


async def test_what_is_due_is_found_in_order_and_on_these_platforms_alone(
    dailies: StoredDailies,
) -> None:
    for number, at in ((1, 3), (2, 1), (3, 2), (4, -1)):
        await dailies.keep(daily(f"c{number}"), NOON - timedelta(minutes=at))
    await dailies.keep(daily("s", THERE), NOON - timedelta(minutes=9))
    await dailies.keep(daily("never"), None)
    found = await dailies.due(["discord"], NOON, most=2)
    assert [one.home.id for one, _ in found if isinstance(one.home, Channel)] == ["c1", "c3"]
    (one, was), _ = found
    await dailies.advance(one, was - timedelta(1), None)  # somebody else has changed it
    assert (await dailies.due(["discord"], NOON, most=1))[0][0] == one
    await dailies.advance(one, was, NOON + timedelta(days=1))
    assert len(await dailies.due(["discord", "slack"], NOON, most=9)) == 3


async def test_a_turn_has_what_was_asked_in_it_the_latest_first(dailies: StoredDailies) -> None:
    assert await dailies.turn(HERE, "d") == Turn()
    for number, (head, turn) in enumerate([("a", 1), ("b", 1), ("c", 2), ("d", 2)]):
        at = NOON + timedelta(minutes=number)
        await dailies.asked(DailyPosting(HERE, f"p{number}", "d", head, turn, at))
    await dailies.asked(DailyPosting(HERE, "other", "other", "z", 9, NOON))
    await dailies.asked(DailyPosting(HERE, "p3", "d", "again", 7, NOON))  # known already
    assert await dailies.turn(HERE, "d") == Turn(2, ("d", "c"))


async def test_an_answer_is_due_to_be_shown_until_it_was(dailies: StoredDailies) -> None:
    one = DailyPosting(HERE, "p", "d", "q", 1, NOON, date(2026, 11, 24), NOON)
    await dailies.asked(one)
    await dailies.asked(DailyPosting(HERE, "never", "d", "q", 1, NOON))
    assert await dailies.to_reveal(["discord"], NOON - timedelta(seconds=1), most=9) == []
    assert await dailies.to_reveal(["slack"], NOON, most=9) == []
    assert await dailies.to_reveal(["discord"], NOON, most=9) == [one]
    assert await dailies.posting(HERE, "p") == one
    await dailies.revealed(HERE, "p", NOON)
    assert await dailies.to_reveal(["discord"], NOON, most=9) == []
