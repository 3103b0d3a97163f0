"""The problems of the house: their answers are right, and both languages have the same ones."""

import re
from itertools import permutations

import pytest

from bot import problems
from bot.core.arithmetic import computed
from bot.core.final_answer import final_answer, same
from bot.core.numerals import number, numbers
from bot.core.preferences import LANGUAGES
from bot.problems import BuiltIn

EVERY = [one for several in problems.sets().values() for one in several]
KNOWN = problems.by_id()
ALL = pytest.mark.parametrize("one", EVERY, ids=lambda one: one.problem.id)


def test_every_language_has_the_same_problems() -> None:
    assert set(problems.sets()) == set(LANGUAGES)
    shapes = [
        [
            (one.problem.id[:-3], one.use, one.steps, one.problem.kind, one.check, one.alike[:-3])
            for one in several
        ]
        for several in problems.sets().values()
    ]
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) == 27
    assert len(KNOWN) == 54


def test_what_strategies_need_to_be_shown_is_there() -> None:
    english = problems.sets()["en"]
    assert {one.use for one in english} == {*problems.Use.__args__}  # type: ignore[attr-defined]
    assert {one.steps for one in english if one.use == "steps"} == {1, 3, 6}


@ALL
def test_an_answer_that_can_be_computed_is_what_was_computed(one: BuiltIn) -> None:
    assert one.problem.answer
    if one.check:
        assert number(one.problem.answer) == computed(one.check)
    else:
        assert one.problem.kind != "number"


@ALL
def test_the_numbers_of_a_problem_are_the_same_in_both_languages(one: BuiltIn) -> None:
    other = KNOWN[one.problem.id[:-2] + ("zh" if one.problem.language == "en" else "en")]
    if one.problem.kind == "expression":
        used = sorted(re.findall(r"\d+", str(one.problem.answer)))
        assert sorted(re.findall(r"\d+", one.problem.text)) == sorted([*used, "24"])
        assert computed(str(one.problem.answer)) == 24
    elif one.use == "lists":
        mine, yours = ({item.value for item in numbers(each.text)} for each in (one.problem, other))
        assert mine == yours


@ALL
def test_an_answer_is_found_again_where_it_is_said(one: BuiltIn) -> None:
    said = "The answer is {}." if one.problem.language == "en" else "答案是{}。"
    found = final_answer(said.format(one.problem.answer), one.problem.kind)
    assert found is not None
    assert same(found, str(one.problem.answer), one.problem.kind)


@ALL
def test_problems_that_look_alike_know_each_other(one: BuiltIn) -> None:
    if one.alike:
        twin = next(other for other in EVERY if other.problem.id == one.alike)
        assert twin.alike == one.problem.id
        assert twin.problem.answer != one.problem.answer


def test_lists_are_sorted_and_whole() -> None:
    for language in LANGUAGES:
        for name in ("sort", "merge"):
            problem = KNOWN[f"{name}-{language}"]
            given = re.findall(r"\d+", problem.text)
            assert sorted(map(int, given)) == [int(one) for one in str(problem.answer).split(", ")]


def test_puzzles_have_one_solution() -> None:
    rows = [
        row
        for row in permutations(("Ana", "Ben", "Cleo", "Dan"))
        if row.index("Ben") == row.index("Ana") + 1
        and row.index("Cleo") < row.index("Ana")
        and row.index("Dan") in (1, 2)
    ]
    assert [row[2] for row in rows] == [KNOWN["seats-en"].answer]
    truths = {broken: [broken == "B", broken != "B", broken != "C"] for broken in "ABC"}
    assert [one for one, said in truths.items() if sum(said) == 1] == [KNOWN["servers-en"].answer]
