"""How the coach is set up, and who manages it, as it is kept."""

from datetime import time

from bot.core.chat import Channel, Community, Member, Role
from bot.core.setup import Setup
from bot.store.choices import StoredChoices
from bot.store.database import Database
from bot.store.setups import StoredSetups

ONE, TWO = Community("discord", "1"), Community("discord", "2")


async def test_a_setup_is_read_as_it_was_kept_and_of_its_community_alone(
    database: Database,
) -> None:
    setups = StoredSetups(database)
    first = Setup(ONE, Channel(ONE, "c"), time(21, 5), "Asia/Shanghai", "zh")
    was = Setup(ONE)
    for now in (first, Setup(ONE), first):
        assert await setups.change(was, now)
        assert await setups.of(ONE) == now
        was = now
    assert await setups.of(TWO) == Setup(TWO)


async def test_of_two_changes_to_the_same_setup_the_second_is_told(database: Database) -> None:
    setups = StoredSetups(database)
    first = Setup(ONE, zone="Asia/Shanghai")
    assert await setups.change(Setup(ONE), first)
    assert not await setups.change(Setup(ONE), Setup(ONE, language="zh"))
    assert await setups.of(ONE) == first


async def test_a_role_is_given_once_and_taken_in_its_community_alone(database: Database) -> None:
    choices = StoredChoices(database)
    for community in (ONE, ONE, TWO):
        await choices.give(Member(community, "m"), Role.ORGANISER)
    assert await choices.holders(ONE, [Role.ORGANISER]) == [Member(ONE, "m")]
    await choices.take(Member(ONE, "m"), Role.MAINTAINER)
    await choices.take(Member(ONE, "m"), Role.ORGANISER)
    assert await choices.roles(Member(ONE, "m")) == frozenset()
    assert await choices.roles(Member(TWO, "m")) == {Role.ORGANISER}
