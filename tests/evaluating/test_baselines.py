"""Baselines are what they say, and nothing is measured on a question that it learned from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Literal

import pytest

from bot.core.errors import BadInput
from bot.evaluating.baselines import BASELINES, Constant, PerQuestionMean, Regression
from bot.evaluating.crossing import arranged
from bot.evaluating.features import length, of_length, of_overlap
from bot.evaluating.grader import Fitted, Graded, Grader
from bot.evaluating.item import DataSet, Item
from tests.evaluating.sets import made_up


@dataclass(frozen=True)
class Nosy:
    """Fails on an answer whose question it learned from."""

    name: str = "nosy"
    version: str = "1"
    leaves: Literal["question", "answer"] = "question"

    def fit(self, items: Sequence[Item]) -> Grader:
        return _Learned(self.name, self.version, frozenset(one.question for one in items))


@dataclass(frozen=True)
class _Learned:
    name: str
    version: str
    seen: frozenset[str]

    async def grade(self, item: Item) -> Graded:
        assert item.question not in self.seen
        return Graded(len(self.seen) / 100)


async def test_what_is_fitted_never_saw_the_question_that_it_grades() -> None:
    data = made_up(questions=5)
    grader = arranged(Nosy(), data)
    assert [(await grader.grade(one)).score for one in data.items] == [0.04] * len(data.items)


async def test_what_learns_from_another_set_leaves_only_the_graded_question_out_of_it() -> None:
    data, more = made_up(questions=3), made_up(questions=9, seed=1)
    elsewhere = [replace(one, group=f"other {one.group}") for one in more.items]
    grader = arranged(Nosy(), data, elsewhere)  # the same texts, under other groups
    assert (await grader.grade(data.items[0])).score == 0.08
    unknown = replace(data.items[0], group="new", question="What is new?")
    assert (await grader.grade(unknown)).score == 0.09


def test_without_another_question_nothing_can_be_learned() -> None:
    one = made_up(questions=1)
    for train in (None, one.items):
        with pytest.raises(BadInput) as told:
            arranged(Nosy(), one, train)
        assert told.value.key == "error.eval_no_other_question"


async def test_the_constant_is_the_mean_of_the_other_questions() -> None:
    data = made_up()
    grader = arranged(Constant(), data)
    others = fmean(one.score for one in data.items if one.group != "q2")
    assert (await grader.grade(data.groups["q2"][0])).score == pytest.approx(others)


async def test_the_mean_of_a_question_leaves_the_answer_itself_out() -> None:
    data = made_up()
    grader = arranged(PerQuestionMean(), data)
    first, *others = data.groups["q3"]
    said = (await grader.grade(first)).score
    assert said == pytest.approx(fmean(one.score for one in others))
    same = replace(first, score=1 - first.score)
    assert (await grader.grade(same)).score == said


async def test_overlap_reads_the_answer_and_length_does_not() -> None:
    data = made_up(questions=8)
    overlap = arranged(Regression("overlap-ridge", of_overlap), data)
    lengths = arranged(Regression("length-only", of_length), data)
    full = next(one for one in data.items if one.score == 1)
    empty = replace(full, answer="filler1 filler2 filler3 filler4")
    high, low = (await overlap.grade(full)).score, (await overlap.grade(empty)).score
    assert high is not None and low is not None
    assert high > 0.85
    assert low < 0.15
    assert (await lengths.grade(full)).score == (await lengths.grade(empty)).score


async def test_right_and_wrong_alone_are_learned_as_probabilities() -> None:
    data = made_up(questions=8)
    items = tuple(replace(one, score=float(one.score >= 0.5)) for one in data.items)
    grader = arranged(Regression("overlap-ridge", of_overlap), DataSet("two", "csv", items))
    said = await grader.grade(items[0])
    assert said.score is not None
    assert said.passing == said.score
    assert 0 < said.score < 1


async def test_a_set_with_one_score_throughout_is_learned_as_that_score() -> None:
    items = tuple(replace(one, score=0.5) for one in made_up().items)
    for fitted in BASELINES:
        grader = arranged(fitted, DataSet("one score", "csv", items))
        assert (await grader.grade(items[0])).score == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("answer", "words"), [("", 0), ("two words", 2), ("梯度消失", 4), ("KV 缓存 2 GB", 5)]
)
def test_a_chinese_character_is_as_long_as_a_word(answer: str, words: int) -> None:
    assert length(answer) == words


def test_every_baseline_can_be_told_from_the_others() -> None:
    several: Sequence[Fitted] = BASELINES
    assert len({one.name for one in several}) == len(several) == 4
