"""Writes the seed's own format: `# chapter`, `## section`, `### Q. question`, metadata, answer."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core import rubric_lines
from bot.core.question import Question, identify
from bot.core.rubric import Checkpoint
from bot.writers.parts.below_heading import below, item
from bot.writers.parts.files import File, Told, untold
from bot.writers.parts.kept import normal
from bot.writers.parts.metadata_line import carried as with_facts
from bot.writers.parts.metadata_line import metadata_line

ENDINGS = (".md", ".markdown", ".mdx", ".txt")

_ANSWER, _PART = 3, 4
_LINK = re.compile(r"\](?=\()")
_ANCHOR = re.compile(r"<(?=a\b)", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\s")
_LEAST, _MOST = 0.000001, 999.0


def carried(question: Question) -> Question:
    """The question as this format gives it back: no heading of an answer stands above the fourth
    level, titles have no links, and a metadata line has no bars within its values."""
    plain = normal(question)
    return with_facts(
        replace(
            plain,
            title=_heading(plain.title),
            body=below(plain.body, _PART),
            answer=below(plain.answer, _ANSWER),
            hint=below(plain.hint or "", _PART).strip() or None,
            rubric=tuple(_weighed(one) for one in plain.rubric),
            sources=tuple(map(item, plain.sources)),
            chapter=_heading(plain.chapter or "") or None,
            section=_heading(plain.section or "") or None,
        )
    )


def write(questions: Sequence[Question], told: Told = untold) -> list[File]:
    """One file; the questions of a chapter and of a section stand together, in their order."""
    listed = _together([carried(one) for one in questions])
    return [File("", (_text(listed, told=told) + "\n").encode())]


def added(
    questions: Sequence[Question],
    beside: Sequence[Question] = (),
    behind: tuple[str | None, str | None] | None = None,
) -> str:
    """The questions as a text to be put behind others: `beside` are those that are there, and
    `behind` is the chapter and the section that the last of them stands in."""
    listed = _together([carried(one) for one in questions])
    return _text(listed, beside, behind)


def one(question: Question, beside: Sequence[Question] = ()) -> str:
    """A question alone, from its heading to the end of its last part."""
    titles = Counter(identify(other.title) for other in beside)
    plain = carried(question)
    return "\n".join(_lines(plain, is_sole=not titles[identify(plain.title)]))


def _together(questions: Sequence[Question]) -> list[Question]:
    """Chapters in the order in which they first come, each with its sections so; what stands in
    none comes first, since no heading could end what is above it."""
    chapters: dict[str | None, dict[str | None, list[Question]]] = {None: {}}
    for question in questions:
        sections = chapters.setdefault(question.chapter, {None: []})
        sections.setdefault(question.section, []).append(question)
    return [
        question
        for sections in chapters.values()
        for name in dict.fromkeys([None, *sections])
        for question in sections.get(name, ())
    ]


def _text(
    questions: Sequence[Question],
    beside: Sequence[Question] = (),
    behind: tuple[str | None, str | None] | None = None,
    told: Told = untold,
) -> str:
    titles = Counter(identify(one.title) for one in (*questions, *beside))
    chapter, section = behind or (None, None)
    number = 0
    blocks: list[str] = []
    for done, question in enumerate(questions, 1):
        is_new = question.chapter != chapter or (section and not question.section)
        if is_new and question.chapter:
            blocks.append(f"# {_closed(question.chapter)}")
            section, number = None, 0
        if question.section and question.section != section:
            number += 1
            blocks.append(f"## {_numbered(question.section, number)}")
        chapter, section = question.chapter, question.section
        sole = titles[identify(question.title)] == 1
        blocks.append("\n".join(_lines(question, is_sole=sole)))
        told(done, len(questions))
    return "\n\n".join(blocks)


def _lines(question: Question, *, is_sole: bool) -> Iterator[str]:
    yield f"### Q. {_closed(question.title)}"
    yield metadata_line(question, is_sole=is_sole)
    if question.body:
        yield f"\n#### Question\n{question.body}"
        if question.answer:
            yield "\n#### Answer"
    if question.answer:
        yield question.answer if question.body else f"\n{question.answer}"
    if question.rubric:
        yield "\n#### Rubric"
        yield from rubric_lines.lines(question.rubric)
    if question.hint:
        yield f"\n#### Hint\n{question.hint}"
    if question.sources:
        yield "\n#### Sources"
        yield from (f"- {one}" for one in question.sources)


def _weighed(one: Checkpoint) -> Checkpoint:
    weight = round(min(max(one.weight, _LEAST), _MOST), 6)
    return rubric_lines.writable(replace(one, text=item(one.text), weight=weight))


def _heading(text: str) -> str:
    """A text as the title of a heading: what would be a link or an anchor is no longer one."""
    return _ANCHOR.sub("< ", _LINK.sub("] ", text))


def _closed(title: str) -> str:
    """A title whose own `#` at its end are not taken for the heading's."""
    return f"{title} #" if title.endswith("#") else title


def _numbered(section: str, number: int) -> str:
    """A section with its number, which is read off again, and so would be one of its own."""
    again = f"{number}.1 " if _NUMBERED.match(section) else ""
    return f"{number}. {again}{_closed(section)}"
