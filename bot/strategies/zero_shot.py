"""Zero-shot chain of thought: think step by step first, then say the answer."""

from bot.core.completion import Sampling
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import concluded, messages

ABOUT = About(
    family="prompting",
    paper="Kojima et al., 2022, arXiv:2205.11916",
    usual_calls="2",
    told={
        "en": Told(
            title="Zero-shot chain of thought",
            does='One sentence, "Let\'s think step by step", makes the model write its '
            "intermediate results; a second, short call reads the answer off them.",
            helps="Problems of several steps, where no examples are at hand.",
            hurts="Easy problems (tokens for nothing) and very small models, whose steps are "
            "wrong more often than their guesses.",
        ),
        "zh": Told(
            title="零样本思维链",
            does="一句“让我们一步一步思考”让模型写出中间结果；第二次简短调用再从中读出答案。",
            helps="需要多步推理、手边又没有示例的题。",
            hurts="简单题（白费 token）以及很小的模型：写出来的步骤往往比直接猜还错。",
        ),
    },
)
_THINK = {"en": "Let's think step by step.", "zh": "让我们一步一步思考。"}
_SAMPLING = Sampling(limit=512)


async def run(sheet: Worksheet) -> str | None:
    """Two calls: the chain, then the answer."""
    asked = messages(sheet, sheet.pick(_THINK))
    written = await sheet.ask(asked, _SAMPLING)
    return await concluded(sheet, asked, written)
