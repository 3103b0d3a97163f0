"""The parts that both formats share: rubric lines, special headings, the core sentence, the
language."""

import re
from collections.abc import Iterable

from bot.core.rubric import Checkpoint

CORE = re.compile(r"<mark>(.+?)(?:</?mark>|\n\s*\n|\Z)", re.DOTALL | re.IGNORECASE)
_SPECIAL = {
    "rubric": "rubric", "checkpoints": "rubric", "评分要点": "rubric", "要点": "rubric",
    "hint": "hint", "提示": "hint",
    "sources": "sources", "references": "sources", "来源": "sources", "参考文献": "sources",
}  # fmt: skip
_LINE = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:[(（](?P<marks>[^)）]*)[)）]\s*)?(?P<text>\S.*)$")
_WEIGHT = re.compile(r"(?:weight|权重)\s*[:：=]?\s*(\d+(?:\.\d+)?)", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")


def special(heading: str) -> str | None:
    """`rubric`, `hint` or `sources` where a heading below a question opens one of these."""
    return _SPECIAL.get(heading.strip().rstrip(":：").casefold())


def rubric_of(lines: Iterable[str]) -> tuple[Checkpoint, ...]:
    """The checkpoints of a rubric's lines: `- (must, weight 2) what a good answer says`."""
    found: list[Checkpoint] = []
    for match in filter(None, map(_LINE.match, lines)):
        marks, text = match["marks"] or "", match["text"].strip()
        must = bool(re.search(r"must|必须", marks, re.IGNORECASE))
        weight = _WEIGHT.search(marks)
        if marks and not must and not weight:
            text = f"({marks}) {text}"
        worth = float(weight[1]) if weight else 1.0
        found.append(Checkpoint(f"c{len(found) + 1}", text, worth or 1.0, must=must))
    return tuple(found)


def language_of(text: str) -> str:
    """`zh` where a tenth of the letters or more are Chinese characters, else `en`."""
    letters = sum(one.isalpha() for one in text)
    return "zh" if letters and len(_HAN.findall(text)) * 10 >= letters else "en"
