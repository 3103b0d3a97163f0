"""Tells the shape of a Markdown text, and reads it: what the readers of the looser shapes share."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from bot.core.question import Question, identify
from bot.readers.parts import metadata
from bot.readers.parts.answers import is_unfinished
from bot.readers.parts.blocks import Document
from bot.readers.parts.content import Content, parted
from bot.readers.parts.found import Found
from bot.readers.parts.layout import Part, lay_out
from bot.readers.parts.marks import core_of
from bot.readers.parts.oddity import say
from bot.readers.parts.openings import Opening
from bot.readers.parts.outline import Outline
from bot.readers.parts.pieces import language_of
from bot.readers.parts.source import Source
from bot.readers.parts.wording import asks, has_han, opens_answer, speaks_of_questions

_MARK = re.compile(r"^ {0,3}###[ \t]+(?:#+[ \t]+)?Q[ \t]*[.:：．、]", re.MULTILINE | re.IGNORECASE)
_MARKED = re.compile(r"(?:#+\s*)?Q\s*[.:：．、]", re.IGNORECASE)
_FACTS = re.compile(
    r"^>[ \t]*\*\*(?:Company|Round|Tags|公司|轮次|标签)\*\*[ \t]*[:：]",
    re.MULTILINE | re.IGNORECASE,
)
_NO_MARKDOWN = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[{\[\"]|<\?xml)")
_ENDINGS = (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".apkg", ".colpkg", ".yaml", ".yml")
_MAY_STATE = re.compile(
    r"company|公司|tags?\b|标签|difficulty|难度|round|轮次|\bdate\b|日期|\bid\b|"
    r"translation of|译自",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+")

MOST_SPECIFIC = (
    "multiple-choice", "details", "question-lines", "bold-lines", "html-headings",
    "numbered-headings", "bullets",
)  # fmt: skip
"""The shapes, those first whose signs are hardest to take for another's."""


@dataclass(frozen=True)
class Shape:
    """A text that was read: its parts, with the content of those that are questions."""

    parts: tuple[Part, ...]
    contents: tuple[Content | None, ...]
    stated: tuple[metadata.Stated | None, ...]
    shares: Counter[str]

    @property
    def main(self) -> str:
        """The shape of most of its questions; empty where there is none."""
        most = max(self.shares.values(), default=0)
        return next((one for one in MOST_SPECIFIC if most and self.shares[one] == most), "")


_SHAPES: WeakKeyDictionary[Document, Shape] = WeakKeyDictionary()
_ARE_MARKED: WeakKeyDictionary[Document, bool] = WeakKeyDictionary()


def is_marked(source: Source) -> bool:
    """Whether the text has the marks of the seed's own format: `### Q. …`, or metadata lines."""
    if source.document not in _ARE_MARKED:
        _ARE_MARKED[source.document] = _is_marked(source)
    return _ARE_MARKED[source.document]


def _is_marked(source: Source) -> bool:
    text = source.text
    if _MARK.search(text):
        headings = source.document.headings
        if any(one.level == 3 and _MARKED.match(one.text.lstrip()) for one in headings):
            return True
    return bool(_FACTS.search(text)) and any(one.level == 3 for one in source.document.headings)


def holds_many(source: Source) -> bool:
    """Whether most of a text is questions, and there are several."""
    if not may_be_markdown(source):
        return False
    shape = shape_of(source.document)
    return sum(shape.shares.values()) > 2 and _explained(source, shape) > 0.5


def is_plain(source: Source) -> bool:
    """Whether the questions of a text are its headings of level three, without number or choices,
    and there is nothing else to it that chapters would not read."""
    if not may_be_markdown(source) or source.text.startswith("---\n"):
        return False
    level_three = [one for one in source.document.headings if one.level == 3]
    if any(opens_answer(one.text.strip("# ")) for one in source.document.headings):
        return False
    shape = shape_of(source.document) if level_three else None
    if shape is None or shape.main != "numbered-headings":
        return False
    asked = [
        (part.opening, content)
        for part, content in zip(shape.parts, shape.contents, strict=True)
        if part.opening is not None and content is not None and part.kind == "question"
    ]
    return len(asked) == len(level_three) and all(
        not (opening.title.style or opening.title.is_link or content.body or content.hint)
        and source.document.lines[opening.line].startswith("### ")
        for opening, content in asked
    )


def suits(source: Source, shape: str) -> int:
    """How surely a text is of this shape, by the scale of bot/readers/README.md."""
    if not may_be_markdown(source) or is_marked(source):
        return 0
    read_as = shape_of(source.document)
    total = sum(read_as.shares.values())
    if not total or not read_as.shares[shape]:
        return 0
    share = read_as.shares[shape] / total
    if read_as.main != shape:
        return round(20 * share)
    return 30 + round(30 * share + 30 * _explained(source, read_as))


