"""What stands below a question: the rest of it, the reference answer, rubric, hint and sources."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core import rubric_list
from bot.core.rubric import Checkpoint
from bot.readers.parts import pieces
from bot.readers.parts.blocks import Block, Document
from bot.readers.parts.marks import marked
from bot.readers.parts.oddity import Oddity
from bot.readers.parts.pieces import special

_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_LABEL = re.compile(r"(?:参考)?答案?[:：]|(?:reference )?answer:|a:", re.IGNORECASE)
_WORDS = re.compile(r"[\W_]+")
_NOTHING = re.compile(
    r"(?:todo|tbd|tba|tbc|wip|fixme|xxx|none|null|n ?a|pending|placeholder|coming soon"
    r"|to be (?:added|done|written|continued|completed|filled in)|待补充?|待完善|待更新|待写|待续"
    r"|未完待续|未完成|略|暂无(?:答案)?|无|未知|空| )*",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Below:
    """The parts of the text below a question; an unfinished answer is none, and a checkpoint has
    the id that it states, or an empty one."""

    answer: str
    core: str | None
    hint: str | None
    rubric: tuple[Checkpoint, ...]
    sources: tuple[str, ...]
    oddities: list[Oddity]
    body: str = ""


def below(document: Document, first: int, end: int, headings: Sequence[Block], line: int) -> Below:
    """What the lines `first` to `end` (from 0, not included) hold, of which `headings` are the
    headings of the outermost level; the question itself stands on `line` (from 1).

    `#### Question` (what belongs to the question beside its title), `#### Rubric`, `#### Hint` and
    `#### Sources` are parts of their own, up to the next heading that is no deeper; all else is the
    answer. Behind `#### Question`, `#### Answer` says that the answer begins.
    """
    named: dict[str, list[tuple[int, int]]] = {"": []}
    for name, start, stop in _parts(first, end, headings):
        named.setdefault(name, []).append((start, stop))
    places = [_trimmed(document, start, stop) for start, stop in named[""]]
    places = [(start, stop) for start, stop in places if start < stop]
    answer = _joined(document, places)
    oddities: list[Oddity] = []
    if not answer:
        oddities.append(
            Oddity(
                line, "no-answer", "the question has no answer",
                "write one, or leave it: it is asked only by name",
            )
        )  # fmt: skip
    elif is_unfinished(answer):
        answer = ""
        oddities.append(
            Oddity(
                places[0][0] + 1, "unfinished-answer", "the answer is not written yet",
                "write it, or leave it: the question is asked only by name",
            )
        )  # fmt: skip
    core = None
    if "mark" in answer or "MARK" in answer or "Mark" in answer:
        found = marked(document, places[0][0], places[-1][1])
        core = found.core
        oddities += found.oddities
    rubric: list[Checkpoint] = []
    for start, stop in named.get("rubric", ()):
        listed = rubric_list.read(document.lines[start:stop])
        rubric += listed.checkpoints
        oddities += pieces.oddities(listed.odd, start + 1)
    return Below(
        answer,
        core,
        "\n\n".join(_texts(document, named.get("hint", ()))) or None,
        tuple(rubric),
        tuple(
            _ITEM.sub("", one, count=1).strip()
            for text in _texts(document, named.get("sources", ()))
            for one in text.split("\n")
            if one.strip()
        ),
        oddities,
        _joined(document, named.get("body", ())),
    )


def is_unfinished(answer: str) -> bool:
    """Whether an answer says no more than that it is still to be written: `TODO`, `待补充`, `…`."""
    text = _without_comments(answer)
    if sum(map(str.isalnum, text[:200])) > 80:
        return False
    text = _LABEL.sub("", text.strip(" \t\n*_`>#-"), count=1)
    return _NOTHING.fullmatch(_WORDS.sub(" ", text)) is not None


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (opened := text.find("<!--", at)) >= 0 and (closed := text.find("-->", opened + 4)) >= 0:
        kept.append(text[at:opened])
        at = closed + 3
    return "".join([*kept, text[at:]])


def _parts(first: int, end: int, headings: Sequence[Block]) -> Iterator[tuple[str, int, int]]:
    """Name (empty for the answer) and lines of each part, in their order."""
    name, start, level = "", first, 0
    for heading in headings:
        named = special(heading.text)
        if named == "answer" and name != "body":
            named = None
        if name and not named and heading.level > level:
            continue
        if named or name:
            yield name, start, heading.first
            name, level = (named or "").replace("answer", ""), heading.level
            start = heading.end if named else heading.first
    yield name, start, end


def _trimmed(document: Document, first: int, end: int) -> tuple[int, int]:
    """The lines without blank ones and rules at either end."""
    lines = document.lines
    while first < end and (not lines[first].strip(" \t>") or _RULE.fullmatch(lines[first])):
        first += 1
    while first < end and (not lines[end - 1].strip() or _RULE.fullmatch(lines[end - 1])):
        end -= 1
    return first, end


def _joined(document: Document, places: Sequence[tuple[int, int]]) -> str:
    trimmed = [_trimmed(document, start, stop) for start, stop in places]
    return "\n\n".join(document.raw(*one).rstrip() for one in trimmed if one[0] < one[1])


def _texts(document: Document, places: Sequence[tuple[int, int]]) -> list[str]:
    return [text for start, stop in places if (text := document.raw(start, stop).strip())]
