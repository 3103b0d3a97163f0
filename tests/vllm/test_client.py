"""What the client promises, where only a real vLLM can show it."""

import asyncio
import re
from contextlib import aclosing
from urllib.request import ProxyHandler, build_opener

import pytest

from bot.core.completion import Message, Sampling, Usage
from bot.core.errors import ModelUnreachable, ModelUnusable
from bot.llm.openai_api import OpenAIModel
from tests.vllm.conftest import URL

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "The KV cache keeps the keys and values of past tokens. " * 12


def asked(text: str) -> list[Message]:
    return [Message("system", "You are a coach."), Message("user", text)]


async def used(model: OpenAIModel, text: str, limit: int = 4) -> Usage:
    reports: list[Usage] = []
    async for _ in model.stream(asked(text), Sampling(limit=limit), report=reports.append):
        pass
    return reports[0]


def metric(name: str) -> float:
    """The sum of a gauge of the server."""
    with build_opener(ProxyHandler({})).open(URL.removesuffix("/v1") + "/metrics") as answer:
        text = answer.read().decode()
    return sum(float(one) for one in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE))


async def test_a_schema_binds_a_model_that_was_told_to_write_something_else(
    model: OpenAIModel,
) -> None:
    colour = {"type": "string", "enum": ["ultramarine", "vermilion"]}
    schema = {
        "type": "object",
        "properties": {"colour": colour},
        "required": ["colour"],
        "additionalProperties": False,
    }
    poem = asked("Write a poem about the sea. Write no JSON.")
    values = [value async for value in model.fill(poem, schema, Sampling(limit=60))]
    assert values[-1]["colour"] in ("ultramarine", "vermilion")


async def test_weights_are_the_model_s_own_though_it_would_say_neither(model: OpenAIModel) -> None:
    poem = asked("Write a poem about the sea. Answer with a poem.")
    first = await model.weigh(poem, ["ultramarine", "vermilion"])
    assert sum(first.values()) == pytest.approx(1)
    assert min(first.values()) > 0
    assert await model.weigh(poem, ["ultramarine", "vermilion"]) == pytest.approx(first, abs=0.02)
    turned = await model.weigh(poem, ["vermilion", "ultramarine"])
    assert dict(turned) == pytest.approx(dict(first), abs=0.02)


async def test_weights_follow_what_was_asked(model: OpenAIModel) -> None:
    shown = "Copy the letter. Letter: {0}. Copy: {0}. Letter: {0}. Copy: {0}. Letter: {0}. Copy:"
    for letter in "AB":
        weights = await model.weigh(asked(shown.format(letter)), "AB")
        assert weights[letter] > 0.5


async def test_the_server_tells_what_was_read_written_and_cached(model: OpenAIModel) -> None:
    cold, warm = await used(model, f"One. {LONG}"), await used(model, f"One. {LONG}")
    assert cold.prompt and cold.prompt == warm.prompt and cold.prompt > 100
    assert cold.completion and 1 <= cold.completion <= 4
    assert cold.first and 0 < cold.first <= cold.seconds
    assert warm.cached and warm.cached >= warm.prompt - 64


async def test_who_stops_listening_frees_the_server(model: OpenAIModel) -> None:
    reports: list[Usage] = []
    begun = model.stream(asked("Count to a thousand."), Sampling(limit=2000), report=reports.append)
    async with aclosing(begun) as deltas:
        await anext(deltas)
        assert metric("vllm:num_requests_running") == 1
    for _ in range(50):
        if metric("vllm:num_requests_running") == 0:
            break
        await asyncio.sleep(0.1)
    assert metric("vllm:num_requests_running") == 0
    assert len(reports) == 1


async def test_a_prompt_that_is_too_long_is_said_to_be(model: OpenAIModel) -> None:
    context = (await model.facts()).context
    assert context
    for attempt in (
        model.stream(asked("word " * context * 2)),
        model.fill(asked("word " * context * 2), {"type": "object"}),
        model.stream(asked("Hello."), Sampling(limit=context * 2)),
    ):
        with pytest.raises(ModelUnusable) as met:
            _ = [one async for one in attempt]
        assert met.value.key == "error.model_too_long"
    with pytest.raises(ModelUnusable) as met:
        await model.weigh(asked("word " * context * 2), "AB")
    assert met.value.key == "error.model_too_long"
    assert sum((await model.weigh(asked("A or B?"), "AB")).values()) == pytest.approx(1)


async def test_a_model_that_is_not_served_is_refused() -> None:
    other = OpenAIModel(URL, "no-such-model")
    with pytest.raises(ModelUnreachable) as met:
        _ = [one async for one in other.stream(asked("Hello."))]
    assert met.value.key == "error.model_refused"
    await other.close()
