"""Chain of draft: step by step, but at most five words a step."""

from bot.core.completion import Message, Sampling
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import concluded, found, messages

ABOUT = About(
    family="compression",
    paper="Xu et al., 2025, arXiv:2502.18600",
    usual_calls="1 to 2",
    told={
        "en": Told(
            title="Chain of draft",
            does="Two examples show drafts of at most five words a step, the way people take "
            "notes; the answer stands behind ####.",
            helps="Large models on arithmetic and common sense: a fraction of the tokens at nearly "
            "the same accuracy, by its authors' figures.",
            hurts="Models of up to 7B lose accuracy with it, and so does every model that is shown "
            "no example drafts.",
            facts={"words": "Words a step"},
        ),
        "zh": Told(
            title="草稿链",
            does="用两个示例演示每步最多五个词的草稿，像人记笔记那样；答案写在 #### 之后。",
            helps="大模型做算术和常识题：按作者的数据，用很少的 token 达到接近的正确率。",
            hurts="7B 及以下的模型用它会掉正确率；不给草稿示例时，任何模型都会。",
            facts={"words": "每步词数"},
        ),
    },
)
_EXAMPLES = {
    "en": (
        (
            "Lena had 20 pens, gave 8 away and bought 3. How many has she?",
            "20 - 8 = 12\n12 + 3 = 15\n#### 15",
        ),
        (
            "A train goes 60 km in an hour. How far does it go in 2.5 hours?",
            "60 * 2.5 = 150\n#### 150",
        ),
    ),
    "zh": (
        (
            "小丽有 20 支笔，送出 8 支，又买了 3 支，现在有几支？",
            "20 - 8 = 12\n12 + 3 = 15\n#### 15",
        ),
        ("火车每小时行 60 千米，2.5 小时行多远？", "60 × 2.5 = 150\n#### 150"),
    ),
}
_DRAFT = {
    "en": "Think step by step, but keep only a minimum draft for each step, 5 words at most. "
    "Give the answer after ####.",
    "zh": "一步一步思考，但每步只保留最少的草稿，最多 5 个词。最后在 #### 之后给出答案。",
}
_SAMPLING = Sampling(limit=160)


async def run(sheet: Worksheet) -> str | None:
    """One call; a second where the first names no answer."""
    shown = [
        turn
        for question, draft in sheet.pick(_EXAMPLES)
        for turn in (Message("user", question), Message("assistant", draft))
    ]
    asked = messages(sheet, sheet.pick(_DRAFT), *shown)
    written = await sheet.ask(asked, _SAMPLING, kind="draft")
    steps = [line for line in written.text.splitlines() if line.strip() and "####" not in line]
    if steps:
        sheet.facts["words"] = round(sum(len(one.split()) for one in steps) / len(steps), 1)
    return found(sheet, written) or await concluded(sheet, asked, written)
