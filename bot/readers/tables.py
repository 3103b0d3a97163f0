"""Reads tables of Markdown whose columns say that they hold questions: `| Question | Answer |`."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from bot.readers.parts import columns, shapes
from bot.readers.parts.blocks import Block
from bot.readers.parts.found import Found
from bot.readers.parts.outline import Outline
from bot.readers.parts.plain_titles import title
from bot.readers.parts.records import Record, Records
from bot.readers.parts.source import Source

_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$", re.MULTILINE)
_CELLS = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ANCHOR = re.compile(r"\]\((?!https?:)")


def suits(source: Source) -> int:
    """The share of the text that such tables are, if they hold more questions than all else."""
    if not shapes.may_be_markdown(source) or not _has_header(source.text):
        return 0
    if shapes.is_marked(source):
        return 0
    rows = sum(len(rows) for rows in _tables(Outline(source.document)))
    others = sum(shapes.shape_of(source.document).shares.values())
    filled = sum(1 for line in source.lines if line.strip())
    return 30 + round(60 * rows / filled) if rows > max(1, others) else 0


def read(source: Source) -> Found:
    """The question of every row of these tables; what is between them introduces them."""
    found = Found()
    outline = Outline(source.document)
    records = [record for rows in _tables(outline) for record in rows]
    Records(source.label, found, "row").read(records)
    if records and not shapes.is_marked(source):
        reached = 0
        for record in records:
            if record.first > reached + 1:
                found.span(reached + 1, record.first - 1, "intro")
            reached = record.last
        if reached < len(source.lines):
            found.span(reached + 1, len(source.lines), "intro")
    if not records:
        message = "no table in this file has a column of questions"
        fix = "name the columns `Question` and `Answer`"
        found.say(source.label, 1, "no-question", message, fix)
    return found


def _has_header(text: str) -> bool:
    """Whether the line above some rule names a column of questions."""
    for rule in _RULE.finditer(text):
        start = text.rfind("\n", 0, max(rule.start() - 1, 0)) + 1
        if "title" in columns.roles(_parted(text[start : max(rule.start() - 1, 0)][:2000])):
            return True
    return False


def _tables(outline: Outline) -> Iterator[list[Record]]:
    firsts = [one.first for one in outline.headings]
    for block in outline.blocks:
        if block.kind == "paragraph" and "|" in block.text:
            at = bisect_right(firsts, block.first)
            above: list[str] = []
            level = 7
            for one in reversed(outline.headings[max(0, at - 50) : at]):
                if one.level < level and one.words:
                    level = one.level
                    above.insert(0, one.words)
            if rows := _rows(outline, block, above):
                yield rows


def _rows(outline: Outline, block: Block, above: list[str]) -> list[Record]:
    """The rows below a header that names a column of questions, unless they only point to them."""
    lines = outline.lines
    start = block.first
    while start + 1 < block.end and not _RULE.match(lines[start + 1]):
        start += 1
    if start + 1 >= block.end:
        return []
    names = _parted(lines[start])
    roles = columns.roles(names)
    if "title" not in roles:
        return []
    asked = roles.index("title")
    found, pointing = [], 0
    for line in range(start + 2, block.end):
        cells = _parted(lines[line])
        if len(cells) <= asked or not cells[asked]:
            continue
        pointing += bool(_ANCHOR.search(cells[asked]))
        values = dict(zip(names, cells, strict=False))
        values[names[asked]] = title(cells[asked]).text or cells[asked]
        chapter, section = [*above[:1], None][0], " / ".join(above[1:]) or None
        found.append(Record(values, line + 1, line + 1, chapter, section))
    return [] if pointing * 2 > len(found) else found


def _parted(line: str) -> list[str]:
    """The cells of a row."""
    row = line.strip()
    row = row[1:] if row.startswith("|") else row
    cells = [_BREAK.sub("\n", one).replace("\\|", "|").strip() for one in _CELLS.split(row)]
    return cells[:-1] if cells and not cells[-1] else cells
