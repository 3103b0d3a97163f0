"""The parts that both formats share: rubric lines, special headings, the language."""

import re
from collections.abc import Iterable

from bot.core.rubric import Checkpoint

_SPECIAL = {
    "rubric": "rubric", "checkpoints": "rubric", "评分要点": "rubric",
    "hint": "hint", "提示": "hint",
    "sources": "sources", "references": "sources", "来源": "sources", "参考文献": "sources",
    "question": "body", "题面": "body",
    "answer": "answer", "答案": "answer", "参考答案": "answer",
}  # fmt: skip
_LINE = re.compile(
    r"\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?"
    r"(?:[(（](?P<marks>[^)）]*)[)）]\s*)?(?P<text>\S.*)"
)
_MUST = re.compile(r"\bmust\b|必须|必答|必要", re.IGNORECASE)
_WEIGHT = re.compile(r"(?:weight|权重)\s*[:：=]?\s*(\d{1,3}(?:\.\d{1,6})?)(?!\d)", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")


def special(heading: str) -> str | None:
    """`rubric`, `hint`, `sources` or `body` where a heading below a question opens one of these;
    `answer` where it may close the last."""
    return _SPECIAL.get(heading.strip().rstrip(":：").casefold())


def rubric_of(lines: Iterable[str]) -> tuple[Checkpoint, ...]:
    """The checkpoints of a rubric's lines: `- (must, weight 2) what a good answer says`."""
    return tuple(checkpoints(lines)[0])


def checkpoints(lines: Iterable[str], already: int = 0) -> tuple[list[Checkpoint], list[int]]:
    """The checkpoints of a rubric's lines, counted on from those that there are `already`, and
    which lines (from 0) belong to none.

    A line that is no item of a list goes on with the item before it.
    """
    items: list[list[str]] = []
    lost: list[int] = []
    for at, line in enumerate(lines):
        if _LINE.fullmatch(line):
            items.append([line])
        elif line.strip() and items:
            items[-1].append(line.strip())
        elif line.strip():
            lost.append(at)
    return [_checkpoint(item, already + number) for number, item in enumerate(items, 1)], lost


def _checkpoint(item: list[str], number: int) -> Checkpoint:
    match = _LINE.fullmatch(item[0])
    marks, text = (match["marks"] or "", match["text"].strip()) if match else ("", item[0])
    text = " ".join([text, *item[1:]])
    must = _MUST.search(marks) is not None
    weight = _WEIGHT.search(marks)
    if marks and not must and not weight:
        text = f"({marks}) {text}"
    return Checkpoint(f"c{number}", text, (float(weight[1]) if weight else 1.0) or 1.0, must=must)


def language_of(text: str) -> str:
    """`zh` where a tenth of the letters or more are Chinese characters, else `en`."""
    letters = sum(map(str.isalpha, text))
    return "zh" if letters and len(_HAN.findall(text)) * 10 >= letters else "en"
