"""The first bad step is found, by computing it or by a critic, and mended from there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from bot.core.completion import Message
from bot.core.errors import ModelUnreachable
from bot.core.trace import Step
from tests.strategies.planted import APPLES, PINGGUO, Seen, run


def chain(*steps: str, answer: str = "18") -> dict[str, Any]:
    return {"steps": list(steps), "answer": answer}


def critic(*doubted: str) -> Callable[[Sequence[Message]], Mapping[str, float]]:
    """A critic that doubts steps which have one of these words in them."""

    def weigh(asked: Sequence[Message]) -> Mapping[str, float]:
        last = asked[-1].text.split("\n\n")[-2].splitlines()[-1]
        right = 0.1 if any(word in last for word in doubted) else 0.9
        return {"right": right, "wrong": 1 - right, "对": right, "错": 1 - right}

    return weigh


def thoughts(seen: Seen) -> list[Step]:
    return [one for one in seen.trace.steps if one.kind in ("thought", "revision")]


def checks(seen: Seen) -> list[tuple[str, str]]:
    return [(one.state, one.title) for one in seen.trace.steps if one.kind == "check"]


async def test_a_chain_without_fault_is_kept_as_it_is() -> None:
    seen = await run(
        "step-checking",
        [chain("A box has 6 apples.", "3 boxes have 3 × 6 = 18 apples.")],
        weigh=critic(),
    )

    assert (seen.answer, seen.trace.correct) == ("18", True)
    assert [(one.state, one.score) for one in thoughts(seen)] == [("right", 0.9)] * 2
    assert seen.trace.facts == {"repairs": 0, "worst": 0.9}
    assert len(seen.trace.calls) == 3


async def test_a_slip_of_arithmetic_is_found_without_a_critic_and_mended() -> None:
    seen = await run(
        "step-checking",
        [
            chain("A box has 6.", "3 * 6 = 16", "So 16 in all.", answer="16"),
            chain("3 * 6 = 18", "So 18 in all."),
        ],
        weigh=critic(),
    )

    assert (seen.answer, seen.trace.correct) == ("18", True)
    assert [(one.state, one.kind) for one in thoughts(seen)] == [
        ("right", "thought"),
        ("wrong", "thought"),
        ("pruned", "thought"),
        ("right", "revision"),
        ("right", "revision"),
    ]
    assert checks(seen) == [
        ("wrong", "Step 2 of 3 is wrong. 3 * 6 = 16 is false: it is 18."),
        ("right", "All 3 steps hold."),
    ]
    assert thoughts(seen)[1].score == 0.0
    mend = seen.model.asked[1][-1].text
    assert "1. A box has 6." in mend and "3 * 6 = 16 is false: it is 18." in mend
    assert "So 16 in all" not in mend
    assert seen.trace.facts == {"repairs": 1, "first_bad": 2, "worst": 0.9}
    assert len(seen.model.weighed) == 3  # none for what was computed, nor for what follows it


async def test_a_models_own_numbers_and_repetitions_are_left_out() -> None:
    said = chain("1. One.", "Step 2: Two.", "第3步：Three.", "3. Three.", "1.5 * 2 = 3")
    seen = await run("step-checking", [said], weigh=critic())

    assert [one.text for one in thoughts(seen)] == ["One.", "Two.", "Three.", "1.5 * 2 = 3"]


async def test_the_critic_is_asked_for_each_step_with_those_before_it() -> None:
    seen = await run(
        "step-checking", [chain("One.", "Two.", "Three.")], weigh=critic(), problem=APPLES
    )

    shown = [one[-1].text for one in seen.model.weighed]
    assert ["Two." in one for one in shown] == [False, True, True]
    assert ["Three." in one for one in shown] == [False, False, True]
    assert all(APPLES.text in one for one in shown)


async def test_a_step_that_the_critic_doubts_is_mended() -> None:
    seen = await run(
        "step-checking",
        [
            chain("There are 4 boxes.", "4 * 6 = 24", answer="24"),
            chain("There are 3 boxes.", "3 * 6 = 18"),
        ],
        weigh=critic("4 boxes"),
    )

    assert seen.answer == "18"
    assert thoughts(seen)[0].state == "wrong"
    assert seen.trace.facts["first_bad"] == 1
    assert "(none)" in seen.model.asked[1][-1].text


@pytest.mark.parametrize("verdict", ["right", "wrong"])
async def test_where_no_probabilities_are_told_the_critics_word_counts(verdict: str) -> None:
    def replies(asked: Sequence[Message]) -> dict[str, Any]:
        return {"verdict": verdict} if "Say right or wrong" in asked[-1].text else chain("One.")

    seen = await run("step-checking", replies)

    assert seen.answer == "18"
    assert seen.trace.facts["worst"] == (1.0 if verdict == "right" else 0.0)
    assert seen.trace.facts["repairs"] == (0 if verdict == "right" else 2)
    assert f"1: {verdict}" in [one.title for one in seen.trace.steps if one.kind == "check"]
    assert sum(one.ended == "trouble" for one in seen.trace.calls) == 1  # it is tried once


async def test_after_two_repairs_what_is_still_bad_is_said() -> None:
    seen = await run("step-checking", lambda _: chain("6 + 6 = 13", answer="13"), weigh=critic())

    assert seen.trace.facts == {"repairs": 2, "first_bad": 1, "worst": 0.0, "still_bad": 1}
    assert (seen.answer, seen.trace.correct) == ("13", False)
    assert [one.state for one in thoughts(seen)] == ["wrong"] * 3


async def test_every_slip_that_is_planted_is_found_at_its_step() -> None:
    right = ["12 + 7 = 19", "19 * 2 = 38", "38 - 8 = 30", "30 / 4 = 7.5", "7.5 + 0.5 = 8"]
    for place in range(len(right)):
        slipped = list(right)
        left, value = slipped[place].split(" = ")
        slipped[place] = f"{left} = {float(value) + 1:g}"
        seen = await run("step-checking", [chain(*slipped), chain("ok")], weigh=critic())
        assert seen.trace.facts["first_bad"] == place + 1


@pytest.mark.parametrize("call", [1, 2])
async def test_a_critic_that_goes_away_ends_the_run_with_its_answer(call: int) -> None:
    replies = iter([chain("One.", "Two.", "Three."), *[{"verdict": "right"}] * (call - 1)])

    seen = await run("step-checking", lambda _: next(replies, ModelUnreachable()))

    assert (seen.trace.trouble, seen.answer) == (ModelUnreachable.key, "18")


async def test_it_checks_in_chinese() -> None:
    said = [chain("每箱6个，3箱共 3×6＝20 个", answer="20"), chain("3×6=18（个）")]
    seen = await run("step-checking", said, problem=PINGGUO, weigh=critic())

    assert (seen.answer, seen.trace.correct) == ("18", True)
    assert checks(seen)[0][1] == "共 1 步，第 1 步错了。3 * 6 = 20 不对，应为 18。"
