"""In a channel that workspaces share, all belongs to the installation that was spoken to, and who
is of elsewhere manages nothing."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.core.chat import Channel, Community, Role, Thread
from bot.core.daily_requests import StartDaily
from bot.core.requests import ChangeSettings, ShowHelp, TakeHint
from bot.core.requests import Say as Words
from bot.core.welcome_requests import ShowSetup
from bot.platforms.slack.hearing.whose import Installed
from bot.platforms.slack.installing.installation import Installation
from bot.platforms.slack.installing.installations import Installations
from tests.platforms.discord.memory_ledger import MemoryLedger
from tests.platforms.slack.listening import WAYS, Way, listening
from tests.wire.slack.clients import actions, button
from tests.wire.slack.people import until
from tests.wire.slack.server import LocalSlack
from tests.wire.slack.sharing import pressed, shared, stranger

OTHER, OTHER_BOT, NOWHERE = "T0OTHER01", "U0OTHERBOT", "T0NOWHERE1"


@pytest_asyncio.fixture
async def installed(slack: LocalSlack) -> AsyncIterator[Installed]:
    """The coach is in this workspace and in another; in a third, which shares channels, it is
    not."""
    installations = Installations(MemoryLedger(slack.clock.now))
    here = Installation(slack.world.team, "Local", slack.world.bot.id, slack.bot_token)
    for one in (here, Installation(OTHER, "Other", OTHER_BOT, "xoxb-other")):
        await installations.keep(one)
    yield Installed(installations.find, installations.of_bot)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("theirs", [OTHER, NOWHERE])
async def test_an_answer_of_elsewhere_belongs_to_who_asked(
    slack: LocalSlack, installed: Installed, way: Way, theirs: str
) -> None:
    zed = stranger(slack, "Zed", theirs)
    asked = slack.world.put(slack.general, slack.world.bot, "a question")
    async with listening(slack, way, installed=installed) as heard:
        await shared(slack, "an answer", zed, thread=asked, source=theirs)
        here = Community("slack", slack.world.team)
        assert isinstance(heard.only, Words)
        assert heard.only.place == Thread(Channel(here, slack.general.id), asked.ts)
        assert (heard.only.member.community, heard.only.member.id) == (here, zed.id)


async def test_of_two_coaches_in_one_channel_the_one_that_asked_hears_whoever_slack_names(
    slack: LocalSlack, installed: Installed
) -> None:
    asked = slack.world.put(slack.general, slack.world.bot, "a question")
    async with listening(slack, installed=installed) as heard:
        said = await shared(
            slack, "an answer", slack.ann, thread=asked, authorized=(OTHER, OTHER_BOT)
        )
        await slack.again(said, 2)
        assert heard.only.member.community.id == slack.world.team
        assert len(heard.keys) == 1
        heard.requests.clear()
        await shared(slack, "an answer", slack.ann, thread=asked, parent=OTHER_BOT)
        assert heard.only.member.community.id == OTHER
        assert heard.only.place.community.id == OTHER


async def test_a_mention_is_for_the_coach_that_is_named(
    slack: LocalSlack, installed: Installed
) -> None:
    async with listening(slack, installed=installed) as heard:
        for kind in ("app_mention", "message"):
            await shared(slack, f"<@{OTHER_BOT}> help", slack.ann, kind=kind)
        await until(lambda: len(heard.asked) == 2)
        assert [type(one) for one in heard.asked] == [ShowHelp] * 2
        assert {one.member.community.id for one in heard.asked} == {OTHER}


async def test_what_hangs_on_somebody_elses_message_is_for_none_of_them(
    slack: LocalSlack, installed: Installed
) -> None:
    theirs = slack.world.put(slack.general, slack.bea, "a topic")
    async with listening(slack, installed=installed) as heard:
        zed = stranger(slack, "Zed", NOWHERE)
        await shared(slack, "so it is", zed, thread=theirs, source=NOWHERE)
        assert (heard.requests, heard.asked) == ({}, [])


async def test_a_button_belongs_to_the_message_and_not_to_who_pressed_it(
    slack: LocalSlack, installed: Installed
) -> None:
    hint = button("hint:p1", "Hint") | {"value": "hint:p1"}
    root = slack.world.put(slack.general, slack.world.bot, "q", blocks=[actions(hint)])
    async with listening(slack, installed=installed) as heard:
        for team in (OTHER, NOWHERE, slack.world.team):
            zed = stranger(slack, f"Zed {team}", team)
            await pressed(slack, root, "hint:p1", zed, team)
        found = list(heard.requests.values())
        assert all(isinstance(one, TakeHint) for one in found)
        assert [one.member.community.id for one in found] == [slack.world.team] * 3


async def test_who_manages_elsewhere_or_made_the_channel_there_manages_nothing_here(
    slack: LocalSlack, installed: Installed
) -> None:
    zed = stranger(slack, "Zed", OTHER)
    slack.general.maker = zed
    bot = f"<@{slack.world.bot.id}>"
    async with listening(slack, installed=installed) as heard:
        for text in ("coach setup", "settings scope:channel language:zh", "daily start"):
            await shared(slack, f"{bot} {text}", zed, kind="app_mention", source=OTHER)
        await until(lambda: heard.asked)
        found = [*heard.asked, *heard.requests.values()]
        assert [type(one) for one in found] == [ShowSetup, ChangeSettings, StartDaily]
        assert [one.roles for one in found] == [frozenset()] * 3
        await shared(slack, f"{bot} coach setup", slack.olga, kind="app_mention")
        await until(lambda: len(heard.asked) == 2)
        assert heard.asked[1].roles == {Role.ORGANISER}


async def test_who_belongs_to_several_workspaces_of_one_organisation_manages_this_one_too(
    slack: LocalSlack, installed: Installed
) -> None:
    slack.olga.grid = (NOWHERE, slack.world.team)
    bot = f"<@{slack.world.bot.id}>"
    async with listening(slack, installed=installed) as heard:
        await shared(slack, f"{bot} coach setup", slack.olga, kind="app_mention")
        await until(lambda: heard.asked)
        assert heard.asked[0].roles == {Role.ORGANISER}


@pytest.mark.parametrize("way", WAYS)
async def test_where_the_app_is_not_installed_a_command_and_a_button_say_so(
    slack: LocalSlack, way: Way
) -> None:
    """As where it was installed for a whole organisation, which is refused."""

    async def nowhere(_: str) -> None:
        return None

    async with listening(slack, way, installed=Installed(nowhere, nowhere)) as heard:
        command = await slack.slash("quiz")
        assert "not installed" in command.ack["text"]
        hint = button("hint:p1", "Hint") | {"value": "hint:p1"}
        root = slack.world.put(slack.general, slack.world.bot, "q", blocks=[actions(hint)])
        await slack.press(root, "hint:p1")
        await until(lambda: "not installed" in slack.messages(slack.general)[-1].text)
        await slack.say(slack.world.direct(slack.ann), "an answer")
        assert heard.requests == {}
