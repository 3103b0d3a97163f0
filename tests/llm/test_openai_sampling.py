"""How a text is drawn: where it stops, what it goes on with, and how certain the model was."""

import math
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from bot.core.completion import Delta, Message, Sampling, Usage
from bot.core.errors import ModelUnusable
from bot.llm.openai_api import OpenAIModel
from tests.llm.openai_server import Line, OpenAIServer, fails, knows_no, says, weighs

ASKED = [Message("user", "Count to five.")]
BEGUN = [*ASKED, Message("assistant", "One, two,")]
CONTINUED = {"continue_final_message": True, "add_generation_prompt": False}


@pytest.fixture
async def model(server: OpenAIServer) -> AsyncIterator[OpenAIModel]:
    one = OpenAIModel(server.url, patience=0.4)
    yield one
    await one.close()


async def heard(
    model: OpenAIModel, messages: list[Message], sampling: Sampling | None = None
) -> tuple[list[Delta], Usage]:
    used: list[Usage] = []
    stream = model.stream(messages, sampling or Sampling(), report=used.append)
    return [delta async for delta in stream], used[0]


async def test_what_is_not_asked_for_is_not_sent(server: OpenAIServer, model: OpenAIModel) -> None:
    await heard(model, ASKED)
    for option in ("stop", "top_p", "logprobs", *CONTINUED):
        assert option not in server.asked[0]


async def test_stops_and_top_p_are_sent(server: OpenAIServer, model: OpenAIModel) -> None:
    await heard(model, ASKED, Sampling(stop=("\n\n", "Q:"), top_p=0.9))
    assert server.asked[0]["stop"] == ["\n\n", "Q:"]
    assert server.asked[0]["top_p"] == 0.9


@pytest.mark.parametrize(
    ("finish", "ended"), [("stop", "stop"), ("length", "length"), ("repetition", "")]
)
async def test_how_it_ended_is_reported(
    server: OpenAIServer, model: OpenAIModel, finish: str, ended: str
) -> None:
    server.behave = says("One", finish=finish)
    _, usage = await heard(model, ASKED)
    assert usage.ended == ended


async def test_how_a_failure_ended_is_not_made_up(server: OpenAIServer, model: OpenAIModel) -> None:
    server.behave = fails(400)
    used: list[Usage] = []
    with pytest.raises(ModelUnusable):
        async for _ in model.stream(ASKED, report=used.append):
            pass
    assert used[0].ended == ""


