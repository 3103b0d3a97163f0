"""Places and people of which the gateway has not told us are asked for, whatever breaks."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.core.chat import Community, Group, Member
from bot.core.errors import BadInput, PlatformDown
from bot.flows.finding import Finding
from bot.platforms.discord.gateway.people import People
from bot.platforms.discord.premises import DiscordPremises
from bot.platforms.discord.sending.directs import Directs
from bot.platforms.discord.sending.trouble import translating
from tests.platforms.discord.hearing import hearing
from tests.platforms.discord.living import living
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.wire.discord.faults import Fault, broken, dropped
from tests.wire.discord.permits import NOTHING, Role
from tests.wire.discord.server import LocalDiscord


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


@pytest.mark.parametrize("fault", [dropped(), broken(503)], ids=["drop", "503"])
async def test_words_in_a_thread_that_must_be_asked_for_are_heard_though_the_asking_breaks(
    local: LocalDiscord, fault: Fault
) -> None:
    ledger = MemoryLedger(local.clock.now)
    async with hearing(local, ledger) as heard:
        said = local.say(local.general, "are you there?", mention=True)
        await local.until(lambda: heard.message(said.id), 5)
    local.faults.on("channel", fault, times=2)
    said = local.say(local.general, "an answer", mention=True)
    async with hearing(local, ledger) as heard:
        await local.until(lambda: heard.message(said.id), 5)
    assert local.faults.left == 0


async def test_words_are_heard_in_the_language_of_their_members_discord(
    local: LocalDiscord,
) -> None:
    ann, ben = local.person("Ann", locale="zh-CN"), local.person("Ben")
    ledger = MemoryLedger(local.clock.now)
    async with hearing(local, ledger) as heard:
        used = await local.slash("quiz", user=ann, tag="KV Cache")
        await local.until(lambda: ledger.rows.get(f"discord:language:{ann.id}"), 5)
    async with hearing(local, ledger) as heard:
        said = [local.say(local.general, "an answer", one, mention=True) for one in (ann, ben)]
        await local.until(lambda: all(heard.message(one.id) for one in said), 5)

    assert used.callback is not None
    spoken = {one.member.id: one.language for one in heard.requests}
    assert spoken == {str(ann.id): "zh", str(ben.id): None}


async def test_a_channel_that_is_hidden_from_us_is_asked_for_once(local: LocalDiscord) -> None:
    async with living(local) as line:
        people = People(line.client)
        assert [await people.channel(12345), await people.channel(12345)] == [None, None]
    assert len([one for one in local.requests if one.path.endswith("/channels/12345")]) == 1


async def test_who_is_asked_for_while_the_connection_breaks_is_a_sentence(
    local: LocalDiscord,
) -> None:
    ann = Member(Community("discord", str(local.home.id)), str(local.ann.id))
    async with living(local) as line:
        local.faults.on("guild", dropped(), times=3)
        with pytest.raises(PlatformDown):
            await DiscordPremises(line.line, line.client).manages(ann)
    with pytest.raises(PlatformDown), translating():
        raise ConnectionResetError


async def test_who_speaks_to_us_directly_belongs_to_whom_any_process_spoke_for_last(
    local: LocalDiscord,
) -> None:
    one, other = (Member(Community("discord", id_), "7") for id_ in ("1", "2"))
    async with living(local) as line:
        first, second = (Directs(line.line, line.http, line.ledger) for _ in range(2))
        await first.spoke(one, "m1")
        await second.spoke(other, "m2")
        await first.spoke(one, "m3")
        assert (await second.community("7")).id == "1"
        assert (await second.community("7", "m2")).id == "2"


async def test_a_role_is_found_by_id_mention_or_name_where_it_may_be_mentioned(
    local: LocalDiscord,
) -> None:
    home = Community("discord", str(local.home.id))
    numbers = {}
    for name, mentionable in (("Learners", True), ("Learners of old", True), ("Staff", False)):
        id_ = numbers[name] = local.world.clock.snowflake()
        local.home.roles.append(Role(id_, name, NOTHING, mentionable=mentionable))
    async with living(local) as line:
        premises = DiscordPremises(line.line, line.client)
        finding = Finding({"discord": premises})
        learners = Group(str(numbers["Learners"]), "Learners")
        for text in ("Learners", "@Learners", "learners", learners.id, f"<@&{learners.id}>"):
            assert (await premises.groups(home, text.removeprefix("@")))[0] == learners, text
        assert await finding.group(home, "@Learners") == learners
        for text in ("Staff", str(numbers["Staff"]), "everyone", "@everyone", home.id, "Coach", ""):
            with pytest.raises(BadInput):
                await finding.group(home, text)
        with pytest.raises(BadInput) as met:
            await finding.group(home, "Learn")
        assert met.value.key == "error.several_groups"
