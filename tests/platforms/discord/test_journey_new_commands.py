"""A command that a later issue adds to the catalogue is on Discord without a line of Discord
code."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import words
from bot.core import commands
from bot.core.bank_requests import SearchBank, ShowQuestion
from bot.core.chat import Channel, Community, Member
from bot.core.commands import Command
from bot.core.options import Option
from bot.core.requests import Who
from bot.platforms.discord import catalogue
from bot.platforms.discord.registering import register
from tests.platforms.discord.living import living
from tests.platforms.discord.town import town
from tests.wire.discord.invoking import command_data
from tests.wire.discord.server import LocalDiscord

ADDED = Command(
    "digest",
    lambda who, values: who.wants(SearchBank, filters=tuple(values.items())),
    options=(
        Option("question", source="question", required=True),
        Option("privacy", choices=("public", "private")),
        Option("words", free=True),
    ),
)
SHOWN = replace(
    ADDED, request=lambda who, given: who.wants(ShowQuestion, question=given["question"])
)
ANN = Member(Community("discord", "1"), "2")
WHO = Who(
    key="1",
    member=ANN,
    place=Channel(Community("discord", "1"), "3"),
)


def say(language: str, key: str, **facts: Any) -> str:
    """The words of the coach, and those that come with the command."""
    return "A digest" if key == "command.digest" else words.say(language, key, **facts)


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one


async def test_it_is_registered_with_its_options_and_what_is_sent_comes_back_as_its_request(
    local: LocalDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(commands.BY_NAME, "digest", ADDED)
    (payload, _) = catalogue.application_commands(say, [ADDED])
    local.desk.commands.setdefault(None, {})[7] = payload | {"id": "7"}
    given = {"question": "q1", "privacy": "private", "words": "a b"}
    data = command_data(local.desk, "digest", given, guild=None)
    typing = catalogue.typing_of(
        command_data(local.desk, "digest", {"question": "q"}, guild=None, focused="question")
    )

    assert [one["name"] for one in payload["options"]] == ["question", "privacy", "words"]
    assert [one["value"] for one in payload["options"][1]["choices"]] == ["public", "private"]
    assert typing is not None and (typing.source, typing.typed) == ("question", "q")
    assert catalogue.request_of(data, WHO) == WHO.wants(SearchBank, filters=tuple(given.items()))


async def test_over_the_gateway_it_is_registered_completed_used_and_its_button_pressed(
    local: LocalDiscord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(commands.BY_NAME, "digest", SHOWN)
    async with town(local, tmp_path) as app, living(local) as alive:
        wanted = catalogue.application_commands(say, [*commands.COMMANDS, SHOWN])
        mine = local.world.application
        done = await register(alive.line, alive.http, alive.ledger, mine, wanted)
        [typed] = app.suggest("question", "", ANN)[:1]
        offered = await local.complete("digest", focused="question", question="")
        limited = await local.complete("digest", focused="question", question=typed.label[:6])
        used = await local.slash("digest", question=typed.value, privacy="private")
        found = await local.answered(used)
        asked = await local.press(found, "ask")
        await app.pump.settled(f"discord:i:{asked.id}")
        [question] = local.messages(local.general)

    assert "digest" in done.changed
    assert typed.value in {one["value"] for one in offered} & {one["value"] for one in limited}
    assert found.only_to is local.ann
    assert question.thread is not None
    assert {"hint", "answer"} <= {name.partition(":")[0] for name in question.buttons}
    assert local.violations == []
