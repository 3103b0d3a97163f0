"""The program is told to stop in the middle of feedback: the next one ends it, whole and once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.kills import template
from tests.kills.program import Program, start
from tests.kills.thinking import Thinking, thinking
from tests.platforms.discord.program import environment, on_line
from tests.platforms.discord.town import register
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel, Message, User

ANSWER = "The cache keeps the keys and values of earlier tokens, so they are not computed again."
_LATEST = 25.0


@pytest_asyncio.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as one:
        one.pace.on = False
        register(one)
        yield one
        assert one.violations == []


async def begun(local: LocalDiscord, model: Thinking, home: Path) -> Program:
    """A program that is on line."""
    came = on_line(local)
    env = template.environment(home) | environment(local) | {"LLM_BASE_URL": model.url}
    program = start(("serve",), env, home)
    await local.until(lambda: on_line(local) > came or program.returncode is not None, _LATEST)
    assert program.returncode is None, program.err.read_text()
    return program


def ours(local: LocalDiscord, place: Channel, user: User) -> list[Message]:
    """What the bot says to somebody there, but the question itself."""
    shown = [one for one in local.seen(place, user) if one.author is local.world.bot]
    return [one for one in shown if not any(key.startswith("hint") for key in one.buttons)]


def whole(said: Message) -> bool:
    return any(key.startswith("retry:") for key in said.buttons) and "Score" in said.text


@pytest.mark.soak
async def test_feedback_that_was_growing_when_the_program_was_told_to_stop_ends_whole_and_once(
    local: LocalDiscord, tmp_path: Path
) -> None:
    home, bob = await template.home_in(tmp_path), local.person("Bob")
    async with thinking() as model:
        program = await begun(local, model, home)
        await local.slash("quiz", tag="KV Cache")
        [question] = await local.until(lambda: local.messages(local.general), _LATEST)
        thread = await local.until(lambda: question.thread, _LATEST)
        model.hold()
        local.say(thread, ANSWER, mention=True)
        await local.submit(await local.press(question, "answer", bob), text=ANSWER)
        await local.until(lambda: model.stopped == 2, _LATEST)
        places = ((thread, local.ann), (local.general, bob))
        await local.until(lambda: all(ours(local, *one) for one in places), _LATEST)
        growing = [ours(local, *one)[-1] for one in places]
        await local.until(lambda: all("⏳" in one.text for one in growing), _LATEST)
        program.terminate()
        assert await program.wait(_LATEST) == 0
        model.release()
        assert not any(map(whole, growing))
        assert "Traceback" not in program.err.read_text()
        program = await begun(local, model, home)
        await local.until(lambda: all(map(whole, growing)), _LATEST)
        program.terminate()
        assert await program.wait(_LATEST) == 0

    assert not any("⏳" in one.text for one in growing)
    assert ours(local, thread, local.ann) == growing[:1]
    assert [one for one in ours(local, local.general, bob) if one.only_to] == growing[1:]
