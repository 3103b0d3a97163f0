"""Reads the seed's own format: `# chapter`, `## section`, `### Q. question`, metadata, answer."""

import re
from bisect import bisect_left

from bot.core.question import Question, identify
from bot.readers.parts import metadata
from bot.readers.parts.blocks import Block
from bot.readers.parts.found import Found
from bot.readers.parts.pieces import CORE, language_of, rubric_of, special
from bot.readers.parts.source import Source

_MARK = re.compile(r"^(?:Q\s*\d*\s*[.:：．、]|Q\s+(?=\S)|问\s*[:：])\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*[.、)]?|[一二三四五六七八九十]+[、.])\s+|^\d+[、)]\s*")


def suits(source: Source) -> int:
    """Any Markdown is read as chapters: what holds no question gives none, and says so."""
    return 1


def read(source: Source) -> Found:
    """The questions below level-three headings, as CommonMark sees headings."""
    return _Reading(source).whole()


class _Reading:
    """One pass over the headings of one file."""

    def __init__(self, source: Source) -> None:
        self.file = source.label
        self.document = source.document
        self.total = len(source.lines)
        self.starts = [block.first for block in self.document.blocks]
        self.found = Found()

    def whole(self) -> Found:
        headings = self.document.headings
        chapter = section = None
        at = 0  # the first line that no span covers yet
        for number, heading in enumerate(headings):
            if heading.level == 1:
                chapter, section = _title(heading), None
            elif heading.level == 2:
                section = _NUMBER.sub("", _title(heading))
            elif heading.level == 3:
                stop = number + 1
                while stop < len(headings) and headings[stop].level > 3:
                    stop += 1
                end = headings[stop].first if stop < len(headings) else self.total
                if at < heading.first:
                    self.found.span(at + 1, heading.first, "intro")
                self._question(heading, headings[number + 1 : stop], end, chapter, section)
                self.found.span(heading.first + 1, end, "question")
                at = end
        if at < self.total:
            self.found.span(at + 1, self.total, "intro")
        if not self.found.questions and self.document.text.strip():
            self.found.say(
                self.file,
                1,
                "no-question",
                "no `### question` is in this file",
                "see seeds/README.md",
            )
        return self.found

    def _question(
        self,
        heading: Block,
        deeper: list[Block],
        end: int,
        chapter: str | None,
        section: str | None,
    ) -> None:
        say, line = self.found.say, heading.first + 1
        text = _NUMBER.sub("", _title(heading))
        title = _MARK.sub("", text).strip() or _title(heading)
        if not _MARK.match(text):
            say(self.file, line, "no-mark", "the question has no `Q.`", "write `### Q. …`")
        facts, start = self._facts(heading, end)
        parts = {special(_title(one)): one for one in deeper if special(_title(one))}
        answer_end = min([one.first for one in parts.values()], default=end)
        answer = self.document.raw(start, answer_end).strip("\n").rstrip()
        if not answer.strip():
            say(
                self.file,
                line,
                "no-answer",
                "the question has no answer",
                "write one, or leave it: it is asked only by name",
            )
        body = {
            name: self.document.raw(one.end, _part_end(one, deeper, end)).strip()
            for name, one in parts.items()
        }
        core = CORE.search(answer)
        self.found.questions.append(
            Question(
                id=facts.id or identify(title),
                explicit_id=facts.id,
                translation_of=facts.translation_of,
                title=title,
                answer=answer.strip(),
                language=facts.language or language_of(title + answer[:200]),
                file=self.file,
                line=line,
                chapter=chapter,
                section=section,
                company=facts.company,
                position=facts.position,
                round=facts.round,
                round_text=facts.round_text,
                date=facts.date,
                tags=facts.tags,
                difficulty=facts.difficulty,
                core=" ".join(core[1].split()) if core else None,
                hint=body.get("hint") or None,
                rubric=rubric_of(body.get("rubric", "").splitlines()),
                sources=tuple(
                    one.lstrip("-* ").strip()
                    for one in body.get("sources", "").splitlines()
                    if one.strip()
                ),
            )
        )

    def _facts(self, heading: Block, end: int) -> tuple[metadata.Facts, int]:
        """The metadata below a heading, and the line where the answer begins."""
        at = bisect_left(self.starts, heading.end)
        blocks = self.document.blocks
        first = blocks[at] if at < len(blocks) and blocks[at].first < end else None
        text = self.document.raw(first.first, first.end) if first else ""
        if first is None or not metadata.is_metadata(text):
            self.found.say(
                self.file,
                heading.first + 1,
                "no-metadata",
                "the question has no metadata",
                "add a line `> **Company**: …`",
            )
            return metadata.Facts(), heading.end
        facts = metadata.from_line(text)
        for odd in facts.odd:
            fix = "mend the value, or leave it empty"
            self.found.say(self.file, heading.first + 2, "odd-value", odd, fix)
        return facts, first.end


def _title(heading: Block) -> str:
    return re.sub(r"^#+\s*", "", " ".join(heading.text.split()))


def _part_end(part: Block, deeper: list[Block], end: int) -> int:
    later = [one.first for one in deeper if one.first > part.first and one.level <= part.level]
    return min(later, default=end)
