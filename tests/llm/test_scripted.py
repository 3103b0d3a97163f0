"""The model that says what it was given to say."""

import pytest

from bot.core.completion import Delta, Message, Sampling, Usage
from bot.core.errors import ModelSlow, ModelUnreachable, ModelUnusable
from bot.llm.scripted import ScriptedModel

ASKED = [Message("user", "Hello?")]
SCHEMA = {"type": "object", "required": ["verdict"]}


async def text(model: ScriptedModel, sampling: Sampling | None = None) -> str:
    return "".join([one.text async for one in model.stream(ASKED, sampling or Sampling())])


async def test_replies_come_in_turn_until_there_are_none() -> None:
    model = ScriptedModel(["One.", ModelSlow(), "Two."])
    assert await text(model) == "One."
    with pytest.raises(ModelSlow):
        await text(model)
    assert await text(model) == "Two."
    with pytest.raises(ModelUnreachable):
        await text(model)
    assert model.asked == [ASKED] * 4


async def test_a_function_replies_to_what_was_asked() -> None:
    model = ScriptedModel(lambda messages: f"You said: {messages[-1].text}")
    assert await text(model) == await text(model) == "You said: Hello?"


async def test_reasoning_is_written_as_models_write_it() -> None:
    model = ScriptedModel(["<think> Hm. </think> Yes."])
    deltas = [delta async for delta in model.stream(ASKED)]
    assert deltas == [Delta("reasoning", "Hm."), Delta("reasoning", " "), Delta("text", "Yes.")]


async def test_a_form_grows() -> None:
    model = ScriptedModel([{"evidence": "a long piece of evidence", "verdict": "covered"}])
    values = [dict(value) async for value in model.fill(ASKED, SCHEMA)]
    evidence = {"evidence": "a long piece of evidence"}
    assert values == [evidence, {**evidence, "verdict": "covered"}]


@pytest.mark.parametrize("reply", [{"evidence": ""}, "I will not."])
async def test_a_form_that_does_not_follow_the_schema_is_unusable(
    reply: str | dict[str, str],
) -> None:
    with pytest.raises(ModelUnusable):
        _ = [value async for value in ScriptedModel([reply]).fill(ASKED, SCHEMA)]


async def test_it_keeps_to_the_time_and_the_length_it_was_given() -> None:
    model = ScriptedModel(lambda _: "one two three", pace=0.01)
    assert await text(model, Sampling(limit=2)) == "one two"
    with pytest.raises(ModelSlow):
        await text(model, Sampling(seconds=0.025))


async def test_it_stops_where_it_was_told_to_and_says_how_it_ended() -> None:
    used: list[Usage] = []
    model = ScriptedModel(lambda _: "one two three")
    for sampling in (Sampling(), Sampling(limit=2), Sampling(stop=("three", " two"))):
        _ = [one async for one in model.stream(ASKED, sampling, report=used.append)]
    assert [(one.completion, one.ended) for one in used] == [
        (3, "stop"),
        (2, "length"),
        (1, "stop"),
    ]
    assert model.sampled[1] == Sampling(limit=2)


async def test_it_is_as_certain_of_each_piece_as_it_was_told() -> None:
    model = ScriptedModel(
        lambda _: "<think> Hm. </think> Yes.", certain=lambda _, piece: 2.0 if "Y" in piece else 7.0
    )
    asked = Sampling(confidences=True)
    deltas = [delta async for delta in model.stream(ASKED, asked)]
    told = [one for delta in deltas for one in delta.confidences]
    assert told == [7.0, 7.0, 7.0, 2.0]
    assert deltas[-1] == Delta("text", "Yes.", (2.0,))
    quiet = [delta async for delta in model.stream(ASKED)]
    assert not any(delta.confidences for delta in quiet)


async def test_it_weighs_as_it_was_told() -> None:
    sure = ScriptedModel([], weigh=lambda messages: messages[-1].text[-2])
    assert await sure.weigh([Message("user", "Say B.")], "ABC") == {"A": 0, "B": 1, "C": 0}
    torn = ScriptedModel([], weigh=lambda _: {"A": 3, "C": 1, "Z": 9})
    assert await torn.weigh(ASKED, "ABC") == {"A": 0.75, "B": 0, "C": 0.25}
    assert torn.weighed == [ASKED]


async def test_without_weights_it_tells_no_probabilities() -> None:
    with pytest.raises(ModelUnusable) as met:
        await ScriptedModel(["A"]).weigh(ASKED, "AB")
    assert met.value.key == "error.no_logprobs"
    with pytest.raises(ModelUnusable):
        await ScriptedModel([], weigh=lambda _: "Z").weigh(ASKED, "AB")


async def test_what_it_wrote_is_reported_as_tokens() -> None:
    used: list[Usage] = []
    model = ScriptedModel(lambda _: "one two three", weigh=lambda _: "A")
    _ = [one async for one in model.stream(ASKED, Sampling(limit=2), report=used.append)]
    await model.weigh(ASKED, "AB", report=used.append)
    assert [one.completion for one in used] == [2, 1]
