"""The parts that both formats share: special headings, what is odd in a rubric, the language."""

import re
from collections.abc import Iterable

from bot.core.rubric_list import Odd
from bot.readers.parts.oddity import Oddity

_SPECIAL = {
    "rubric": "rubric", "checkpoints": "rubric", "评分要点": "rubric",
    "hint": "hint", "提示": "hint",
    "sources": "sources", "references": "sources", "来源": "sources", "参考文献": "sources",
    "question": "body", "题面": "body",
    "answer": "answer", "答案": "answer", "参考答案": "answer",
}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff]")


def special(heading: str) -> str | None:
    """`rubric`, `hint`, `sources` or `body` where a heading below a question opens one of these;
    `answer` where it may close the last."""
    return _SPECIAL.get(heading.strip().rstrip(":：").casefold())


def oddities(odd: Iterable[Odd], first: int) -> list[Oddity]:
    """What is odd in the lines of a rubric, of which the first is this line (from 1) of its file;
    of lines that belong to no checkpoint only the first is told."""
    told: list[Oddity] = []
    has_lost = False
    for one in odd:
        if one.kind != "lost" or not has_lost:
            told.append(Oddity(first + one.at, "odd-checkpoint", *said(one)))
        has_lost = has_lost or one.kind == "lost"
    return told


def said(odd: Odd) -> tuple[str, str]:
    """What is odd in a rubric, and how to mend it."""
    below = "write accept, reject, zh, en or id; a checkpoint of its own stands at the margin"
    match odd.kind:
        case "lost":
            return "this line of the rubric is no checkpoint", "write it as `- …`"
        case "empty":
            return "this line of the rubric has no text", "write what it says, or leave it out"
        case "weight":
            return "a weight of 0 is none: 1 was taken", "write a weight, or leave the line out"
        case "key":
            return f"`{odd.word}` is nothing that is known of a checkpoint", below
        case "twice":
            return f"`{odd.word}` stands here a second time, unread", "write one"
        case "id":
            fix = "write a short one of its own, of letters, digits and dashes"
            return f"`{odd.word[:40]}` is no id of one checkpoint alone", fix


def language_of(text: str) -> str:
    """`zh` where a tenth of the letters or more are Chinese characters, else `en`."""
    letters = sum(map(str.isalpha, text))
    return "zh" if letters and len(_HAN.findall(text)) * 10 >= letters else "en"
