"""Reads one file a question: YAML front matter, then the reference answer in Markdown."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.core.account import Edit
from bot.core.question import normal_title
from bot.core.rubric import Checkpoint
from bot.readers.parts import checkpoint_values, metadata, shapes, titles, whole, yaml_head
from bot.readers.parts.answers import Below, below
from bot.readers.parts.blocks import Document
from bot.readers.parts.fields import NAMES
from bot.readers.parts.found import Found
from bot.readers.parts.oddity import Oddity, say
from bot.readers.parts.source import Source
from bot.readers.parts.yaml_head import Entry

_OPENING = re.compile(r"^---[ \t]*\n")
_MANY = re.compile(r"^ {0,3}###[ \t]*Q[ \t]*\d*[ \t]*[.:：]", re.MULTILINE)
_NAMES = {**NAMES, "题目": "title", "标题": "title", "问题": "question", "提示": "hint",
          "评分要点": "rubric", "来源": "sources", "章节": "chapter"}  # fmt: skip
_OF_ANY_PAGE = {"title", "tags", "tag", "date", "language", "标题", "标签", "日期", "时间"}
_TEXTS = {"title", "question", "hint", "chapter", "section", "body"}
_LISTS = {"tags", "sources", "rubric"}
_KNOWN = _TEXTS | _LISTS | {
    "company", "position", "round", "date", "difficulty", "language", "id", "translation_of",
}  # fmt: skip


def suits(source: Source) -> int:
    """A file that opens with `---`, closes it, and names a field that we know; less sure where it
    holds `### Q.` too, or where it only has what any page has and many questions below it."""
    if not _OPENING.match(source.text[:100]):
        return 0
    head = source.text[: yaml_head.LONGEST].split("\n---", 1)
    known = "|".join(sorted({*_KNOWN, *_NAMES}))
    named = set(re.findall(rf"^({known})\s*:", head[0], re.MULTILINE))
    if len(head) < 2 or not named:
        return 0
    many = _MANY.search(source.text) or (named <= _OF_ANY_PAGE and shapes.holds_many(source))
    return 50 if many else 100


def read(source: Source) -> Found:
    """The one question of the file."""
    file, lines = source.label, source.lines
    try:
        head = yaml_head.read(lines)
    except yaml_head.NoYaml as exc:
        fix = "check its quotes, colons and indentation, and that it ends with `---`"
        return Found.trouble(file, "bad-front-matter", exc.said, fix, line=exc.line)
    values = _Values(head.entries)
    document = Document("\n".join(lines[head.end :]))
    title, first = _title(values, document)
    if not title:
        return Found.trouble(file, "no-title", "the front matter has no `title`", "add `title: …`")
    facts = metadata.from_values(values.known)
    deeper = [one for one in document.headings if one.first >= first]
    parts = below(document, first, len(document.lines), deeper, 1 - head.end)
    parts = _joined(parts, values)
    odd = [*values.oddities, *_odd_facts(values, facts, lines), *_shifted(parts.oddities, head.end)]
    found = Found()
    say(found, source, sorted(odd, key=lambda one: one.line))
    found.questions.append(
        whole.question(
            title,
            facts,
            parts,
            file=file,
            line=1,
            chapter=values.text("chapter"),
            section=values.text("section"),
            body=values.text("body") or "",
        )
    )
    found.span(1, len(lines), "question")
    return found


class _Values:
    """The values of the front matter by our names, and what is odd in them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.oddities: list[Oddity] = []
        self.known: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        for entry in entries:
            label = entry.label[:40]
            name = _NAMES.get(entry.label.replace("_", " "), entry.label)
            self.lines.setdefault(name, entry.line)
            if name not in _KNOWN:
                fix = "see seeds/README.md"
                self.say(name, "unknown-field", f"the field `{label}` is not known", fix)
            elif name in self.known:
                said = f"`{label}` stands here a second time, unread"
                fix = "write all of it into one field"
                self.oddities.append(Oddity(entry.line, "repeated-field", said, fix))
            else:
                self.known[name] = self._usable(name, entry.value)

    def text(self, name: str) -> str | None:
        """The text of a field; None where it has none."""
        value = str(self.known.get(name) or "").strip()
        return None if value in ("", "null", "~") else value

    def listed(self, name: str) -> list[Any]:
        """The values of a field that may be a list."""
        value = self.known.get(name) or []
        return value if isinstance(value, list) else [value]

    def say(self, name: str, rule: str, message: str, fix: str) -> None:
        """Note something odd in a field."""
        self.oddities.append(Oddity(self.lines[name], rule, message, fix))

    def _usable(self, name: str, value: Any) -> Any:
        """The value, if it is what the field may hold: a text, or texts in a list."""
        if isinstance(value, str) or (name == "rubric" and value is not None):
            return value
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return value if name in _LISTS else ", ".join(value)
        said = f"`{name}` holds what is no text"
        self.say(name, "odd-value", said, "write a text, or leave it out")
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else ""


def _title(values: _Values, document: Document) -> tuple[str, int]:
    """The title, and the line (from 0) of the body where the answer begins: below a heading that
    is the title, or says it again."""
    stated = " ".join((values.text("title") or values.text("question") or "").split())
    block = document.after(0)
    if block is None or block.kind != "heading" or block.level > 3:
        return stated, 0
    heading = titles.question(block.text).text
    if not stated:
        return heading, block.end
    return stated, block.end if normal_title(heading) == normal_title(stated) else 0


def _odd_facts(values: _Values, facts: metadata.Facts, lines: Sequence[str]) -> Iterator[Oddity]:
    for name, said in facts.unread.items():
        rule = "odd-round" if name == "round" else "odd-value"
        yield Oddity(values.lines[name], rule, said, "mend the value, or leave it out")
    written = values.text("date")
    if facts.date and written and written != facts.date:
        line = values.lines["date"]
        place = _place(lines[line - 1], written)
        edits = (Edit(line, *place, facts.date),) if place else ()
        said = f"the date is written {written!r}"
        yield Oddity(line, "odd-date", said, f"write {facts.date}", edits)


def _place(line: str, value: str) -> tuple[int, int] | None:
    """The columns of the value of a line's field, if it stands there as it is."""
    after = line.find(":") + 1
    start = line.find(value, after)
    if start < 0 or line[after:start].strip(" \t'\""):
        return None
    return start, start + len(value)


def _shifted(oddities: Iterable[Oddity], by: int) -> Iterator[Oddity]:
    """The oddities of the body, by the lines of the file."""
    for one in oddities:
        edits = tuple(replace(edit, line=edit.line + by) for edit in one.edits)
        yield replace(one, line=one.line + by, edits=edits)


def _joined(parts: Below, values: _Values) -> Below:
    """What the body holds, with the hint, the rubric and the sources of the front matter."""
    sources = (one.strip() for one in values.listed("sources") if isinstance(one, str))
    return replace(
        parts,
        hint=values.text("hint") or parts.hint,
        rubric=(*_checkpoints(values), *parts.rubric),
        sources=(*filter(None, sources), *parts.sources),
    )


def _checkpoints(values: _Values) -> Iterator[Checkpoint]:
    for one in values.listed("rubric"):
        for made in checkpoint_values.checkpoints([one]):
            if isinstance(made, Checkpoint):
                yield made
            else:
                fix = "see seeds/README.md"
                values.say("rubric", "odd-checkpoint", f"the rubric: {made}", fix)
