"""A command that a later issue adds to the catalogue is on Discord without a line of Discord
code."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot import words
from bot.core import commands
from bot.core.bank_requests import SearchBank
from bot.core.chat import Channel, Community, Member
from bot.core.commands import Command
from bot.core.options import Option
from bot.core.requests import Who
from bot.platforms.discord import catalogue
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
WHO = Who(
    key="1",
    member=Member(Community("discord", "1"), "2"),
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
