"""Answer first: the answer at once, and only then an explanation of it."""

from bot.core.completion import Message, Sampling
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import answered, messages

ABOUT = About(
    family="compression",
    paper="its pitfall, reasoning after the fact: Lanham et al., 2023, arXiv:2307.13702",
    usual_calls="2",
    told={
        "en": Told(
            title="Answer first",
            does="The model answers at once, then gives at most three reasons. Whoever needs only "
            "the answer has it after a few tokens.",
            helps="Easy problems where a person is waiting; interfaces that show reasons on "
            "demand.",
            hurts="It is exactly as often right as a direct answer. The reasons come after it and "
            "did not lead to it: they are an explanation, not the reasoning.",
        ),
        "zh": Told(
            title="答案优先",
            does="模型先给出答案，再列出最多三条理由。只要答案的人，几个 token 之后就拿到了。",
            helps="有人在等的简单题；按需展开理由的界面。",
            hurts="正确率与直接回答完全一样。理由是事后补的，并没有推导出答案：那是解释，"
            "不是推理。",
        ),
    },
)
_ASK = {"en": "Give the answer only.", "zh": "只给出答案。"}
_WHY = {
    "en": "The answer was: {answer}. Explain it in at most 3 short bullets.",
    "zh": "答案是：{answer}。用最多 3 条简短的要点说明理由。",
}
_REASONS = Sampling(limit=160)


async def run(sheet: Worksheet) -> str | None:
    """The answer, then the reasons."""
    asked = messages(sheet, sheet.pick(_ASK))
    sheet.best = await answered(sheet, asked)
    if sheet.best is None:
        return None
    why = sheet.pick(_WHY).format(answer=sheet.best)
    explain = [*asked, Message("assistant", sheet.best), Message("user", why)]
    await sheet.ask(explain, _REASONS, kind="revision", parents=(len(sheet.steps) - 1,))
    return sheet.best
