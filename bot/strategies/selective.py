"""Selective chain of thought: only the steps that the answer needs are kept."""

import re

from bot.core.completion import Sampling, defused
from bot.core.errors import ModelUnusable
from bot.core.strategy import About, Told
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import answered, concluded, form, messages

ABOUT = About(
    family="compression",
    paper="steps that can be skipped: Liu et al., 2024, arXiv:2411.01855 (there by training)",
    usual_calls="3",
    told={
        "en": Told(
            title="Selective chain of thought",
            does="A whole chain is written; then the model names the steps that the answer needs, "
            "and answers from those alone. What was struck out is shown.",
            helps="Chains that are to be stored, shown or used again: they get short, and a reader "
            "sees what carried the weight.",
            hurts="It saves nothing the first time: the long chain is written anyway. A struck "
            "step that was needed changes the answer.",
            not_shown="Pruning within the chain, token by token, and models taught to skip steps, "
            "need training.",
            facts={"kept": "Kept of the chain"},
        ),
        "zh": Told(
            title="选择性思维链",
            does="先写出完整的链，再让模型指出答案真正需要的步骤，只凭这些步骤作答。"
            "划掉的部分会显示出来。",
            helps="要保存、展示或复用的链：变短了，读者也看得出哪几步起作用。",
            hurts="第一次并不省：长链照样要写。划掉了需要的步骤，答案就会变。",
            not_shown="逐 token 剪枝，以及教会模型跳步，都需要训练。",
            facts={"kept": "保留比例"},
        ),
    },
)
_THINK = {
    "en": "Think step by step. Number the steps 1., 2., 3. and so on, one a line.",
    "zh": "请一步一步思考。每行一步，用 1. 2. 3. 编号。",
}
_SELECT = {
    "en": "Which of these steps does the answer need? Name as few as possible, by "
    "number.\n\n{steps}",
    "zh": "得出答案需要其中哪几步？写出编号，越少越好。\n\n{steps}",
}
_FROM = {
    "en": "Only these steps are known:\n\n{steps}\n\nTherefore, the answer ({form}) is:",
    "zh": "已知的步骤只有：\n\n{steps}\n\n因此，答案（{form}）是：",
}
_SCHEMA = {
    "type": "object",
    "properties": {
        "needed": {"type": "array", "items": {"type": "integer", "minimum": 1}, "maxItems": 12}
    },
    "required": ["needed"],
    "additionalProperties": False,
}
_CHAIN, _CHOICE = Sampling(limit=400), Sampling(limit=80)
_STEP = re.compile(r"^\s*(?:step\s*|第)?(\d{1,2})\s*[.、)：:步]\s*(\S.*)$", re.IGNORECASE)


async def run(sheet: Worksheet) -> str | None:
    """The chain, the choice, the answer; where the chain has no numbered steps, it is answered
    from as it is."""
    asked = messages(sheet, sheet.pick(_THINK))
    written = await sheet.ask(asked, _CHAIN)
    lines = [found[2] for line in written.text.splitlines() if (found := _STEP.match(line))]
    if len(lines) < 2:
        return await concluded(sheet, asked, written)
    steps = [sheet.note("thought", "", line, parents=(written.step,)).id for line in lines]
    numbered = "\n".join(f"{number}. {defused(line)}" for number, line in enumerate(lines, 1))
    select = messages(sheet, sheet.pick(_SELECT).format(steps=numbered))
    try:
        chosen, value = await sheet.fill(select, _SCHEMA, _CHOICE, kind="route", parents=steps)
    except ModelUnusable:
        return await concluded(sheet, asked, written)
    kept = sorted({one for one in value.get("needed", ()) if 1 <= one <= len(lines)})
    if not kept:
        return await concluded(sheet, asked, written)
    sheet.mark(chosen, title=", ".join(map(str, kept)))
    for number, step in enumerate(steps, 1):
        sheet.mark(step, state="kept" if number in kept else "pruned")
    sheet.facts["kept"] = sum(len(lines[one - 1]) for one in kept) / sum(map(len, lines))
    text = "\n".join(f"{defused(lines[one - 1])}" for one in kept)
    told = sheet.pick(_FROM).format(steps=text, form=form(sheet.problem))
    return await answered(
        sheet,
        messages(sheet, told),
        parents=[steps[one - 1] for one in kept],
    )
