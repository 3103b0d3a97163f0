"""Trees that are pruned, and graphs whose parts are merged."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot import problems
from bot.core.completion import Message
from bot.llm.scripted import Reply
from bot.strategies.graph_of_thoughts import errors
from tests.strategies.planted import APPLES, PINGGUO, Seen, run

GAME = problems.by_id()["game-3569-en"]
SORT = problems.by_id()["sort-en"]
LEVELS = [
    ["9 - 6 = 3 (left: 3, 3, 5)", "9 + 6 = 15 (left: 3, 5, 15)", "9 * 6 = 50 (left: 3, 5, 50)"],
    ["3 + 5 = 8 (left: 3, 8)", "3 * 5 = 15 (left: 3, 15)"],
    ["3 * 8 = 24"],
]


def game(asked: Sequence[Message]) -> Reply:
    """Proposes the level that is next on the way that was taken; answers from the right one."""
    said = asked[-1].text
    if "Propose" in said:
        return {"thoughts": LEVELS[said.count("\n- ")]}
    return "The answer is (9 - 6) * (3 + 5)" if "3 * 8" in said else "The answer is 9 + 6 + 3 + 5"


def promising(asked: Sequence[Message]) -> Mapping[str, float]:
    """Sure of what leads to 24, in doubt about the rest."""
    newest = asked[-1].text.split("\n\n")[1].splitlines()[-1]
    return (
        {"A": 9, "B": 1} if any(one in newest for one in ("9 - 6", "3 + 5", "3 * 8")) else {"C": 1}
    )


def thoughts(seen: Seen) -> list[Any]:
    return [one for one in seen.trace.steps if one.kind == "thought" and one.text[:1].isdigit()]


async def test_the_tree_keeps_what_leads_to_the_answer_and_prunes_the_rest() -> None:
    seen = await run("tree-of-thoughts", game, weigh=promising, problem=GAME)
    assert (seen.answer, seen.trace.correct) == ("(9 - 6) * (3 + 5)", True)
    assert seen.trace.facts == {"nodes": 6, "pruned": 3, "depth": 3}
    states = {one.text: one.state for one in thoughts(seen)}
    assert [states[one] for one in LEVELS[0]] == ["kept", "pruned", "pruned"]
    assert states["3 * 8 = 24"] == "kept"
    scores = {one.text: one.score for one in thoughts(seen)}
    assert scores["9 - 6 = 3 (left: 3, 3, 5)"] == pytest.approx(0.905)


async def test_arithmetic_that_is_false_is_pruned_without_asking() -> None:
    seen = await run("tree-of-thoughts", game, weigh=promising, problem=GAME)
    assert not any("9 * 6 = 50" in asked[-1].text for asked in seen.model.weighed)
    assert next(one for one in thoughts(seen) if "= 50" in one.text).score == 0


async def test_a_server_without_probabilities_is_asked_for_a_letter() -> None:
    def reply(asked: Sequence[Message]) -> Reply:
        if "Say one letter" in asked[-1].text:
            best = max(promising(asked).items(), key=lambda one: one[1])
            return {"value": best[0]}
        return game(asked)

    seen = await run("tree-of-thoughts", reply, problem=GAME)
    assert seen.trace.correct is True
    assert len(seen.trace.calls) <= 22


async def test_a_tree_that_grows_nothing_hopeful_still_answers() -> None:
    seen = await run("tree-of-thoughts", game, weigh=lambda _: "C", problem=GAME)
    assert (seen.trace.ended, seen.trace.facts["depth"]) == ("answered", 1)
    assert seen.trace.correct is False


def sorting(asked: Sequence[Message]) -> Reply:
    """Splits in two, sorts a half wrongly at first, loses a number in the merger, mends it."""
    said = asked[-1].text
    if "Split" in said:
        return {"parts": ["Sort 7, 3, 1, 9, 3, 5, 0, 2", "Sort 8, 1, 7, 3, 6, 4, 2, 5"]}
    if "Do only" in said:
        first = "0, 1, 2, 3, 3, 5, 7, 9" if next(TURNS) % 2 else "0, 1, 3, 2, 3, 5, 7"
        return f"The answer is {first if '7, 3, 1' in said.split('Do only')[1] else SECOND}"
    if "Merge them" in said:
        return "The answer is 0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9"
    return f"The answer is {SORT.answer}"


SECOND = "1, 2, 3, 4, 5, 6, 7, 8"
TURNS = iter(range(1000))


async def test_parts_are_sorted_merged_and_refined_by_counting_their_errors() -> None:
    seen = await run("graph-of-thoughts", sorting, problem=SORT)
    assert (seen.answer, seen.trace.correct) == (SORT.answer, True)
    assert seen.trace.facts == {"parts": 2, "before": 15 / 16, "after": 1.0}
    assert [one.kind for one in seen.trace.steps if one.state == "kept"] == [
        *["thought"] * 2,
        "merge",
        "revision",
    ]
    merge = next(one for one in seen.trace.steps if one.kind == "merge")
    assert len(merge.parents) == 2
    assert not seen.model.weighed  # code counts
    assert len(seen.trace.calls) == 8


async def test_a_refinement_that_scores_worse_is_not_taken() -> None:
    def worse(asked: Sequence[Message]) -> Reply:
        if "Here is a result" in asked[-1].text:
            return "The answer is 9, 8"
        if "Merge them" in asked[-1].text:
            return f"The answer is {SORT.answer}"
        return sorting(asked)

    seen = await run("graph-of-thoughts", worse, problem=SORT)
    assert (seen.trace.correct, seen.trace.facts["after"]) == (True, 1.0)
    assert next(one for one in seen.trace.steps if one.kind == "revision").state == "pruned"


async def test_where_nothing_is_to_be_counted_the_model_values() -> None:
    def reply(asked: Sequence[Message]) -> Reply:
        if "Split" in asked[-1].text:
            return {"parts": ["The first two boxes", "The third box"]}
        return "That is 12 and 6. The answer is 18"

    seen = await run("graph-of-thoughts", reply, weigh=lambda _: "A", problem=APPLES)
    assert (seen.answer, len(seen.model.weighed)) == ("18", 7)
    assert seen.trace.facts["after"] == 1.0


async def test_a_problem_without_parts_is_one_chain() -> None:
    for name in ("graph-of-thoughts", "tree-of-thoughts"):
        seen = await run(name, lambda _: "答案是18", problem=PINGGUO)
        assert (seen.answer, len(seen.trace.calls)) == ("18", 2)


def test_errors_are_neighbours_out_of_order_and_numbers_missing_or_too_many() -> None:
    def fractions(*numbers: int) -> list[Any]:
        return [*numbers]

    assert errors(fractions(3, 1, 2), fractions(1, 2, 3)) == 0
    assert errors(fractions(3, 1, 2), fractions(1, 3, 2)) == 1
    assert errors(fractions(3, 1, 2), fractions(1, 2)) == 1
    assert errors(fractions(3, 1, 2), fractions(1, 2, 2, 3)) == 1
