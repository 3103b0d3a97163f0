"""One story for every strategy: it is told of, it ends within its allowance, and it survives what
models do."""

import asyncio
import json

import pytest

from bot.core.errors import ModelSlow, ModelUnreachable
from bot.core.trace import Step, Trace
from bot.core.worksheet import Allowance, Tools
from bot.strategies import names, strategy
from tests.strategies.planted import APPLES, PINGGUO, run

ALL = pytest.mark.parametrize("name", names())
BROKEN = {
    "garbage": "%%% lorem }{ ]] ipsum \x00 \u202e ####",
    "a refusal": "I'm sorry, but I can't help with that.",
    "a Chinese refusal": "抱歉，我无法回答这个问题。",
    "nothing": "",
    "half of an object": '{"answer": "1',
    "endless repetition": "and so we add the apples again, " * 400,
}


@ALL
def test_it_is_told_of_in_both_languages(name: str) -> None:
    about = strategy(name).about
    for language in ("en", "zh"):
        told = about.told[language]
        assert all((told.title, told.does, told.helps, told.hurts))
    assert about.told["en"] != about.told["zh"]
    assert any("\u4e00" <= one <= "\u9fff" for one in about.told["zh"].does)
    assert about.family == "control" or any(one.isdigit() for one in about.paper)


@ALL
@pytest.mark.parametrize("what", BROKEN)
async def test_whatever_the_model_writes_the_run_ends_without_a_wrong_claim(
    name: str, what: str
) -> None:
    seen = await run(name, lambda _: BROKEN[what])
    assert seen.trace.ended in ("answered", "no_answer", "trouble", "budget")
    assert seen.trace.correct is not True
    assert seen.trace.answer is None or seen.trace.ended in ("answered", "budget", "trouble")


@ALL
async def test_a_server_that_is_down_is_named_as_the_trouble(name: str) -> None:
    seen = await run(name, lambda _: ModelUnreachable())
    assert (seen.trace.ended, seen.trace.answer) == ("trouble", None)
    assert seen.trace.trouble == ModelUnreachable.key


@ALL
async def test_a_server_that_dies_in_the_middle_leaves_a_trace(name: str) -> None:
    replies = iter(["We have 6 apples a box, 3 boxes. 6 * 3 = 18. The answer is 18"])
    seen = await run(name, lambda _: next(replies, ModelSlow()))
    assert seen.trace.ended in ("trouble", "answered", "no_answer")
    assert seen.trace.trouble in ("", ModelSlow.key, "cot.unusable")


@ALL
@pytest.mark.parametrize("tokens", [1, 40, 400])
async def test_it_keeps_to_its_tokens(name: str, tokens: int) -> None:
    seen = await run(name, lambda _: "one more apple " * 1000, allowance=Allowance(tokens=tokens))
    written = sum(one.usage.completion or 0 for one in seen.trace.calls)
    assert written <= tokens


@ALL
async def test_it_keeps_to_its_time(name: str) -> None:
    seen = await run(
        name,
        lambda _: "slowly, " * 1000,
        pace=0.5,
        allowance=Allowance(tokens=100_000, seconds=0.1),
    )
    assert seen.trace.ended == "deadline"
    assert seen.trace.seconds < 1
    assert seen.trace.trouble == "cot.deadline"


@ALL
async def test_it_can_be_stopped(name: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, stop.set)
    seen = await run(name, lambda _: "slowly, " * 1000, pace=0.5, stop=stop)
    assert seen.trace.ended == "stopped"


@ALL
@pytest.mark.parametrize("problem", [APPLES, PINGGUO], ids=["en", "zh"])
async def test_every_step_comes_after_its_parents_and_the_trace_survives_json(
    name: str, problem: object
) -> None:
    good = "6 * 3 = 18. The answer is 18\n答案是18"
    seen = await run(name, lambda _: good, problem=problem)  # type: ignore[arg-type]
    assert all(parent < step.id for step in seen.trace.steps for parent in step.parents)
    assert [one.id for one in seen.trace.steps] == list(range(len(seen.trace.steps)))
    last = {one.id: one for one in seen.happened if isinstance(one, Step)}
    assert tuple(last[one] for one in sorted(last)) == seen.trace.steps
    document = json.loads(json.dumps(seen.trace.document()))
    assert Trace.of(document) == seen.trace
    assert seen.trace.critical_path <= seen.trace.seconds + 1e-6


@ALL
async def test_the_model_is_spoken_to_in_the_language_of_the_problem(name: str) -> None:
    seen = await run(name, lambda _: "答案是18", problem=PINGGUO)
    if not seen.model.asked:
        return  # all of its calls weigh choices
    system = seen.model.asked[0][0].text
    assert any("\u4e00" <= one <= "\u9fff" for one in system)


@ALL
async def test_where_a_tool_is_not_there_it_says_so_or_does_without(name: str) -> None:
    seen = await run(name, lambda _: "The answer is 18", tools=Tools())
    assert seen.trace.ended in ("answered", "no_answer", "trouble")


def test_the_document_lists_them_all() -> None:
    from tools.strategy_table import DOC, filled

    text = DOC.read_text(encoding="utf-8")
    assert filled(text) == text, "run: .venv/bin/python tools/strategy_table.py"
