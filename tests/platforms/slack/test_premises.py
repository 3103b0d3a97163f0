"""What Slack tells of a workspace: its channels, who manages, and whom a name means."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.core.chat import Channel, Community, Direct, Group, Member, MessageRef, Thread
from bot.platforms.slack import premises
from bot.platforms.slack.line import Line
from bot.platforms.slack.people import People
from bot.platforms.slack.premises import SlackPremises
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.wire.slack.server import LocalSlack


class Known:
    """A workspace, and what we know of it."""

    def __init__(self, slack: LocalSlack) -> None:
        async def token(_: str) -> str:
            return slack.bot_token

        self.slack = slack
        self.line = Line(token, slack.base_url)
        people = People(self.line, MemoryLedger(slack.clock.now))
        self.premises = SlackPremises(self.line, people)
        self.home = Community("slack", slack.world.team)

    def member(self, name: str) -> Member:
        return Member(self.home, name)


@pytest_asyncio.fixture
async def known() -> AsyncIterator[Known]:
    async with LocalSlack() as slack:
        one = Known(slack)
        yield one
        await one.line.close()
        assert slack.violations == []


async def test_channels_come_by_name_with_those_that_must_invite_us(known: Known) -> None:
    random = known.slack.world.channel("random")
    random.has_bot = False
    known.slack.world.direct(known.slack.ann)
    spots = await known.premises.spots(known.home)
    assert [(one.name, one.outside, one.is_open) for one in spots] == [
        ("general", False, True),
        ("random", True, False),
    ]
    assert spots[0].channel == Channel(known.home, known.slack.general.id)


async def test_every_page_of_a_long_list_is_read_and_then_remembered(known: Known) -> None:
    for number in range(2 * premises._PAGE):
        known.slack.world.channel(f"c{number}")
    assert len(await known.premises.spots(known.home)) == 2 * premises._PAGE + 1
    await known.premises.spots(known.home)
    assert len(known.slack.sent("conversations.list")) == 3


async def test_administrators_and_owners_manage(known: Known) -> None:
    slack = known.slack
    admin = slack.world.user("Ada", rank="admin")
    manages = known.premises.manages
    assert await manages(known.member(admin.id))
    assert await manages(known.member(slack.olga.id))
    assert not await manages(known.member(slack.ann.id))
    assert not await manages(known.member("U0GONE"))
    slack.ann.rank = "admin"
    assert await manages(known.member(slack.ann.id)), "as of now, not as of last time"


async def test_people_are_found_by_id_mention_and_the_beginning_of_a_name(known: Known) -> None:
    slack, find = known.slack, known.premises.find
    anna = slack.world.user("Anna")
    for text in (slack.bea.id, f"<@{slack.bea.id}>", f"<@{slack.bea.id}|bea>", "@bea", "Be"):
        assert [one.id for one in await find(known.home, text)] == [slack.bea.id], text
    assert [one.name for one in await find(known.home, "ann")] == ["Ann", "Anna"]
    assert [one.id for one in await find(known.home, "anna")] == [anna.id]
    for text in ("", "@", "Coach", "U0000000000", "nobody"):
        assert list(await find(known.home, text)) == [], text
    assert (await known.premises.known(known.member(slack.ann.id))).name == "Ann"
    gone = known.member("U0GONE")
    assert await known.premises.known(gone) == gone


async def test_the_primary_owner_is_known(known: Known) -> None:
    owner = await known.premises.owner(known.home)
    assert owner is not None
    assert (owner.id, owner.name) == (known.slack.olga.id, "Olga")


async def test_lists_of_many_workspaces_are_not_kept_for_ever(known: Known) -> None:
    known.slack.pace.on = False
    for number in range(3 * premises._KEPT):
        await known.premises.find(Community("slack", f"T{number}"), "Ann")
    kept = known.premises._lists
    assert len(kept) == premises._KEPT
    assert all("locale" not in one for _, rows in kept.values() for one in rows)


async def test_a_group_is_found_by_id_mention_handle_or_name(known: Known) -> None:
    named = ("S0LEARN1", "Learners"), ("S0LEARN2", "Learned"), ("S0A", "Admins")
    known.slack.world.groups += named
    learned, learners = Group("S0LEARN2", "learned"), Group("S0LEARN1", "learners")
    for text in ("learners", "Learners", "S0LEARN1", "<!subteam^S0LEARN1|@learners>"):
        assert await known.premises.groups(known.home, text) == [learners], text
    assert await known.premises.groups(known.home, "learne") == [learned, learners]
    assert await known.premises.groups(known.home, "nobody") == []
    assert await known.premises.groups(known.home, "") == []


async def test_a_message_of_a_channel_has_an_address_and_one_in_private_has_none(
    known: Known,
) -> None:
    general = known.slack.world.channel("general")
    one = known.slack.world.put(general, known.slack.world.bot, "A question")
    channel = Channel(known.home, general.id)
    for place in (channel, Thread(channel, one.ts)):
        link = await known.premises.link(MessageRef(place, one.ts))
        assert link.startswith("https://") and link.endswith(f"p{one.ts.replace('.', '')}")
    assert await known.premises.link(MessageRef(Direct(known.member("U1")), one.ts)) == ""
