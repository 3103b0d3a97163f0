"""What stands below each heading: a text of its own, an answer, questions of other shapes."""

import re

from bot.readers.parts import openings
from bot.readers.parts.blocks import Block
from bot.readers.parts.cleaning import is_junk
from bot.readers.parts.headings import Heading
from bot.readers.parts.outline import LISTS, Outline, first_words
from bot.readers.parts.wording import asks, labels_question

BOX = re.compile(r"^[ \t]*[-*+] \[[ xX]\] ?", re.MULTILINE)
_TICKED = re.compile(r"^[ \t]*[-*+] \[[xX]\]", re.MULTILINE)
_LETTER = re.compile(r"[ \t]*(?:[-*+][ \t]+)?[(（]?[A-D][.)、:：）．][ \t]*\S")
_SAID = re.compile(
    r"^[ \t>*_#-]*(?:correct |right )?(?:answer|ans|solution|答案|参考答案|正确答案|解答|解析)"
    r"[ \t*_]*[:：]",
    re.MULTILINE | re.IGNORECASE,
)
_ASKING = re.compile(r"^(?![ \t]*[-*+] \[)[ \t]*\S.*[?？][ \t*_]*$", re.MULTILINE)


def measure(outline: Outline) -> None:
    """Note below every heading what decides whether it is a question."""
    for at, one in enumerate(outline.headings):
        following = outline.headings[at + 1 : at + 2]
        end = following[0].first if following else len(outline.lines)
        _measure(outline, one, end)


def _measure(outline: Outline, one: Heading, end: int) -> None:
    own = [line for line in range(one.end, end) if not is_junk(outline.lines[line])]
    one.owns = bool(own) or not is_junk(one.lead)
    if own and len(own) < 4 and labels_question(one.words):
        one.names_next = asks(outline.lines[own[0]]) == 2 and _is_prose(outline, own[0])
    folds = outline.folds_within(one.end, end)
    questions = [few for few in folds if few.role == "question"]
    telling = sum(bool(few.title.asks or few.title.style) for few in questions)
    if telling > 1 or (telling and one.asks < 2) or (questions and not one.asks):
        one.holds = len(questions)
    elif one.owns:
        if one.asks < 2:
            bare = not (one.asks or one.title.style)
            one.holds = max(one.holds, _asking(outline, one.end, end, bare=bare))
        if not one.holds:
            answers = sum(few.role == "answer" for few in folds)
            counts = bool(one.asks or one.title.style)
            one.answered = _is_answered(outline, one.end, end, answers, counts=counts)


def _is_prose(outline: Outline, line: int) -> bool:
    return any(one.kind == "paragraph" for one in outline.within(line, line + 1))


def _is_answered(outline: Outline, first: int, end: int, folds: int, *, counts: bool) -> bool:
    """Whether the lines hold one answer that is called one, or the choices of one question; what
    neither counts nor asks may be a list of things to do."""
    start, stop = outline.slice(first, end)
    box = BOX.search(outline.text, start, stop)
    if box is not None:
        ticked = len(_TICKED.findall(outline.text, start, stop))
        asking = _ASKING.search(outline.text, box.end(), stop)
        return counts and ticked > 0 and (asking is None or ticked == 1)
    return folds == 1 or (folds == 0 and len(_SAID.findall(outline.text, start, stop)) == 1)


def _asking(outline: Outline, first: int, end: int, *, bare: bool) -> int:
    """How many bold lines ask, or items of lists where most of them do. One alone is none, unless
    it is the first thing below a bare heading."""
    asking = every = loud = chosen = 0
    least = 2
    for at, block in enumerate(outline.within(first, end)):
        if block.kind == "paragraph":
            strong = openings.bold(block, outline.stars)
            loud += strong is not None and strong.asks >= 2
            loud += len(openings.asked(block, outline.lines, outline.stars))
            least = 1 if bare and not at and loud else least
        elif block.kind in LISTS:
            every += len(block.within)
            asking += sum(asks(first_words(outline.lines, item)) == 2 for item in block.within)
            chosen += sum(_has_choices(outline, item) for item in block.within)
    if loud >= least or chosen > 1:
        return max(loud, chosen)
    return asking if asking > 2 and asking * 10 >= every * 7 else 0


def _has_choices(outline: Outline, item: Block) -> bool:
    """Whether choices stand in an item of a list."""
    rows = outline.lines[item.first + 1 : item.end]
    return sum(bool(BOX.match(row) or _LETTER.match(row)) for row in rows) > 1
