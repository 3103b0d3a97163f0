"""What an OpenAI-compatible server does, and what the coach makes of it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any

import pytest

from bot.core.completion import Delta, Message, ModelFacts, Sampling
from bot.core.errors import ModelSlow, ModelTrouble, ModelUnreachable, ModelUnusable
from bot.llm.openai_api import OpenAIModel
from tests.llm.openai_server import (
    LLAMA_MODELS,
    LLAMA_TOO_LONG,
    VLLM_TOO_LONG,
    Behaviour,
    Line,
    OpenAIServer,
    fails,
    fills,
    goes_on,
    says,
    stops_after,
    thinks,
)

ASKED = [Message("system", "Be brief."), Message("user", "什么是 KV Cache？")]
SCHEMA = {
    "type": "object",
    "properties": {"verdict": {"enum": ["covered", "missing"]}, "evidence": {"type": "string"}},
    "required": ["verdict", "evidence"],
}


@pytest.fixture
async def model(server: OpenAIServer) -> AsyncIterator[OpenAIModel]:
    one = OpenAIModel(server.url)
    yield one
    await one.close()


@pytest.fixture
async def impatient(server: OpenAIServer) -> AsyncIterator[OpenAIModel]:
    one = OpenAIModel(server.url, patience=0.4)
    yield one
    await one.close()


async def text(model: OpenAIModel, sampling: Sampling | None = None) -> str:
    return "".join([one.text async for one in model.stream(ASKED, sampling or Sampling())])


async def filled(model: OpenAIModel) -> list[Any]:
    return [value async for value in model.fill(ASKED, SCHEMA)]


async def trouble(model: OpenAIModel) -> ModelTrouble:
    """The trouble that both ways of asking come to."""
    with pytest.raises(ModelTrouble) as streaming:
        await text(model)
    with pytest.raises(ModelTrouble) as filling:
        await filled(model)
    assert streaming.type is filling.type
    assert streaming.value.key == filling.value.key
    return streaming.value


async def test_the_first_model_of_the_server_is_asked(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    await text(model, Sampling(temperature=0.5, limit=9, seed=7, frequency_penalty=0.3))
    body = server.asked[0]
    assert body["model"] == "coach"
    assert (body["temperature"], body["max_tokens"], body["seed"]) == (0.5, 9, 7)
    assert body["frequency_penalty"] == 0.3
    assert body["messages"][1] == {"role": "user", "content": "什么是 KV Cache？"}
    assert server.paths == ["/v1/models", "/v1/chat/completions"]


async def test_a_named_model_and_a_key_are_sent(server: OpenAIServer) -> None:
    model = OpenAIModel(f"{server.url}/v1/", "qwen", "s3cret")
    assert await text(model) == "Hello there"
    assert server.asked[0]["model"] == "qwen"
    assert "seed" not in server.asked[0]
    assert server.keys == ["bearer s3cret"]
    assert server.paths == ["/v1/chat/completions"]
    await model.close()


@pytest.mark.parametrize(
    "behave",
    [
        thinks("reasoning", "Hm.", "A cache."),
        thinks("reasoning_content", "Hm.", "A cache."),
        says("<thi", "nk>Hm", ".</", "think>\n\nA ca", "che."),
    ],
)
async def test_reasoning_is_told_from_text_in_every_dialect(
    server: OpenAIServer, model: OpenAIModel, behave: Behaviour
) -> None:
    server.behave = behave
    deltas = [delta async for delta in model.stream(ASKED)]
    kinds = {
        kind: "".join(d.text for d in deltas if d.kind == kind) for kind in ("reasoning", "text")
    }
    assert kinds == {"reasoning": "Hm.", "text": "A cache."}


async def test_reasoning_that_the_template_opened_is_known_from_the_second_time_on(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = says("Hm.\n", "</think>", "\n\nA cache.")
    assert "</think>" not in await text(model)
    again = [delta async for delta in model.stream(ASKED)]
    assert again == [Delta("reasoning", "Hm.\n"), Delta("text", "A cache.")]


async def test_a_form_is_asked_for_by_its_schema_and_without_thinking(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = fills({"verdict": "covered", "evidence": "缓存 K 和 V"})
    values = await filled(model)
    assert values == [{"verdict": "covered"}, {"verdict": "covered", "evidence": "缓存 K 和 V"}]
    body = server.asked[0]
    form = body["response_format"]
    assert (form["type"], form["json_schema"]["schema"]) == ("json_schema", SCHEMA)
    assert form["json_schema"]["strict"] is True
    assert form["json_schema"]["name"]
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    assert body["temperature"] == 0


@pytest.mark.parametrize(
    "behave",
    [
        says('{"verdict": "covered", "evid', finish="length"),
        says('{"verdict": "covered", "evidence": ""}', finish="length"),
        says('{"verdict": "covered"}'),
        says('{"verdict": "splendid", "evidence": ""}'),
        says("The answer ", "is covered."),
        says('```json\n{"verdict": "covered", "evidence": ""}\n```'),
        thinks("reasoning", '{"verdict": "covered", "evidence": ""}', ""),
        says("[", "]"),
    ],
)
async def test_a_form_that_was_not_kept_to_is_unusable(
    server: OpenAIServer, model: OpenAIModel, behave: Behaviour
) -> None:
    server.behave = behave
    with pytest.raises(ModelUnusable) as met:
        await filled(model)
    assert met.value.key == "error.model_unusable"


@pytest.mark.parametrize("body", [VLLM_TOO_LONG, LLAMA_TOO_LONG])
async def test_what_is_longer_than_the_context_is_said_to_be(
    server: OpenAIServer, model: OpenAIModel, body: dict[str, Any]
) -> None:
    server.behave = fails(400, body)
    met = await trouble(model)
    assert isinstance(met, ModelUnusable)
    assert met.key == "error.model_too_long"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ModelUnusable),
        (422, ModelUnusable),
        (401, ModelUnreachable),
        (403, ModelUnreachable),
        (404, ModelUnreachable),
        (504, ModelSlow),
    ],
)
async def test_a_refusal_is_trouble_that_repeats_nothing(
    server: OpenAIServer, model: OpenAIModel, status: int, kind: type[ModelTrouble]
) -> None:
    said = {"error": {"message": "I will not read: my answer", "type": "x", "code": status}}
    server.behave = fails(status, said)
    met = await trouble(model)
    assert type(met) is kind
    assert met.facts == {"status": status}


async def test_a_server_in_trouble_is_asked_twice(server: OpenAIServer, model: OpenAIModel) -> None:
    server.behave = fails(500)
    with pytest.raises(ModelUnreachable):
        await text(model)
    assert len(server.asked) == 2


async def test_nobody_listening_is_unreachable() -> None:
    model = OpenAIModel("http://127.0.0.1:9/v1", "none")
    with pytest.raises(ModelUnreachable):
        await text(model)
    with pytest.raises(ModelUnreachable):
        await model.facts()
    await model.close()


async def test_a_connection_that_was_dropped_while_idle_costs_nothing(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    calm = server.behave
    await text(model)

    async def drops_once(line: Line, _: object) -> None:
        server.behave = calm
        line.drop()

    server.behave = drops_once
    assert await text(model) == "Hello there"
    assert server.connections == 2


async def test_connections_are_used_again(server: OpenAIServer, model: OpenAIModel) -> None:
    for _ in range(3):
        await text(model)
    assert server.connections == 1


@pytest.mark.parametrize("pieces", [(), ("A ca",)])
async def test_silence_is_slow(
    server: OpenAIServer, impatient: OpenAIModel, pieces: tuple[str, ...]
) -> None:
    server.behave = stops_after(*pieces, drop=False)
    with pytest.raises(ModelSlow):
        await text(impatient)


async def test_a_comment_that_keeps_the_line_warm_is_no_token(
    server: OpenAIServer, impatient: OpenAIModel
) -> None:
    async def pings(line: Line, _: object) -> None:
        await line.begin()
        for _ in range(100):
            await line.frame(b": ping\n\n")
            await asyncio.sleep(0.05)

    server.behave = pings
    with pytest.raises(ModelSlow):
        await text(impatient)


async def test_all_of_it_may_take_no_longer_than_it_was_given(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = goes_on("and ", 0.05, hung_up := asyncio.Event())
    with pytest.raises(ModelSlow):
        await text(model, Sampling(seconds=0.3))
    await asyncio.wait_for(hung_up.wait(), 2)


async def test_a_slow_reader_loses_nothing(server: OpenAIServer, model: OpenAIModel) -> None:
    server.behave = says("a", "b", "c", "d")
    come = ""
    async for delta in model.stream(ASKED, Sampling(seconds=1.0)):
        await asyncio.sleep(0.3)
        come += delta.text
    assert come == "abcd"


async def test_a_line_that_breaks_amid_the_answer_is_unreachable(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = stops_after("A ca", drop=True)
    async with aclosing(model.stream(ASKED)) as deltas:
        assert (await anext(deltas)).text == "A ca"
        with pytest.raises(ModelUnreachable):
            await anext(deltas)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"error": {"message": "EngineDead", "type": "InternalServerError"}}, ModelUnreachable),
        (LLAMA_TOO_LONG, ModelUnusable),
        ("this is no JSON", ModelUnusable),
    ],
)
async def test_an_error_amid_the_stream_is_trouble(
    server: OpenAIServer, model: OpenAIModel, event: object, kind: type[ModelTrouble]
) -> None:
    async def breaks(line: Line, _: object) -> None:
        await line.begin()
        await line.delta(content="A ca")
        await line.event(event)
        await line.end()

    server.behave = breaks
    with pytest.raises(ModelTrouble) as met:
        await text(model)
    assert type(met.value) is kind


async def test_an_end_without_a_reason_is_a_line_that_broke(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = says('{"verdict": "covered", "evidence": ""}', finish=None)
    assert isinstance(await trouble(model), ModelUnreachable)


async def test_who_stops_listening_is_hung_up_on(server: OpenAIServer, model: OpenAIModel) -> None:
    server.behave = goes_on("and ", 0.01, hung_up := asyncio.Event())
    await text_of_one(model)
    await asyncio.wait_for(hung_up.wait(), 2)
    assert not [one for one in asyncio.all_tasks() if "openai/" in repr(one)]


async def text_of_one(model: OpenAIModel) -> str:
    async with aclosing(model.stream(ASKED)) as deltas:
        return (await anext(deltas)).text


async def test_no_more_than_so_many_are_asked_at_once(server: OpenAIServer) -> None:
    model = OpenAIModel(server.url, "one", at_once=2)
    under_way, most = 0, 0

    async def counts(line: Line, body: Any) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1
        await says("ok")(line, body)

    server.behave = counts
    assert await asyncio.gather(*(text(model) for _ in range(6))) == ["ok"] * 6
    assert most == 2
    await model.close()


async def test_whoever_waits_too_long_for_a_turn_is_told_so(server: OpenAIServer) -> None:
    model = OpenAIModel(server.url, "one", at_once=1)
    server.behave = goes_on("and ", 0.01, asyncio.Event())
    async with aclosing(model.stream(ASKED)) as first:
        await anext(first)
        with pytest.raises(ModelSlow):
            await text(model, Sampling(seconds=0.1))
    server.behave = says("ok")
    assert await text(model) == "ok"
    await model.close()


async def test_vllm_tells_its_context_and_the_model_behind_an_alias(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    assert await model.facts() == ModelFacts("coach", proven=True, context=4096)
    await asyncio.gather(model.facts(), model.facts())
    assert server.paths == ["/v1/models"]


async def test_llama_cpp_tells_the_context_of_a_request_and_that_the_model_is_small(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.models = LLAMA_MODELS, 200
    assert await model.facts() == ModelFacts("small", proven=False, context=4096)


async def test_a_model_that_is_not_listed_is_known_by_its_name_alone(server: OpenAIServer) -> None:
    model = OpenAIModel(server.url, "SmolLM2-135M")
    assert await model.facts() == ModelFacts("SmolLM2-135M", proven=False)
    await model.close()


async def test_after_a_failure_the_facts_are_asked_for_again(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    listed, server.models = server.models, ({"error": "no"}, 401)
    with pytest.raises(ModelUnreachable):
        await text(model)
    server.models = listed
    assert (await model.facts()).name == "coach"


@pytest.mark.parametrize("body", [b"<html>It works!</html>", {"data": []}, {"data": "?"}, [1]])
async def test_a_server_that_names_no_model_is_unusable(
    server: OpenAIServer, model: OpenAIModel, body: object
) -> None:
    server.models = body, 200
    with pytest.raises(ModelUnusable):
        await model.facts()


async def test_a_proxy_is_not_asked_for_what_is_on_this_machine(
    server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    model = OpenAIModel(server.url)
    assert await text(model) == "Hello there"
    await model.close()


async def test_a_server_that_cannot_be_told_not_to_think_is_asked_without(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    async def strict(line: Line, body: Mapping[str, Any]) -> None:
        knows = "chat_template_kwargs" not in body
        whole = {"verdict": "covered", "evidence": "K"}
        await (fills(whole) if knows else fails(400))(line, body)

    server.behave = strict
    assert (await filled(model))[-1]["verdict"] == "covered"
    assert (await filled(model))[-1]["verdict"] == "covered"
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "chunk",
    [
        {"choices": None},
        {"choices": [None]},
        {"choices": [{"index": 0, "delta": None}]},
        {"choices": [{"index": 0, "delta": {"content": [{"type": "text", "text": "x"}]}}]},
        {"choices": [{"index": 0, "delta": {"content": 7}}]},
        ["a", "list"],
    ],
)
async def test_json_that_is_no_piece_of_an_answer_cannot_be_used(
    server: OpenAIServer, model: OpenAIModel, chunk: object
) -> None:
    async def odd(line: Line, _: Mapping[str, Any]) -> None:
        await line.begin()
        await line.event(chunk)
        await line.end()

    server.behave = odd
    assert isinstance(await trouble(model), ModelUnusable)
