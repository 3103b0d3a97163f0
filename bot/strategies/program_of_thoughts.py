"""Program of thoughts: the arithmetic is a short program, whose result goes back to the model."""

from bot.core.completion import Message, defused
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import answered, form, messages
from bot.strategies.parts.programs import PYTHON, answer_of, by_program

ABOUT = About(
    family="tools",
    paper="Chen et al., 2022, arXiv:2211.12588",
    usual_calls="1 to 3",
    told={
        "en": Told(
            title="Program of thoughts (PoT)",
            does="The model writes a short program of named quantities that ends in `ans = …`; "
            "Python computes it. Where the answer is no number (an option, a word), the result "
            "goes back to the model, which then says the answer.",
            helps="Financial and other long arithmetic, and choices between numbers: thinking "
            "and reckoning are kept apart.",
            hurts="Problems whose difficulty is not the arithmetic: a wrong formula is computed "
            "without a fault. It needs no examples, so small models often write no program.",
            facts={"mended": "Programs mended", "computed": "Python's result"},
        ),
        "zh": Told(
            title="思维程序（PoT）",
            does="模型写一小段程序，给每个量命名，最后一行是 `ans = …`，由 Python 计算。"
            "如果答案不是数字（选项、词语），再把结果交回模型，由它说出答案。",
            helps="金融等冗长的计算，以及在数字之间作选择的题：思考和计算分开进行。",
            hurts="难点不在计算的题：列错的式子也会被一丝不差地算出来。它不用示例，"
            "小模型常常写不出程序。",
            facts={"mended": "修改过的程序", "computed": "Python 的结果"},
        ),
    },
)
_ASK = {
    "en": "Write a short Python program that computes what the question asks for: one line for "
    "each quantity, with a name that says what it is, and last `ans = …`. Let Python do all the "
    "arithmetic. {python} Answer with the program alone, in one code block.",
    "zh": "写一段简短的 Python 程序，算出题目所问的量：每个量一行，名字说明它是什么，"
    "最后一行是 `ans = …`。所有计算都交给 Python。{python}只回答程序，放在一个代码块里。",
}
_SAY = {
    "en": "Python ran the program. Its result: {result}\nWhat, then, is the answer to the "
    "question ({form})?",
    "zh": "Python 运行了程序，结果是：{result}\n那么，题目的答案（{form}）是什么？",
}


async def run(sheet: Worksheet) -> str | None:
    """One call for the program, one more where it fails, one for an answer that is no number."""
    asked = messages(sheet, sheet.pick(_ASK).format(python=sheet.pick(PYTHON)))
    result = await by_program(sheet, asked)
    answer = answer_of(result.value, sheet.problem.kind)
    if sheet.problem.kind == "number":
        return answer
    sheet.facts["computed"] = result.value
    written = sheet.steps[sheet.steps[result.step].parents[0]].text
    say = sheet.pick(_SAY).format(result=defused(result.value), form=form(sheet.problem))
    again = [*asked, Message("assistant", defused(written)), Message("user", say)]
    return await answered(sheet, again, parents=(result.step,)) or answer