def read(source: Source, shape: str) -> Found:
    """The questions of a text. Where it is mainly of this shape, those of other shapes are read
    with them; where it is not, those of this shape alone.
    """
    found = Found()
    read_as = shape_of(source.document)
    if read_as.main != shape:
        read_as = _shape(Outline(source.document), only=shape)
    bare = 0
    for part, content, stated in zip(read_as.parts, read_as.contents, read_as.stated, strict=True):
        last = min(part.end, len(source.lines))
        if last > part.first:
            found.span(part.first + 1, last, part.kind)
        if part.opening is not None and content is not None:
            facts = stated.facts if stated else metadata.Facts()
            one = _question(source, part, part.opening, content, facts)
            bare += not one.answer
            found.questions.append(one)
            say(found, source, stated.oddities if stated else ())
    if bare:
        many = len(found.questions)
        message = f"{bare} of {many} questions have no answer"
        fix = "write one, or leave it: they are asked only by name"
        first = next(one.line for one in found.questions if not one.answer)
        found.say(source.label, first, "no-answer", message, fix)
    if not found.questions and source.text.strip():
        message = "no question of this shape is in this file"
        found.say(source.label, 1, "no-question", message, "see bot/readers/README.md")
    return found


def shape_of(document: Document) -> Shape:
    """The shape of a document, which is found out once."""
    if document not in _SHAPES:
        _SHAPES[document] = _shape(Outline(document))
    return _SHAPES[document]


def may_be_markdown(source: Source) -> bool:
    """Whether a file does not begin or end like one of another format."""
    if b"\x00" in source.data[:4096] or source.name.casefold().endswith(_ENDINGS):
        return False
    return not _NO_MARKDOWN.match(source.text[:200])


def _explained(source: Source, shape: Shape) -> float:
    """How much of the lines that say something belongs to questions."""
    lines = source.document.lines
    every = sum(1 for line in lines if line.strip())
    asked = sum(
        1
        for part in shape.parts
        if part.kind == "question"
        for line in lines[part.first : part.end]
        if line.strip()
    )
    return asked / every if every else 0.0


def _shape(outline: Outline, *, only: str | None = None) -> Shape:
    parts = lay_out(outline, only=only)
    contents: list[Content | None] = []
    stated: list[metadata.Stated | None] = []
    shares: Counter[str] = Counter()
    with_choices = 0
    for part in parts:
        if part.opening is None or part.kind != "question":
            contents.append(None)
            stated.append(None)
            continue
        content, said = _content(outline.lines, part, part.opening)
        contents.append(content)
        stated.append(said)
        shares[part.opening.shape] += 1
        with_choices += content.has_choices
    if only is None and not with_choices and not _is_bank(outline, parts):
        return Shape((), (), (), Counter())
    total = sum(shares.values())
    if with_choices * 2 > total:
        shares["multiple-choice"] = total
    return Shape(tuple(parts), tuple(contents), tuple(stated), shares)


def _is_bank(outline: Outline, parts: Sequence[Part]) -> bool:
    """Whether some question asks outright, is numbered or marked, or the text says that it holds
    questions: `How it works` and `Write a test` stand in any handbook."""
    openings = [part.opening for part in parts if part.opening is not None]
    return any(
        one.title.text.endswith(("?", "？"))
        or one.shape in ("details", "question-lines")
        or (one.title.style and one.shape != "bullets")
        or has_han(one.title.text)
        for one in openings
    ) or any(speaks_of_questions(one.words) for one in outline.headings)


def _content(
    lines: Sequence[str], part: Part, opening: Opening
) -> tuple[Content, metadata.Stated | None]:
    """What stands below a title, and the metadata that it begins with."""
    end = part.end if opening.stop is None else min(part.end, opening.stop)
    first = opening.after
    while first < end and not lines[first].strip():
        first += 1
    stated = None
    if first < end and _MAY_STATE.search(lines[first], 0, 200):
        stop = first
        while stop < end and lines[stop].strip():
            stop += 1
        stated = metadata.stated(lines, first, stop)
        first = stated.end if stated else first
    rows = lines[first:end]
    if opening.lead.strip():
        rows = [opening.lead, *lines[first if stated else opening.after : end]]
    short = opening.shape == "question-lines" or opening.title.style == "Q"
    content = parted(rows, opening.title.text, short=short)
    if is_unfinished(content.answer):
        content = replace(content, answer="")
    if opening.shape == "bullets" and not content.body and _are_questions(content.answer):
        content = Content(content.answer, "", content.hint)
    return content, stated


def _are_questions(answer: str) -> bool:
    """Whether what stands below a question only asks more."""
    rows = [row for row in answer.split("\n") if row.strip()] if len(answer) < 4000 else []
    return bool(rows) and all(
        _BULLET.match(row) and asks(_BULLET.sub("", row, count=1)) == 2 for row in rows
    )


def _question(
    source: Source, part: Part, opening: Opening, content: Content, facts: metadata.Facts
) -> Question:
    title = opening.title.text or opening.title.label or source.name
    return Question(
        id=facts.id or identify(title),
        explicit_id=facts.id,
        translation_of=facts.translation_of,
        title=title,
        body=content.body,
        answer=content.answer,
        language=facts.language or language_of(title + content.answer[:200]),
        file=source.label,
        line=part.first + 1,
        chapter=part.path[0] if part.path else None,
        section=" / ".join(part.path[1:]) or None,
        company=facts.company,
        position=facts.position,
        round=facts.round,
        round_text=facts.round_text,
        date=facts.date,
        tags=facts.tags or opening.title.topics,
        difficulty=facts.difficulty or opening.title.difficulty,
        core=core_of(content.answer) if "<" in content.answer else None,
        hint=content.hint,
        sources=opening.title.links,
    )
