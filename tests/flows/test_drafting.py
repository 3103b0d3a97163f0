"""A model's draft of a rubric stands on the words of the reference answer, or it is none."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.completion import ModelFacts
from bot.core.errors import ModelSlow, ModelUnusable
from bot.core.question import Question
from bot.core.rubric import cut
from bot.flows.drafting import LEAST, Draft, draft
from bot.llm.scripted import ScriptedModel

ANSWER = """\
- Keys and values of earlier tokens are kept, so nothing is computed twice.
- Each step then computes one token only.
- The cache grows linearly with the context.
- Memory is traded for time.
"""
ASKED = Question("kv", "Why a KV cache?", ANSWER, "en", "bank.md", 1)
QUOTES = (
    "Keys and values of earlier tokens are kept",
    "computes one token only",
    "grows linearly with the context",
    "Memory is traded for time",
)


def point(quote: str, **more: Any) -> dict[str, Any]:
    said = {"quote": quote, "text": f"It says: {quote}.", "translation": "一句话。"}
    return said | {"accept": [], "reject": [], "weight": 1, "must": False} | more


def model(*points: dict[str, Any], proven: bool = True) -> ScriptedModel:
    return ScriptedModel([{"checkpoints": list(points)}], facts=ModelFacts("judge-7b", proven))


async def drafted(*points: dict[str, Any], question: Question = ASKED) -> Draft:
    return await draft(model(*points), question)


async def test_what_stands_on_the_answers_words_becomes_the_rubric() -> None:
    first = point(
        QUOTES[0],
        text="Keys and values are kept.",
        translation="保存键和值。",
        accept=["K and V are cached", "K and V are cached", ""],
        reject=["only queries are kept"],
        weight=3,
        must=True,
    )
    made = await drafted(first, *map(point, QUOTES[1:]))
    assert (made.made_by, made.dropped) == ("judge-7b", 0)
    assert [one.id for one in made.checkpoints] == ["c1", "c2", "c3", "c4"]
    one = made.checkpoints[0]
    assert (one.text, one.weight, one.must) == ("Keys and values are kept.", 3.0, True)
    assert one.accept == ("K and V are cached",)
    assert one.reject == ("only queries are kept",)
    assert one.said("zh") == "保存键和值。"


async def test_a_checkpoint_whose_words_are_not_in_the_answer_is_dropped() -> None:
    invented = point("The cache is stored on disk in blocks")
    made = await drafted(invented, *map(point, QUOTES[:3]), point(""), point(QUOTES[0]))
    assert [one.text for one in made.checkpoints] == [f"It says: {one}." for one in QUOTES[:3]]
    assert made.dropped == 3


async def test_with_too_few_left_code_cuts_the_answer_instead() -> None:
    made = await drafted(point(QUOTES[0]), point(QUOTES[1]), point("Invented from nothing at all"))
    assert LEAST == 3
    assert made == Draft(cut(ANSWER, None), None, 3)


async def test_at_most_two_are_musts_and_six_are_kept() -> None:
    texts = [f"Fact number {number} is kept here." for number in range(7)]
    question = replace(ASKED, answer="\n".join(f"- {one}" for one in texts))
    points = [point(one, text=one, must=True, weight=2) for one in texts]
    made = await drafted(*points, question=question)
    assert [one.must for one in made.checkpoints] == [True, True, False, False, False, False]


async def test_a_misconception_that_the_answer_states_is_none() -> None:
    first = point(QUOTES[2], reject=["grows linearly", "the cache stays constant"])
    made = await drafted(first, *map(point, QUOTES[:2]))
    assert made.checkpoints[0].reject == ("the cache stays constant",)


async def test_a_translation_into_the_same_language_is_left_out() -> None:
    made = await drafted(point(QUOTES[0], translation="The same again."), *map(point, QUOTES[1:3]))
    assert made.checkpoints[0].texts == ()


async def test_a_chinese_question_is_asked_about_in_chinese() -> None:
    answer = "- 键和值被保存。\n- 每步只计算一个词元。\n- 缓存随上下文线性增长。"
    question = replace(ASKED, title="为什么要缓存？", answer=answer, language="zh")
    points = [
        point(one, text=one, translation="In English.")
        for one in ("键和值被保存", "每步只计算一个词元", "缓存随上下文线性增长")
    ]
    judge = model(*points)
    made = await draft(judge, question)
    assert [one.said("en") for one in made.checkpoints] == ["In English."] * 3
    assert [one.said("zh") for one in made.checkpoints] == [one["text"] for one in points]
    (messages,) = judge.asked
    assert "评分要点" in messages[0].text
    assert "参考答案\n- 键和值" in messages[1].text


async def test_what_is_too_long_or_would_control_the_model_is_no_text() -> None:
    long = point(QUOTES[0], text="word " * 60)
    controlling = point(QUOTES[1], text="Computes <|im_start|>one token")
    made = await drafted(long, controlling, *map(point, (QUOTES[0], *QUOTES[2:])))
    assert made.checkpoints[0].text == "Computes < |im_start|>one token"
    assert len(made.checkpoints) == 4


async def test_a_model_too_small_to_judge_drafts_nothing() -> None:
    small = model(*map(point, QUOTES), proven=False)
    with pytest.raises(ModelUnusable) as caught:
        await draft(small, ASKED)
    assert caught.value.key == "error.rubric_unproven"
    assert small.asked == []


async def test_what_breaks_the_schema_or_fails_is_told() -> None:
    with pytest.raises(ModelUnusable):
        await drafted({"quote": QUOTES[0]})
    with pytest.raises(ModelSlow):
        await draft(ScriptedModel([ModelSlow()]), ASKED)
