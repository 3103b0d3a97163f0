"""Cached conclusions: what was concluded for a problem like this one is used again."""

import re

from bot.core.completion import Message, Sampling, defused
from bot.core.strategy import About, Concluded, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import concluded, ending, found, messages

ABOUT = About(
    family="compression",
    paper="re-use of distilled thoughts: Yang et al., 2024, arXiv:2406.04271",
    usual_calls="0 to 2",
    told={
        "en": Told(
            title="Cached conclusions",
            does="Your own earlier runs are searched for problems like this one. The same problem "
            "is answered from memory, without the model; one that is merely alike is shown to it "
            "as an example with its answer.",
            helps="Questions that come back: the second time costs nothing.",
            hurts="A wrong conclusion is repeated as faithfully as a right one. Problems that "
            "differ in one number are not the same: their answers are never taken over.",
            not_shown="Vectors of compressed chains in place of words need training.",
            facts={"likeness": "Nearest problem known"},
        ),
        "zh": Told(
            title="缓存的结论",
            does="在你自己以前的运行里查找相似的题。完全相同的题直接用记忆作答，不调用模型；"
            "只是相似的题，"
            "连同答案作为示例给模型看。",
            helps="会反复出现的问题：第二次不花一个 token。",
            hurts="错误的结论会和正确的一样被忠实地重复。只差一个数字的题不是同一道题，"
            "答案绝不照搬。",
            not_shown="把思维链压缩成向量来代替文字，需要训练。",
            facts={"likeness": "最相近的已知题"},
        ),
    },
)
_SAME, _ALIKE = 0.98, 0.5
_THINK = {"en": "Think step by step.", "zh": "请一步一步思考。"}
_SAMPLING = Sampling(limit=400)
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")


async def run(sheet: Worksheet) -> str | None:
    """No call for the same problem; one with an example for one that is alike."""
    known = (
        await sheet.tools.conclusions.near(sheet.problem.text) if sheet.tools.conclusions else ()
    )
    nearest = known[0] if known else None
    sheet.facts["likeness"] = nearest.likeness if nearest else 0.0
    if nearest and _is_same(nearest, sheet.problem.text):
        sheet.note("passage", nearest.answer, nearest.problem, state="kept", score=nearest.likeness)
        return nearest.answer
    shown: list[Message] = []
    parents: tuple[int, ...] = ()
    if nearest and nearest.likeness >= _ALIKE:
        parents = (sheet.note("passage", nearest.answer, nearest.problem).id,)
        shown = [
            Message("user", defused(nearest.problem)),
            Message("assistant", defused(nearest.answer)),
        ]
    asked = messages(sheet, f"{sheet.pick(_THINK)} {ending(sheet)}", *shown)
    written = await sheet.ask(asked, _SAMPLING, parents=parents)
    return found(sheet, written) or await concluded(sheet, asked, written)


def _is_same(known: Concluded, problem: str) -> bool:
    """Whether two problems are one: in all but wording, and in every number."""
    numbers = _NUMBERS.findall(known.problem)
    return known.likeness >= _SAME and numbers == _NUMBERS.findall(problem)
