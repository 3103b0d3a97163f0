"""Symbolic chain of thought: the steps are formulas and arrows, no sentences."""

from bot.core.completion import Message, Sampling
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import concluded, found, messages

ABOUT = About(
    family="compression",
    paper="chain of symbol: Hu et al., 2023, arXiv:2305.10276; sketches: Aytes et al., 2025, "
    "arXiv:2503.05179",
    usual_calls="1 to 2",
    told={
        "en": Told(
            title="Symbolic (abstract) chain of thought",
            does="Names become letters, relations become signs: a = 6, b = 3, a·b = 18. Several "
            "steps of prose become one line.",
            helps="Arithmetic, relations in space and order: fewer tokens, and nothing ambiguous "
            "in what is left.",
            hurts="Where the difficulty lies in the words: a wrong translation into symbols is not "
            "seen again.",
            not_shown="Vectors in place of steps need training, and access to the model's inside.",
        ),
        "zh": Told(
            title="符号化（抽象）思维链",
            does="名字变成字母，关系变成符号：a = 6，b = 3，a·b = 18。几步文字变成一行。",
            helps="算术、空间和次序关系：token 更少，留下来的内容也没有歧义。",
            hurts="难点在文字理解的题：一旦翻译成符号时出错，后面就再也看不出来。",
            not_shown="用向量代替步骤需要训练，还要能接触到模型内部。",
        ),
    },
)
_EXAMPLE = {
    "en": (
        "Tom is older than Ann, Ann is older than Bo. Bo is 7, each is 2 years apart. "
        "How old is Tom?",
        "T > A > B; B = 7\nA = B + 2 = 9\nT = A + 2 = 11\nThe answer is 11",
    ),
    "zh": (
        "小明比小红大，小红比小宝大，各差 2 岁，小宝 7 岁，小明几岁？",
        "M > H > B; B = 7\nH = B + 2 = 9\nM = H + 2 = 11\n答案是11",
    ),
}
_ASK = {
    "en": "Reason in symbols only: letters for things, formulas and arrows for steps, no "
    "sentences. "
    'End with a line "The answer is X".',
    "zh": "只用符号推理：字母代表对象，公式和箭头代表步骤，不写句子。最后一行写“答案是X”。",
}
_SAMPLING = Sampling(limit=200)


async def run(sheet: Worksheet) -> str | None:
    """One call; a second where the first names no answer."""
    question, steps = sheet.pick(_EXAMPLE)
    asked = messages(
        sheet, sheet.pick(_ASK), Message("user", question), Message("assistant", steps)
    )
    written = await sheet.ask(asked, _SAMPLING, kind="draft")
    return found(sheet, written) or await concluded(sheet, asked, written)