async def test_a_last_turn_of_the_assistant_is_gone_on_with(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    await heard(model, BEGUN)
    body = server.asked[0]
    assert {key: body.get(key) for key in CONTINUED} == CONTINUED
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    assert body["messages"][-1] == {"role": "assistant", "content": "One, two,"}


@pytest.mark.parametrize("named", [True, False])
async def test_a_server_that_will_not_go_on_is_asked_to_in_words_from_then_on(
    server: OpenAIServer, model: OpenAIModel, named: bool
) -> None:
    server.behave = knows_no("continue_final_message", then=says(" three"), named=named)
    for _ in range(2):
        deltas, _ = await heard(model, BEGUN)
        assert deltas == [Delta("text", " three")]
    assert len(server.asked) == 3
    for body in server.asked[1:]:
        assert not CONTINUED.keys() & body.keys()
        assert [one["role"] for one in body["messages"]] == ["user", "assistant", "user"]
        assert "Go on" in body["messages"][-1]["content"]
        assert body["stream_options"] == {"include_usage": True}
    await heard(model, ASKED)
    assert [one["role"] for one in server.asked[-1]["messages"]] == ["user"]


async def test_reasoning_that_was_begun_is_gone_on_with_as_reasoning(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    server.behave = says("three.", "\n</think>\n\nFive.")
    thinking = [*ASKED, Message("assistant", "<think>One, two,")]
    deltas, _ = await heard(model, thinking)
    assert [one for one in deltas if one.kind == "text"] == [Delta("text", "Five.")]
    server.behave = says("Five.")
    assert (await heard(model, ASKED))[0] == [Delta("text", "Five.")]
    assert (await heard(model, BEGUN))[0] == [Delta("text", "Five.")]


def certain(*pieces: tuple[str, Mapping[str, float]]) -> Any:
    async def behave(line: Line, body: Mapping[str, Any]) -> None:
        await line.begin()
        for text, tops in pieces:
            await line.token(text, tops if body.get("logprobs") else None)
        await line.end()

    return behave


async def test_a_token_s_confidence_is_minus_the_mean_log_probability_of_the_likeliest(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    sure, torn = {"a": 0.98, "b": 0.01}, {"a": 0.5, "b": 0.5}
    server.behave = certain(("One", sure), (" or", torn), ("", torn))
    deltas, _ = await heard(model, ASKED, Sampling(confidences=True))
    assert [one.text for one in deltas] == ["One", " or"]
    first, second = (one.confidences for one in deltas)
    assert first == pytest.approx([-(math.log(0.98) + math.log(0.01)) / 2])
    assert second == pytest.approx([math.log(2)])
    body = server.asked[0]
    assert (body["logprobs"], body["top_logprobs"]) == (True, 20)


async def test_confidences_of_what_was_held_back_come_with_the_text_they_became(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    tops = {"a": 0.5, "b": 0.5}
    server.behave = certain(("<th", tops), ("ink>", tops), ("Hm", tops), ("</think>Yes", tops))
    deltas, _ = await heard(model, ASKED, Sampling(confidences=True))
    assert [(one.kind, one.text, len(one.confidences)) for one in deltas] == [
        ("reasoning", "Hm", 3),
        ("text", "Yes", 1),
    ]


@pytest.mark.parametrize(
    "told",
    [
        "many",
        {"content": "many"},
        {"content": [{"token": "a", "logprob": -1.0, "top_logprobs": "many"}]},
        {"content": [{"top_logprobs": [{"token": "a", "logprob": "low"}, {"logprob": -9999.0}]}]},
    ],
)
async def test_confidences_that_are_not_told_are_not_made_up(
    server: OpenAIServer, model: OpenAIModel, told: object
) -> None:
    async def behave(line: Line, _: Mapping[str, Any]) -> None:
        await line.begin()
        choice = {"index": 0, "delta": {"content": "One"}, "logprobs": told}
        await line.event({"object": "chat.completion.chunk", "choices": [choice]})
        await line.end()

    server.behave = behave
    deltas, _ = await heard(model, ASKED, Sampling(confidences=True))
    assert deltas == [Delta("text", "One")]


@pytest.mark.parametrize("named", [True, False])
async def test_a_server_that_tells_no_confidences_is_asked_without_from_then_on(
    server: OpenAIServer, model: OpenAIModel, named: bool
) -> None:
    server.behave = knows_no("top_logprobs", then=says("One"), named=named)
    for _ in range(2):
        deltas, _ = await heard(model, ASKED, Sampling(confidences=True))
        assert deltas == [Delta("text", "One")]
    assert ["logprobs" in body for body in server.asked] == [True, False, False]
    assert all("stream_options" in body for body in server.asked)
    server.behave = weighs({"A": 0.5, "B": 0.5})
    assert await model.weigh(ASKED, "AB") == {"A": 0.5, "B": 0.5}
    assert server.asked[-1]["top_logprobs"] == 20


async def test_a_thought_in_its_own_field_has_its_confidences(
    server: OpenAIServer, model: OpenAIModel
) -> None:
    tops = [{"token": "Hm", "logprob": -1.0}, {"token": "Oh", "logprob": -2.0}]

    async def behave(line: Line, _: Mapping[str, Any]) -> None:
        await line.begin()
        told = {"content": [{**tops[0], "top_logprobs": tops}]}
        choice = {"index": 0, "delta": {"reasoning": "Hm"}, "logprobs": told}
        await line.event({"object": "chat.completion.chunk", "choices": [choice]})
        await line.token("Yes")
        await line.end()

    server.behave = behave
    deltas, _ = await heard(model, ASKED, Sampling(confidences=True))
    assert deltas == [Delta("reasoning", "Hm", (1.5,)), Delta("text", "Yes")]


@pytest.mark.parametrize(
    "wrong", [{"stop": ("a",) * 5}, {"stop": ("",)}, {"top_p": 0.0}, {"top_p": 1.1}]
)
def test_a_sampling_that_no_server_takes_cannot_be_built(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="stop is at most four"):
        Sampling(**wrong)
