"""The permissions that the invitation asks for: enough, and none too many."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.platforms.discord.rights import NEEDED
from tests.judges import judged_by
from tests.platforms.discord.town import town
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord

ASKED = frozenset(Permit[name.upper()] for name in NEEDED)
ANSWER = "The cache keeps the keys and values of earlier tokens, so they are not computed again."


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        one.deny(one.general, *(set(Permit) - ASKED))
        yield one
        assert one.violations == []


async def test_with_what_is_asked_for_and_nothing_else_a_question_is_asked_and_graded(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judged_by()) as app:
        used = await local.slash("quiz", tag="KV Cache")
        await app.pump.settled(f"discord:i:{used.id}")
        thread = local.messages(local.general)[-1].thread
        assert thread is not None
        said = local.say(thread, ANSWER, mention=True)
        await app.pump.settled(f"discord:m:{said.id}")
        mine = [one for one in local.messages(thread) if one.author is local.world.bot]

    assert any("retry:" in key for one in mine for key in one.buttons)


@pytest.mark.parametrize(
    "permit", [Permit.VIEW_CHANNEL, Permit.SEND_MESSAGES, Permit.CREATE_PUBLIC_THREADS]
)
async def test_without_one_of_them_whoever_asks_is_told_so(
    local: LocalDiscord, tmp_path: Path, permit: Permit
) -> None:
    local.deny(local.general, permit)
    async with town(local, tmp_path) as app:
        used = await local.slash("quiz", tag="KV Cache")
        await app.pump.settled(f"discord:i:{used.id}")
        told = await local.answered(used, 5)

    assert told.only_to is local.ann
    assert "permission" in told.text


async def test_without_writing_in_threads_who_answered_is_told_directly(
    local: LocalDiscord, tmp_path: Path
) -> None:
    local.deny(local.general, Permit.SEND_MESSAGES_IN_THREADS)
    async with town(local, tmp_path, judged_by()) as app:
        used = await local.slash("quiz", tag="KV Cache")
        await app.pump.settled(f"discord:i:{used.id}")
        thread = local.messages(local.general)[-1].thread
        assert thread is not None
        said = local.say(thread, ANSWER, mention=True)
        await app.pump.settled(f"discord:m:{said.id}")
        direct = local.messages(local.direct(local.ann))

    assert local.messages(thread) == [said]
    assert any("permission" in one.text for one in direct)
