"""Programs that a model writes: run elsewhere, mended once, believed for what they come to."""

from dataclasses import replace

import pytest

from bot.core.problem import Problem
from bot.core.running import Why
from bot.core.worksheet import Tools
from bot.strategies.parts.programs import answer_of, program
from bot.words import catalogue
from tests.strategies.planted import APPLES, PINGGUO, run

GOOD = """Sure:
```python
def solution():
    boxes = 3
    each = 6  # in a box
    return boxes * each
```
It returns 18."""
OFFERS = replace(APPLES, text=f"{APPLES.text} A) 16 B) 18 C) 20", answer="B", kind="choice")


@pytest.mark.parametrize("problem", [APPLES, PINGGUO], ids=["en", "zh"])
async def test_pal_runs_the_function_and_takes_what_it_returns(problem: Problem) -> None:
    seen = await run("pal", [GOOD], problem=problem)

    assert (seen.answer, seen.trace.correct, seen.trace.ended) == ("18", True, "answered")
    code, result = seen.trace.steps
    assert (code.kind, result.kind, result.title, result.state) == ("code", "result", "18", "kept")
    assert result.parents == (code.id,)
    assert len(seen.trace.calls) == 1


async def test_what_the_model_says_of_the_result_does_not_count() -> None:
    seen = await run("pal", [GOOD.replace("3\n", "4\n", 1)])

    assert (seen.answer, seen.trace.correct) == ("24", False)


async def test_a_program_that_fails_is_mended_once_with_the_reason() -> None:
    failing = "```python\ndef solution():\n    boxes = 3\n    return boxes * eggs\n```"
    seen = await run("pal", [failing, GOOD])

    assert seen.answer == "18"
    assert seen.trace.facts == {"mended": 1}
    told = seen.model.asked[1][-1].text
    assert "NameError: name 'eggs' is not defined (line 3)" in told
    assert [(one.kind, one.state) for one in seen.trace.steps] == [
        ("code", "open"),
        ("result", "wrong"),
        ("code", "open"),
        ("result", "kept"),
    ]


@pytest.mark.parametrize("name", ["pal", "program-of-thoughts"])
async def test_a_module_that_is_missing_twice_is_said_and_nothing_is_guessed(name: str) -> None:
    sympy = "```python\nimport sympy\nans = 18\n```"
    seen = await run(name, [sympy, sympy, GOOD])

    assert (seen.trace.ended, seen.answer) == ("trouble", None)
    assert seen.trace.trouble == "cot.program_module"
    assert len(seen.trace.calls) == 2
    assert "only math, datetime" in seen.model.asked[1][-1].text


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("while True:\n    pass\nans = 1", "cot.program_time"),
        ("ans = 'x' * 10 ** 10", "cot.program_memory"),
        ("def solution():\n    return solution()", "cot.program_recursion"),
        ("ans = 1 +", "cot.program_syntax"),
        ("def solution():\n    1", "cot.program_no_value"),
        ("ans = open('/etc/passwd').read()", "cot.program_error"),
    ],
)
async def test_each_way_to_fail_has_its_word(code: str, trouble: str) -> None:
    seen = await run("pal", lambda _: f"```python\n{code}\n```")

    assert (seen.trace.trouble, seen.answer) == (trouble, None)


def test_every_reason_has_its_sentence() -> None:
    reasons = Why.__args__  # type: ignore[attr-defined]
    assert {f"cot.program_{why}" for why in (*reasons, "none")} <= set(catalogue("en"))


async def test_without_anything_that_runs_programs_it_says_so_before_it_asks() -> None:
    seen = await run("pal", [GOOD], tools=Tools())

    assert seen.trace.trouble == "cot.program_not_here"
    assert not seen.trace.calls


async def test_a_program_that_was_whole_counts_though_the_model_went_on_without_end() -> None:
    seen = await run("pal", [GOOD + "\nIt returns 18." * 200])

    assert (seen.answer, len(seen.trace.calls)) == ("18", 1)


async def test_half_a_program_is_none() -> None:
    half = "```python\ndef solution():\n" + "    x = 1\n" * 400
    seen = await run("pal", [half, GOOD])

    assert (seen.answer, seen.trace.facts) == ("18", {"mended": 1})


async def test_a_number_that_is_printed_with_words_is_read_off() -> None:
    seen = await run("program-of-thoughts", ["```python\nprint('In all:', 3 * 6, 'apples')\n```"])

    assert seen.answer == "18"


async def test_no_program_twice_is_no_answer() -> None:
    seen = await run("pal", lambda _: "The answer is 18, I would say.")

    assert (seen.trace.trouble, seen.answer) == ("cot.program_none", None)


async def test_program_of_thoughts_needs_one_call_for_a_number() -> None:
    seen = await run("program-of-thoughts", ["boxes = 3\neach = 6\nans = boxes * each\n"])

    assert (seen.answer, len(seen.trace.calls)) == ("18", 1)


async def test_and_gives_the_result_back_to_the_model_for_a_choice() -> None:
    seen = await run(
        "program-of-thoughts", ["```python\nans = 3 * 6\n```", {"answer": "B"}], problem=OFFERS
    )

    assert (seen.answer, seen.trace.correct) == ("B", True)
    assert seen.trace.facts["computed"] == "18"
    assert "Its result: 18" in seen.model.asked[1][-1].text
    assert [one.kind for one in seen.trace.steps] == ["code", "result", "answer"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```python\nx = 1\n```", "x = 1"),
        ("```\nans = 1\n```\nso\n```\n1\n```", "ans = 1"),
        ("```py\nx = 1\n```\nbetter:\n```py\nans = 2\n```", "ans = 2"),
        ("```python\nans = 1", "ans = 1"),
        ("def solution():\n    return 1", "def solution():\n    return 1"),
        ("Here it is.\nimport math\nans = math.pi", "import math\nans = math.pi"),
        ("The answer = 18", None),
        ("```\n18\n```", None),
        ("", None),
    ],
)
def test_a_program_is_found_in_what_a_model_wrote(text: str, code: str | None) -> None:
    assert program(text) == code


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("18", "18"),
        ("18.0", "18"),
        ("0.30000000000000004", "0.3"),
        ("-2.5", "-2.5"),
        ("1e+16", "10000000000000000"),
        ("123456789012345678901", "123456789012345678901"),
        ("nan", None),
        ("inf", None),
    ],
)
def test_a_value_of_python_is_written_as_an_answer(value: str, answer: str | None) -> None:
    assert answer_of(value, "number") == answer


def test_a_list_is_written_without_its_brackets() -> None:
    assert answer_of("['a', 'b', 3]", "list") == "a, b, 3"
