"""A program that the model writes instead of reckoning: written, run, mended once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.completion import Message, Sampling, defused
from bot.core.errors import CoachError
from bot.core.final_answer import final_answer
from bot.core.problem import AnswerKind
from bot.core.running import Ran
from bot.core.worksheet import Worksheet, Written

PYTHON = {
    "en": "It runs in a small Python: there is no input, no file and no network; only math, "
    "datetime, itertools, functools, collections, decimal, random, re and json can be imported; "
    "there is no yield, no del and no inheritance.",
    "zh": "它在精简的 Python 里运行：没有输入、文件和网络；只能导入 math、datetime、itertools、"
    "functools、collections、decimal、random、re、json；不支持 yield、del 和类的继承。",
}
_MEND = {
    "en": "The program failed: {trouble}\n{python}\nWrite the whole program again, mended, in one "
    "code block.",
    "zh": "程序没有成功：{trouble}\n{python}\n请改好后重新写出整个程序，放在一个代码块里。",
}
_NONE = {
    "en": "There was no program in a code block.",
    "zh": "没有看到代码块里的程序。",
}
_SAID = {
    "time": {"en": "it ran for too long", "zh": "运行时间太长"},
    "memory": {"en": "it took too much memory", "zh": "占用内存过多"},
    "recursion": {"en": "it called itself too deeply", "zh": "递归太深"},
    "output": {"en": "it printed too much", "zh": "输出太多"},
    "no_value": {"en": "it came to no value", "zh": "没有得到值"},
    "too_long": {"en": "its value is too long for an answer", "zh": "得到的值太长，不像答案"},
    "broken": {"en": "it broke what it ran in", "zh": "弄坏了运行它的进程"},
}
_LINE = {"en": "line {line}", "zh": "第 {line} 行"}
_FENCED = re.compile(r"```[ \t]*([A-Za-z0-9]*)[ \t]*\n(.*?)(?:```|\Z)", re.DOTALL)
_BARE = re.compile(r"^(?:def |import |from \w+ import |[A-Za-z_]\w* *= *\S).*", re.MULTILINE)
_CLOSED = re.compile(r"```[^`]*?\n```", re.DOTALL)
_SAMPLING = Sampling(limit=600)
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Result:
    """What the program came to, and the step that says so."""

    value: str
    step: int


async def by_program(sheet: Worksheet, asked: Sequence[Message]) -> Result:
    """What the model's program comes to; where it comes to nothing, the model is told why and may
    mend it once.

    CoachError (`cot.program_…`) where the second one comes to nothing either, or where nothing runs
    programs. `facts` get `mended`.
    """
    if sheet.tools.run is None:
        raise CoachError("cot.program_not_here")
    written = await sheet.ask(asked, _SAMPLING, kind="code")
    ran, step = await _ran(sheet, written)
    if ran is not None and ran.value is not None:
        return Result(ran.value, step)
    sheet.facts["mended"] = 1
    again = [
        *asked,
        Message("assistant", defused(written.text) or "-"),
        Message(
            "user",
            sheet.pick(_MEND).format(trouble=_trouble(sheet, ran), python=sheet.pick(PYTHON)),
        ),
    ]
    written = await sheet.ask(again, _SAMPLING, kind="code", parents=(step,))
    ran, step = await _ran(sheet, written)
    if ran is None:
        raise CoachError("cot.program_none")
    if ran.value is None:
        raise CoachError(f"cot.program_{ran.trouble.why if ran.trouble else 'no_value'}")
    return Result(ran.value, step)


def program(text: str) -> str | None:
    """The program in what a model wrote: its last code block that defines an answer, else what
    looks like Python from its first line on. None where there is none."""
    found = (one.groups() for one in _FENCED.finditer(text))
    blocks: list[str] = [code for language, code in found if _is_python(language, code)]
    if blocks:
        return max(reversed(blocks), key=_defines).strip("\n")
    bare = _BARE.search(text) if "```" not in text else None
    return text[bare.start() :].strip() if bare and _defines(text) else None


def answer_of(value: str, kind: AnswerKind) -> str | None:
    """A value of Python as an answer is written: 18.0 is 18, 0.30000000000000004 is 0.3, [1, 2] is
    1, 2. None where it is none (nan)."""
    try:
        number = float(value)
    except ValueError:
        if kind == "number":
            return final_answer(value, kind)  # it came with words
        bare = value.strip("[]()").replace("'", "") if kind == "list" else value
        return bare.strip() or None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    if not re.search(r"[.eE]", value):
        return value
    return f"{number:.{_DIGITS}f}".rstrip("0").rstrip(".") if abs(number) >= 1e-6 else value


async def _ran(sheet: Worksheet, written: Written) -> tuple[Ran | None, int]:
    """What the program of a text came to, and the step that says it; None where there is none, or
    half of one."""
    whole = not written.ended or _CLOSED.search(written.text)
    code = program(written.text) if whole else None
    if code is None or sheet.tools.run is None:
        step = sheet.note("result", sheet.pick(_NONE), parents=(written.step,), state="wrong")
        return None, step.id
    ran = await sheet.tools.run(code)
    step = sheet.note(
        "result",
        _trouble(sheet, ran) if ran.value is None else ran.value,
        "" if ran.printed.strip() == ran.value else ran.printed.strip(),
        parents=(written.step,),
        state="wrong" if ran.value is None else "kept",
    )
    return ran, step.id


def _trouble(sheet: Worksheet, ran: Ran | None) -> str:
    """What stood in the way, for the model and for who reads the steps."""
    if ran is None or ran.trouble is None:
        return sheet.pick(_NONE)
    trouble = ran.trouble
    said = sheet.pick(_SAID[trouble.why]) if trouble.why in _SAID else defused(trouble.said)
    where = sheet.pick(_LINE).format(line=trouble.line) if trouble.line else ""
    return f"{said} ({where})" if where else said


def _is_python(language: str, code: str) -> bool:
    return language.casefold() in ("python", "py", "python3") or (not language and _defines(code))


def _defines(text: str) -> bool:
    return "def solution" in text or re.search(r"^(?:ans|answer|result) *=", text, re.M) is not None
