"""The strategies that spare tokens do what is told of them, on a model whose behaviour is
planted."""

from collections.abc import Sequence

import pytest

from bot.core.completion import Message
from bot.core.problem import Problem
from bot.core.strategy import Concluded
from bot.core.worksheet import Tools
from bot.llm.scripted import Reply
from tests.strategies.planted import APPLES, PINGGUO, run

LONG = " ".join(f"then {number} more," for number in range(200))


def kinds(trace_steps: Sequence[object]) -> list[str]:
    return [one.kind for one in trace_steps]  # type: ignore[attr-defined]


async def test_a_chain_is_cut_at_its_budget_and_the_answer_forced() -> None:
    def reply(asked: Sequence[Message]) -> Reply:
        return " 18." if asked[-1].role == "assistant" else LONG

    seen = await run("truncation", reply)
    assert (seen.answer, seen.trace.correct, seen.trace.facts) == ("18", True, {"cut": "yes"})
    assert kinds(seen.trace.steps) == ["thought", "cut", "answer"]
    assert seen.trace.calls[0].ended == "length"
    assert sum(one.usage.completion or 0 for one in seen.trace.calls) <= 128 + 32
    forced = seen.model.asked[-1][-1].text
    assert forced.endswith("The final answer is")
    assert forced.startswith("then 0 more")


async def test_a_chain_within_its_budget_is_not_cut() -> None:
    seen = await run("truncation", ["6 * 3 = 18.", {"answer": "18"}], problem=PINGGUO)
    assert (seen.answer, seen.trace.facts) == ("18", {"cut": "否"})


async def test_the_answer_comes_first_and_reasons_do_not_change_it() -> None:
    seen = await run("answer-first", [{"answer": "17"}, "- 6 * 3 = 18\n- so it is 18"])
    assert (seen.answer, seen.trace.correct) == ("17", False)
    assert kinds(seen.trace.steps) == ["answer", "revision"]
    assert "The answer was: 17" in seen.model.asked[1][-1].text


async def test_drafts_are_read_behind_the_hashes_and_their_words_counted() -> None:
    seen = await run("chain-of-draft", ["6 apples each\n6 * 3 = 18\n#### 18"])
    assert (seen.answer, seen.trace.facts) == ("18", {"words": 4.0})
    assert len(seen.trace.calls) == 1
    roles = [one.role for one in seen.model.asked[0]]
    assert roles == ["system", "user", "assistant", "user", "assistant", "user"]


async def test_symbols_are_asked_for_by_example() -> None:
    seen = await run("symbolic", ["a = 6; b = 3\na*b = 18\nThe answer is 18"])
    assert seen.trace.correct is True
    assert "T > A > B" in seen.model.asked[0][2].text


async def test_only_the_chosen_steps_are_answered_from() -> None:
    chain = "1. A box holds 6.\n2. Apples are red.\n3. 6 * 3 = 18."
    seen = await run("selective", [chain, {"needed": [3, 1, 99]}, {"answer": "18"}])
    assert seen.answer == "18"
    states = [(one.text, one.state) for one in seen.trace.steps if one.parents == (0,)]
    assert states == [
        ("A box holds 6.", "kept"),
        ("Apples are red.", "pruned"),
        ("6 * 3 = 18.", "kept"),
    ]
    last = seen.model.asked[-1][-1].text
    assert "Apples are red" not in last
    assert "6 * 3 = 18" in last
    assert 0.5 < float(seen.trace.facts["kept"]) < 0.8


@pytest.mark.parametrize(("letter", "budget", "calls"), [("A", 0, 2), ("B", 128, 3), ("C", 512, 3)])
async def test_the_class_of_a_problem_sets_the_length_of_its_chain(
    letter: str, budget: int, calls: int
) -> None:
    def reply(asked: Sequence[Message]) -> Reply:
        return {"answer": "18"} if "only" in asked[-1].text or len(asked) > 2 else LONG

    seen = await run("adaptive-length", reply, weigh=lambda _: letter)
    assert seen.trace.facts["budget"] == budget
    assert len(seen.trace.calls) == calls
    written = [one.usage.completion or 0 for one in seen.trace.calls]
    assert budget == 0 or max(written) == budget
    assert seen.answer == "18"


async def test_without_probabilities_the_class_is_the_models_word() -> None:
    seen = await run("adaptive-length", [{"steps": "A"}, {"answer": "18"}], problem=PINGGUO)
    assert (seen.answer, seen.trace.facts["class"]) == ("18", "易")


async def test_dots_are_as_many_as_the_tokens_of_the_chain() -> None:
    chain = "six and six and six"
    replies: list[Reply] = [chain, {"answer": "18"}, {"answer": "17"}, {"answer": "16"}]
    seen = await run("hidden-reasoning", replies)
    assert seen.answer == "18"
    assert seen.trace.facts == {"at once": "17", "after dots": "16", "after a chain": "18"}
    dots = seen.model.asked[-1][-2].text
    assert set(dots) == {".", " "}
    assert dots.count(".") == seen.trace.calls[0].usage.completion
    shown = "".join(one.delta.text for one in seen.happened if hasattr(one, "delta"))
    assert chain not in shown


class Known:
    """What was concluded before."""

    def __init__(self, *known: Concluded) -> None:
        self.known = known

    async def near(self, problem: str) -> Sequence[Concluded]:
        return self.known


async def test_the_same_problem_is_answered_from_memory_without_a_call() -> None:
    tools = Tools(conclusions=Known(Concluded(APPLES.text, "18", 1.0)))
    seen = await run("cached-conclusions", [], tools=tools)
    assert (seen.answer, len(seen.trace.calls)) == ("18", 0)


async def test_a_problem_with_another_number_is_only_an_example() -> None:
    other = Problem(APPLES.text.replace("3 boxes", "4 boxes"), "en", "24", "number")
    tools = Tools(conclusions=Known(Concluded(APPLES.text, "18", 0.99)))
    seen = await run("cached-conclusions", ["The answer is 24"], problem=other, tools=tools)
    assert (seen.answer, seen.trace.correct) == ("24", True)
    assert [one.text for one in seen.model.asked[0]][1:3] == [APPLES.text, "18"]
