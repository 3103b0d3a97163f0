"""What is asked beyond the standard: usage and probabilities, and servers that know neither."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any

import pytest

from bot.core.completion import Message, Sampling, Usage
from bot.core.errors import ModelSlow, ModelTrouble, ModelUnreachable, ModelUnusable
from bot.llm.openai_api import OpenAIModel
from tests.llm.openai_server import (
    VLLM_TOO_LONG,
    Behaviour,
    Line,
    OpenAIServer,
    fails,
    fills,
    goes_on,
    knows_no,
    says,
    stops_after,
    weighs,
)

ASKED = [Message("user", "什么是 KV Cache？")]
SCHEMA = {"type": "object", "properties": {"verdict": {"enum": ["covered", "missing"]}}}
VLLM_USAGE = {
    "prompt_tokens": 100,
    "completion_tokens": 9,
    "total_tokens": 109,
    "prompt_tokens_details": {"cached_tokens": 96},
}


@pytest.fixture
async def model(server: OpenAIServer) -> AsyncIterator[OpenAIModel]:
    one = OpenAIModel(server.url, patience=0.4)
    yield one
    await one.close()


async def used(model: OpenAIModel, sampling: Sampling | None = None) -> Usage:
    """What a stream reports, once, whether it ends well or in trouble."""
    reports: list[Usage] = []
    try:
        async for _ in model.stream(ASKED, sampling or Sampling(), report=reports.append):
            assert not reports
    except ModelTrouble:
        pass
    assert len(reports) == 1
    return reports[0]


def ends(usage: object, timings: object = None) -> Behaviour:
    async def behave(line: Line, _: object) -> None:
        await line.begin()
        await asyncio.sleep(0.05)
        await line.delta(content="Hello")
        await asyncio.sleep(0.05)
        await line.end(usage=usage, timings=timings)

    return behave


async def test_vllm_tells_what_was_read_written_and_cached(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = ends(VLLM_USAGE)
    one = await used(model)
    assert (one.prompt, one.cached, one.completion) == (100, 96, 9)
    assert one.first and 0.05 <= one.first < one.seconds
    assert server.asked[0]["stream_options"] == {"include_usage": True}


async def test_llama_cpp_tells_what_was_cached_among_its_timings(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = ends({"prompt_tokens": 50, "completion_tokens": 2}, timings={"cache_n": 49})
    one = await used(model)
    assert (one.prompt, one.cached, one.completion) == (50, 49, 2)


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        "many",
        {"prompt_tokens": "100", "completion_tokens": -1, "prompt_tokens_details": [1]},
        {"prompt_tokens": None, "prompt_tokens_details": {"cached_tokens": "many"}},
    ],
)
async def test_usage_that_is_not_told_is_not_made_up(
    server: OpenAIServer, model: OpenAIModel, usage: object
) -> None:
    server.behave = ends(usage, timings="soon")
    one = await used(model)
    assert (one.prompt, one.cached, one.completion) == (None, None, None)
    assert one.first


async def test_a_call_in_trouble_is_reported_too(server: OpenAIServer, model: OpenAIModel) -> None:
    server.behave = fails(401)
    refused = await used(model)
    assert refused.first is None and refused.prompt is None
    server.behave = stops_after("Hel", drop=False)
    silent = await used(model)
    assert silent.first and silent.seconds >= 0.4


async def test_what_is_closed_early_is_reported_when_it_is(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = goes_on("and ", 0.01, hung_up := asyncio.Event())
    reports: list[Usage] = []
    async with aclosing(model.stream(ASKED, report=reports.append)) as deltas:
        await anext(deltas)
        assert reports == []
    assert len(reports) == 1 and reports[0].first and reports[0].prompt is None
    await asyncio.wait_for(hung_up.wait(), 2)


async def test_a_form_that_is_cut_off_says_what_it_used(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    async def cut(line: Line, _: object) -> None:
        await line.begin()
        await line.delta(content='{"verd')
        await line.end("length", VLLM_USAGE)

    server.behave = cut
    reports: list[Usage] = []
    with pytest.raises(ModelUnusable):
        async for _ in model.fill(ASKED, SCHEMA, report=reports.append):
            pass
    assert [one.completion for one in reports] == [9]


@pytest.mark.parametrize("named", [True, False])
async def test_a_server_that_tells_no_usage_is_asked_without_from_then_on(
    server: OpenAIServer, model: OpenAIModel, named: bool
) -> None:
    server.behave = knows_no("stream_options", then=says("ok"), named=named)
    assert (await used(model)).first
    await used(model)
    assert ["stream_options" in body for body in server.asked] == [True, False, False]


async def test_what_a_server_names_is_left_out_and_the_rest_is_kept(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    whole = fills({"verdict": "covered"})
    server.behave = knows_no("chat_template_kwargs", then=whole)
    for _ in range(2):
        _ = [value async for value in model.fill(ASKED, SCHEMA)]
    assert len(server.asked) == 3
    assert all("stream_options" in body for body in server.asked)


async def test_a_server_that_knows_none_of_it_is_asked_for_nothing_of_it(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    unknown = ("stream_options", "chat_template_kwargs", "structured_outputs")
    server.behave = knows_no(*unknown, then=weighs({"A": 0.5, "B": 0.5}))
    assert await model.weigh(ASKED, "AB") == {"A": 0.5, "B": 0.5}
    assert len(server.asked) == 4
    await model.weigh(ASKED, "AB")
    assert not set(unknown) & set(server.asked[-1])
    assert len(server.asked) == 5


async def test_a_prompt_that_is_too_long_is_not_sent_twice(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = fails(400, VLLM_TOO_LONG)
    await used(model)
    with pytest.raises(ModelUnusable) as met:
        await model.weigh(ASKED, "AB")
    assert met.value.key == "error.model_too_long"
    assert len(server.asked) == 2


async def test_one_token_is_asked_for_and_what_it_might_have_been(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = weighs({"B": 0.6, "A": 0.2, "The": 0.2}, usage=VLLM_USAGE)
    reports: list[Usage] = []
    weights = await model.weigh(ASKED, "ABC", Sampling(limit=99), report=reports.append)
    assert weights == pytest.approx({"A": 0.25, "B": 0.75, "C": 0.0})
    assert [one.cached for one in reports] == [96]
    body = server.asked[0]
    assert (body["logprobs"], body["top_logprobs"], body["max_tokens"]) == (True, 20, 1)
    assert body["structured_outputs"] == {"choice": ["A", "B", "C"]}
    assert body["chat_template_kwargs"] == {"enable_thinking": False}


@pytest.mark.parametrize("behave", [says("A"), fails(400), fails(422)])
async def test_a_model_that_tells_no_probabilities_is_asked_for_them_once(
    server: OpenAIServer, model: OpenAIModel, behave: Behaviour
) -> None:
    server.behave = behave
    for _ in range(3):
        with pytest.raises(ModelUnusable) as met:
            await model.weigh(ASKED, "AB")
        assert met.value.key == "error.no_logprobs"
    first = (
        2 if behave.__qualname__.startswith("fails") else 1
    )  # a refusal is asked without options
    assert len(server.asked) == first


async def test_a_token_that_is_no_choice_is_no_reason_not_to_ask_again(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = weighs({"The": 0.9, "It": 0.1})
    with pytest.raises(ModelUnusable) as met:
        await model.weigh(ASKED, "AB")
    assert met.value.key == "error.no_logprobs"
    server.behave = weighs({"The": 0.9, "A": 0.1})
    assert await model.weigh(ASKED, "AB") == {"A": 1.0, "B": 0.0}


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        (fails(401), ModelUnreachable),
        (stops_after(drop=False), ModelSlow),
        (says("A", finish=None), ModelUnreachable),
    ],
)
async def test_trouble_while_weighing_is_trouble_and_nothing_is_concluded_from_it(
    server: OpenAIServer, model: OpenAIModel, behave: Behaviour, kind: type[ModelTrouble]
) -> None:
    server.behave = behave
    with pytest.raises(kind):
        await model.weigh(ASKED, "AB")
    server.behave = weighs({"A": 0.5, "B": 0.5})
    assert await model.weigh(ASKED, "AB") == {"A": 0.5, "B": 0.5}


async def test_weighing_does_not_keep_a_turn(server: OpenAIServer) -> None:
    one = OpenAIModel(server.url, at_once=1)
    answers = [fails(400), weighs({"A": 0.5, "B": 0.5})]

    async def in_turn(line: Line, body: Mapping[str, Any]) -> None:
        await answers[min(len(server.asked) - 1, 1)](line, body)

    server.behave = in_turn
    for _ in range(3):
        await one.weigh(ASKED, "AB")
    await one.close()
