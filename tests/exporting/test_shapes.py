"""Each row has the columns that TRL documents for its type, and says what it promises."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import exporting
from bot.cli.export import prompt
from bot.core.errors import BadInput
from bot.core.feedback import Judgement, Verdict
from bot.exporting import Row
from bot.exporting.distill import shortest
from bot.exporting.parts.spans import holding, sentences
from bot.exporting.prm import steps
from bot.llm.scripted import ScriptedModel
from tests.exporting.examples import COVERED, LONG, QUESTION, RUBRIC, judged, made, rows

WRONG = judged(
    ("core", Verdict.COVERED, "keeps keys and values"),
    ("c1", Verdict.WRONG, "memory that grows"),
)


def is_chat(value: Any, *roles: str) -> bool:
    """Whether a column is conversational, with turns of these roles."""
    return [set(one) for one in value] == [{"role", "content"}] * len(roles) and [
        one["role"] for one in value
    ] == list(roles)


def again(row: Row) -> Any:
    """The row as a file gives it back."""
    return json.loads(json.dumps(row, ensure_ascii=False))


def test_the_files_of_the_folder_are_the_shapes() -> None:
    assert exporting.names() == ("distill", "dpo", "prm", "sft")
    with pytest.raises(BadInput, match=r"error\.unknown_shape"):
        exporting.shape("kto")
    with pytest.raises(BadInput, match=r"error\.unknown_shape"):
        exporting.shape("parts")


def test_an_sft_row_is_a_prompt_and_the_verdicts_that_stand() -> None:
    (row,), _ = rows("sft", made())
    loaded = again(row)
    assert is_chat(loaded["prompt"], "system", "user")
    assert is_chat(loaded["completion"], "assistant")
    assert json.loads(loaded["completion"][0]["content"]) == {
        "core": {"evidence": "keeps keys and values", "verdict": "covered"},
        "c1": {"evidence": "memory that grows", "verdict": "covered"},
    }
    assert set(loaded) == {"prompt", "completion", "rationale", "language", "id"}


async def test_the_prompt_is_the_one_that_grading_asks() -> None:
    from bot.flows.judging import Sheet, judge

    model = ScriptedModel([{one.id: {"evidence": "", "verdict": "missing"} for one in RUBRIC}])
    one = made()
    sheet = Sheet(one.question, one.rubric, one.answer, fence=f"====={one.id[:12]}=====")
    async for _ in judge(model, sheet):
        pass
    assert list(prompt(one)) == list(model.asked[0])


def test_a_contested_verdict_is_preferred_to_the_one_before() -> None:
    before = Judgement("c1", Verdict.MISSING)
    (row,), left_out = rows("dpo", made(contested=((before, COVERED[1]),)))
    loaded = again(row)
    assert is_chat(loaded["prompt"], "system", "user")
    chosen = json.loads(loaded["chosen"][0]["content"])
    rejected = json.loads(loaded["rejected"][0]["content"])
    assert chosen["core"] == rejected["core"]
    assert (chosen["c1"]["verdict"], rejected["c1"]["verdict"]) == ("covered", "missing")
    assert set(loaded) == {"prompt", "chosen", "rejected", "kind", "language", "id"}
    assert (loaded["kind"], left_out) == ("verdict", {})


def test_a_better_answer_is_preferred_to_a_worse_one_and_each_stands_once() -> None:
    scores = {"a": 0.1, "b": 0.9, "c": 0.5, "d": 0.45, "e": 1.0}
    examples = [made(name, f"answer {name}", score=score) for name, score in scores.items()]
    found, left_out = rows("dpo", *examples)
    pairs = [(one["chosen"][0]["content"], one["rejected"][0]["content"]) for one in found]
    assert pairs == [("answer e", "answer a"), ("answer b", "answer d")]
    assert all(is_chat(one["prompt"], "user") for one in found)
    assert found[0]["prompt"][0]["content"] == QUESTION.title
    assert left_out == {"nothing to compare it with": 1}
    assert [one["id"] for one in found] == ["e-a", "b-d"]


@given(st.lists(st.floats(0, 1), max_size=12))
def test_no_pair_is_made_of_answers_that_are_nearly_as_good(scores: list[float]) -> None:
    examples = [made(str(number), score=score) for number, score in enumerate(scores)]
    found, _ = rows("dpo", *examples)
    used: list[str] = []
    for one in found:
        better, worse = str(one["id"]).split("-")
        used += [better, worse]
        assert scores[int(better)] - scores[int(worse)] >= 0.25
    assert len(used) == len(set(used))


def test_a_stepwise_row_labels_what_the_evidence_speaks_for() -> None:
    (row,), _ = rows("prm", made(judgements=WRONG))
    loaded = again(row)
    assert set(loaded) == {"prompt", "completions", "labels", "language", "id"}
    assert isinstance(loaded["prompt"], str)
    assert loaded["labels"] == [True, False]
    assert loaded["completions"][0].endswith("It keeps keys and values of the past.")
    assert loaded["completions"][1].startswith("There are many papers")


def test_a_sentence_that_is_right_and_wrong_is_wrong_and_one_step_makes_no_row() -> None:
    both = judged(
        ("core", Verdict.COVERED, "keeps keys"), ("c1", Verdict.WRONG, "values of the past")
    )
    assert steps(made(judgements=both))[1] == [False]
    assert rows("prm", made(judgements=both)) == (
        [],
        {"fewer than two steps with a verdict": 1},
    )


def test_a_long_answer_becomes_the_sentences_that_show_it() -> None:
    (row,), _ = rows("distill", made())
    loaded = again(row)
    assert is_chat(loaded["prompt"], "user")
    assert LONG in loaded["prompt"][0]["content"]
    assert is_chat(loaded["completion"], "assistant")
    assert loaded["completion"][0]["content"] == (
        "It keeps keys and values of the past. The price is memory that grows with the length."
    )


def test_what_is_wrong_uncovered_or_short_already_is_not_distilled() -> None:
    short = "It keeps keys and values. It takes memory that grows."
    found, left_out = rows("distill", made(score=0.5), made(judgements=WRONG), made(answer=short))
    assert found == []
    assert left_out == {
        "not covered well enough to be shortened": 2,
        "cannot be much shorter": 1,
    }


texts = st.text(st.sampled_from("ab .。!\n；是"), max_size=60)


@given(texts)
def test_sentences_hold_all_that_is_not_space_in_order(text: str) -> None:
    places = sentences(text)
    assert "".join(text[begin:end] for begin, end in places).split() != [] or not text.strip()
    outside = text
    for begin, end in reversed(places):
        outside = outside[:begin] + outside[end:]
    assert outside.strip() == ""


@given(
    st.lists(st.sampled_from(["One two.", "Three!", "四五。", "six 7.5 eight\n"]), min_size=1),
    st.data(),
)
def test_the_short_answer_keeps_the_words_of_every_verdict(
    parts: list[str], data: st.DataObject
) -> None:
    answer = " ".join(parts)
    cuts = st.tuples(st.integers(0, len(answer) - 1), st.integers(1, 12))
    picked = [answer[at : at + size].strip() for at, size in data.draw(st.lists(cuts, max_size=3))]
    said = judged(
        *((f"c{number}", Verdict.COVERED, one) for number, one in enumerate(picked) if one)
    )
    short = shortest(made(answer=answer, judgements=said))
    assert len(short) <= len(answer)
    for one in said:
        assert "".join(one.evidence.split()) in "".join(short.split())
        assert holding(one.evidence, answer)
