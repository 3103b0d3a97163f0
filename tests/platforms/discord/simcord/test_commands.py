"""Every command of the catalogue, used by the people of a simulated Discord."""

from collections.abc import AsyncIterator

import discord
import pytest
import pytest_asyncio
from simcord.actors import MemberActor
from simcord.backend.errors import SetupError
from simcord.results import InteractionResult

from bot import words
from bot.core.chat import Role
from bot.core.commands import COMMANDS, Command
from bot.core.options import Option
from tests.platforms.discord.simcord.simulated import Simulated, simulated, text_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOCALES = {"en-US": "en", "en-GB": "en", "zh-CN": "zh", "zh-TW": "zh", "fr": "en", "ja": "en"}
HELP = {language: words.say(language, "help.title") for language in ("en", "zh")}
COMPLETED = [
    pytest.param(command, option, id=f"{command.name} {option.name}")
    for command in COMMANDS
    for option in command.options
    if option.source and option.source not in ("channel", "member", "group")  # fields of Discord
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Simulated]:
    async with simulated(tmp_path_factory.mktemp("home"), coach_language="en") as one:
        yield one
        assert one.bridge.refused == []


@pytest.fixture
def admin(town: Simulated) -> MemberActor:
    rights = discord.Permissions(administrator=True)
    role = town.guild.create_role("admin", permissions=rights)
    return town.guild.add_member(town.env.create_user("admin"), roles=[role])


def named(command: Command) -> str:
    return command.name


async def needed(town: Simulated, command: Command) -> dict[str, str]:
    """Values of the options without which a command cannot be used, from what is offered."""
    values = {}
    for option in command.options:
        if option.required:
            offered = await town.olga.autocomplete(
                town.general, command.name, option.name, "KV Cache"
            )
            values[option.name] = offered[0]["value"]
    return values


async def said(town: Simulated, used: InteractionResult) -> str:
    """What its member reads in the end: a form, or a message that is no longer "thinking…"."""
    if used.modal is not None:
        return str(used.modal["title"])
    if used.deferred:
        await town.done()
    assert used.response is not None and used.response.ephemeral
    assert not used.response.flags.loading
    return text_of(used.response.components) or used.response.content


@pytest.mark.parametrize("command", COMMANDS, ids=named)
async def test_every_command_is_answered_at_once_and_to_its_member_alone(
    town: Simulated, admin: MemberActor, command: Command
) -> None:
    before = town.env.now()
    used = await admin.slash(town.general, command.name, **await needed(town, command))

    assert used.acknowledged and town.env.now() == before
    assert (await said(town, used)).strip()


@pytest.mark.parametrize("command", [one for one in COMMANDS if "direct" in one.where], ids=named)
async def test_every_command_that_is_for_direct_conversations_works_in_one(
    town: Simulated, command: Command
) -> None:
    used = await town.ann.user.slash(command.name, **await needed(town, command))

    assert used.acknowledged
    if used.deferred:
        await town.done()
        assert used.response is None or not used.response.flags.loading


def seen_by(actor: MemberActor, town: Simulated) -> set[str]:
    return {one.split()[0] for one in actor.available_commands(town.general)}


async def test_a_command_is_shown_to_those_for_whom_any_of_its_group_is(
    town: Simulated, admin: MemberActor
) -> None:
    def of(*roles: Role) -> set[str]:
        return {one.name.split()[0] for one in COMMANDS if one.role in roles}

    assert seen_by(town.ann, town) == of(Role.MEMBER)
    assert seen_by(town.olga, town) == of(Role.MEMBER, Role.ORGANISER)
    assert seen_by(admin, town) == of(*Role)


async def test_a_command_that_is_not_shown_cannot_be_used(town: Simulated) -> None:
    with pytest.raises(SetupError, match="default-member-permissions"):
        await town.ann.slash(town.general, "disputes")


@pytest.mark.parametrize(
    "command", [one for one in COMMANDS if one.role is Role.MAINTAINER], ids=named
)
async def test_what_is_for_maintainers_is_done_for_nobody_else_however_it_is_called(
    town: Simulated, admin: MemberActor, command: Command
) -> None:
    used = await admin.slash(town.general, command.name, **await needed(town, command))

    assert "COACH_MAINTAINERS" in await said(town, used)


@pytest.mark.parametrize(("command", "option"), COMPLETED)
async def test_every_option_that_is_completed_offers_what_can_be_chosen(
    town: Simulated, admin: MemberActor, command: Command, option: Option
) -> None:
    offered = await admin.autocomplete(town.general, command.name, option.name, "")

    assert 1 <= len(offered) <= 25
    for one in offered:
        assert 1 <= len(one["name"]) <= 100 and 1 <= len(one["value"]) <= 100


@pytest.mark.parametrize("typed", ["kv", "KV CACHE", "  kv cache "])
async def test_a_tag_is_found_however_it_is_typed(town: Simulated, typed: str) -> None:
    offered = await town.ann.autocomplete(town.general, "quiz", "tag", typed)

    assert "KV Cache" in [one["value"] for one in offered]


async def test_nothing_is_offered_where_nothing_fits(town: Simulated) -> None:
    assert await town.ann.autocomplete(town.general, "quiz", "tag", "zzzz no such tag") == []


@pytest.mark.parametrize(("locale", "language"), LOCALES.items())
async def test_a_member_is_answered_in_the_language_of_their_discord_or_in_the_coachs(
    town: Simulated, locale: str, language: str
) -> None:
    member = town.guild.add_member(town.env.create_user(locale))
    town.locales[member.id] = locale
    told = await said(town, await member.slash(town.general, "help"))

    other = {"en": "zh", "zh": "en"}[language]
    assert HELP[language] in told and HELP[other] not in told


async def test_two_answers_to_one_command_are_one(town: Simulated) -> None:
    used = await town.ann.slash(town.general, "help")
    first = await said(town, used)
    town.again()
    await town.env.settle()

    assert await said(town, used) == first
    assert any("40060" in one for one in town.bridge.refused)
    town.bridge.refused.clear()
