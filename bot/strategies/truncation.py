"""Truncation: thinking is cut at a budget of tokens, and the answer is forced out of what is
there."""

from dataclasses import replace

from bot.core.completion import Message, Sampling
from bot.core.final_answer import final_answer
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import concluded, messages

ABOUT = About(
    family="compression",
    paper="budget forcing: Muennighoff et al., 2025, arXiv:2501.19393",
    usual_calls="2",
    told={
        "en": Told(
            title="Truncation (budget forcing)",
            does="The chain may have 128 tokens. If it is not done by then it is cut, the words "
            '"The final answer is" are put into the model\'s mouth, and it has 32 more.',
            helps="Holding time and cost to a bound that is known beforehand; chains that go on "
            "after the answer was found.",
            hurts="Problems whose answer comes last: what is cut off is the part that mattered. A "
            "model not trained for it does not plan for its budget.",
            facts={"cut": "Cut off"},
        ),
        "zh": Told(
            title="截断（预算强制）",
            does="思维链最多 128 个 token。到时还没写完就截断，替模型写下“最终答案是”，再给它 32 "
            "个 "
            "token。",
            helps="把时间和费用限制在事先知道的范围内；以及得出答案后还说个不停的链。",
            hurts="答案在最后才出现的题：被截掉的正是关键部分。"
            "没有为此训练过的模型也不会按预算安排。",
            facts={"cut": "是否被截断"},
        ),
    },
)
_THINK = {"en": "Let's think step by step.", "zh": "让我们一步一步思考。"}
_FORCE = {"en": "\n\nThe final answer is", "zh": "\n\n最终答案是"}
_YES, _NO = {"en": "yes", "zh": "是"}, {"en": "no", "zh": "否"}
_BUDGET = Sampling(limit=128)
_REST = Sampling(limit=32)


async def run(sheet: Worksheet) -> str | None:
    """One call, and a second that is forced where the first was cut."""
    asked = messages(sheet, sheet.pick(_THINK))
    written = await sheet.ask(asked, _BUDGET)
    sheet.facts["cut"] = sheet.pick(_YES if written.ended else _NO)
    if not written.ended:
        return await concluded(sheet, asked, written)
    cut = sheet.note("cut", parents=(written.step,))
    begun = written.all.rstrip() + sheet.pick(_FORCE)
    goes_on = [*asked, Message("assistant", begun)]
    rest = await sheet.ask(goes_on, replace(_REST, stop=("\n",)), kind="answer", parents=(cut.id,))
    answer = final_answer(f"{sheet.pick(_FORCE).strip()} {rest.text}", sheet.problem.kind)
    sheet.mark(rest.step, title=answer or "")
    return answer
