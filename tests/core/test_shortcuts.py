"""Answers that need no model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.question import Question
from bot.core.shortcuts import Shortcut, shortcut

QUESTION = Question(
    id="q1",
    title="Does a token at position 2000 take as long as the first, with a KV cache?",
    answer=(
        "No. Every step attends to all cached keys and values, so the time of a step grows with the"
        " context, while the projections and the MLP cost the same at every position."
    ),
    language="en",
    file="a.md",
    line=1,
)
CHINESE = Question(
    id="q2",
    title="KV Cache 为什么能加速推理？",
    answer="因为历史 token 的 K 和 V 已经缓存，每步只需计算新 token 的投影，避免重复计算历史部分。",
    language="zh",
    file="b.md",
    line=1,
)


def told(answer: str, question: Question = QUESTION) -> Shortcut | None:
    return shortcut(question, question.checkpoints, answer)


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know",
        "i dont know.",
        "Sorry, I really don't know this one",
        "no idea",
        "no clue, sorry",
        "idk",
        "not sure",
        "I can't remember",
        "pass",
        "不知道",
        "我不知道",
        "不太清楚，抱歉",
        "这题不会做",
        "没思路",
        "我还没学过",
        "忘了",
        "不懂……",
    ],
)
def test_who_says_that_they_do_not_know_is_believed(answer: str) -> None:
    assert told(answer) is Shortcut.NO_IDEA


@pytest.mark.parametrize(
    "answer",
    [
        "fine",
        "OK",
        "yes.",
        "好的",
        "嗯",
        "是的",
        "👍",
        "...",
        "!!!",
        "？",
        "ok ok ok",
        "很好，谢谢",
    ],
)
def test_what_could_answer_nothing_is_nothing(answer: str) -> None:
    assert told(answer) is Shortcut.NOTHING


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know exactly, but each step attends to the whole cache, so it grows",
        "I know this: attention grows with the context",
        "Longer",
        "O(n)",
        "更久",
        "不知道具体数字，但注意力随上下文变长",
        "我不确定，可能是因为不用重复计算",
        "Not sure, but the attention is linear in the context",
        "It is sure to grow",
    ],
)
def test_a_guess_is_an_answer(answer: str) -> None:
    assert told(answer) is None


def test_the_question_said_back_is_no_answer() -> None:
    assert told(QUESTION.title) is Shortcut.QUESTION
    assert told("Does a token at position 2000 take as long as the first with a KV cache") is (
        Shortcut.QUESTION
    )
    assert told("KV Cache 为什么能加速推理", CHINESE) is Shortcut.QUESTION
    assert told(QUESTION.title + " No: attention reads the whole cache at every step.") is None


def test_the_reference_answer_copied_is_nobodys_own() -> None:
    assert told(QUESTION.answer) is Shortcut.REFERENCE
    assert told(f"> {QUESTION.answer.upper()}") is Shortcut.REFERENCE
    assert told(CHINESE.answer, CHINESE) is Shortcut.REFERENCE


def test_the_same_in_ones_own_words_is_ones_own() -> None:
    own = "It gets slower: attention goes over everything in the cache, the rest costs the same."
    assert told(own) is None
    assert (
        told("K 和 V 都缓存了，所以不用把历史重算一遍，只算新的那个 token 就行。", CHINESE) is None
    )


@given(st.text(max_size=300))
def test_any_text_is_read_to_its_end(answer: str) -> None:
    assert told(answer) in (None, *Shortcut)


@pytest.mark.timeout(10)
def test_a_long_answer_is_read_at_once() -> None:
    assert told("我还" * 2000 + "x") is None
    assert told("sorry " * 700 + "x") is None
    assert told("not sure " * 400) is None
