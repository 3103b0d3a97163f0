"""What others read on Discord says nothing of the reference answer, and repeats nobody's words."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.judges import judged_by
from tests.platforms.discord.test_journey import asked, feedback
from tests.platforms.discord.town import town
from tests.wire.discord.server import LocalDiscord

QUOTED = "earlier keys and values stay in memory"
ANSWER = f"I would say that {QUOTED}, so they are not computed again."


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        yield one
        assert one.violations == []


@pytest.mark.parametrize("how", ["mention", "reply", "plain"])
async def test_a_public_answer_is_taken_with_a_note_and_never_repeated(
    local: LocalDiscord, tmp_path: Path, how: str
) -> None:
    judge = judged_by({"core": ("covered", QUOTED)})
    async with town(local, tmp_path, judge, content=how == "plain") as app:
        question, thread = await asked(local, app)
        if how == "reply":
            local.say(local.general, ANSWER, reply_to=question)
        else:
            local.say(thread, ANSWER, mention=how == "mention")
        said = await feedback(local, thread)

    assert "your words are not repeated" in said.text
    assert not [one for one in local.requests if QUOTED in str(one.body)]


async def test_another_try_at_a_private_answer_is_private_too(
    local: LocalDiscord, tmp_path: Path
) -> None:
    async with town(local, tmp_path, judged_by()) as app:
        question, thread = await asked(local, app)
        await local.submit(await local.press(question, "answer"), text=ANSWER)
        first = await feedback(local, local.general, seen_by=local.ann)
        opened = await local.press(first, "retry")
        await local.submit(opened, text=ANSWER)
        await feedback(local, local.general, 2, seen_by=local.ann)

    assert local.messages(thread) == []
    assert local.messages(local.general) == [question]


async def test_a_hint_and_the_reference_answer_go_to_nobody_else(
    local: LocalDiscord, tmp_path: Path
) -> None:
    eve = local.person("Eve")
    async with town(local, tmp_path) as app:
        question, thread = await asked(local, app)
        reference = next(one for one in app.bank().questions if one.title in question.text).answer
        secret = max(reference.split("。"), key=len)[:12]
        pressed = await local.press(question, "reveal", eve)
        await app.pump.settled(f"discord:i:{pressed.id}")
        private = [one for one in (pressed.original, *pressed.followups) if one is not None]

    assert [one.only_to for one in private] == [eve]
    for place in (local.general, thread):
        assert not [one for one in local.seen(place, local.ann) if secret in one.text]
