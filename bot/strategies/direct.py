"""The control: the answer alone, in a shape that leaves no room to reason."""

from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import answered, messages

ABOUT = About(
    family="control",
    paper="the control arm of every comparison here",
    usual_calls="1",
    told={
        "en": Told(
            title="Direct answer",
            does="The model must answer at once: the form of the reply holds nothing but the "
            "answer. Every other strategy is compared with this one.",
            helps="Problems of one step: it is the fastest and the cheapest.",
            hurts="Whatever needs an intermediate result that the model cannot write down.",
        ),
        "zh": Told(
            title="直接回答",
            does="模型必须立刻作答：回复的格式里只容得下答案。其他策略都与它比较。",
            helps="一步就能解决的题：最快、最省。",
            hurts="任何需要中间结果、却无处写下来的题。",
        ),
    },
)
_ASK = {"en": "Give the answer only.", "zh": "只给出答案。"}


async def run(sheet: Worksheet) -> str | None:
    """One call."""
    return await answered(sheet, messages(sheet, sheet.pick(_ASK)))
