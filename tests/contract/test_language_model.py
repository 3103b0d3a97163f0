"""What every language model promises: the scripted one, a served one, and the embedded one."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.core.completion import Message, Sampling, Usage
from bot.core.errors import ModelSlow, ModelUnusable
from bot.core.ports import LanguageModel
from bot.llm import weights
from bot.llm.embedded import EmbeddedModel
from bot.llm.openai_api import OpenAIModel
from bot.llm.scripted import Reply, ScriptedModel
from tests.llm.homes import home_with_weights
from tests.llm.openai_server import Line, OpenAIServer, fills, openai_server, says, weighs

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED = [Message("system", "You are a coach."), Message("user", "Tell me of the KV cache.")]
JUDGE = [
    Message("system", "Judge the answer."),
    Message("user", "KV Cache 缓存历史 token 的 K 和 V。"),
]
LETTER = [
    Message("system", "Reply with one letter."),
    Message("user", "Which are the keys of a KV cache? A: covered. B: missing. C: wrong."),
]
STORY = "The KV cache keeps the keys and values of past tokens. " * 30
JUDGED = {
    "c1": {"evidence": "缓存历史 token 的 K 和 V", "verdict": "covered"},
    "c2": {"evidence": "", "verdict": "missing"},
}
CHECKPOINT = {
    "type": "object",
    "properties": {
        "evidence": {"type": "string", "maxLength": 30},
        "verdict": {"type": "string", "enum": ["covered", "partial", "missing", "wrong"]},
    },
    "required": ["evidence", "verdict"],
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "properties": {"c1": CHECKPOINT, "c2": CHECKPOINT},
    "required": ["c1", "c2"],
    "additionalProperties": False,
}


COUNT = [
    Message("system", "You count."),
    Message("user", "Count to nine: one, two, three, four, five, six, seven, eight, nine."),
    Message("assistant", "One, two, three, four,"),
]


def scripted() -> LanguageModel:
    def reply(messages: Sequence[Message]) -> Reply:
        return JUDGED if messages is JUDGE else STORY

    return ScriptedModel(
        reply,
        weigh=lambda _: {"A": 3.0, "C": 1.0},
        certain=lambda _, piece: float(len(piece)),
        pace=0.002,
    )


async def paced(line: Line, body: Mapping[str, Any]) -> None:
    """As a server does: a form where one was asked for, no more tokens than it may, one by one."""
    usage = {"prompt_tokens": 40, "completion_tokens": 1}
    if "structured_outputs" in body:
        return await weighs({"A": 0.3, "The": 0.5, "C": 0.1}, usage=usage)(line, body)
    if "response_format" in body and body["max_tokens"] > 10:
        return await fills(JUDGED)(line, body)
    if "response_format" in body:
        return await says('{"c1": {"evid', finish="length")(line, body)
    story, *_ = re.split("|".join(body.get("stop", ["$"])), STORY)
    words = re.findall(r"\S+ ?", story)
    tops = {" the": 0.5, " a": 0.3}
    await line.begin()
    for word in words[: body["max_tokens"]]:
        await line.token(word, tops if "logprobs" in body else None)
        await asyncio.sleep(0.002)
    finish = "length" if len(words) > body["max_tokens"] else "stop"
    return await line.end(finish, usage=usage if "stream_options" in body else None)


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=["scripted", "served", "embedded"]
)
async def model(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[LanguageModel]:
    async with openai_server() as server:
        server.behave = paced
        one = make(request.param, server, tmp_path_factory.mktemp("home"))
        yield one
        await one.close()


def make(kind: str, server: OpenAIServer, home: Path) -> LanguageModel:
    if kind == "scripted":
        return scripted()
    if kind == "served":
        return OpenAIModel(server.url)
    return EmbeddedModel(home, weights.path(home_with_weights()))


async def test_it_knows_its_name(model: LanguageModel) -> None:
    facts = await model.facts()
    assert facts.name
    assert facts == await model.facts()


async def test_it_says_its_text_piece_by_piece(model: LanguageModel) -> None:
    deltas = [delta async for delta in model.stream(ASKED, Sampling(limit=20))]
    assert len(deltas) > 3
    assert {delta.kind for delta in deltas} == {"text"}
    assert all(delta.text for delta in deltas)


async def test_a_form_follows_its_schema_and_only_grows(model: LanguageModel) -> None:
    values = [value async for value in model.fill(JUDGE, SCHEMA, Sampling(limit=300))]
    assert len(values) > 2
    assert all(part_of(less, more) for less, more in pairwise(values))
    whole = values[-1]
    assert list(whole) == ["c1", "c2"]
    for judged in whole.values():
        assert set(judged) == {"evidence", "verdict"}
        assert isinstance(judged["evidence"], str)
        assert judged["verdict"] in ("covered", "partial", "missing", "wrong")


def part_of(less: Any, more: Any) -> bool:
    if isinstance(less, dict):
        return all(key in more and part_of(value, more[key]) for key, value in less.items())
    return bool(less == more)


async def test_a_form_that_was_cut_off_is_unusable(model: LanguageModel) -> None:
    with pytest.raises(ModelUnusable):
        _ = [value async for value in model.fill(JUDGE, SCHEMA, Sampling(limit=4))]


async def test_who_stops_listening_leaves_nothing_behind(model: LanguageModel) -> None:
    before = asyncio.all_tasks()
    for _ in range(3):
        for begun in (model.stream(ASKED, Sampling(limit=400)), model.fill(JUDGE, SCHEMA)):
            async with aclosing(begun) as pieces:
                await anext(pieces)
    await asyncio.sleep(0.05)
    assert {one for one in asyncio.all_tasks() - before if "bot/" in repr(one)} == set()


async def test_time_that_is_over_is_slow(model: LanguageModel) -> None:
    with pytest.raises(ModelSlow):
        _ = [one async for one in model.stream(ASKED, Sampling(limit=400, seconds=0.01))]


async def test_several_are_answered_at_once(model: LanguageModel) -> None:
    async def whole() -> Mapping[str, Any]:
        values = [value async for value in model.fill(JUDGE, SCHEMA, Sampling(limit=300))]
        return values[-1]

    first, *others = await asyncio.gather(*(whole() for _ in range(3)))
    assert all(set(other) == set(first) for other in others)


async def test_choices_are_weighed_to_one_and_alike_each_time(model: LanguageModel) -> None:
    weights = await model.weigh(LETTER, "ABC")
    assert list(weights) == ["A", "B", "C"]
    assert all(0 <= weight <= 1 for weight in weights.values())
    assert sum(weights.values()) == pytest.approx(1)
    again = await model.weigh(LETTER, "ABC")
    assert again == pytest.approx(weights, abs=0.02)


async def test_what_was_used_is_reported_once_when_it_is_over(model: LanguageModel) -> None:
    used: list[Usage] = []
    async for _ in model.stream(ASKED, Sampling(limit=20), report=used.append):
        assert not used
    await model.weigh(LETTER, "ABC", report=used.append)
    assert len(used) == 2
    for one, most in zip(used, (20, 1), strict=True):
        assert one.prompt and one.prompt > 0
        assert one.completion and one.completion <= most
        assert (one.first or 0) <= one.seconds
        assert one.cached is None or 0 <= one.cached <= one.prompt


async def test_what_was_used_is_reported_of_what_was_given_up_too(model: LanguageModel) -> None:
    used: list[Usage] = []
    begun = model.stream(ASKED, Sampling(limit=400), report=used.append)
    async with aclosing(begun) as deltas:
        await anext(deltas)
    assert len(used) == 1
    with pytest.raises(ModelUnusable):
        async for _ in model.fill(JUDGE, SCHEMA, Sampling(limit=4), report=used.append):
            pass
    assert len(used) == 2


async def how(model: LanguageModel, sampling: Sampling) -> tuple[str, Usage]:
    """The text of a stream and what it used."""
    used: list[Usage] = []
    deltas = model.stream(ASKED, sampling, report=used.append)
    return "".join([delta.text async for delta in deltas]), used[0]


async def test_it_tells_whether_it_came_to_an_end(model: LanguageModel) -> None:
    whole, _ = await how(model, Sampling(limit=40))
    word = whole.split()[2]
    _, cut = await how(model, Sampling(limit=3))
    assert cut.ended == "length"
    text, ended = await how(model, Sampling(limit=40, stop=(word,)))
    assert ended.ended == "stop"
    assert whole.startswith(text) and word not in text
    used: list[Usage] = []
    async with aclosing(model.stream(ASKED, Sampling(limit=400), report=used.append)) as deltas:
        await anext(deltas)
    assert used[0].ended == ""


async def test_it_tells_how_certain_it_was_of_each_token_to_who_asks(model: LanguageModel) -> None:
    asked = Sampling(limit=12, confidences=True)
    deltas = [delta async for delta in model.stream(ASKED, asked)]
    told = [one for delta in deltas for one in delta.confidences]
    assert len(told) in (11, 12)
    assert all(one > 0 for one in told)
    quiet = [delta async for delta in model.stream(ASKED, Sampling(limit=12))]
    assert not any(delta.confidences for delta in quiet)


async def test_it_goes_on_with_what_the_assistant_began(model: LanguageModel) -> None:
    used: list[Usage] = []
    stream = model.stream(COUNT, Sampling(limit=8), report=used.append)
    text = "".join([delta.text async for delta in stream])
    assert text.strip()
    assert used[0].completion and used[0].completion <= 8
