"""Graph of thoughts: the work is split, its parts are solved and scored, the best are merged and
refined."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from bot.core.completion import Sampling, defused
from bot.core.errors import ModelUnusable
from bot.core.final_answer import final_answer
from bot.core.numerals import numbers, plain
from bot.core.strategy import About, Told
from bot.core.trace import StepKind
from bot.core.worksheet import Worksheet, Written
from bot.strategies.parts.concluding import ending, found, messages
from bot.strategies.parts.together import together
from bot.strategies.parts.valuing import Valuing

ABOUT = About(
    family="search",
    paper="Besta et al., 2023, arXiv:2308.09687",
    usual_calls="8 to 18",
    told={
        "en": Told(
            title="Graph of thoughts",
            does="The task is split into up to four parts. Each is solved twice and the better one "
            "kept; the parts are merged, twice again, and the better merger is refined if that "
            "scores better. Where a list is to be sorted, code counts the errors; elsewhere the "
            "model values.",
            helps="Work that splits and merges: sorting, merging notes, comparing documents.",
            hurts="Problems that are one chain: their parts have nothing to merge, and it costs "
            "ten calls and more.",
            facts={
                "parts": "Parts",
                "before": "Score before refining",
                "after": "Score at the end",
            },
        ),
        "zh": Told(
            title="思维图（Graph of Thoughts）",
            does="把任务拆成至多四部分，每部分解两次、留下较好的；再合并，也做两次、留下较好的；"
            "最后润色，分数更高才采用。排序类任务由代码数错误，其他任务由模型估值。",
            helps="能拆开再合并的工作：排序、合并笔记、比较文档。",
            hurts="本来就是一条链的题：各部分没有什么可合并，却要十次以上的调用。",
            facts={"parts": "部分数", "before": "润色前得分", "after": "最终得分"},
        ),
    },
)
PARTS, TRIES = 4, 2
_SPLIT = {
    "en": "Split the task into 2 to {most} parts of about the same size that can be done "
    "independently and merged afterwards. Write each part out in full, with its data.",
    "zh": "把任务拆成 2 到 {most} 个大小相近、可以各自完成之后再合并的部分。每部分都完整写出，"
    "包括其中的数据。",
}
_PART = {
    "en": "Do only this part of it, and give its result:\n{part}",
    "zh": "只完成其中这一部分，并给出结果：\n{part}",
}
_MERGE = {
    "en": "Its parts were done:\n\n{parts}\n\nMerge them into the result of the whole. {ending}",
    "zh": "各部分已经完成：\n\n{parts}\n\n把它们合并成整体的结果。{ending}",
}
_REFINE = {
    "en": "Here is a result:\n\n{result}\n\nCheck it against the task, mend what is wrong or "
    "missing, and write it out in full. {ending}",
    "zh": "这是一个结果：\n\n{result}\n\n对照任务检查，改正错误、补上遗漏，并完整写出。{ending}",
}
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "parts": {
            "type": "array",
            "items": {"type": "string", "maxLength": 240},
            "maxItems": PARTS,
        }
    },
    "required": ["parts"],
    "additionalProperties": False,
}
_SPLITTING, _SAMPLING = Sampling(limit=400), Sampling(temperature=0.5, limit=240)
_SORTED = re.compile(r"\bsort|\bmerge|ascending|从小到大|排序|有序", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Thought:
    """A result with its score, 0 to 1."""

    written: Written
    score: float


async def run(sheet: Worksheet) -> str | None:
    """Split, solve, merge, refine; one chain where the model names no parts."""
    scoring = _Scoring(sheet)
    split, parts = await _split(sheet)
    sheet.facts["parts"] = len(parts)
    if len(parts) < 2:
        written = await sheet.ask(messages(sheet, ending(sheet)), _SAMPLING)
        return found(sheet, written)
    steps = [sheet.note("question", "", part, parents=(split,)).id for part in parts]
    solved = await together(
        [
            _best(sheet, scoring, sheet.pick(_PART).format(part=defused(part)), part, (step,))
            for part, step in zip(parts, steps, strict=True)
        ]
    )
    shown = "\n\n".join(f"- {defused(one.written.text)}" for one in solved)
    merge = sheet.pick(_MERGE).format(parts=shown, ending=ending(sheet))
    task = sheet.problem.text
    merged = await _best(
        sheet, scoring, merge, task, [one.written.step for one in solved], kind="merge"
    )
    sheet.best = found(sheet, merged.written)
    refine = sheet.pick(_REFINE).format(result=defused(merged.written.text), ending=ending(sheet))
    refined = await _best(
        sheet, scoring, refine, task, (merged.written.step,), kind="revision", tries=1
    )
    better = refined.score >= merged.score and found(sheet, refined.written) is not None
    sheet.mark(refined.written.step, state="kept" if better else "pruned")
    last = refined if better else merged
    sheet.facts.update({"before": merged.score, "after": last.score})
    return found(sheet, last.written)


async def _split(sheet: Worksheet) -> tuple[int, list[str]]:
    asked = messages(sheet, sheet.pick(_SPLIT).format(most=PARTS))
    try:
        step, value = await sheet.fill(asked, _SCHEMA, _SPLITTING, kind="plan")
    except ModelUnusable:
        return -1, []
    return step, [one for one in map(str.strip, value.get("parts", ())) if one][:PARTS]


async def _best(
    sheet: Worksheet,
    scoring: "_Scoring",
    instruction: str,
    task: str,
    parents: Sequence[int],
    *,
    kind: StepKind = "thought",
    tries: int = TRIES,
) -> _Thought:
    """The best of some tries, the others pruned."""
    written = await sheet.samples(
        messages(sheet, instruction), tries, _SAMPLING, parents=parents, kind=kind
    )
    thoughts = await together([scoring.scored(task, one) for one in written])
    best = max(thoughts, key=lambda one: (one.score, -one.written.step))
    for one in thoughts:
        sheet.mark(one.written.step, state="kept" if one is best else "pruned")
    return best


class _Scoring:
    """Scores results: by counting where a list of numbers is to be sorted, else by the model."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._valuing = Valuing(sheet)
        self._counts = sheet.problem.kind == "list" and bool(_SORTED.search(sheet.problem.text))

    async def scored(self, task: str, written: Written) -> _Thought:
        """The result with its score, which its step shows too."""
        given = _values(task) if self._counts else []
        if len(given) > 1:
            result = _values(final_answer(written.text, "list") or written.text.splitlines()[-1:])
            score = 1 - min(errors(given, result) / len(given), 1.0)
            self._sheet.mark(written.step, score=score)
            return _Thought(written, score)
        if not written.text.strip():
            return _Thought(written, 0.0)
        return _Thought(written, await self._valuing.worth([written.text], written.step))


def errors(given: Sequence[Fraction], result: Sequence[Fraction]) -> int:
    """Neighbours out of order, and numbers that are missing or too many: the error scope of the
    paper's sorting example."""
    turned = sum(one > other for one, other in pairwise(result))
    before, after = Counter(given), Counter(result)
    return turned + ((before - after) + (after - before)).total()


def _values(text: str | Sequence[str]) -> list[Fraction]:
    """The numbers of a text or of its last line."""
    said = text if isinstance(text, str) else "".join(text)
    return [one.value for one in numbers(plain(said))]
