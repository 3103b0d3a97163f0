"""Reads the seed's own format: `# chapter`, `## section`, `### Q. question`, metadata, answer."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.core.question import Question, identify
from bot.readers import metadata
from bot.readers.found import Found
from bot.readers.parts import CORE, language_of, rubric_of, special

_MARK = re.compile(r"^(?:Q\s*\d*\s*[.:：．、]|Q\s+(?=\S)|问\s*[:：])\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*[.、)]?|[一二三四五六七八九十]+[、.])\s+|^\d+[、)]\s*")


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    text: str
    line: int
    end: int


def reads(name: str, text: str) -> bool:
    """Any Markdown is read as chapters: what holds no question gives none, and says so."""
    return True


def read(file: str, text: str) -> Found:
    """The questions below level-three headings, as CommonMark sees headings."""
    found = Found()
    lines = text.split("\n")
    tokens = _parser().parse(text)
    headings = list(_headings(tokens))
    blocks = [token.map for token in tokens if token.level == 0 and token.map]
    chapter = section = None
    for number, heading in enumerate(headings):
        if heading.level == 1:
            chapter, section = heading.text, None
        elif heading.level == 2:
            section = _NUMBER.sub("", heading.text)
            following = headings[number + 1] if number + 1 < len(headings) else None
            end = following.line if following else len(lines)
            if (following is None or following.level < 3) and "".join(lines[heading.end : end]):
                found.say(
                    file,
                    heading.line + 1,
                    "section-without-question",
                    "this section holds text and no question, and its text is not used",
                    "write its questions as `### Q. …`",
                )
        elif heading.level == 3:
            stop = number + 1
            while stop < len(headings) and headings[stop].level > 3:
                stop += 1
            deeper = headings[number + 1 : stop]
            end = headings[stop].line if stop < len(headings) else len(lines)
            question = _question(file, lines, blocks, heading, deeper, end, found)
            found.questions.append(
                Question(**question, chapter=chapter, section=section)  # type: ignore[arg-type]
            )
    if not found.questions and text.strip():
        found.say(
            file, 1, "no-question", "no `### question` is in this file", "see seeds/README.md"
        )
    return found


def _question(
    file: str,
    lines: list[str],
    blocks: list[list[int]],
    heading: _Heading,
    deeper: list[_Heading],
    end: int,
    found: Found,
) -> dict[str, object]:
    title = _MARK.sub("", _NUMBER.sub("", heading.text)).strip() or heading.text
    if not _MARK.match(_NUMBER.sub("", heading.text)):
        found.say(file, heading.line + 1, "no-mark", "the question has no `Q.`", "write `### Q. …`")
    start = heading.end
    facts = metadata.Facts()
    at = bisect_left(blocks, [start, 0])
    first = blocks[at] if at < len(blocks) and blocks[at][0] < end else None
    if first and metadata.is_metadata("\n".join(lines[first[0] : first[1]])):
        facts = metadata.from_line("\n".join(lines[first[0] : first[1]]))
        start = first[1]
    else:
        found.say(
            file,
            heading.line + 1,
            "no-metadata",
            "the question has no metadata",
            "add a line `> **Company**: …`",
        )
    for odd in facts.odd:
        found.say(file, heading.line + 2, "odd-value", odd, "mend the value, or leave it empty")
    parts = {special(one.text): one for one in deeper if special(one.text)}
    answer_end = min([one.line for one in parts.values()], default=end)
    answer = "\n".join(lines[start:answer_end]).strip("\n").rstrip()
    if not answer.strip():
        found.say(
            file,
            heading.line + 1,
            "no-answer",
            "the question has no answer",
            "write one, or leave it: it is asked only by name",
        )
    body = {
        name: "\n".join(lines[one.end : _part_end(one, deeper, end)]).strip()
        for name, one in parts.items()
    }
    core = CORE.search(answer)
    return {
        "id": facts.id or identify(title),
        "explicit_id": facts.id,
        "title": title,
        "answer": answer.strip(),
        "language": language_of(title + answer[:200]),
        "file": file,
        "line": heading.line + 1,
        "company": facts.company,
        "position": facts.position,
        "round": facts.round,
        "date": facts.date,
        "tags": facts.tags,
        "difficulty": facts.difficulty,
        "core": " ".join(core[1].split()) if core else None,
        "hint": body.get("hint") or None,
        "rubric": rubric_of(body.get("rubric", "").splitlines()),
        "sources": tuple(
            line.lstrip("-* ").strip()
            for line in body.get("sources", "").splitlines()
            if line.strip()
        ),
    }


def _part_end(part: _Heading, deeper: list[_Heading], end: int) -> int:
    later = [one.line for one in deeper if one.line > part.line and one.level <= part.level]
    return min(later, default=end)


def _headings(tokens: list[Token]) -> Iterator[_Heading]:
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            text = " ".join(tokens[number + 1].content.split())
            text = re.sub(r"^#+\s*", "", text)
            yield _Heading(int(token.tag[1]), text, token.map[0], token.map[1])


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark")
