"""Finds the line that says that an answer begins: `Answer: B`, `**答案**：…`, `### Solution`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.readers.parts.cleaning import is_junk
from bot.readers.parts.plain_titles import title
from bot.readers.parts.wording import opens_answer

_WORDS = (
    r"(?:the\s+)?(?:correct\s+|right\s+|sample\s+|suggested\s+|model\s+)?(?:answers?|ans|solutions?)"
    r"(?:\s+(?:is|are))?|(?:参考|正确|标准)?答案(?:是|为)?|参考回答|回答要点|回答|解答|答"
)
_SAYS = re.compile(
    rf"^\s*(?:>\s*)?(?:[-*+]\s+)?(?:#+\s*)?[*_`]*(?:✅|💡|👉|📝)?\s*(?:{_WORDS})\s*\d*\s*[*_`]*\s*"
    r"[:：]\s*[*_]*\s*(?P<text>.*)$",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(
    r"^\s*(?:>\s*)?(?:[-*+]\s+)?(?:#+\s*)?[*_]*(?:explanations?|reason|analysis|答案解析|解析|详解|解释|分析)"
    r"[*_]*\s*[:：]\s*[*_]*\s*(?P<text>.*)$",
    re.IGNORECASE,
)
_MAY_SAY = re.compile(
    r"ans|solution|explan|reason|analys|rep|risp|respu|cevap|odgovor|jawab|đáp|答|解|回答|分析|정답|답|ответ|відп|^\W*A\s*\d*\W",
    re.IGNORECASE,
)
_SHORT = re.compile(r"^\s*(?:>\s*)?[*_]*(?:A|答)\s*\d*[*_]*\s*[:：]\s*[*_]*\s*(?P<text>.*)$")
_LABEL = re.compile(r"^\s*(?:#{1,6}\s+|\*\*|__)(?P<text>[^#].*)$")


@dataclass(frozen=True, slots=True)
class Says:
    """Where the answer begins: the row that says so, the one behind it, and what it says of it."""

    at: int
    after: int
    text: str


def says(rows: Sequence[str], plain: Sequence[int], *, short: bool) -> Says | None:
    """The first row that says that the answer begins."""
    found: Says | None = None
    for at in plain:
        row = rows[at]
        if not row.strip() or (found is not None and is_junk(row)):
            continue
        text = _said(row, short=short)
        if text is None:
            if found is not None:
                return found
            continue
        found = Says(found.at if found else at, at + 1, text)
        if text:
            return found
    return found


def _said(row: str, *, short: bool) -> str | None:
    """What a row says of the answer, if it is one that opens it."""
    if not _MAY_SAY.search(row, 0, 80):
        return None
    if "  " in row or "\t" in row:
        row = " ".join(row.split())
    if short and (match := _SHORT.match(row)):
        return match["text"]
    if match := _SAYS.match(row) or _SAYS_MORE.match(row):
        return match["text"]
    label = _LABEL.match(row) if len(row) < 120 else None
    return "" if label and opens_answer(title(label["text"].rstrip("*_ ")).text) else None
