"""The program itself on a local Discord: `coach discord …`, and what a wrong token says."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.platforms.discord.program import coach, coach_json
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


async def test_commands_are_registered_once_and_then_only_where_they_changed(
    local: LocalDiscord, tmp_path: Path
) -> None:
    first = await coach_json(local, tmp_path, "discord", "sync")
    registered = len(local.sent("register"))
    second = await coach_json(local, tmp_path, "discord", "sync")
    held = local.desk.commands[None]
    gone = next(one for one in held.values() if one["name"] == "stop")
    del held[int(gone["id"])]
    held[1] = {"type": 1, "name": "old", "description": "x", "id": "1"}
    told = await coach_json(local, tmp_path, "discord", "doctor")
    planned = await coach_json(local, tmp_path, "discord", "sync", "--dry-run")
    held_then = dict(held)
    third = await coach_json(local, tmp_path, "discord", "sync")

    assert "quiz" in first["changed"] and registered == len(first["changed"])
    assert (second["changed"], second["unchanged"]) == ([], registered)
    assert (third["changed"], third["gone"]) == (["stop"], ["old"])
    assert planned == third and 1 in held_then and 1 not in held
    assert [one["mend"] for one in told if one["part"] == "commands"] == ["coach discord sync"]


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


async def test_the_doctor_names_the_channel_and_the_permission_that_is_missing(
    local: LocalDiscord, tmp_path: Path
) -> None:
    await coach_json(local, tmp_path, "discord", "sync")
    fine = await coach_json(local, tmp_path, "discord", "doctor")
    local.deny(local.general, Permit.SEND_MESSAGES_IN_THREADS)
    found = await coach_json(local, tmp_path, "discord", "doctor")

    assert {one["state"] for one in fine} == {"fine"}
    [missing] = [one for one in found if one["state"] == "warning"]
    assert missing["part"].endswith("#general")
    assert missing["found"] == "missing: Send Messages in Threads"


async def test_the_doctor_knows_an_intent_that_was_not_granted(
    local: LocalDiscord, tmp_path: Path
) -> None:
    local.desk.rules.content_granted = False
    status, out, _ = await coach(local, tmp_path, "discord", "doctor", DISCORD_MESSAGE_CONTENT="on")

    assert status == 1
    assert "DISCORD_MESSAGE_CONTENT=off" in out


async def test_the_doctor_tells_a_wrong_token_from_a_network_that_is_not_there(
    local: LocalDiscord, tmp_path: Path
) -> None:
    nowhere = {"DISCORD_API_BASE": "http://127.0.0.1:9/api/v10", "DISCORD_PATIENCE": "0.5"}
    parts = [
        await coach_json(local, tmp_path, "discord", "doctor", **wrong)
        for wrong in ({"DISCORD_TOKEN": "mistyped"}, nowhere)
    ]

    assert [[(one["part"], one["state"]) for one in found] for found in parts] == [
        [("token", "wrong")],
        [("network", "wrong")],
    ]
    assert "mistyped" not in str(parts)


async def test_a_wrong_token_is_a_sentence_and_no_traceback(
    local: LocalDiscord, tmp_path: Path
) -> None:
    for words in (("discord", "sync"), ("serve",)):
        status, _, err = await coach(local, tmp_path, *words, DISCORD_TOKEN="wrong")
        assert status == 2
        assert "DISCORD_TOKEN" in err and "Traceback" not in err and "wrong" not in err
