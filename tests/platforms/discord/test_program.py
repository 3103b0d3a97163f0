"""The program itself on a local Discord: `coach discord …`, and what a wrong token says."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.cli import on_discord
from bot.cli.doctor import Part
from tests.kills import template
from tests.platforms.discord.program import coach, coach_json, environment
from tests.wire.clients import pointed_at
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import FORUM


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


@pytest.fixture
def here(
    local: LocalDiscord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """What the commands do is done in this process: it is an operator's."""
    monkeypatch.chdir(tmp_path)
    for name, value in (template.environment(tmp_path) | environment(local)).items():
        monkeypatch.setenv(name, value)
    with pointed_at(local):
        yield monkeypatch


def states(parts: list[Part]) -> list[tuple[str, str]]:
    return [(one.part, one.state) for one in parts]


@pytest.mark.usefixtures("here")
async def test_commands_are_registered_once_and_then_only_where_they_changed(
    local: LocalDiscord,
) -> None:
    first = await on_discord.sync()
    registered = len(local.sent("register"))
    second = await on_discord.sync()
    held = local.desk.commands[None]
    gone = next(one for one in held.values() if one["name"] == "stop")
    del held[int(gone["id"])]
    held[1] = {"type": 1, "name": "old", "description": "x", "id": "1"}
    told = await on_discord.examine()
    planned = await on_discord.sync(dry=True)
    held_then = dict(held)
    third = await on_discord.sync()

    assert "quiz" in first.changed and registered == len(first.changed)
    assert (second.changed, second.unchanged) == ((), registered)
    assert (third.changed, third.gone) == (("stop",), ("old",))
    assert planned == third and 1 in held_then and 1 not in held
    [behind] = [one for one in told if one.part == "commands"]
    assert "coach discord sync" in behind.mend


@pytest.mark.usefixtures("here")
async def test_a_command_that_another_instance_registered_since_is_registered_again(
    local: LocalDiscord,
) -> None:
    await on_discord.sync()
    quiz = next(one for one in local.desk.commands[None].values() if one["name"] == "quiz")
    quiz |= {"description": "what an older version says", "version": "1"}

    assert (await on_discord.sync()).changed == ("quiz",)
    assert quiz not in local.desk.commands[None].values()


async def test_what_sync_did_is_printed(local: LocalDiscord, tmp_path: Path) -> None:
    status, out, _ = await coach(local, tmp_path, "discord", "sync", LANG="zh_CN.UTF-8")

    assert status == 0
    assert "已注册：quiz" in out


async def test_the_invitation_asks_for_what_is_needed_and_no_more(
    local: LocalDiscord, tmp_path: Path
) -> None:
    found = await coach_json(local, tmp_path, "discord", "invite")

    needed = (
        Permit.VIEW_CHANNEL
        | Permit.SEND_MESSAGES
        | Permit.CREATE_PUBLIC_THREADS
        | Permit.SEND_MESSAGES_IN_THREADS
        | Permit.READ_MESSAGE_HISTORY
        | Permit.ATTACH_FILES
    )
    assert f"client_id={local.world.application}" in found["invite"]
    assert "scope=bot+applications.commands" in found["invite"]
    assert found["invite"].endswith(f"permissions={int(needed)}")


@pytest.mark.usefixtures("here")
async def test_the_doctor_names_the_channel_and_the_permission_that_is_missing(
    local: LocalDiscord,
) -> None:
    await on_discord.sync()
    fine = await on_discord.examine()
    local.deny(local.general, Permit.SEND_MESSAGES_IN_THREADS)
    found = await on_discord.examine()

    assert {one.state for one in fine} == {"fine"}
    [missing] = [one for one in found if one.state == "warning"]
    assert missing.part.endswith("#general")
    assert missing.found == "missing: Send Messages in Threads"


async def test_the_doctor_takes_forums_for_what_they_are_and_hidden_channels_for_no_trouble(
    local: LocalDiscord, here: pytest.MonkeyPatch
) -> None:
    here.setenv("LANG", "zh_CN.UTF-8")
    forum = local.open_channel("questions", FORUM)
    local.deny(forum, Permit.CREATE_PUBLIC_THREADS, Permit.SEND_MESSAGES)
    for number in range(8):
        local.deny(local.open_channel(f"staff-{number}"), Permit.VIEW_CHANNEL)
    found = await on_discord.examine()

    told = {one.part: (one.state, one.found) for one in found}
    lacking = "缺少权限：Create Posts, Attach Files"  # who cannot write can attach nothing
    assert told[f"{local.home.name} #questions"] == ("warning", lacking)
    [hidden] = [one for one in told if "#staff-0" in one]
    assert "#staff-4" in hidden and "#staff-5" not in hidden and "另外 3 个频道" in hidden
    assert told[hidden] == ("fine", "教练看不到这里")


@pytest.mark.usefixtures("here")
async def test_the_doctor_knows_a_clock_that_is_not_discords(local: LocalDiscord) -> None:
    local.rest.late = 90
    [clock] = [one for one in await on_discord.examine() if one.part == "clock"]

    assert (clock.state, clock.found[:2]) == ("warning", "90")


async def test_the_doctor_knows_an_intent_that_was_not_granted(
    local: LocalDiscord, tmp_path: Path
) -> None:
    local.desk.rules.content_granted = False
    status, out, _ = await coach(local, tmp_path, "discord", "doctor", DISCORD_MESSAGE_CONTENT="on")

    assert status == 1
    assert "DISCORD_MESSAGE_CONTENT=off" in out


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("DISCORD_TOKEN", "mistyped", "token"),
        ("DISCORD_TOKEN", "", "token"),
        ("DISCORD_API_BASE", "http://127.0.0.1:9/api/v10", "network"),
        ("DISCORD_MESSAGE_CONTENT", "mistyped", "settings"),
    ],
)
async def test_the_doctor_tells_what_is_wrong_from_each_other_and_repeats_no_token(
    here: pytest.MonkeyPatch, name: str, value: str, part: str
) -> None:
    here.setenv("DISCORD_PATIENCE", "0.5")
    here.setenv(name, value)
    found = await on_discord.examine()

    assert states(found) == [(part, "wrong")]
    assert "mistyped" not in str(found)


async def test_a_wrong_token_is_a_sentence_and_no_traceback(
    local: LocalDiscord, tmp_path: Path
) -> None:
    for words in (("discord", "sync"), ("serve",)):
        status, _, err = await coach(local, tmp_path, *words, DISCORD_TOKEN="wrong")
        assert status == 2
        assert err.count("refuses") == 1  # a sentence, and no line of the log beside it
        assert "DISCORD_TOKEN" in err and "Traceback" not in err and "wrong" not in err
