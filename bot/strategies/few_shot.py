"""Few-shot chain of thought: worked examples show the model how to reason and how to end."""

from bot.core.completion import Sampling
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import ending, found, messages
from bot.strategies.parts.exemplars import shown

ABOUT = About(
    family="prompting",
    paper="Wei et al., 2022, arXiv:2201.11903",
    usual_calls="1",
    told={
        "en": Told(
            title="Few-shot chain of thought",
            does="Three or four problems with their steps written out stand before yours; the "
            "model goes on in the same way and ends in the same form.",
            helps="Models that do not reason by themselves, and answers that must have one form. "
            "The examples are a fixed prefix: a server with a prefix cache reads them once.",
            hurts="Recent models gain little from examples over “think step by step”; examples "
            "unlike the problem mislead; they make every prompt longer.",
            facts={"examples": "Examples"},
        ),
        "zh": Told(
            title="少样本思维链",
            does="在你的题目之前放三四道写好步骤的例题，模型照着样子推理，并用同样的形式收尾。",
            helps="自己不会展开推理的模型，以及答案格式必须统一的任务。例题是固定前缀：有前缀缓存的"
            "服务器只需读一遍。",
            hurts="新一代模型相比“一步一步思考”几乎没有提升；例题与题目不像时会误导；每个提示词都更长。",
            facts={"examples": "例题数"},
        ),
    },
)
_SAMPLING = Sampling(limit=512)


async def run(sheet: Worksheet) -> str | None:
    """One call."""
    examples = shown(sheet)
    sheet.facts["examples"] = len(examples) // 2
    written = await sheet.ask(messages(sheet, ending(sheet), *examples), _SAMPLING)
    return found(sheet, written)
