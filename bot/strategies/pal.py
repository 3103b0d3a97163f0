"""Program-aided language model: the reasoning is a function, and Python computes it."""

from bot.core.completion import Message
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import form, messages
from bot.strategies.parts.programs import PYTHON, answer_of, by_program

ABOUT = About(
    family="tools",
    paper="Gao et al., 2022, arXiv:2211.10435",
    usual_calls="1 or 2",
    told={
        "en": Told(
            title="Program-aided language model (PAL)",
            does="The model writes its reasoning as a Python function, a line and its reason in "
            "a comment; Python computes the answer. A program that fails is mended once.",
            helps="Word problems with much arithmetic, dates, counting and loops: the model sets "
            "the problem up, and no longer reckons.",
            hurts="What cannot be computed (opinions, texts), and models that were not trained "
            "on code. A program that runs is not yet the right one.",
            facts={"mended": "Programs mended"},
        ),
        "zh": Told(
            title="程序辅助语言模型（PAL）",
            does="模型把推理写成一个 Python 函数，每行用注释说明理由；答案由 Python 算出。"
            "程序出错时给一次修改机会。",
            helps="计算量大的应用题、日期、计数和循环：模型只负责列式，不再自己算。",
            hurts="算不出来的问题（观点、文字），以及没学过代码的模型。能运行的程序不一定就对。",
            facts={"mended": "修改过的程序"},
        ),
    },
)
_ASK = {
    "en": "Write a Python function `def solution():` that takes nothing and returns the answer "
    "({form}). Give each quantity a name of its own, and say in a comment where it comes from. "
    "{python} Answer with the function alone, in one code block.",
    "zh": "写一个 Python 函数 `def solution():`，不带参数，返回答案（{form}）。每个量都起一个名字，"
    "并用注释说明它的来历。{python}只回答这个函数，放在一个代码块里。",
}
_EXAMPLE = {
    "en": (
        "A baker makes 4 trays of 12 rolls and sells 30 of them. How many are left?\n\n"
        "Write a Python function `def solution():` that returns the answer (a number).",
        "```python\ndef solution():\n    rolls_made = 4 * 12  # 4 trays of 12\n"
        "    rolls_sold = 30\n    return rolls_made - rolls_sold  # what is left\n```",
    ),
    "zh": (
        "面包师做了 4 盘面包，每盘 12 个，卖出 30 个，还剩几个？\n\n"
        "写一个 Python 函数 `def solution():`，返回答案（一个数字）。",
        "```python\ndef solution():\n    made = 4 * 12  # 4 盘，每盘 12 个\n"
        "    sold = 30  # 卖出的\n    return made - sold  # 剩下的\n```",
    ),
}


async def run(sheet: Worksheet) -> str | None:
    """One call for the function, one more where it fails."""
    question, function = sheet.pick(_EXAMPLE)
    ask = sheet.pick(_ASK).format(form=form(sheet.problem), python=sheet.pick(PYTHON))
    asked = messages(sheet, ask, Message("user", question), Message("assistant", function))
    result = await by_program(sheet, asked)
    return answer_of(result.value, sheet.problem.kind)
