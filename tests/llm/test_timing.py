"""What a server can do is found by trying, and what it does is timed as `vllm bench serve` times
it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields

import pytest

from bot.core.errors import ModelUnreachable, ModelUnusable
from bot.core.lab_server import Abilities, Load, Timed
from bot.llm.embedded import EmbeddedModel
from bot.llm.timing import TimingServer
from tests.llm.homes import home_with_weights
from tests.wire.lab_server import ScriptedLab, even, scripted_lab

NAMES = [one.name for one in fields(Abilities) if one.name != "speculates"]
FOLLOW = {"cached": {"cold"}, "metrics": {"running"}, "usage": {"ignores_end", "cached", "cold"}}
"""What cannot be seen either where an ability is lacking."""


@asynccontextmanager
async def timing(lab: ScriptedLab) -> AsyncIterator[TimingServer]:
    async with scripted_lab(lab):
        server = TimingServer(lab.url, "m")
        try:
            yield server
        finally:
            await server.close()


async def test_a_server_that_can_do_everything_is_seen_to() -> None:
    async with timing(ScriptedLab(speculates=True)) as server:
        found = await server.abilities()
    assert all(getattr(found, one.name) for one in fields(Abilities))


@pytest.mark.parametrize("lacking", NAMES)
async def test_a_server_that_lacks_one_ability_is_seen_to_lack_that_one(lacking: str) -> None:
    gone = {lacking} | FOLLOW.get(lacking, set())
    async with timing(ScriptedLab(lacks=frozenset({lacking}))) as server:
        found = await server.abilities()
    assert {name for name in NAMES if not getattr(found, name)} == gone
    assert found.lacking(frozenset({lacking, "speculates"})) == tuple(
        name for name in (one.name for one in fields(Abilities)) if name in {lacking, "speculates"}
    )


@pytest.mark.soak  # it reads two long prompts
async def test_the_embedded_server_is_seen_as_it_is() -> None:
    model = EmbeddedModel(home_with_weights())
    try:
        address, key, name = await model.address()
        server = TimingServer(address, name, key)
        found = await server.abilities()
        again = await server.run(Load("The quick brown fox", 24))
        await server.close()
    finally:
        await model.close()
    assert found == Abilities(
        usage=True,
        cached=True,
        cold=True,
        ignores_end=True,
        metrics=True,
        running=True,
        schema=True,
        probabilities=True,
    )
    assert (again.tokens, len(again.arrived)) == (24, 24)


async def test_first_token_gaps_and_time_per_token_are_as_planted() -> None:
    lab = ScriptedLab()
    async with timing(lab) as server:
        await server.abilities()
        lab.speed, lab.prefill = even(0.02), 0.002
        timed = await server.run(Load(" ".join(["word"] * 100), 12, cold=True))
    assert (timed.prompt, timed.tokens, timed.cached) == (100, 12, 0)
    assert timed.first == pytest.approx(0.22, abs=0.06)
    assert timed.per_token == pytest.approx(0.0205, abs=0.004)
    assert len(timed.gaps) == 11


def test_the_definitions_are_those_of_the_field() -> None:
    timed = Timed((0.5, 0.6, 0.9), 1.0, tokens=5)
    assert timed.first == 0.5
    assert timed.gaps == pytest.approx((0.1, 0.3))
    assert timed.per_token == pytest.approx(0.1)
    assert Timed((), 1.0).per_token is None


async def test_a_cold_prompt_is_not_read_from_the_cache() -> None:
    prompt = " ".join(f"w{number}" for number in range(200))
    async with timing(ScriptedLab()) as server:
        first = await server.run(Load(prompt, 1))
        warm = await server.run(Load(prompt, 1))
        cold = await server.run(Load(prompt, 1, cold=True))
    assert (first.cached, cold.cached) == (0, 0)
    assert (warm.cached or 0) > 150


async def test_who_is_cancelled_hangs_up() -> None:
    lab = ScriptedLab()
    async with timing(lab) as server:
        await server.abilities()
        lab.speed = even(0.05)
        running = asyncio.create_task(server.run(Load("hello", 500)))
        await asyncio.sleep(0.2)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        for _ in range(40):
            if lab.hung_up:
                break
            await asyncio.sleep(0.05)
    assert lab.hung_up == 1


async def test_a_dead_server_and_an_odd_one_are_trouble() -> None:
    server = TimingServer("http://127.0.0.1:9", "m")
    with pytest.raises(ModelUnreachable):
        await server.abilities()
    await server.close()
    async with timing(ScriptedLab()) as server:
        with pytest.raises(ModelUnusable):
            await server.timed(server.body("x", 1, priority="no number"))
